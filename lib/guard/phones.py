"""Phone numbers of a person, told from those of a registry, a hotline, a ward."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneNumber,
    PhoneNumberType,
    is_valid_number,
    number_type,
)

from lib.guard.numbers import Number, runs, window
from lib.guard.spoken import spoken
from lib.guard.words import (
    KIN,
    NUMBER_OF_SOMETHING,
    OWN_PHONE,
    PHONE_WORD,
    REACHING_YOU,
    SERVICE,
    SERVICE_OF,
)

RUSSIA = 7
_BEFORE, _AFTER = 90, 45
"""How much text on each side says whose number it is, characters."""
_SHORT = re.compile(r"(?<![\d-])(?<!\) )\d{2,3}-\d{2}-\d{2}(?![\d-])")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_END = re.compile(r"[!?\n]|\.(?=\s+[А-ЯЁA-Z\d«])")
_SPELLED_SHAPES = {(3, 3, 2, 2), (3, 3, 4), (3, 7), (3, 2, 2, 3), (3, 2, 3, 2), (10,)}


def phones(text: str, lower: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where phones of persons stand; `taken` are spans that are numbers of something else."""
    for groups in runs(text):
        first = 0
        while first < len(groups):
            found = _phone_from(text, lower, groups, first)
            if found is None:
                first += 1
                continue
            number, phone = found
            while first < len(groups) and groups[first].start < number.end:
                first += 1
            if _overlaps(number.start, number.end, taken):
                continue
            if _is_personal(phone, lower, number.start, number.end):
                plus = number.start > 0 and text[number.start - 1] == "+"
                yield number.start - plus, number.end
    for number in spoken(lower):
        digits = number.digits[-10:]
        if len(number.digits) <= 11 and digits[0] == "9" and _valid(RUSSIA, digits):
            yield number.start, number.end
    for short in _SHORT.finditer(text):
        before = _around(lower, *short.span())[0]
        if OWN_PHONE.search(before) and not _overlaps(*short.span(), taken):
            yield short.span()


def phone_in(text: str, number: Number) -> PhoneNumber | None:
    """The valid phone that these digits are, as they stand in `text`."""
    digits, shape = number.digits, number.shape
    before = text[max(0, number.start - 2) : number.start]
    if before.endswith("+") or before == "+(":
        return _valid(*_split(digits)) if 11 <= len(digits) <= 14 else None
    if len(digits) == 11 and digits[0] in "78":
        return _valid(RUSSIA, digits[1:])
    if len(digits) == 10 and (
        before.endswith("(") or (digits[0] == "9" and shape in _SPELLED_SHAPES)
    ):
        return _valid(RUSSIA, digits)
    return None


def _phone_from(
    text: str, lower: str, groups: tuple[Number, ...], first: int
) -> tuple[Number, PhoneNumber] | None:
    best = None
    for number in window(groups, first, most=14):
        if len(number.digits) < 10:
            continue
        phone = phone_in(text, number)
        if phone is None:
            continue
        before = lower[max(0, number.start - 30) : number.start]
        if NUMBER_OF_SOMETHING.search(before):
            continue
        if number.shape == (10,) and not PHONE_WORD.search(
            _around(lower, number.start, number.end)[0]
        ):
            continue
        best = number, phone
    return best


def _split(digits: str) -> tuple[int, str]:
    """Country code and the rest of an international number; 0 where no country has such a code."""
    for size in (1, 2, 3):
        if int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE:
            return int(digits[:size]), digits[size:]
    return 0, digits


def _valid(country: int, national: str) -> PhoneNumber | None:
    phone = PhoneNumber(country_code=country, national_number=int(national))
    return phone if _is_russian_mobile(phone) or is_valid_number(phone) else None


def _is_russian_mobile(phone: PhoneNumber) -> bool:
    """Every 9XX: the library knows ranges given to operators so far (930-00… is not), people know more."""
    return phone.country_code == RUSSIA and 9_000_000_000 <= (phone.national_number or 0) < 10**10


def _is_personal(phone: PhoneNumber, lower: str, start: int, end: int) -> bool:
    before, after = _around(lower, start, end)
    own = bool(OWN_PHONE.search(before))
    if phone.country_code == RUSSIA and not _is_russian_mobile(phone):
        kind = number_type(phone)
        if kind not in _MOBILE:
            return own and kind == PhoneNumberType.FIXED_LINE
    if own or KIN.search(before) or REACHING_YOU.search(f"{before} {after}"):
        return True
    return not (SERVICE.search(before) or SERVICE_OF.search(after))


def _around(lower: str, start: int, end: int) -> tuple[str, str]:
    """The words of the same sentence before and after."""
    before = lower[max(0, start - _BEFORE) : start]
    ends = [cut.end() for cut in _END.finditer(before) if before[cut.end() :].strip()]
    after = lower[end : end + _AFTER]
    cut = _END.search(after)
    return before[ends[-1] if ends else 0 :], after[: cut.start()] if cut else after


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)
