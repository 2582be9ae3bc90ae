"""Sentences of a Russian text, not cut at initials and shortened words."""
# ruff: noqa: SIM905 (words in a row)

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[»\")]*\s+|\n+")
_SHORTENED = frozenset(
    "ул пр просп пер д дом кв корп стр г гг р рожд обл им тел доб т тыс млн руб св зав гл см др род ст п пп с"
    " наб б мкр оф каб пом эт".split()
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\Z")


LONGEST = 1000
"""Characters; what goes on longer is cut at a space: a rule that looks around a sentence stays linear."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, in order; together they cover the text."""
    for start, end in _whole(text):
        while end - start > LONGEST:
            space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = space + 1 if space >= 0 else start + LONGEST
            yield start, cut
            start = cut
        yield start, end


def _whole(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _END.finditer(text):
        if end[0][0] == "." and _goes_on(text, end):
            continue
        yield start, end.end()
        start = end.end()
    if start < len(text):
        yield start, len(text)


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Whether the full stop belongs to a shortened word or an initial."""
    if "\n" in end[0]:
        return False
    word = _WORD_BEFORE.search(text, max(0, end.start() - 20), end.start())
    if word is None:
        return False
    return len(word[1]) == 1 or word[1].lower() in _SHORTENED
