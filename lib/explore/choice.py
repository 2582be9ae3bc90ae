"""What the columns of a result hold, and which chart says most about them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lib.base.language import N_

NUMBER, DAY, MONTH, MOMENT, TEXT, EMPTY = "number", "day", "month", "moment", "text", "empty"
WEEKDAY, HOUR = "weekday", "hour"
TIMES = frozenset({DAY, MONTH, MOMENT})
STEPS = {WEEKDAY: range(1, 8), HOUR: range(24)}
"""Kinds that a column has by its name (which is the kind), and the whole numbers that its cells then are."""

CHARTS = {
    "line": N_("Line"),
    "bar": N_("Bars"),
    "heat": N_("Heat map"),
    "scatter": N_("Dots"),
    "histogram": N_("Distribution"),
    "table": N_("Table only"),
}
"""Kind of chart -> what the screen calls it."""

LEAST_FILLED = 0.5
_SHAPES = {
    MONTH: re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    DAY: re.compile(r"\d{4}-\d\d-\d\d"),
    MOMENT: re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?"),
}


@dataclass(frozen=True)
class Column:
    """A column of a result: its name as the query gave it, what its cells hold, what the screen calls it."""

    name: str
    kind: str
    called: str = ""

    @property
    def title(self) -> str:
        """What stands over the column."""
        return self.called or self.name


@dataclass(frozen=True)
class ChartChoice:
    """A chart by the names of its columns; what its kind does not need is None.

    line: `x` a time, `y` a number; bar: `x` a name, `y` a number; heat: `x` and `colour` names, `y` a number;
    scatter: `x` and `y` numbers; histogram: `y` a number. `colour` splits lines, bars and dots into groups.
    """

    kind: str = "table"
    x: str | None = None
    y: str | None = None
    colour: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """What is kept with a saved question."""
        return asdict(self)

    @staticmethod
    def from_dict(kept: Mapping[str, Any] | None) -> ChartChoice | None:
        """The choice that `as_dict` gave; None where it is none."""
        if not kept or kept.get("kind") not in CHARTS:
            return None
        fields = {name: kept.get(name) for name in ("x", "y", "colour")}
        if not all(value is None or isinstance(value, str) for value in fields.values()):
            return None
        return ChartChoice(str(kept["kind"]), **fields)


def columns_of(names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Column]:
    """The columns with their kinds, read off the cells; a column without any value is `EMPTY`.

    `names` are all different.
    """
    found = []
    for n, name in enumerate(names):
        kind = kind_of(row[n] for row in rows)
        steps = STEPS.get(name)
        if (
            kind == NUMBER
            and steps is not None
            and all(row[n] is None or (isinstance(row[n], int) and row[n] in steps) for row in rows)
        ):
            kind = name
        found.append(Column(name, kind))
    return found


def kind_of(cells: Iterable[object]) -> str:
    """What all of these cells hold; one cell of another kind makes the column `TEXT`."""
    found = {_kind(cell) for cell in cells if cell is not None}
    if not found:
        return EMPTY
    return found.pop() if len(found) == 1 else TEXT


def number_of(cell: object) -> float | None:
    """The cell as a number that can be drawn, or None: not measured, not a number, or without end."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    try:
        value = float(cell)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def time_of(cell: object) -> datetime | None:
    """The beginning of the month, day or moment that the cell names, without a zone."""
    if not isinstance(cell, str):
        return None
    text = f"{cell}-01" if _SHAPES[MONTH].fullmatch(cell) else cell
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_number_of_a_thing(name: str) -> bool:
    """Whether a column holds the numbers by which things are known: nothing to measure by."""
    return name.endswith("_id") or name in {"author", "answers_to"}


