"""Times, days and numbers as a person of the screen's language reads them."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal

from lib.base.clock import local_time
from lib.base.language import _, language, ngettext
from lib.base.notation import locale, zone_name

NO_DATA = "—"
HOUR, DAY, WEEK = 3600, 86_400, 7 * 86_400


def ago(at: int, *, now: int) -> str:
    """“5 minutes ago”, «3 дня назад»; “just now” within a minute."""
    if abs(now - at) < 60:
        return _("just now")
    # Babel rounds up at 85 % of a unit unless told otherwise: 23 hours would become a day.
    delta = timedelta(seconds=at - now)
    return format_timedelta(delta, add_direction=True, threshold=1.0, locale=locale())


def age(seconds: int) -> str:
    """A length of time in its largest unit, as it stands after “waits for”: “3 hours”."""
    seconds = max(seconds, 60)
    # These two differ in the accusative, which CLDR does not have.
    if seconds < HOUR:
        return ngettext("{n} minute", "{n} minutes", round(seconds / 60))
    if WEEK <= seconds < 30 * DAY:
        return ngettext("{n} week", "{n} weeks", round(seconds / WEEK))
    return format_timedelta(timedelta(seconds=seconds), threshold=1.0, locale=locale())


def clock_time(at: int, *, zone: str) -> str:
    """“14:32” in `zone`."""
    return format_time(local_time(at, zone=zone), "HH:mm", locale=locale())


def moment(at: int, *, now: int, zone: str) -> str:
    """“today at 14:32”, “yesterday at 9:05”, “12 March at 18:00”, with the year where it is another one."""
    there, here = local_time(at, zone=zone), local_time(now, zone=zone)
    time = clock_time(at, zone=zone)
    days = (there.date() - here.date()).days
    if days == 0:
        return _("today at {time}", time=time)
    if days == -1:
        return _("yesterday at {time}", time=time)
    if days == 1:
        return _("tomorrow at {time}", time=time)
    return _("{day} at {time}", day=day(there.date(), today=here.date()), time=time)


def day(value: date, *, today: date | None = None) -> str:
    """“12 March”, with the year where it is not `today`'s."""
    if today is not None and value.year == today.year:
        return format_skeleton("MMMMd", value, locale=locale())
    return format_date(value, "long", locale=locale())


def day_title(value: date) -> str:
    """“Sunday, 22 November”: the heading of a day."""
    return format_date(value, "EEEE, d MMMM", locale=locale())


def full(at: int, *, zone: str) -> str:
    """“12 March 2026, 18:00 (Moscow, UTC+3)”: for deadlines and schedules."""
    there = local_time(at, zone=zone)
    return _(
        "{day}, {time} ({zone})",
        day=format_date(there.date(), "long", locale=locale()),
        time=clock_time(at, zone=zone),
        zone=zone_name(at, zone=zone),
    )


def decimal(value: float) -> str:
    """“0,83”: a factor, with two places."""
    return format_decimal(value, format="0.00", locale=locale())


def number(value: float | None, *, signed: bool = False) -> str:
    """“12 345” with narrow spaces; a dash where nothing was measured; `signed` writes “+12” and “−3”."""
    if value is None:
        return NO_DATA
    text = format_decimal(abs(value), locale=locale())
    if language() == "ru":
        text = text.replace("\u00a0", "\u202f")
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return sign + text
