"""What rubrics bring: median reach with its spread, share of posts against share of reach, trend; and in
which hours of the week posts are seen most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from sqlite_utils import Database

from lib.base.clock import local_time
from lib.reach.known import middle, share
from lib.reach.periods import Period
from lib.reach.wall import queries
from lib.reach.wall.posts import seconds

LEAST_FOR_TREND = 3
"""Posts with a measure that both periods must have before a trend is told."""
LEAST_FOR_CELL = 3
"""A cell of the week with fewer measured posts says nothing."""


@dataclass(frozen=True)
class Spread:
    """Quartiles of `n` measured posts; all None where none was measured."""

    n: int = 0
    low: float | None = None
    median: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class RubricFigures:
    """A rubric over a period. Shares in per cent; `rubric_id` 0 stands for posts without a rubric."""

    rubric_id: int
    name: str | None
    color: str | None
    posts: int
    reach: Spread
    views: Spread
    share_of_posts: float | None
    share_of_measured: float | None
    """Of the posts whose reach is known: what `share_of_reach` can be held against."""
    share_of_reach: float | None
    """Of the reach of all measured posts; people who saw two posts count twice."""
    share_of_views: float | None
    reach_trend: float | None
    """By how many per cent the median differs from the period before; None: too few posts in one of them."""
    views_trend: float | None
    posts_before: int


@dataclass(frozen=True)
class WeekCell:
    """Posts of one hour of the week. `weekday` 0 is Monday."""

    weekday: int
    hour: int
    posts: int
    reach: Spread
    views: Spread

    def size(self, *, by_reach: bool) -> Spread:
        """Of its posts' reach, or of their views."""
        return self.reach if by_reach else self.views

    def enough(self, *, by_reach: bool) -> bool:
        """Whether at least `LEAST_FOR_CELL` posts were measured, so that the median says something."""
        return self.size(by_reach=by_reach).n >= LEAST_FOR_CELL


def rubrics(
    db: Database, period: Period, *, zone: str, before: Period | None = None
) -> list[RubricFigures]:
    """All rubrics in use, those without posts too, and those put aside that have posts in the period.

    In the order that people gave them, posts without a rubric last. `before` is what trends compare with.
    """
    now = queries.numbers_between(db, **seconds(period, zone=zone))
    past = [] if before is None else queries.numbers_between(db, **seconds(before, zone=zone))
    by_rubric, by_rubric_before = _grouped(now), _grouped(past)
    reach_of_all = _sum(row[2] for row in now)
    views_of_all = _sum(row[3] for row in now)
    measured = sum(row[2] is not None for row in now)
    found = []
    for rubric in [*queries.rubrics(db), queries.RubricRow(0, "", "", True)]:
        mine = by_rubric.get(rubric.rubric_id, [])
        if rubric.archived and not mine:
            continue
        then = by_rubric_before.get(rubric.rubric_id, [])
        found.append(
            RubricFigures(
                rubric_id=rubric.rubric_id,
                name=rubric.name or None,
                color=rubric.color or None,
                posts=len(mine),
                reach=spread(row[2] for row in mine),
                views=spread(row[3] for row in mine),
                share_of_posts=share(len(mine), len(now)),
                share_of_measured=share(sum(row[2] is not None for row in mine), measured),
                share_of_reach=share(_sum(row[2] for row in mine), reach_of_all),
                share_of_views=share(_sum(row[3] for row in mine), views_of_all),
                reach_trend=_trend([row[2] for row in mine], [row[2] for row in then]),
                views_trend=_trend([row[3] for row in mine], [row[3] for row in then]),
                posts_before=len(then),
            )
        )
    return found


def week_cells(db: Database, period: Period, *, zone: str) -> list[WeekCell]:
    """The hours of the week in which posts went out, by weekday and hour of the region's clock."""
    cells: dict[tuple[int, int], list[queries.Numbers]] = {}
    for row in queries.numbers_between(db, **seconds(period, zone=zone)):
        at = local_time(row[1], zone=zone)
        cells.setdefault((at.weekday(), at.hour), []).append(row)
    return [
        WeekCell(
            weekday=weekday,
            hour=hour,
            posts=len(rows),
            reach=spread(row[2] for row in rows),
            views=spread(row[3] for row in rows),
        )
        for (weekday, hour), rows in sorted(cells.items())
    ]


def best_cells(cells: Sequence[WeekCell], *, limit: int = 3) -> list[WeekCell]:
    """The hours whose posts have the highest median, by reach where any has it, else by views; only those with
    enough posts."""
    by_reach = any(cell.enough(by_reach=True) for cell in cells)

    def height(cell: WeekCell) -> float | None:
        return cell.size(by_reach=by_reach).median if cell.enough(by_reach=by_reach) else None

    known = [(value, cell) for cell in cells if (value := height(cell)) is not None]
    known.sort(key=lambda one: (-one[0], one[1].weekday, one[1].hour))
    return [cell for _value, cell in known[:limit]]


def spread(values: Iterable[float | None]) -> Spread:
    """Quartiles of the known values, between values where they fall between."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return Spread()
    if len(known) == 1:
        return Spread(1, known[0], known[0], known[0])
    low, middle, high = quantiles(known, n=4, method="inclusive")
    return Spread(len(known), low, middle, high)


def _grouped(rows: Sequence[queries.Numbers]) -> dict[int, list[queries.Numbers]]:
    found: dict[int, list[queries.Numbers]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _trend(now: Sequence[int | None], before: Sequence[int | None]) -> float | None:
    here, there = ([value for value in side if value is not None] for side in (now, before))
    if min(len(here), len(there)) < LEAST_FOR_TREND:
        return None
    found = share(middle(here), middle(there))
    return None if found is None else found - 100
