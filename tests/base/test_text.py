"""Lengths as browsers and VK count them."""

from __future__ import annotations

from lib.base.text import text_length


def test_an_emoji_counts_twice_and_half_a_one_does_not_break() -> None:
    assert text_length("Ёж🙂") == 4
    assert text_length("\ud83d") == 1
