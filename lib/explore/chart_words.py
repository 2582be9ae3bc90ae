"""What stands in a chart in words: names cut to size, times and numbers in the language of the screen, and
what a chart leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_decimal, get_decimal_symbol

from lib.base.language import N_, _, language, ngettext
from lib.base.notation import locale
from lib.explore.choice import (
    DAY,
    EMPTY,
    HOUR,
    MONTH,
    STEPS,
    TIMES,
    WEEKDAY,
    ChartChoice,
    Column,
    time_of,
)
from lib.explore.frames import Cell, Points, Row

_LONGEST_TEXT = 300
_KEPT = {
    "latest": N_("Drawn: the latest {n} of {all}. The table has all."),
    "first": N_("Drawn: the first {n} of {all}. The table has all."),
    "largest": N_("Drawn: the largest {n} of {all}. The table has all."),
}


def number(value: object) -> str:
    """A number as the screen's language writes it; “no data” where there is none."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return _("no data")
    if value and not 0.001 <= abs(value) < 1e15:
        return f"{value:.4g}".replace(".", get_decimal_symbol(language()))
    return str(format_decimal(value, locale=locale()))


def notes_of(points: Points, *, kept: str) -> tuple[str, ...]:
    """What the chart does not show; `kept` is which names or dots were taken."""
    found = []
    if points.left_out_x:
        shown, whole = len(points.order), len(points.order) + points.left_out_x
        found.append(_(_KEPT[kept], n=shown, all=whole))
    if points.left_out_groups:
        shown, whole = len(points.groups), len(points.groups) + points.left_out_groups
        found.append(
            _("Drawn: the largest {n} of {all} groups. The table has all.", n=shown, all=whole)
        )
    if points.repeated:
        found.append(
            ngettext(
                "{n} row falls on a place that is taken and is not drawn.",
                "{n} rows fall on a place that is taken and are not drawn.",
                points.repeated,
            )
        )
    if points.empty:
        found.append(without_number(points.empty))
    return tuple(found)


def without_number(rows: int) -> str:
    """How many rows have no number."""
    return ngettext(
        "{n} row has no value and is left empty.",
        "{n} rows have no value and are left empty.",
        rows,
    )


def cut(text: str, limit: int = 60) -> str:
    """`text` as one line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def group_word(name: Cell) -> str:
    """A name as it stands at an axis or in a legend."""
    return _("(no value)") if name is None else cut(str(name), 40)


def whole_word(cell: Cell, kind: str) -> str:
    """A cell as it stands in a tooltip."""
    if cell is None:
        return _("(no value)")
    at = time_of(cell) if kind in TIMES else None
    if at is not None:
        return time_word(at, kind)
    return step_word(cell, kind) if kind in STEPS else cut(str(cell), _LONGEST_TEXT)


def step_word(cell: Cell, kind: str, *, short: bool = False) -> str:
    """“Monday” or “Mon” of a day of the week, “9:00” of an hour, the name itself of anything else."""
    if kind == WEEKDAY and cell in STEPS[WEEKDAY]:
        return str(
            get_day_names("abbreviated" if short else "wide", locale=locale())[int(str(cell)) - 1]
        )
    if kind == HOUR and cell in STEPS[HOUR]:
        return f"{cell}" if short else f"{cell}:00"
    return group_word(cell)


def axis_words(names: Sequence[Cell], kind: str) -> dict[Cell, str]:
    """What stands at the axis for each name; two names never share one."""
    found: dict[Cell, str] = {}
    taken: set[str] = set()
    for name in names:
        at = time_of(name) if kind in TIMES else None
        word = _short(at, kind) if at is not None else step_word(name, kind, short=True)
        while word in taken:
            word += "\u200b"
        taken.add(word)
        found[name] = word
    return found


def _short(at: datetime, kind: str) -> str:
    if kind == MONTH:
        return str(format_date(at, "LLL y", locale=locale()))
    if kind == DAY:
        return str(format_date(at, "d MMM yy", locale=locale()))
    return str(format_datetime(at, "d MMM, HH:mm", locale=locale()))


def time_word(at: Cell, kind: str) -> str:
    """“12 March 2026, Thursday”, “March 2026”, “12 March 2026, 09:30”."""
    if not isinstance(at, datetime):
        return ""
    if kind == MONTH:
        return str(format_date(at, "LLLL y", locale=locale()))
    if kind == DAY:
        return str(format_date(at, "d MMMM y, EEEE", locale=locale()))
    return str(format_datetime(at, "d MMMM y, HH:mm", locale=locale()))


def span_word(low: float, high: float) -> str:
    """A bin of a distribution; the number itself where it holds one."""
    if high - low == 1 and low == int(low):
        return number(int(low))
    return _("{low} to {high}", low=number(low), high=number(high))


def nothing_drawn(
    choice: ChartChoice, columns: Sequence[Column], rows: Sequence[Row]
) -> tuple[str, ...]:
    """Why there is no chart; empty where none was asked for."""
    if choice.kind == "table" or not rows:
        return ()
    if all(one.kind == EMPTY for one in columns):
        return (_("All cells are empty: there is nothing to draw."),)
    empty = next((one for one in columns if one.name == choice.y and one.kind == EMPTY), None)
    if empty is not None:
        return (_("There is no data in “{name}”.", name=cut(empty.title)),)
    return (_("These columns do not fit this chart."),)
