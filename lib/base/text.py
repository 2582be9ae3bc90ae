"""Measures of text that rooms share."""

from __future__ import annotations


def text_length(text: str) -> int:
    """Length in UTF-16 units, as browsers count: an emoji is two or more, and no other way counts more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
