"""Time: an injectable clock, and days in the region's zone."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Clock = Callable[[], float]
"""Answers seconds UTC since 1970. Pass `system_clock`, or a clock of your own in tests."""

system_clock: Clock = time.time


def local_time(at: int, *, zone: str) -> datetime:
    """The moment `at` (seconds UTC) as a datetime in `zone`."""
    return datetime.fromtimestamp(at, ZoneInfo(zone))


def local_day(at: int, *, zone: str) -> date:
    """The calendar day of `at` (seconds UTC) in `zone`."""
    return local_time(at, zone=zone).date()


def day_span(day: date, *, zone: str) -> tuple[int, int]:
    """First second of `day` and first second of the next one, UTC; 23 or 25 hours apart at a shift."""
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone))
    return int(start.timestamp()), int(end.timestamp())


def days_of(zone: str) -> Callable[[int], date]:
    """`local_day` for many moments of one zone, several times as fast."""
    known = shifts(zone)
    begins = [begins_at for begins_at, _seconds in known]

    def day_of(at: int) -> date:
        seconds = known[max(0, bisect_right(begins, at) - 1)][1]
        return date.fromordinal(_EPOCH + (at + seconds) // 86_400)

    return day_of


_EPOCH = date(1970, 1, 1).toordinal()
SHIFTS_SINCE, SHIFTS_UNTIL = 2005, 2060
"""Years within which the shifts of a zone are known: before and after, its first and last one hold."""


@cache
def shifts(zone: str) -> Sequence[tuple[int, int]]:
    """The distance of `zone` from UTC over time: (first second UTC, seconds to add), in order."""
    local = ZoneInfo(zone)

    def shift(at: int) -> int:
        found = datetime.fromtimestamp(at, local).utcoffset()
        return int((found or timedelta()).total_seconds())

    first = int(datetime(SHIFTS_SINCE, 1, 1, tzinfo=UTC).timestamp())
    last = int(datetime(SHIFTS_UNTIL, 1, 1, tzinfo=UTC).timestamp())
    found = [(first, shift(first))]
    week = 7 * 86_400
    for at in range(first, last, week):
        low, high = at, at + week
        if shift(low) == shift(high):
            continue
        while high - low > 1:
            between = (low + high) // 2
            low, high = (between, high) if shift(between) == shift(low) else (low, between)
        found.append((high, shift(high)))
    return tuple(found)
