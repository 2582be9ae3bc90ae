"""What a person types for a parameter, as the value that SQL is given."""

from __future__ import annotations

import re
from datetime import date

from lib.explore.run import Value

_WHOLE = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+|[+-]?\d{1,18}")
_FRACTION = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]?\d{3}){0,4}[.,]\d{1,12}")
_DAY = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")


def value_of(typed: str) -> Value:
    """A number with a decimal comma or point, a day as 26.11.2026, 26/11/2026 or 2026-11-26, else the text.

    Empty is None. Groups of thousands may stand apart. Nought in front makes it a text: a postal code, a phone.
    """
    text = typed.strip().replace("−", "-")
    if not text:
        return None
    day = _DAY.fullmatch(text)
    if day is not None:
        try:
            return date(int(day[4]), int(day[3]), int(day[1])).isoformat()
        except ValueError:
            return typed.strip()
    bare = re.sub(r"[ \u00a0\u202f]", "", text)
    digits = bare.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1] not in ".,":
        return typed.strip()
    if _WHOLE.fullmatch(text):
        return int(bare)
    if _FRACTION.fullmatch(text):
        return float(bare.replace(",", "."))
    return typed.strip()
