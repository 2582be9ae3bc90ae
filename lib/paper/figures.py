"""Figures in words: what kinds there are, and how each is told in the current language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from lib.base.clock import local_time
from lib.base.language import _
from lib.base.notation import locale, percent_sign

COUNT, SHARE, SECONDS, DECIMAL, CHANGE, POINTS, TEXT = (
    "count", "share", "seconds", "decimal", "change", "points", "text",
)  # fmt: skip
NO_DATA = "—"


@dataclass(frozen=True)
class Measure:
    """A figure: `value` None is no data. `kind`: `COUNT`, `SHARE` (0..1), `SECONDS`, `DECIMAL`, `CHANGE`
    (a share that says by how much) or `POINTS` (by how much a share, 0..1, differs from another).

    `name` and `formula` are message ids.
    """

    name: str
    kind: str
    value: float | None
    formula: str


@dataclass(frozen=True)
class Remark:
    """Something that a reader must know of the figures; `message` is filled from `values`."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def told(kind: str, value: float | None) -> str:
    """A figure as a reader of the current language reads it; a dash where there is no data."""
    if value is None:
        return NO_DATA
    if kind == SHARE:
        return str(format_percent(value, format=f"0.0{percent_sign()}", locale=locale()))
    if kind == CHANGE:
        return sign_of(value) + told(SHARE, abs(value))
    if kind == POINTS:
        points = str(format_decimal(abs(value) * 100, format="#,##0.0", locale=locale()))
        return sign_of(value) + _("{n} p.p.", n=points)
    if kind == SECONDS:
        return length(value)
    # A half of few tells something, a half of thousands does not.
    count = "#,##0.#" if abs(value) < 100 else "#,##0"
    places = "#,##0.00" if kind == DECIMAL else count
    return str(format_decimal(value, format=places, locale=locale()))


def sign_of(value: float) -> str:
    """`+`, `−`, or nothing for what is rounded to nought."""
    return "+" if round(value, 3) > 0 else "−" if round(value, 3) < 0 else ""


def length(seconds: float) -> str:
    """A length of time, exact to the minute; under an hour to the second."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        shown = format_decimal(hours, format="#,##0", locale=locale())
        return _("{hours} h {minutes} min", hours=shown, minutes=minutes)
    return _("{minutes} min {seconds} s", minutes=minutes, seconds=rest)


def day_told(day: date) -> str:
    """`24 ноября 2026 г.`"""
    return str(format_date(day, "long", locale=locale()))


def moment(at: int | None, zone: str) -> str:
    """`24 ноября 2026 г., 18:05`; a dash where there is none."""
    if at is None:
        return NO_DATA
    there = local_time(at, zone=zone)
    return f"{day_told(there.date())}, {format_time(there, 'HH:mm', locale=locale())}"
