"""What a report says, before it is a paper or a workbook: facts, figures beside those compared with, chapters.

All texts are in the language of the report already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lib.base.language import _
from lib.base.notation import day_figures
from lib.charts.theme import Palette
from lib.paper.figures import (
    CHANGE,
    COUNT,
    DECIMAL,
    NO_DATA,
    POINTS,
    SECONDS,
    SHARE,
    day_told,
    told,
)
from lib.reach.periods import Period

Cell = str | int | float | date | None | tuple[str, float | None]
"""Of a table: a text, a number, a day, (kind, number); None: no data."""


@dataclass(frozen=True)
class Line:
    """A measure with its value in the period, in the one before it, and a year ago; None is no data."""

    name: str
    kind: str
    formula: str
    now: float | None
    before: float | None
    year: float | None


@dataclass(frozen=True)
class Chapter:
    """A part of the report: a chart with its formula and what is missing, and the figures behind it."""

    key: str
    title: str
    formula: str
    source: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    draw: Callable[[Palette], Any] | None = None
    """The finished chart; None: the figures are a table on paper too."""
    lead: str = ""
    remarks: tuple[str, ...] = ()
    native: str = ""
    """How a workbook draws the chart itself (`line`, `column`, `bar`); empty: it gets the picture."""
    drawn: tuple[int, ...] = ()
    """Columns that it draws, over the first one."""
    widths: tuple[int, ...] = ()
    """Of a table on paper, in millimetres."""
    on_paper: tuple[int, ...] = ()
    """Columns of a table on paper; empty: all."""
    empty: str = ""
    """What is said where there are no rows; empty: that there are no data."""


@dataclass(frozen=True)
class Content:
    """A whole report."""

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    compared: tuple[str, str] | None
    """The names of the two periods compared with; None: nothing to compare with."""
    chapters: tuple[Chapter, ...]
    missing: tuple[str, ...] = field(default=())


def changed(line: Line, against: float | None) -> tuple[str, float | None]:
    """(kind, how much) a measure has changed: `POINTS` for shares (0..1), `CHANGE` by a part of the other else.

    None where either is missing, or where there was nothing to be a part of.
    """
    if line.kind == SHARE:
        known = line.now is not None and against is not None
        return POINTS, line.now - against if known else None  # type: ignore[operator]
    if line.now is None or not against:
        return CHANGE, None
    return CHANGE, (line.now - against) / abs(against)


def cell_told(value: Cell) -> str:
    """A cell of a table as text."""
    if isinstance(value, tuple):
        return told(value[0], value[1])
    if value is None:
        return NO_DATA
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day_figures(value)
    return told(COUNT if isinstance(value, int) else DECIMAL, value)


def period_told(period: Period) -> str:
    """`1–30 ноября 2026 г.` in full: both days, or the one there is."""
    if period.days == 1:
        return day_told(period.since)
    return f"{day_told(period.since)} – {day_told(period.until)}"


def days_told(days: Sequence[date], *, most: int = 12) -> str:
    """Days as text, runs of them as spans: `03.11.2026, 07.11.2026–09.11.2026`; the rest is counted."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    shown = [
        day_figures(first) if first == last else f"{day_figures(first)}–{day_figures(last)}"
        for first, last in runs[:most]
    ]
    if len(runs) > most:
        left = sum((last - first).days + 1 for first, last in runs[most:])
        shown.append(_("and {n} more", n=left))
    return ", ".join(shown)


def seconds(value: float | None) -> tuple[str, float | None]:
    """A length of time as a cell."""
    return SECONDS, value


def part(value: float | None) -> tuple[str, float | None]:
    """A share (0..1) as a cell."""
    return SHARE, value


def change(value: float | None) -> tuple[str, float | None]:
    """By how much (0..1) something differs, as a cell."""
    return CHANGE, value


def of_percent(value: float | None) -> float | None:
    """Per cent, as the dictionary of measures counts, as a share."""
    return None if value is None else value / 100
