"""A period as a whole: its days with their posts, its figures beside those of another period, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlite_utils import Database

from lib.base.clock import days_of, local_day
from lib.reach.counts import Day, PeriodCounts, PostCounts, TalkCounts
from lib.reach.known import share
from lib.reach.measures import Measure
from lib.reach.periods import Period
from lib.reach.queries import day_series
from lib.reach.talk.figures import talk_of
from lib.reach.wall import queries
from lib.reach.wall.posts import seconds
from lib.reach.wall.spikes import Spike, spikes


@dataclass(frozen=True)
class Compared:
    """A measure in a period and in the one it is compared with; None is no data."""

    measure: Measure[PeriodCounts] | Measure[TalkCounts]
    value: float | None
    before: float | None

    @property
    def change(self) -> float | None:
        """By how many per cent it differs; None where either is missing or there was nothing before."""
        found = share(self.value, self.before)
        return None if found is None else found - 100

    @property
    def difference(self) -> float | None:
        """`value` − `before`, in the measure's unit; of shares these are percentage points."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


@dataclass(frozen=True)
class Event:
    """Something that a chart of days marks. `text` may be a citizen's: not to be trusted."""

    day: date
    kind: Literal["chat", "spike"]
    text: str
    chat_id: int | None = None
    spike: Spike | None = None


def days(db: Database, period: Period, *, zone: str) -> list[Day]:
    """Every day of the period in order, with the posts published on it."""
    return list(_counted(db, period, zone=zone)[0])


def period_counts(db: Database, period: Period, *, zone: str) -> PeriodCounts:
    """All that the dictionary's measures of a period are made of."""
    series, posts = _counted(db, period, zone=zone)
    return PeriodCounts(days=series, posts=posts, talk=talk_of(db, period))


def events(db: Database, period: Period, *, zone: str) -> list[Event]:
    """Open chats and days that stand out, in order of their days."""
    chats = [
        Event(local_day(opened_at, zone=zone), "chat", topic, chat_id=chat_id)
        for chat_id, opened_at, topic in queries.chats_between(db, **seconds(period, zone=zone))
    ]
    high = [
        Event(spike.day, "spike", spike.post.text if spike.post else "", spike=spike)
        for spike in spikes(db, period, zone=zone)
    ]
    return sorted([*chats, *high], key=lambda event: (event.day, event.kind))


def _counted(
    db: Database, period: Period, *, zone: str
) -> tuple[Sequence[Day], Sequence[PostCounts]]:
    series = day_series(db, since=period.since, until=period.until, zone=zone)
    levels = {day.day: day.level for day in series}
    by_day: dict[date, list[PostCounts]] = {day.day: [] for day in series}
    posts = []
    day_of = days_of(zone)
    for row in queries.counts_between(db, **seconds(period, zone=zone)):
        day = day_of(row[0])
        post = PostCounts._make((*row, levels.get(day)))
        posts.append(post)
        by_day[day].append(post)
    # Five years have so many days that `dataclasses.replace` would be felt.
    return [
        Day(
            day.day,
            day.reach,
            day.reach_subscribers,
            day.views,
            day.joined,
            day.departed,
            day.level,
            day.visitors,
            by_day[day.day],
        )
        for day in series
    ], posts
