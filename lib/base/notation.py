"""How days, moments, zones and shares are written: `27.11.2026` and `4,6 %`, or `27/11/2026` and `4.6%`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import get_timezone_location

from lib.base.clock import local_time
from lib.base.language import language

# British English: the day before the month, 24 hours a day, the week from Monday, as everything here has it.
_LOCALES = {"ru": Locale("ru"), "en": Locale("en", "GB")}
_DAYS = {"ru": "%d.%m.%Y", "en": "%d/%m/%Y"}
_FIELDS = {"ru": "DD.MM.YYYY", "en": "DD/MM/YYYY"}
_PERCENT = {"ru": "\u00a0%", "en": "%"}


def locale() -> Locale:
    """Babel's locale of the current language."""
    return _LOCALES[language()]


def day_pattern() -> str:
    """A day in figures, for `strftime` and for Vega."""
    return _DAYS[language()]


def day_figures(day: date) -> str:
    """`27.11.2026`, in English `27/11/2026`."""
    return day.strftime(day_pattern())


def moment_figures(at: datetime) -> str:
    """`27.11.2026 18:05`, in English `27/11/2026 18:05`."""
    return at.strftime(f"{day_pattern()} %H:%M")


def zone_name(at: int, *, zone: str) -> str:
    """`Москва, UTC+3`: the zone's city and its distance from UTC at that moment (seconds UTC)."""
    there = local_time(at, zone=zone)
    minutes = int((there.utcoffset() or timedelta()).total_seconds()) // 60
    sign, (hours, rest) = "−" if minutes < 0 else "+", divmod(abs(minutes), 60)
    offset = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    city = get_timezone_location(there.tzinfo, locale=locale(), return_city=True)
    return f"{city}, {offset}"


def day_field() -> str:
    """The form of a day in a field that asks for one, and in a column of a table: `DD.MM.YYYY`."""
    return _FIELDS[language()]


def moment_field() -> str:
    """The form of a moment in a column of a table: `DD.MM.YYYY HH:mm`."""
    return f"{day_field()} HH:mm"


def month_field() -> str:
    """The form of a month in a column of a table: `MM.YYYY`."""
    return day_field()[3:]


def percent_sign() -> str:
    """The sign as it stands behind a number: apart from it in Russian, at it in English."""
    return _PERCENT[language()]
