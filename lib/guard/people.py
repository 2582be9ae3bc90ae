"""Names of people, by Russian morphology.

The dictionary (pymorphy3) takes 0.06 s and about 29 MB, so it is opened when a sentence first needs it: when
something medical, a date of birth or a home address stands there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import pymorphy3

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_PATRONYMIC = re.compile(
    r"(?:ович|евич|ьич|ыч|мич|тич)(?:а|у|ем|е)?\Z|(?:овн|евн|ичн|иничн)(?:а|ы|е|у|ой)\Z"
)
_SURNAME = re.compile(
    r"(?:[оеё]в|[иы]н)(?:а|у|ым|е|ой|ы|ых)?\Z|(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую|их)\Z"
    r"|(?:енко|ко|ук|юк|ян|дзе|швили|ых|их|ец|ук[ауе]|юк[ауе])\Z"
)
_PLURAL_LIKE = re.compile(r"[оеё]в\Z")
NAME, SURNAME, PATRONYMIC, INITIAL = "Name", "Surn", "Patr", "Init"
CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})


@dataclass(frozen=True)
class Person:
    """A name at `start`..`end` of the text; `parts` such as ("Surn", "Name", "Patr")."""

    start: int
    end: int
    parts: tuple[str, ...]


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    word: str
    kinds: frozenset[str]
    sure: bool
    """A capital letter, and no common word."""


def people(
    text: str, start: int, end: int, *, alone: re.Pattern[str] | None = None
) -> list[Person]:
    """Names of at least two parts (surname and first name or initials, first name and patronymic).

    After the word `alone` (matched in small letters, such as «пациент») a surname by itself is one too.
    """
    tokens = [_token(found) for found in _WORD.finditer(text, start, end)]
    found = []
    at = 0
    while at < len(tokens):
        size, parts = _longest(text, tokens, at)
        if not size and alone and tokens[at].sure and SURNAME in tokens[at].kinds:
            if alone.search(text[max(start, tokens[at].start - 20) : tokens[at].start].lower()):
                size, parts = 1, (SURNAME,)
        if size:
            found.append(Person(tokens[at].start, tokens[at + size - 1].end, parts))
        at += size or 1
    return found


def is_verb(word: str) -> bool:
    """Whether the word is first of all a verb or a short participle."""
    return _parsed(word.lower())[3]


def is_gerund(word: str) -> bool:
    """Whether the word is first of all a деепричастие."""
    return any(parse.tag.POS == "GRND" for parse in _parses(word)[:1])


# Every order in which Russians write a name; I is an initial with its full stop.
_ORDERS: tuple[tuple[str, ...], ...] = (
    (SURNAME, NAME, PATRONYMIC),
    (NAME, PATRONYMIC, SURNAME),
    (SURNAME, INITIAL, INITIAL),
    (INITIAL, INITIAL, SURNAME),
    (SURNAME, NAME),
    (NAME, SURNAME),
    (NAME, PATRONYMIC),
    (SURNAME, INITIAL),
)


def _longest(text: str, tokens: Sequence[_Token], at: int) -> tuple[int, tuple[str, ...]]:
    if not tokens[at].kinds:
        return 0, ()
    for order in _ORDERS:
        part = tokens[at : at + len(order)]
        if len(part) < len(order) or order[0] not in part[0].kinds:
            continue
        if not all(kind in token.kinds for kind, token in zip(order, part, strict=True)):
            continue
        if _adjoin(text, part) and _written_as_a_name(order, part) and _agree(order, part):
            return len(order), order
    return 0, ()


def _adjoin(text: str, tokens: Sequence[_Token]) -> bool:
    gaps = (text[a.end : b.start] for a, b in pairwise(tokens))
    return all(len(gap) <= 2 and not gap.strip() and "\n" not in gap for gap in gaps)


def _written_as_a_name(order: tuple[str, ...], tokens: Sequence[_Token]) -> bool:
    """Capitals; small letters only where a patronymic leaves no doubt."""
    if all(token.word[0].isupper() for token in tokens):
        shouted = all(token.word.isupper() for token in tokens)
        return not shouted or PATRONYMIC in order or any(token.sure for token in tokens)
    return PATRONYMIC in order and len(order) == 3


def _agree(order: tuple[str, ...], tokens: Sequence[_Token]) -> bool:
    """First name and surname stand in one case, so «Роман Булгакова» is no person."""
    common = CASES
    for kind, token in zip(order, tokens, strict=True):
        if kind == INITIAL:
            continue
        cases = _cases(token.word.lower(), kind)
        if cases:
            common = common & cases
    return bool(common)


def _token(found: re.Match[str]) -> _Token:
    word = found[0]
    if len(word) == 2 and word[1] == "." and word[0].isupper():
        return _Token(found.start(), found.end(), word, frozenset({INITIAL}), False)
    bare = word.rstrip(".")
    end = found.start() + len(bare)
    if len(bare) < 2:
        return _Token(found.start(), end, bare, frozenset(), False)
    kinds, common = _kinds_in_text(bare)
    return _Token(found.start(), end, bare, kinds, bare[0].isupper() and not common)


def _kinds_in_text(word: str) -> tuple[frozenset[str], bool]:
    kinds, common, known, _ = _parsed(word.lower())
    found = set(kinds)
    if _PATRONYMIC.search(word.lower()):
        found.add(PATRONYMIC)
    # A dictionary does not have every surname, and has some as another word («мещеряков» is of a people).
    ending = _PLURAL_LIKE if known else _SURNAME
    if word[0].isupper() and ending.search(word.lower()):
        found.add(SURNAME)
    return frozenset(found), common


@lru_cache(maxsize=20_000)
def _parsed(word: str) -> tuple[frozenset[str], bool, bool, bool]:
    """What names the word may be; whether it is a common word too; whether the dictionary has it; a verb."""
    parses = _parses(word)
    known = any(parse.is_known for parse in parses)
    kinds: set[str] = set()
    common = False
    for parse in parses:
        mine = {kind for kind in (NAME, SURNAME, PATRONYMIC) if kind in parse.tag}
        if mine and (parse.is_known or mine == {PATRONYMIC}):
            kinds |= mine
        elif not mine and parse.is_known and parse.score >= 0.15:
            common = True
    verb = bool(parses) and parses[0].tag.POS in {"VERB", "PRTS", "INFN", "GRND"}
    return frozenset(kinds), common, known, verb


@lru_cache(maxsize=20_000)
def _cases(word: str, kind: str) -> frozenset[str]:
    """The cases in which the word may be a name of this kind; none where the dictionary does not know it so."""
    return frozenset(
        parse.tag.case for parse in _parses(word) if kind in parse.tag and parse.tag.case
    )


def _parses(word: str) -> list[Any]:
    # The dictionary asks Python for the name of each letter, and Python knows none of some rare scripts.
    if not all(unicodedata.name(letter, "") for letter in word):
        return []
    return list(_morphology().parse(word))


@cache
def _morphology() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")
