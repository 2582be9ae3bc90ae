"""Deadlines in working time, against days counted by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.working_time import Hours, deadline, is_working_day

MOSCOW = "Europe/Moscow"


def at(text: str, zone: str = MOSCOW) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("begins", "days", "due"),
    [
        ("2026-11-24 12:00", 1, "2026-11-25 12:00"),
        ("2026-11-24 09:00", 1, "2026-11-24 18:00"),
        ("2026-11-27 17:40", 1, "2026-11-30 17:40"),  # over a weekend
        (
            "2026-11-27 21:30",
            1,
            "2026-11-30 18:00",
        ),  # an evening chat: the next working day, all of it
        ("2026-11-28 12:00", 2, "2026-12-01 18:00"),  # begun on Saturday
        ("2026-11-03 12:00", 1, "2026-11-05 12:00"),  # Unity Day between
        (
            "2026-12-30 16:00",
            1,
            "2027-01-11 16:00",
        ),  # New Year's holidays, with 31 December moved to
        ("2025-10-31 15:00", 1, "2025-11-01 15:00"),  # a Saturday that was worked
    ],
)
def test_a_deadline_counts_working_days_only(begins: str, days: int, due: str) -> None:
    assert deadline(at(begins), days=days, hours=Hours(), zone=MOSCOW) == at(due)


def test_the_clock_of_the_region_counts() -> None:
    noon = at("2026-11-24 12:00", "Asia/Yekaterinburg")
    due = deadline(noon, days=1, hours=Hours(time(8), time(17)), zone="Asia/Yekaterinburg")
    assert due == at("2026-11-25 12:00", "Asia/Yekaterinburg")


@given(
    begins=st.integers(at("2025-01-01"), at("2026-12-01")),
    later=st.integers(0, 10 * 86_400),
    days=st.integers(1, 5),
)
def test_deadlines_are_in_working_time_and_never_overtake(
    begins: int, later: int, days: int
) -> None:
    due = deadline(begins, days=days, hours=Hours(), zone=MOSCOW)
    there = datetime.fromtimestamp(due, ZoneInfo(MOSCOW))
    assert is_working_day(there.date())
    assert time(9) <= there.time() <= time(18)
    assert due <= deadline(begins + later, days=days, hours=Hours(), zone=MOSCOW)


def test_holidays_are_no_working_days() -> None:
    assert not is_working_day(date(2026, 5, 11))
    assert is_working_day(date(2026, 5, 12))
