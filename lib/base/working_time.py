"""Working time of the region: deadlines in working days and hours, Russian holidays and moved days counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays


@dataclass(frozen=True)
class Hours:
    """When a working day begins and ends; it ends after it begins, on the same day."""

    begins: time = time(9)
    ends: time = time(18)

    @property
    def seconds(self) -> int:
        """Length of a working day."""
        return _of_day(self.ends) - _of_day(self.begins)


def is_working_day(day: date) -> bool:
    """Whether Russia works on that day: by its five-day week, its holidays and the days moved around them."""
    return bool(_calendar().is_working_day(day))


def deadline(at: int, *, days: int, hours: Hours, zone: str) -> int:
    """The moment (seconds UTC) at which `days` working days have passed since `at`, by the clock of `zone`.

    A working day is as long as `hours` say, so one begun at 16:00 on Friday ends at 16:00 on Monday; what
    begins at night or on a day off begins with the next working morning.
    """
    left = days * hours.seconds
    day = datetime.fromtimestamp(at, ZoneInfo(zone)).date()
    while True:
        if is_working_day(day):
            opens, closes = _moment(day, hours.begins, zone), _moment(day, hours.ends, zone)
            begins = max(opens, at)
            if closes - begins >= left and begins <= closes:
                return begins + left
            left -= max(0, closes - begins)
        day += timedelta(days=1)


def _moment(day: date, clock: time, zone: str) -> int:
    return int(datetime.combine(day, clock, ZoneInfo(zone)).timestamp())


def _of_day(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("RU")
