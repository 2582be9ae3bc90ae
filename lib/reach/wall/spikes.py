"""Days on which far more people were reached than usual, and the post that did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from lib.reach import measures
from lib.reach.periods import ONE, Period
from lib.reach.queries import day_series
from lib.reach.wall.posts import PostFigures, posts

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
    """The days of the period that stand out, in order."""
    since = period.since - timedelta(days=WINDOW)
    series = day_series(db, since=since, until=period.until, zone=zone)
    reach = [day.reach for day in series]
    found = []
    for place in range(WINDOW, len(series)):
        before = [value for value in reach[place - WINDOW : place] if value is not None]
        usual = measures.middle(before)
        value = reach[place]
        if value is None or not usual or len(before) < LEAST_DAYS or value < TIMES * usual:
            continue
        day = series[place].day
        near = posts(db, Period(day - LOOK_BACK * ONE, day), zone=zone)
        post, by_views = _cause(near, beyond=value - usual)
        found.append(Spike(day, value, usual, post, by_views))
    return found


def _cause(near: Sequence[PostFigures], *, beyond: float) -> tuple[PostFigures | None, bool]:
    by_views = all(post.counts.reach is None for post in near)

    def size(post: PostFigures) -> int:
        return (post.counts.views if by_views else post.counts.reach) or 0

    largest = max(near, key=lambda post: (size(post), post.post_id), default=None)
    if largest is None or size(largest) < EXPLAINS * beyond:
        return None, False
    return largest, by_views
