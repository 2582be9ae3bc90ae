"""When scheduled reports are due: slots by the region's clock, and the period that each of them tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lib.base.clock import local_day
from lib.reach.periods import ONE, Period, month_of, previous, week_of

KINDS = ("day", "week", "month")
LAST_MONTH_DAY = 28
"""The last day that every month has."""


@dataclass(frozen=True)
class Schedule:
    """A report of yesterday every day, of last week every week, or of last month every month."""

    schedule_id: int
    kind: str
    weekday: int | None
    """Of a weekly one: 0 is Monday."""
    month_day: int | None
    """Of a monthly one: 1 to 28."""
    minute: int
    """Of the day, in the region's zone."""
    language: str
    since: int
    """Slots at or before this moment (seconds UTC) are not its own."""
    created_by: str
    ended_at: int | None

    def falls_on(self, day: date) -> bool:
        """Whether there is a slot on this day."""
        if self.kind == "week":
            return day.weekday() == self.weekday
        return self.kind == "day" or day.day == self.month_day


def slot_at(schedule: Schedule, day: date, *, zone: str) -> int:
    """The moment of the slot of `day`, seconds UTC; an hour that clocks leave out is the next one."""
    clock = time(schedule.minute // 60, schedule.minute % 60)
    return int(datetime.combine(day, clock, ZoneInfo(zone)).timestamp())


def last_slot(schedule: Schedule, *, now: int, zone: str) -> date | None:
    """The day of the last slot that has come by `now`; None where none has since the schedule was made.

    Those before it are not made up for: after an outage of ten weeks one report is wanted, not ten.
    """
    day = local_day(now, zone=zone)
    while not (schedule.falls_on(day) and slot_at(schedule, day, zone=zone) <= now):
        day -= ONE
    return day if slot_at(schedule, day, zone=zone) > schedule.since else None


def next_slot(schedule: Schedule, *, now: int, zone: str) -> int:
    """When the next report is due, seconds UTC."""
    day = local_day(now, zone=zone)
    while not (schedule.falls_on(day) and slot_at(schedule, day, zone=zone) > now):
        day += ONE
    return slot_at(schedule, day, zone=zone)


def period_of_slot(kind: str, day: date) -> Period:
    """What the report of that slot tells of: the last whole day, week (Monday to Sunday) or month before it."""
    if kind == "day":
        return Period(day - timedelta(days=1), day - timedelta(days=1))
    return previous(week_of(day) if kind == "week" else month_of(day))
