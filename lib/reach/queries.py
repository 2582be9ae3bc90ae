"""Measures of reach and growth by day and by post. A day or a number that VK did not give stays None."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from lib.base.clock import local_day
from lib.reach.counts import Day as Day

DAYS_OF_WEEK = 7
LONG_DAYS = 400


@dataclass(frozen=True)
class Span:
    """Reach over several days: the sum of daily figures, and on how many of the days it was measured."""

    total: int | None
    measured: int
    days: int

    @property
    def mean(self) -> float | None:
        """Reach a measured day; comparable between spans with different gaps."""
        return None if self.total is None or not self.measured else self.total / self.measured


def first_day(db: Database) -> date | None:
    """The first day of which anything was measured."""
    row = db.execute("SELECT min(day) FROM day_stat").fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def day_series(db: Database, *, since: date, until: date, zone: str) -> list[Day]:
    """One `Day` for every calendar day from `since` to `until`, both included, in order.

    Levels come from `subscriber_levels` over the whole time measured, so that a period that has no
    measured level of its own still gets them.
    """
    counted = db.execute(
        "SELECT members, updated_at FROM community WHERE members IS NOT NULL"
    ).fetchone()
    counted_day = local_day(counted[1], zone=zone) if counted else None
    # Far-off days are read only where the period's own levels hang on them.
    before, after = _levels_measured(db, since=since, until=until)
    if counted_day is not None and counted_day < since:
        before = max(counted_day, before or counted_day)
    if after is None and counted_day is not None:
        after = max(counted_day, until)
    rows = _rows(db, since=since, until=after or until)
    levels = _levels(rows, counted, counted_day)
    # A chain from an earlier measure comes through the first day or not at all.
    if before is not None and since not in levels:
        rows = _rows(db, since=before, until=after or until)
        levels = _levels(rows, counted, counted_day)
    return [
        _day(day, rows.get(day), levels.get(day))
        for day in (since + timedelta(days=n) for n in range((until - since).days + 1))
    ]


def _levels_measured(db: Database, *, since: date, until: date) -> tuple[date | None, date | None]:
    """The nearest days with a measured level: before `since`, and after `until`."""
    row = db.execute(
        "SELECT (SELECT max(day) FROM day_stat WHERE day < ? AND members IS NOT NULL),"
        " (SELECT min(day) FROM day_stat WHERE day > ? AND members IS NOT NULL)",
        [since.isoformat(), until.isoformat()],
    ).fetchone()
    before, after = (date.fromisoformat(found) if found else None for found in row)
    return before, after


def _rows(db: Database, *, since: date, until: date) -> dict[date, dict[str, Any]]:
    return {
        date.fromisoformat(row["day"]): row
        for row in db.query(
            "SELECT day, reach, reach_subscribers, views, visitors, joined, departed, members"
            " FROM day_stat WHERE day >= ? AND day <= ?",
            [since.isoformat(), until.isoformat()],
        )
    }


def _levels(
    rows: Mapping[date, dict[str, Any]], counted: Any, counted_day: date | None
) -> dict[date, int]:
    known = {day: row["members"] for day, row in rows.items() if row["members"] is not None}
    changes = {
        day: row["joined"] - row["departed"]
        for day, row in rows.items()
        if row["joined"] is not None and row["departed"] is not None
    }
    if counted_day is not None:
        known.setdefault(counted_day, counted[0])
        # A day that has just begun has no statistics yet: until it has, nobody is taken to have come or
        # gone on it, or the whole line would vanish every midnight.
        changes.setdefault(counted_day, 0)
    return subscriber_levels(known, changes)


def _day(day: date, row: dict[str, Any] | None, level: int | None) -> Day:
    if row is None:
        return Day(day=day, level=level)
    return Day(
        day=day,
        reach=row["reach"],
        reach_subscribers=row["reach_subscribers"],
        views=row["views"],
        joined=row["joined"],
        departed=row["departed"],
        level=level,
        visitors=row["visitors"],
    )


def subscriber_levels(known: dict[date, int], changes: dict[date, int]) -> dict[date, int]:
    """Subscribers at the end of each day.

    `known` are measured levels; from each of them the days without a measure are counted backwards and
    then forwards by `changes` (joined minus departed of a day). A day whose change is unknown breaks the
    chain, and what lies behind it stays unknown until the next measure.
    """
    levels = dict(known)
    one = timedelta(days=1)
    for anchor in sorted(known, reverse=True):
        day = anchor
        while day in changes and day - one not in levels:
            levels[day - one] = levels[day] - changes[day]
            day -= one
    for anchor in sorted(known):
        day = anchor + one
        while day in changes and day not in levels:
            levels[day] = levels[day - one] + changes[day]
            day += one
    return levels


def reach_of_days(db: Database, *, until: date, days: int = DAYS_OF_WEEK) -> Span:
    """Reach of the `days` calendar days that end with `until`.

    VK gives unique people a day; over several days the sum counts a person once for each day.
    """
    row = db.execute(
        "SELECT sum(reach), count(reach) FROM day_stat WHERE day > ? AND day <= ?",
        [(until - timedelta(days=days)).isoformat(), until.isoformat()],
    ).fetchone()
    return Span(total=row[0], measured=row[1], days=days)


def measured_posts(db: Database) -> list[tuple[int, int]]:
    """(reach, views) of the posts whose reach VK measured."""
    rows = db.execute(
        "SELECT m.reach_total, p.views FROM post_reach AS m JOIN post AS p USING (post_id)"
        " WHERE m.reach_total > 0 AND p.views > 0"
    )
    return [(int(row[0]), int(row[1])) for row in rows]


def viewed_posts(db: Database, *, since: int, until: int) -> list[tuple[int, int]]:
    """(moment of publication, views) of the posts published from `since` until before `until`, seconds UTC;
    posts whose views VK did not tell are left out."""
    rows = db.execute(
        "SELECT published_at, views FROM post WHERE state = 'published' AND views IS NOT NULL"
        " AND published_at >= ? AND published_at < ? ORDER BY published_at",
        [since, until],
    )
    return [(int(row[0]), int(row[1])) for row in rows]


def measured_days(series: Sequence[Day], name: str) -> int:
    """On how many days of `series` the measure `name` (an attribute of `Day`) is known."""
    return sum(getattr(day, name) is not None for day in series)


def audience_sums(
    db: Database, *, kind: str, since: str, until: str
) -> list[tuple[str, str, str, int]]:
    """(split, key, name, people of all days) of the audience between two ISO days, both included."""
    # A short period is one piece of the key; of years, the sums come group by group without sorting.
    days = (date.fromisoformat(until) - date.fromisoformat(since)).days
    # A plus keeps SQLite from an index.
    plus, index = ("", "INDEXED BY day_audience_by_group") if days > LONG_DAYS else ("+", "")
    rows = db.execute(
        "SELECT split, group_key, coalesce((SELECT name FROM day_audience AS one WHERE one.kind = :kind"
        "   AND one.split = sums.split AND one.group_key = sums.group_key ORDER BY day DESC LIMIT 1), ''),"
        " people FROM (SELECT split, group_key, sum(people) AS people FROM day_audience"
        f"   {index} WHERE day >= :since AND day <= :until AND {plus}kind = :kind"
        f"   GROUP BY {plus}split, {plus}group_key) AS sums",
        {"kind": kind, "since": since, "until": until},
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def audience_days(db: Database, *, kind: str, since: str, until: str) -> int:
    """On how many days VK told anything of the audience."""
    # Of the days that VK told of, those with any row: one step in the key a day.
    row = db.execute(
        "SELECT count(*) FROM day_stat WHERE day >= ? AND day <= ? AND EXISTS"
        " (SELECT 1 FROM day_audience AS a WHERE a.day = day_stat.day AND a.kind = ?)",
        [since, until, kind],
    ).fetchone()
    return int(row[0])
