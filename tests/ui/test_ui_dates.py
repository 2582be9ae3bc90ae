"""Times and numbers as a person reads them, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lib.base import language
from lib.base.notation import zone_name
from lib.ui import dates

ZONE = "Europe/Moscow"
NOW = int(datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp())


@pytest.fixture(params=["ru", "en"])
def speaking(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language._resolver
    language.set_resolver(lambda: request.param)
    yield request.param
    language.set_resolver(before)


def test_ago(speaking: str) -> None:
    made = [dates.ago(NOW - seconds, now=NOW) for seconds in (300, 7200, 82_800, 86_400 * 3)]
    assert (
        made
        == {
            "ru": ["5 минут назад", "2 часа назад", "23 часа назад", "3 дня назад"],
            "en": ["5 minutes ago", "2 hours ago", "23 hours ago", "3 days ago"],
        }[speaking]
    )


def test_age_never_reads_zero(speaking: str) -> None:
    assert dates.age(0) == {"ru": "1 минуту", "en": "1 minute"}[speaking]


def test_age_stands_in_the_case_of_waiting(speaking: str) -> None:
    made = [dates.age(seconds) for seconds in (21 * 60, 3600, 86_400, 7 * 86_400)]
    assert (
        made
        == {
            "ru": ["21 минуту", "1 час", "1 день", "1 неделю"],
            "en": ["21 minutes", "1 hour", "1 day", "1 week"],
        }[speaking]
    )


def test_full_names_the_zone(speaking: str) -> None:
    made = " ".join(dates.full(NOW, zone=ZONE).split())
    assert (
        made
        == {
            "ru": "22 ноября 2026 г., 15:00 (Москва, UTC+3)",
            "en": "22 November 2026, 15:00 (Moscow, UTC+3)",
        }[speaking]
    )


def test_zone_name_has_minutes_where_there_are_some(speaking: str) -> None:
    assert zone_name(NOW, zone="Asia/Kolkata").endswith("UTC+5:30")
    assert zone_name(NOW, zone="America/New_York").endswith("UTC−5")


def test_moment_speaks_of_the_regions_day_not_of_utc(speaking: str) -> None:
    late = int(datetime(2026, 11, 21, 22, 30, tzinfo=UTC).timestamp())
    assert "01:30" in dates.moment(late, now=NOW, zone=ZONE)
    assert dates.moment(late, now=NOW, zone=ZONE) == dates._("today at {time}", time="01:30")
    assert dates.moment(late - 7200, now=NOW, zone=ZONE) == dates._(
        "yesterday at {time}", time="23:30"
    )
    assert "2025" in dates.moment(NOW - 400 * 86400, now=NOW, zone=ZONE)


def test_numbers(speaking: str) -> None:
    assert dates.number(None) == "—"
    assert dates.number(-3, signed=True) == "−3"
    assert dates.number(12, signed=True) == "+12"
    assert dates.number(0, signed=True) == "0"
    assert dates.number(1234567) == {"ru": "1\u202f234\u202f567", "en": "1,234,567"}[speaking]
