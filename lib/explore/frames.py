"""What a chart is drawn from: rows of a result put in order, gaps left open, the largest N kept.

Nothing is added up here: where two rows fall on one place, the first one is taken and the rest are counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from babel.dates import get_day_names

from lib.base.language import language
from lib.explore.choice import DAY, MONTH, STEPS, TIMES, number_of, time_of

GROUPS = 8
"""Lines or colours that can still be told apart."""
BARS = 30
TIME_BARS = 120
HEAT = (40, 20)
"""Columns and rows of a heat map."""
DOTS = 2000
LONGEST_LINE = 4000
"""Places on the time axis, gaps included."""
BINS = 20

Cell = object
Row = Sequence[object]


@dataclass(frozen=True)
class Points:
    """Cells of a chart: (x, value, group); None as value is a gap, None as name is a row without one.

    `left_out_x`, `left_out_groups`: names beyond the limit; `repeated`: rows on a place that was taken;
    `empty`: rows without a number.
    """

    rows: list[tuple[Cell, float | None, Cell]]
    order: list[Cell] = field(default_factory=list)
    whole: list[Row] = field(default_factory=list)
    groups: list[Cell] = field(default_factory=list)
    left_out_x: int = 0
    left_out_groups: int = 0
    repeated: int = 0
    empty: int = 0


@dataclass(frozen=True)
class Bins:
    """A distribution: (from, to, rows) of each bin, and how many rows had no number."""

    rows: list[tuple[float, float, int]]
    empty: int


def line_points(rows: Sequence[Row], x: int, y: int, colour: int | None, kind: str) -> Points:
    """Values along time for each of the largest `GROUPS` groups, None where a day or month is missing."""
    cells, repeated, undated = _taken(rows, x, y, colour, key=time_of)
    groups, lost = _largest(cells, 2, GROUPS)
    cells = [cell for cell in cells if cell[2] in groups]
    known = sorted({at for at, _value, _group in cells if isinstance(at, datetime)})
    places = _filled(known, kind)[-LONGEST_LINE:]
    by_place = {(at, group): value for at, value, group in cells}
    drawn: list[tuple[Cell, float | None, Cell]] = [
        (at, by_place.get((at, group)), group) for group in groups for at in places
    ]
    return Points(
        drawn,
        order=list(places),
        groups=groups,
        left_out_groups=lost,
        left_out_x=max(0, len(_filled(known, kind)) - LONGEST_LINE),
        repeated=repeated,
        empty=undated,
    )


def bar_points(rows: Sequence[Row], x: int, y: int, colour: int | None, kind: str) -> Points:
    """The longest bars first; where `kind`, that of the names, has an order, in that, and the latest."""
    cells, repeated, empty = _taken(rows, x, y, colour)
    groups, lost_groups = _largest(cells, 2, GROUPS)
    cells = [cell for cell in cells if cell[2] in groups]
    names = _unique(cell[0] for cell in cells)
    if kind in TIMES or kind in STEPS or natural_steps(names) is not None:
        order = _ordered(names, kind)
        kept = order[-TIME_BARS:]
    else:
        weight = _weights(cells, 0)
        order = sorted(names, key=lambda name: -weight[name])
        kept = order[: max(4, BARS // max(1, len(groups)))]
    drawn = [cell for cell in cells if cell[0] in kept]
    return Points(
        drawn,
        order=kept,
        groups=groups,
        left_out_x=len(order) - len(kept),
        left_out_groups=lost_groups,
        repeated=repeated,
        empty=empty,
    )


def heat_points(
    rows: Sequence[Row], across: int, y: int, down: int, kinds: tuple[str, str]
) -> Points:
    """Names across and down in the order of their `kinds`, else of the result, the largest of each; no cell
    where there is no row."""
    cells, repeated, empty = _taken(rows, across, y, down)
    columns, lost = _largest(cells, 0, HEAT[0])
    lines, lost_lines = _largest(cells, 2, HEAT[1])
    drawn = [cell for cell in cells if cell[0] in columns and cell[2] in lines]
    return Points(
        drawn,
        order=_ordered(columns, kinds[0]),
        groups=_ordered(lines, kinds[1]),
        left_out_x=lost,
        left_out_groups=lost_lines,
        repeated=repeated,
        empty=empty,
    )


def dots(rows: Sequence[Row], x: int, y: int, colour: int | None) -> Points:
    """Pairs of numbers in the order of the result, whose rows stand in `whole`."""
    found: list[tuple[Cell, float | None, Cell]] = []
    whole: list[Row] = []
    empty = 0
    for row in rows:
        across, value = number_of(row[x]), number_of(row[y])
        if across is None or value is None:
            empty += 1
            continue
        found.append((across, value, None if colour is None else _name(row[colour])))
        whole.append(row)
    groups = _most(found)[:GROUPS] if colour is not None else []
    shown = [n for n, cell in enumerate(found) if colour is None or cell[2] in groups]
    return Points(
        [found[n] for n in shown[:DOTS]],
        order=list(shown[:DOTS]),
        whole=[whole[n] for n in shown[:DOTS]],
        groups=groups,
        left_out_x=max(0, len(shown) - DOTS),
        left_out_groups=len(_most(found)) - len(groups) if colour is not None else 0,
        empty=empty,
    )


def bins(rows: Sequence[Row], y: int) -> Bins:
    """The numbers in at most `BINS` + 1 bins with round borders; whole numbers get borders between them."""
    found = [value for row in rows if (value := number_of(row[y])) is not None]
    empty = len(rows) - len(found)
    if not found:
        return Bins([], empty)
    low, high = min(found), max(found)
    step = _round_step(high / BINS - low / BINS)
    if all(value.is_integer() for value in found):
        step = max(1.0, step)
    first = math.floor(low / step) * step if step else low
    if not step or not math.isfinite(first) or not math.isfinite(high - first) or low + step == low:
        # So near each other, or so far apart, that no border fits between them.
        pad = max(abs(low) * 0.01, 0.5)
        return Bins([(low - pad if math.isfinite(low - pad) else low, high, len(found))], empty)
    counts: dict[int, int] = {}
    for value in found:
        at = math.floor((value - first) / step)
        counts[at] = counts.get(at, 0) + 1
    return Bins(
        [(first + at * step, first + (at + 1) * step, n) for at, n in sorted(counts.items())],
        empty,
    )


def natural_steps(names: Sequence[Cell]) -> list[str] | None:
    """All hours (09:00) or days of the week, in the screen's language, from the first to the last of `names`;
    None where they are names of another sort."""
    known = {str(name) for name in names if name is not None}
    hours = [f"{hour:02}:00" for hour in range(24)]
    for width in ("abbreviated", "wide"):
        week = [get_day_names(width, locale=language())[day] for day in range(7)]
        if known and known <= set(week):
            return week
    if len(known) > 1 and known <= set(hours):
        return [hour for hour in hours if min(known) <= hour <= max(known)]
    return None


def _taken(
    rows: Sequence[Row],
    x: int,
    y: int,
    colour: int | None,
    *,
    key: Callable[[object], object] | None = None,
) -> tuple[list[tuple[Cell, float | None, Cell]], int, int]:
    # (cells, rows whose place was taken, rows without a number or, with `key`, without a time)
    found: dict[tuple[Cell, Cell], float | None] = {}
    repeated = empty = 0
    for row in rows:
        at = key(row[x]) if key is not None else _name(row[x])
        if key is not None and at is None:
            empty += 1
            continue
        place = at, None if colour is None else _name(row[colour])
        if place in found:
            repeated += 1
            continue
        value = found[place] = number_of(row[y])
        empty += value is None
    return [(at, value, group) for (at, group), value in found.items()], repeated, empty


def _name(cell: object) -> Cell:
    return cell if cell is None or isinstance(cell, str | int) else str(cell)


def _unique(names: Iterable[Cell]) -> list[Cell]:
    return list(dict.fromkeys(names))


def _weights(cells: Sequence[tuple[Cell, float | None, Cell]], place: int) -> dict[Cell, float]:
    # By the largest single value: adding up may mean nothing (medians), and may have no end.
    found: dict[Cell, float] = {}
    for cell in cells:
        value = -math.inf if cell[1] is None else abs(cell[1]) if place != 0 else cell[1]
        found[cell[place]] = max(found.get(cell[place], -math.inf), value)
    return found


def _largest(
    cells: Sequence[tuple[Cell, float | None, Cell]], place: int, limit: int
) -> tuple[list[Cell], int]:
    # The `limit` largest names, in the order in which the result names them, and how many are left out.
    names = _unique(cell[place] for cell in cells)
    if len(names) <= limit:
        return names, 0
    weight = _weights(cells, place)
    kept = set(sorted(names, key=lambda name: -weight[name])[:limit])
    return [name for name in names if name in kept], len(names) - limit


def _most(cells: Sequence[tuple[Cell, float | None, Cell]]) -> list[Cell]:
    counts: dict[Cell, int] = {}
    for cell in cells:
        counts[cell[2]] = counts.get(cell[2], 0) + 1
    return sorted(counts, key=lambda name: -counts[name])


def _ordered(names: list[Cell], kind: str) -> list[Cell]:
    # Hours and days of the week that have no row keep their place.
    without: list[Cell] = [name for name in names if name is None]
    if kind in TIMES:
        return without + sorted(
            (name for name in names if name is not None),
            key=lambda name: time_of(name) or datetime.min,
        )
    if kind in STEPS:
        known = [name for name in names if isinstance(name, int)]
        if not known:
            return without
        span = STEPS[kind] if len(STEPS[kind]) <= 7 else range(min(known), max(known) + 1)
        return without + list(span)
    steps = natural_steps(names)
    return names if steps is None else without + list(steps)


def _filled(known: Sequence[datetime], kind: str) -> list[datetime]:
    # Days (weeks, months) that should be there and are not get a place, so that the line breaks at them.
    if len(known) < 2 or kind not in {DAY, MONTH}:
        return list(known)
    numbers = [_ordinal(at, kind) for at in known]
    step = math.gcd(*(b - a for a, b in pairwise(numbers)))
    if (numbers[-1] - numbers[0]) // step > 2 * LONGEST_LINE:
        return list(known)
    return [_at(n, kind) for n in range(numbers[0], numbers[-1] + 1, step)]


def _ordinal(at: datetime, kind: str) -> int:
    return at.toordinal() if kind == DAY else at.year * 12 + at.month - 1


def _at(number: int, kind: str) -> datetime:
    if kind == DAY:
        return datetime.min + timedelta(days=number - 1)
    return datetime(number // 12, number % 12 + 1, 1)


def _round_step(rough: float) -> float:
    # The next of 1, 2, 5, 10, … upwards; 0 where there is no difference to divide.
    if rough <= 0 or not math.isfinite(rough):
        return 0.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((m * power for m in (1, 2, 5, 10) if m * power >= rough), 10 * power)
