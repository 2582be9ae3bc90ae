"""Time: an injectable clock, and days in the region's zone."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
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
