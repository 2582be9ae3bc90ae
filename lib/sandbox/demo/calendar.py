"""Days and hours of the region. Moscow has had one offset, +3, since October 2014."""

from __future__ import annotations

from datetime import date
from random import Random

OFFSET = 3 * 3600
DAY = 86400
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
WEEKDAYS = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")


def day_number(at: int) -> int:
    """Days since 1970 in the region."""
    return (at + OFFSET) // DAY


def day_start(number: int) -> int:
    return number * DAY - OFFSET


def day_date(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)


def weekday(at: int) -> int:
    """0 Monday ... 6 Sunday."""
    return (day_number(at) + 3) % 7


def hour(at: int) -> float:
    return (at + OFFSET) % DAY / 3600


def spoken_date(number: int) -> str:
    day = day_date(number)
    return f"{day.day} {MONTHS[day.month - 1]}"


def spoken_weekday(number: int) -> str:
    """After «в», for example «в среду»; «во вторник» is said whole."""
    name = WEEKDAYS[(number + 3) % 7]
    return f"во {name}" if name == "вторник" else f"в {name}"


def awake(at: int, rng: Random) -> int:
    """`at`, or the next morning where most people sleep."""
    if 0.5 <= hour(at) < 6.5 and rng.random() < 0.9:
        return day_start(day_number(at)) + int((6.6 + rng.expovariate(0.5)) * 3600)
    return at


def at_work(at: int, rng: Random) -> int:
    """When a moderator who may see something at `at` gets to it: working days, 8:40 to 18:00."""
    on_duty = rng.random() < 0.2
    while True:
        if hour(at) >= 18:
            at = day_start(day_number(at) + 1) + int((8.7 + rng.random()) * 3600)
        elif hour(at) < 8.6:
            at = day_start(day_number(at)) + int((8.7 + rng.random()) * 3600)
        elif weekday(at) >= 5 and not on_duty:
            at = day_start(day_number(at) + 1)
        else:
            return at + int(rng.expovariate(1 / 4500)) + 120
