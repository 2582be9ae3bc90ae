"""Numbers said in words: «восемь девятьсот двенадцать сто двадцать три сорок пять шестьдесят семь»."""
# ruff: noqa: SIM905 (words in a row)

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.guard.numbers import Number

_UNITS = "ноль один два три четыре пять шесть семь восемь девять".split()
_TEENS = (
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать"
    " девятнадцать".split()
)
_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
# Word -> (value, what it may be followed by in the same number: values below this).
_VALUES: dict[str, tuple[int, int]] = {
    **{word: (value, 0) for value, word in enumerate(_UNITS)},
    **{word: (value, 0) for value, word in enumerate(_TEENS, 10)},
    **{word: (10 * value, 10) for value, word in enumerate(_TENS, 2)},
    **{word: (100 * value, 100) for value, word in enumerate(_HUNDREDS, 1)},
    "нуль": (0, 0),
    "нолик": (0, 0),
    "одна": (1, 0),
}
_WORD = re.compile(r"[а-я]+")
_GAP = re.compile(r"[ ,.\-]{1,3}\Z")
FEWEST = 10
"""Digits, below which words are a number of no phone."""


def spoken(lower: str) -> Iterator[Number]:
    """Each row of number words that makes at least ten digits."""
    row: list[re.Match[str]] = []
    for word in _WORD.finditer(lower):
        if word[0] not in _VALUES:
            yield from _number(row)
            row = []
            continue
        if row and not _GAP.match(lower[row[-1].end() : word.start()]):
            yield from _number(row)
            row = []
        row.append(word)
    yield from _number(row)


def _number(row: list[re.Match[str]]) -> Iterator[Number]:
    digits, value, room = "", -1, 0
    for word in row:
        more, below = _VALUES[word[0]]
        if value >= 0 and 0 < more < room:
            value, room = value + more, below
        else:
            digits += "" if value < 0 else str(value)
            value, room = more, below
    digits += "" if value < 0 else str(value)
    if len(digits) >= FEWEST:
        yield Number(digits, row[0].start(), row[-1].end(), (len(digits),))