def suggest(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> ChartChoice:
    """The chart that fits the columns; the table where none does.

    A time and a number: a line. A name and a number: bars. Two names and a number: a heat map. Two numbers:
    dots. One number: its distribution. Where the names repeat, bars would hide rows, and dots or the
    distribution of the numbers say more.
    """
    numbers = [one for one in columns if one.kind == NUMBER and not is_number_of_a_thing(one.name)]
    times = [one for one in columns if one.kind in TIMES]
    names = [one for one in columns if one.kind == TEXT or one.kind in STEPS]
    if not numbers or not rows:
        return ChartChoice()
    first = numbers[0].name
    if times:
        x = times[0].name
        if _told_apart(columns, rows, [x]):
            return ChartChoice("line", x, first)
        for name in names:
            if _told_apart(columns, rows, [x, name.name]):
                # Lines of groups that are there now and then would be dots without a line.
                full = _filled(columns, rows, [x, name.name]) >= LEAST_FILLED
                return ChartChoice("line" if full else "heat", x, first, name.name)
    if len(names) >= 2 and len(numbers) == 1 and _told_apart(columns, rows, _two(names)):
        across, down = _two(names)
        return ChartChoice("heat", across, first, down)
    if names and _told_apart(columns, rows, [names[0].name]):
        return ChartChoice("bar", names[0].name, first)
    if len(numbers) >= 2:
        return ChartChoice("scatter", first, numbers[1].name)
    return ChartChoice("histogram", None, first)


def fitting(columns: Sequence[Column]) -> list[str]:
    """Kinds of chart that these columns can be drawn as; the table always."""
    numbers = sum(one.kind == NUMBER for one in columns)
    times = sum(one.kind in TIMES for one in columns)
    names = sum(one.kind in _NAMES for one in columns)
    possible = {
        "line": numbers and times,
        "bar": numbers and names,
        "heat": numbers and names >= 2,
        "scatter": numbers >= 2,
        "histogram": numbers,
        "table": True,
    }
    return [kind for kind, can in possible.items() if can]


def completed(choice: ChartChoice, columns: Sequence[Column]) -> ChartChoice:
    """`choice` with columns that are there and fit its kind, in place of those that are missing or do not.

    Where the number that was wanted is there and has no value at all, nothing else is drawn in its place.
    """
    by_name = {one.name: one.kind for one in reversed(columns)}
    wanted = _NEEDS.get(choice.kind, {})
    if by_name.get(choice.y or "") == EMPTY:
        return ChartChoice()
    taken: list[str] = []
    filled: dict[str, str | None] = {}
    for slot, kinds in wanted.items():
        name = getattr(choice, slot)
        if by_name.get(name) not in kinds or name in taken:
            fitting_names = (c.name for c in columns if c.kind in kinds and c.name not in taken)
            optional = slot == "colour" and choice.kind != "heat"
            name = None if optional else next(fitting_names, None)
            if name is None and not optional:
                return ChartChoice()
        if name is not None:
            taken.append(name)
        filled[slot] = name
    return ChartChoice(choice.kind, **filled)


def options(kind: str, columns: Sequence[Column]) -> dict[str, list[str]]:
    """For each slot that a chart of this kind has, the names of the columns that fit it."""
    return {
        slot: [one.name for one in columns if one.kind in kinds]
        for slot, kinds in _NEEDS.get(kind, {}).items()
    }


_GROUPS = frozenset({TEXT, *STEPS})
_NAMES = frozenset({*_GROUPS, *TIMES})
_NEEDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "line": {"x": TIMES, "y": frozenset({NUMBER}), "colour": _GROUPS},
    "bar": {"x": _NAMES, "y": frozenset({NUMBER}), "colour": _GROUPS},
    "heat": {"x": _NAMES, "colour": _NAMES, "y": frozenset({NUMBER})},
    "scatter": {
        "x": frozenset({NUMBER}),
        "y": frozenset({NUMBER}),
        "colour": _GROUPS,
    },
    "histogram": {"y": frozenset({NUMBER})},
}


def _kind(cell: object) -> str:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return TEXT
    if not isinstance(cell, str):
        return NUMBER
    for kind, shape in _SHAPES.items():
        if shape.fullmatch(cell) and cell.isascii() and time_of(cell) is not None:
            return kind
    return TEXT


def _two(names: Sequence[Column]) -> list[str]:
    return [names[0].name, names[1].name]


def _filled(
    columns: Sequence[Column], rows: Sequence[Sequence[object]], names: Sequence[str]
) -> float:
    """What share of all pairs of values in these columns has a row."""
    there = [[one.name for one in columns].index(name) for name in names]
    return len(rows) / math.prod(len({row[n] for row in rows}) for n in there)


def _told_apart(
    columns: Sequence[Column], rows: Sequence[Sequence[object]], names: Sequence[str]
) -> bool:
    """Whether no two rows have the same values in these columns."""
    there = [[one.name for one in columns].index(name) for name in names]
    seen = {tuple(row[n] for n in there) for row in rows}
    return len(seen) == len(rows)
