"""Medical secrecy: a named patient, or the author whom a reply addresses, with a diagnosis or a treatment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.guard.diseases import CODE, DISCLOSED, DISEASE, DONE, MEDICAL, RELATION
from lib.guard.people import NAME, PATRONYMIC, Person
from lib.guard.reading import Reading

Place = tuple[int, int]
_ADJECTIVE = r"(?:[а-я-]+(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ую|ых|их|ей) )?"
_YOUR = r"\bваш(?:а|е|и|его|ему|ей|у|им|ими|их|ем)?"
_YOUR_DISEASE = re.compile(rf"{_YOUR} {_ADJECTIVE}(?={DISEASE.pattern})")
_YOUR_DIAGNOSIS = re.compile(rf"{_YOUR} (?:\w+ )?диагноз\w*")
_TO_YOU = re.compile(rf"\b(?:у вас|вам|вас|{_YOUR[2:]} {RELATION}\w*)\b(?: \w+)? {DISCLOSED}\w*")
_YOU_ARE = re.compile(
    r"\bвы (?:больн[аы]?|страдаете|инфицирован\w*|беременн\w*|заразн\w*|болеете|перенесли)\b"
    rf"|\bу вас (?={_ADJECTIVE}(?:{DISEASE.pattern}))"
)
_YOUR_RELATION = re.compile(rf"{_YOUR} (?:[а-я-]+ )?{RELATION}\w*")
_YOUR_TEST = re.compile(
    rf"{_YOUR} (?:\w+ )?(?:анализ|тест|результат|мрт|кт|узи|пцр|снимк|снимок|биопси|кров)\w*"
)
_RESULT = re.compile(
    r"\b(?:положительн|отрицательн|показал|выявил|подтвердил|обнаруж|повышен|понижен)\w*|\d+[.,]\d|\b\d{2,3}\b"
)
_GENERAL = re.compile(
    r"\b(?:если|когда|при наличии|есть ли|нет ли|в случае|просим не|может ли|уточнит|уточнить|узнать|риск"
    r"|не (?:пишите|указывайте|сообщайте|публикуйте|оставляйте|указывать|писать|сообщать))\b"
)
_ABOUT = 90
"""How far from «ваш диагноз» the disease may stand, characters."""
_CONTINUED = re.compile(
    r"\s*(?:он|она|его|ее|ему|ей|пациент|пациентка|больной|больная|женщина|мужчина|ребенок)\b"
)
_VOCATIVE = re.compile(r"\s*(?:[,!]|здравствуйте|добрый)")
_GREETING = re.compile(
    r"\s*(?:(?:здравствуйте|добрый день|добрый вечер|доброе утро|уважаем\w+)[,!]?\s*)*\Z"
)


def secrets(reading: Reading) -> Iterator[Place]:
    """Spans from the person to what is told of them."""
    before: list[Person] = []
    for start, end in reading.sentences:
        told = MEDICAL.search(reading.lower, start, end)
        if told is None:
            before = reading.citizens(start, end) if _may_go_on(reading, end) else []
            continue
        place = _named(reading, start, end, before) or _addressed(reading, start, end)
        if place is not None:
            yield place
        before = reading.citizens(start, end)


def _may_go_on(reading: Reading, end: int) -> bool:
    """Whether the next sentence speaks of whoever this one names, so that its names are worth finding."""
    return _CONTINUED.match(reading.lower, end) is not None


def _named(reading: Reading, start: int, end: int, before: list[Person]) -> Place | None:
    told = [
        found
        for found in MEDICAL.finditer(reading.lower, start, end)
        if not _of_a_name(reading, found, start, end)
    ]
    if not told:
        return None
    for person in reading.citizens(start, end):
        if _is_address(reading, person, start):
            continue
        nearest = min(told, key=lambda found: abs(found.start() - person.start))
        return min(person.start, nearest.start()), max(person.end, nearest.end())
    if before and _CONTINUED.match(reading.lower, start):
        return start, told[0].end()
    return None


def _of_a_name(reading: Reading, found: re.Match[str], start: int, end: int) -> bool:
    """Part of somebody's name (Рак, Курсова) rather than a word about health."""
    return any(person.start <= found.start() < person.end for person in reading.people(start, end))


def _is_address(reading: Reading, person: Person, start: int) -> bool:
    """«Мария Ивановна, …» at the beginning: whom the reply is for, not whom it is about."""
    if person.parts not in {(NAME, PATRONYMIC), (NAME,)}:
        return False
    if not _GREETING.match(reading.lower[start : person.start]):
        return False
    return _VOCATIVE.match(reading.lower, person.end) is not None


def _addressed(reading: Reading, start: int, end: int) -> Place | None:
    """What is told to the author of their own or their family's health."""
    lower = reading.lower

    def general(at: int) -> bool:
        return _GENERAL.search(lower, start, at) is not None

    for found in _YOUR_DISEASE.finditer(lower, start, end):
        disease = DISEASE.match(lower, found.end())
        if disease and not general(found.start()):
            return found.start(), disease.end()
    for found in _YOU_ARE.finditer(lower, start, end):
        disease = DISEASE.search(lower, found.end(), min(end, found.end() + _ABOUT))
        if disease and not general(found.start()) and "?" not in lower[disease.end() : end]:
            return found.start(), disease.end()
    for found in _YOUR_DIAGNOSIS.finditer(lower, start, end):
        reach = min(end, found.end() + _ABOUT)
        disease = DISEASE.search(lower, found.end(), reach) or CODE.search(
            lower, found.start(), reach
        )
        if disease and not general(disease.start()):
            return found.start(), disease.end()
    for found in _TO_YOU.finditer(lower, start, end):
        told = _first(lower, found.start(), min(end, found.end() + _ABOUT))
        if told and not general(found.start()):
            return found.start(), max(found.end(), told.end())
    for found in _YOUR_TEST.finditer(lower, start, end):
        result = _RESULT.search(lower, found.end(), min(end, found.end() + _ABOUT))
        if result and not general(found.start()):
            return found.start(), result.end()
    for found in _YOUR_RELATION.finditer(lower, start, end):
        told = _first(lower, found.end(), min(end, found.end() + _ABOUT)) or _first(
            lower, start, found.start()
        )
        if told and not general(max(found.start(), told.start())):
            return min(found.start(), told.start()), max(found.end(), told.end())
    return None


def _first(lower: str, start: int, end: int) -> re.Match[str] | None:
    return DISEASE.search(lower, start, end) or DONE.search(lower, start, end)
