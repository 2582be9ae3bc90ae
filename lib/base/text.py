"""Measures of text that rooms share."""

from __future__ import annotations

import unicodedata


def text_length(text: str) -> int:
    """Length in UTF-16 units, as browsers count: an emoji is two or more, and no other way counts more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def printable(text: str) -> str:
    """`text` as a file format takes it: without control characters but line ends and tabs."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Cn"}
    )
