"""Runs of digits in a text, however they are grouped, and the check digits of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Digits and separators are disjoint, so this is linear.
_RUN = re.compile(r"\d(?:[ ().\-/]{0,4}\d)*")
_GROUP = re.compile(r"\d+")
_SINGLES = 4
"""So many lone digits in a row are one number, spaced out."""


@dataclass(frozen=True)
class Number:
    """Digits as one number; `start` and `end` in the folded text, `shape` the lengths of its groups."""

    digits: str
    start: int
    end: int
    shape: tuple[int, ...]


def runs(text: str) -> Iterator[tuple[Number, ...]]:
    """The groups of each run of digits that only separators hold apart."""
    for found in _RUN.finditer(text):
        groups = [
            Number(group[0], group.start(), group.end(), (len(group[0]),))
            for group in _GROUP.finditer(text, found.start(), found.end())
        ]
        yield tuple(_joined(groups))


def window(groups: tuple[Number, ...], first: int, *, most: int) -> Iterator[Number]:
    """What begins at the group `first`, of up to `most` digits, the longest last."""
    digits, shape = "", []
    for group in groups[first:]:
        digits += group.digits
        if len(digits) > most:
            return
        shape.append(len(group.digits))
        yield Number(digits, groups[first].start, group.end, tuple(shape))


def is_luhn(digits: str) -> bool:
    """Luhn's check digit: bank cards, and the 16 digits of an ОМС policy (the same sum in other words)."""
    total = 0
    for at, char in enumerate(reversed(digits)):
        value = int(char) * (1 + at % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def is_snils(digits: str) -> bool:
    """The two check digits of a СНИЛС of 11 digits. Numbers up to 001-001-998 have none and are refused."""
    if int(digits[:9]) <= 1_001_998:
        return False
    total = sum(int(char) * (9 - at) for at, char in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])


def _joined(groups: list[Number]) -> Iterator[Number]:
    """Lone digits in a row made one group: «8 9 1 0 0 0 …»."""
    at = 0
    while at < len(groups):
        stop = at
        while stop < len(groups) and len(groups[stop].digits) == 1:
            stop += 1
        if stop - at >= _SINGLES:
            lone = groups[at:stop]
            digits = "".join(group.digits for group in lone)
            yield Number(digits, lone[0].start, lone[-1].end, (len(digits),))
            at = stop
        else:
            yield groups[at]
            at += 1
