"""A date of birth, and a home address: personal once they stand with a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.guard.people import PATRONYMIC, SURNAME, Person
from lib.guard.reading import Reading

Place = tuple[int, int]
_MONTHS = "(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
_DATE = re.compile(
    rf"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:([./-])(?:0?[1-9]|1[0-2])\1| {_MONTHS} )(?:19|20)\d{{2}}(?!\d)"
)
_BORN_BEFORE = re.compile(
    r"\b(?:родил(?:ся|ась)|рожден\w*|род\.|р\.|дат\w{1,2} рождения)[\s:,(-]{0,4}\Z"
)
_FORM_BEFORE = re.compile(r"\b(?:дат\w{1,2} рождения|д\. ?р\.?|др)[\s:,(-]{0,4}\Z")
_FORM_AFTER = re.compile(r"[\s,(]{0,3}(?:г\. ?р\b|г/р\b|года рожд|г\. ?рожд|г\.? ?рожд)")
_APARTMENT = re.compile(r"\bкв(?:артир[аыеу])?\b\.? ?(?:№ ?)?\d{1,4}\b")
_HOUSE = re.compile(r"\b(?:д|дом|корп|к)\.? ?\d{1,4}|\b\d{1,4}[а-я]?\b")
_LIVES = re.compile(
    r"\b(?:прожива\w+|зарегистрирован\w* по адресу|живет|живете|живут|прописан\w*)\b"
)
_YOUR_ADDRESS = re.compile(
    r"\bваш\w* адрес\w*|\bвы живете|\bвы проживаете|\bвызов\b|\bпо вашему адресу|\bвыезд\b"
)
_STREET = re.compile(
    r"\b(?:ул|пр|просп|пр-т|пер|бул|ш|мкр|д|с|пос|кв)\.|\b(?:улиц|проспект|переул|бульвар|шоссе|проезд|дом\b|дер\b"
    r"|село|селе|деревн|поселк)"
)
_REACH = 70
"""Characters between a street and its apartment, or a person and where they live."""


def births(reading: Reading) -> Iterator[Place]:
    """Dates of birth of private persons."""
    for start, end in reading.sentences:
        for date in _DATE.finditer(reading.lower, start, end):
            place = _birth(reading, date, start, end)
            if place is not None:
                yield place


def _birth(reading: Reading, date: re.Match[str], start: int, end: int) -> Place | None:
    lower = reading.lower
    before = lower[max(start, date.start() - 30) : date.start()]
    form = _FORM_BEFORE.search(before) or _FORM_AFTER.match(lower, date.end())
    everyone = reading.people(start, end)
    citizens = reading.citizens(start, end)
    if form or _BORN_BEFORE.search(before):
        if citizens:
            near = min(citizens, key=lambda person: abs(person.start - date.start()))
            return min(near.start, date.start()), max(near.end, date.end())
        # «Дата рождения 11.12.1970» in a reply is its author's; «родился 1 января» is news.
        return date.span() if form and not everyone else None
    for person in citizens:
        if _is_whole(person) and re.fullmatch(
            r"[\s,;(]{1,3}", reading.text[person.end : date.start()]
        ):
            return person.start, date.end()
    return None


def _is_whole(person: Person) -> bool:
    return SURNAME in person.parts and (PATRONYMIC in person.parts or len(person.parts) == 2)


def homes(reading: Reading) -> Iterator[Place]:
    """Home addresses: an apartment, or a house where somebody lives, with a name or with «ваш»."""
    for start, end in reading.sentences:
        lower = reading.lower
        lives = _LIVES.search(lower, start, end)
        flat = _APARTMENT.search(lower, start, end)
        if flat is not None:
            if not _HOUSE.search(lower, max(start, flat.start() - _REACH), flat.start()):
                continue
            yours = _YOUR_ADDRESS.search(lower, start, end)
            if yours or lives or reading.citizens(start, end):
                yield _whole(reading, flat, start)
        elif lives is not None:
            street = _STREET.search(lower, lives.end(), min(end, lives.end() + _REACH))
            house = street and _HOUSE.search(lower, street.end(), min(end, street.end() + _REACH))
            if street and house and reading.citizens(start, end):
                yield street.start(), house.end()


def _whole(reading: Reading, flat: re.Match[str], start: int) -> Place:
    """The address from its street on, where the street is said."""
    left = max(start, flat.start() - _REACH)
    street = _STREET.search(reading.lower, left, flat.start())
    house = _HOUSE.search(reading.lower, left, flat.start())
    first = street or house
    return (first.start() if first else flat.start()), flat.end()
