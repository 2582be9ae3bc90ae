"""Numbers of documents that name one person: СНИЛС, ОМС policy, passport, birth certificate, bank card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.guard.numbers import Number, is_luhn, is_snils, runs, window
from lib.guard.phones import phone_in
from lib.guard.words import (
    BIRTH_CERTIFICATE,
    CARD_WORD,
    NO_PASSPORT,
    NUMBER_OF_SOMETHING,
    PASSPORT,
    POLICY_WORD,
    SNILS_WORD,
    TEMPORARY_POLICY,
)

SNILS, POLICY, CARD, PAPER = "snils", "oms", "card", "passport"
_SNILS_SHAPES = {(3, 3, 3, 2), (9, 2)}
_CARD_PREFIX = re.compile(r"220[0-4]|4|5[1-5]|2[2-7]|62")
_PASSPORT_NUMBER = re.compile(
    r"(?<!\d)(?:\d{2} ?\d{2}(?:[ ,:;№n]|номер){0,12}\d{6}|\d{2} ?(?:№ ?)?\d{7})(?!\d)"
)
_CERTIFICATE_NUMBER = re.compile(r"[ivxlcіх1]{1,6} ?- ?[а-я]{2} ?№? ?\d{6}(?!\d)")
_NINE = re.compile(r"(?<![\d-])\d{9}(?![\d-])")
_OLD_POLICY = re.compile(r"(?<!\d)\d{2} ?\d{2,4} ?(?:№|номер) ?\d{6,8}(?!\d)")
_REACH = 60
"""How far from its word the number of a document may stand, characters."""

Place = tuple[str, int, int]


def documents(text: str, lower: str) -> Iterator[Place]:
    """(kind, start, end) of each number."""
    for groups in runs(text):
        yield from _in_run(text, lower, groups)
    yield from _by_word(lower)


def _in_run(text: str, lower: str, groups: tuple[Number, ...]) -> Iterator[Place]:
    first = 0
    while first < len(groups):
        kind, until = None, first + 1
        for number in window(groups, first, most=16):
            whole = first == 0 and number.end == groups[-1].end
            kind = _kind(text, lower, number, whole=whole)
            if kind is not None:
                yield kind, number.start, number.end
                until = first + len(number.shape)
                break
        first = until


def _kind(text: str, lower: str, number: Number, *, whole: bool) -> str | None:
    size, shape = len(number.digits), number.shape
    before = lower[max(0, number.start - 40) : number.start]
    if size == 11 and (whole or shape in _SNILS_SHAPES or len(shape) == 1):
        named = SNILS_WORD.search(before)
        valid = is_snils(number.digits)
        if named and (valid or phone_in(text, number) is None):
            return SNILS
        if valid and (shape in _SNILS_SHAPES or phone_in(text, number) is None):
            return SNILS
    if size == 16 and (whole or shape in {(16,), (4, 4, 4, 4)}):
        valid = is_luhn(number.digits)
        if POLICY_WORD.search(before):
            return POLICY
        if CARD_WORD.search(before) and (valid or _CARD_PREFIX.match(number.digits)):
            return CARD
        if valid and not NUMBER_OF_SOMETHING.search(before):
            return CARD if _CARD_PREFIX.match(number.digits) else POLICY
    return None


def _by_word(lower: str) -> Iterator[Place]:
    """Numbers that only the word beside them makes a document's."""
    for word in PASSPORT.finditer(lower):
        if NO_PASSPORT.match(lower, word.end()):
            continue
        yield from _near(lower, word, _PASSPORT_NUMBER, PAPER)
    for word in BIRTH_CERTIFICATE.finditer(lower):
        yield from _after(lower, word, _CERTIFICATE_NUMBER, PAPER)
    for word in TEMPORARY_POLICY.finditer(lower):
        yield from _after(lower, word, _NINE, POLICY)
    for word in POLICY_WORD.finditer(lower):
        yield from _after(lower, word, _OLD_POLICY, POLICY)


def _near(lower: str, word: re.Match[str], number: re.Pattern[str], kind: str) -> Iterator[Place]:
    start = max(0, word.start() - _REACH)
    for found in number.finditer(lower, start, word.end() + _REACH):
        if "\n" not in lower[min(found.end(), word.end()) : max(found.start(), word.start())]:
            yield kind, found.start(), found.end()


def _after(lower: str, word: re.Match[str], number: re.Pattern[str], kind: str) -> Iterator[Place]:
    found = number.search(lower, word.end(), word.end() + _REACH)
    if found:
        yield kind, found.start(), found.end()
