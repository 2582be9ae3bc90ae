"""Spans of calendar days: what a chart covers, and what it is compared with.

Days are days of the region's zone; whoever knows the zone says what `today` is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lib.reach.errors import NoPeriod, NotYet, Reversed, TooLongAgo

ONE = timedelta(days=1)
FIRST = date(2006, 10, 1)
"""VK began in that month."""

_ISO_DAY, _DOTTED_DAY = r"(\d{4})-(\d{2})-(\d{2})", r"(\d{2})\.(\d{2})\.(\d{4})"
_NAMED = ("today", "yesterday", "week", "last-week", "month", "last-month", "year", "last-year")


@dataclass(frozen=True)
class Period:
    """From `since` to `until`, both included. Raises `Reversed` where it would end before it begins."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise Reversed(self.since, self.until)

    @property
    def days(self) -> int:
        """How many days it has; at least one."""
        return (self.until - self.since).days + 1

    @property
    def whole_months(self) -> int:
        """How many calendar months it consists of; 0 where it does not consist of whole ones."""
        if self.since.day != 1 or (self.until + ONE).day != 1:
            return 0
        return _months(self.until) - _months(self.since) + 1

    def __iter__(self) -> Iterator[date]:
        """Its days, in order."""
        return (self.since + timedelta(days=n) for n in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def __str__(self) -> str:
        """As `period_of` reads it."""
        return f"{self.since.isoformat()}..{self.until.isoformat()}"


def chosen(since: date | None, until: date | None, *, today: date) -> Period:
    """The period that a person chose, cut at `today` and at the beginning of VK.

    Raises `NoPeriod` where a day is missing, `Reversed`, `NotYet`, `TooLongAgo`.
    """
    if since is None or until is None:
        raise NoPeriod()
    if until < since:
        raise Reversed(since, until)
    if since > today:
        raise NotYet(since, today)
    if until < FIRST:
        raise TooLongAgo(until, FIRST)
    return Period(max(since, FIRST), min(until, today))


def last_days(days: int, *, today: date) -> Period:
    """The last `days` whole days; today is only half there and does not count."""
    if days < 1:
        raise NoPeriod(str(days))
    return Period(today - days * ONE, today - ONE)


def week_of(day: date) -> Period:
    """The week, Monday to Sunday, in which `day` lies."""
    monday = day - day.weekday() * ONE
    return Period(monday, monday + 6 * ONE)


def month_of(day: date) -> Period:
    """The calendar month in which `day` lies."""
    return _of_months(_months(day), 1)


def year_of(day: date) -> Period:
    """The calendar year in which `day` lies."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def previous(period: Period) -> Period:
    """The period before it: as many calendar months where it consists of whole ones, else as many days."""
    if months := period.whole_months:
        return _of_months(_months(period.since) - months, months)
    return Period(period.since - period.days * ONE, period.since - ONE)


def year_ago(period: Period) -> Period:
    """The same days a year before. What begins or ends on 29 February does so on 28 February; whole months
    stay whole, so February 2025 is compared with all 29 days of February 2024."""
    if months := period.whole_months:
        return _of_months(_months(period.since) - 12, months)
    return Period(_year_before(period.since), _year_before(period.until))


def period_of(words: str, *, today: date) -> Period:
    """The period that `words` name, as links and commands carry it.

    `30` or `30d` (the last days), `today`, `yesterday`, `week`, `last-week`, `month`, `last-month`, `year`,
    `last-year`, `2026`, `2026-09`, `2026-09-05`, `2026-09-01..2026-09-30`, `01.09.2026-30.09.2026`.
    What is not over yet is cut at `today`. Raises `NoPeriod`, `Reversed`, `NotYet`, `TooLongAgo`.
    """
    said = words.strip().lower()
    if not said:
        raise NoPeriod()
    if last := re.fullmatch(r"(\d{1,4})d|(\d{1,3})", said):
        days = int(last[1] or last[2])
        if days < 1:
            raise NoPeriod(words)
        whole = last_days(days, today=today)
        return chosen(whole.since, whole.until, today=today)
    try:
        found = _named(said, today) if said in _NAMED else _spelled(said)
    except (ValueError, OverflowError) as error:
        raise NoPeriod(words) from error
    if found is None:
        raise NoPeriod(words)
    return chosen(*found, today=today)


def _named(said: str, today: date) -> tuple[date, date]:
    match said:
        case "today":
            found = Period(today, today)
        case "yesterday":
            found = last_days(1, today=today)
        case "week":
            found = week_of(today)
        case "last-week":
            found = previous(week_of(today))
        case "month":
            found = month_of(today)
        case "last-month":
            found = previous(month_of(today))
        case "year":
            found = year_of(today)
        case _:
            found = previous(year_of(today))
    return found.since, found.until


def _spelled(said: str) -> tuple[date, date] | None:
    if re.fullmatch(r"\d{4}", said):
        whole = year_of(date(int(said), 1, 1))
        return whole.since, whole.until
    if month := re.fullmatch(r"(\d{4})-(\d{2})", said):
        whole = month_of(date(int(month[1]), int(month[2]), 1))
        return whole.since, whole.until
    for pattern in (_ISO_DAY, _DOTTED_DAY):
        if one := re.fullmatch(pattern, said):
            return _day(one.groups()), _day(one.groups())
        if two := re.fullmatch(rf"{pattern}\s*(?:\.\.|[-\u2013\u2014])\s*{pattern}", said):
            return _day(two.groups()[:3]), _day(two.groups()[3:])
    return None


def _day(parts: tuple[str, ...]) -> date:
    first, second, third = map(int, parts)
    return date(first, second, third) if len(parts[0]) == 4 else date(third, second, first)


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _of_months(first: int, count: int) -> Period:
    def begins(number: int) -> date:
        return date(number // 12, number % 12 + 1, 1)

    return Period(begins(first), begins(first + count) - ONE)
