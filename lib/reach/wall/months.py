"""What rubrics reached month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from lib.base.clock import local_day
from lib.reach.periods import Period
from lib.reach.wall import queries
from lib.reach.wall.posts import seconds
from lib.reach.wall.rubrics import Spread, spread


@dataclass(frozen=True)
class RubricMonth:
    """The posts of a rubric (0: without one) in a calendar month, as far as the period covers it."""

    rubric_id: int
    month: date
    """Its first day."""
    posts: int
    reach: Spread
    views: Spread


def rubric_months(db: Database, period: Period, *, zone: str) -> list[RubricMonth]:
    """Every rubric and month that has posts, in the order of months and rubrics."""
    found: dict[tuple[date, int], list[queries.Numbers]] = {}
    for row in queries.numbers_between(db, **seconds(period, zone=zone)):
        month = local_day(row[1], zone=zone).replace(day=1)
        found.setdefault((month, row[0]), []).append(row)
    return [
        RubricMonth(
            rubric_id,
            month,
            len(rows),
            spread(row[2] for row in rows),
            spread(row[3] for row in rows),
        )
        for (month, rubric_id), rows in sorted(found.items())
    ]
