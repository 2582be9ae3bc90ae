"""Periods: what they are compared with, and what is no period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.base.language import explain
from lib.reach.errors import NoPeriod, NotYet, ReachError, Reversed, TooLongAgo
from lib.reach.periods import (
    FIRST,
    Period,
    chosen,
    last_days,
    month_of,
    period_of,
    previous,
    week_of,
    year_ago,
    year_of,
)

TODAY = date(2026, 11, 26)
days = some.dates(date(2007, 1, 1), date(2100, 1, 1))


@given(since=days, length=some.integers(0, 4000))
def test_a_period_has_its_days_and_the_one_before_ends_where_it_begins(
    since: date, length: int
) -> None:
    period = Period(since, since + timedelta(days=length))
    assert next(iter(period)) == period.since and list(period)[-1] == period.until
    assert len(list(period)) == period.days == length + 1
    before = previous(period)
    assert before.until + timedelta(days=1) == period.since
    if period.whole_months:
        assert before.whole_months == period.whole_months
    else:
        assert before.days == period.days


@given(since=days, length=some.integers(0, 4000))
def test_a_year_ago_is_a_year_ago(since: date, length: int) -> None:
    period = Period(since, since + timedelta(days=length))
    ago = year_ago(period)
    assert (ago.since.year, ago.since.month) == (since.year - 1, since.month)
    assert (ago.until.year, ago.until.month) == (period.until.year - 1, period.until.month)
    assert abs((since - ago.since).days - 365) <= 1


@given(since=days, length=some.integers(0, 4000))
def test_what_a_period_says_is_read_back(since: date, length: int) -> None:
    period = Period(since, since + timedelta(days=length))
    assert period_of(str(period), today=date(2200, 1, 1)) == period


def test_leap_days() -> None:
    leap = Period(date(2024, 2, 10), date(2024, 2, 29))
    assert year_ago(leap) == Period(date(2023, 2, 10), date(2023, 2, 28))
    assert year_ago(Period(date(2024, 2, 29), date(2024, 2, 29))) == Period(
        date(2023, 2, 28), date(2023, 2, 28)
    )
    # Whole months stay whole.
    assert year_ago(month_of(date(2025, 2, 3))) == month_of(date(2024, 2, 3))
    assert year_ago(month_of(date(2025, 2, 3))).days == 29
    assert previous(month_of(date(2024, 3, 1))) == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_the_change_of_a_year() -> None:
    assert previous(month_of(date(2026, 1, 15))) == month_of(date(2025, 12, 1))
    assert week_of(date(2026, 1, 1)) == Period(date(2025, 12, 29), date(2026, 1, 4))
    assert previous(year_of(date(2025, 6, 1))) == year_of(date(2024, 6, 1))
    assert last_days(7, today=date(2026, 1, 3)) == Period(date(2025, 12, 27), date(2026, 1, 2))


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("30", date(2026, 10, 27), date(2026, 11, 25)),
        ("7d", date(2026, 11, 19), date(2026, 11, 25)),
        ("today", TODAY, TODAY),
        ("yesterday", date(2026, 11, 25), date(2026, 11, 25)),
        ("week", date(2026, 11, 23), TODAY),
        ("last-week", date(2026, 11, 16), date(2026, 11, 22)),
        ("month", date(2026, 11, 1), TODAY),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("year", date(2026, 1, 1), TODAY),
        ("Last-Year ", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-09", date(2026, 9, 1), date(2026, 9, 30)),
        ("2026-09-05", date(2026, 9, 5), date(2026, 9, 5)),
        ("2026-09-05..2026-09-07", date(2026, 9, 5), date(2026, 9, 7)),
        ("05.09.2026 – 07.09.2026", date(2026, 9, 5), date(2026, 9, 7)),
        ("1999-01-01..2026-09-07", FIRST, date(2026, 9, 7)),
    ],
)
def test_words_name_a_period(words: str, since: date, until: date) -> None:
    assert period_of(words, today=TODAY) == Period(since, until)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("", NoPeriod),
        ("0", NoPeriod),
        ("0d", NoPeriod),
        ("soon", NoPeriod),
        ("2026-13", NoPeriod),
        ("2025-02-29", NoPeriod),
        ("0000", NoPeriod),
        ("{words}", NoPeriod),
        ("2026-09-07..2026-09-05", Reversed),
        ("2027", NotYet),
        ("9999-12-31", NotYet),
        ("2005-01-01..2005-12-31", TooLongAgo),
    ],
)
def test_what_is_no_period_is_said_in_plain_words(words: str, error: type[ReachError]) -> None:
    with pytest.raises(error) as caught:
        period_of(words, today=TODAY)
    assert explain(caught.value)


def test_a_person_must_choose_both_days() -> None:
    for since, until in ((None, TODAY), (TODAY, None), (None, None)):
        with pytest.raises(NoPeriod):
            chosen(since, until, today=TODAY)
    with pytest.raises(Reversed):
        Period(TODAY, TODAY - timedelta(days=1))
