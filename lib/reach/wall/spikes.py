"""Days on which far more people were reached than usual, and the post that did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from lib.base.clock import days_of
from lib.reach.known import middle
from lib.reach.periods import ONE, Period
from lib.reach.queries import day_series
from lib.reach.wall import queries
from lib.reach.wall.posts import PostFigures, figures_of, seconds, usual_by_rubric
from lib.reach.wall.queries import PostRow

WINDOW = 28
"""What is usual is told by the measured days among so many before."""
LEAST_DAYS = 10
TIMES = 1.5
"""A day that reached so many times what is usual stands out."""
LOOK_BACK = 2
"""A post is seen most on its day and on the next two."""
EXPLAINS = 0.5
"""A post explains a day if it reached at least this part of what the day had beyond the usual."""


@dataclass(frozen=True)
class Spike:
    """A day that stands out; `usual` is the median of the days before, `post` None where none explains it."""

    day: date
    reach: int
    usual: float
    post: PostFigures | None
    by_views: bool = False
    """The post was found by its views, because its reach is not measured."""

    @property
    def times(self) -> float:
        """How many times the usual it reached."""
        return self.reach / self.usual


def spikes(db: Database, period: Period, *, zone: str) -> list[Spike]:
    """The days of the period that stand out, in order; their posts against what is usual at its end."""
    since = period.since - timedelta(days=WINDOW)
    series = day_series(db, since=since, until=period.until, zone=zone)
    reach = [day.reach for day in series]
    found = []
    for place in range(WINDOW, len(series)):
        before = [value for value in reach[place - WINDOW : place] if value is not None]
        usual = middle(before)
        value = reach[place]
        if value is None or not usual or len(before) < LEAST_DAYS or value < TIMES * usual:
            continue
        day = series[place].day
        near = Period(day - LOOK_BACK * ONE, day)
        row, by_views = _cause(
            list(queries.posts_between(db, **seconds(near, zone=zone))), beyond=value - usual
        )
        found.append((day, value, usual, row, by_views))
    if not found:
        return []
    levels = {day.day: day.level for day in series}
    usual_posts = usual_by_rubric(db, until=period.until, zone=zone)
    day_of = days_of(zone)
    return [
        Spike(
            day,
            value,
            usual,
            row
            and figures_of(
                row,
                day_of(row.published_at),
                usual=usual_posts,
                level=levels.get(day_of(row.published_at)),
            ),
            by_views,
        )
        for day, value, usual, row, by_views in found
    ]


def _cause(near: Sequence[PostRow], *, beyond: float) -> tuple[PostRow | None, bool]:
    by_views = all(post.reach is None for post in near)

    def size(post: PostRow) -> int:
        return (post.views if by_views else post.reach) or 0

    largest = max(near, key=lambda post: (size(post), post.post_id), default=None)
    if largest is None or size(largest) < EXPLAINS * beyond:
        return None, False
    return largest, by_views
