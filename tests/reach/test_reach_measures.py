"""The dictionary of measures: worked examples, both ways where services differ, and nothing made of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.reach import measures
from lib.reach.counts import Day, PeriodCounts, PostCounts, TalkCounts, Waits
from lib.reach.measures import ALL, BY_KEY, OF_DAY, OF_PERIOD, OF_POST, OF_TALK, UNITS

DAY = date(2026, 9, 1)
POST = PostCounts(
    published_at=100,
    views=2000,
    likes=30,
    reposts=6,
    comments=4,
    reach=1600,
    reach_subscribers=1000,
    reach_viral=200,
    subscribers=4000,
)


def test_every_measure_says_what_it_is() -> None:
    assert len(BY_KEY) == len(ALL)
    for measure in ALL:
        assert measure.name and measure.formula and measure.sources
        assert measure.unit in UNITS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("views", 2000),
        ("reach", 1600),
        ("reactions", 40),
        ("er_post", 1.0),
        ("er_view", 2.0),
        ("er_reach", 2.5),
        ("reach_rate", 40.0),
        ("virality", 0.375),
        ("post_beyond", 37.5),
        ("post_viral", 12.5),
    ],
)
def test_measures_of_a_post(key: str, value: float) -> None:
    assert BY_KEY[key].count(POST) == pytest.approx(value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reach_day", 5000),
        ("reach_subscribers_day", 2000),
        ("viral_share", 60.0),
        ("views_day", 7000),
        ("visitors_day", 80),
        ("growth", -3),
        ("subscribers", 4000),
        ("er_day", 2.0),
    ],
)
def test_measures_of_a_day(key: str, value: float) -> None:
    day = Day(DAY, reach=5000, reach_subscribers=2000, views=7000, visitors=80, joined=2, departed=5,
              level=4000, posts=[POST, POST])  # fmt: skip
    assert BY_KEY[key].count(day) == pytest.approx(value)


def test_a_day_without_posts_has_no_reactions_and_a_day_not_looked_up_is_unknown() -> None:
    assert measures.er_day(Day(DAY, level=10, posts=[])) == 0
    assert measures.er_day(Day(DAY, level=10)) is None


def test_services_differ_and_both_ways_are_there() -> None:
    """Popsters: mean of ratios. LiveDune: ratio of means, and the median of the last 20 posts."""
    small = POST._replace(views=100, likes=6, reposts=2, comments=2, reach=50)
    large = POST._replace(published_at=200, views=900, likes=8, reposts=1, comments=1, reach=450)
    period = PeriodCounts(days=[Day(DAY, level=1000, posts=[small, large])], posts=[small, large])
    count = {measure.key: measure.count(period) for measure in OF_PERIOD}
    assert count["er_view_mean"] == pytest.approx((10 + 100 / 90) / 2)
    assert count["er_view_ratio"] == pytest.approx(2.0)
    assert count["er_reach_mean"] == pytest.approx((20 + 100 / 45) / 2)
    assert count["er_reach_ratio"] == pytest.approx(4.0)
    assert count["er_post_average"] == pytest.approx(1.0)
    assert count["er_day_average"] == pytest.approx(2.0)
    many = [large._replace(published_at=n, likes=n) for n in range(30)]
    last = PeriodCounts(days=[Day(DAY, level=1000)], posts=many)
    assert BY_KEY["er_post_last"].count(last) == pytest.approx((19.5 + 2) / 10)


def test_waits_are_ranked() -> None:
    waits = Waits([(60, 4), (120, 5), (600, 1)])
    talk = TalkCounts(comments=20, questions=16, answered=10, answers=12, waits=waits, norm=120)
    found = {measure.key: measure.count(talk) for measure in OF_TALK}
    assert found == {
        "comments": 20, "questions": 16, "answers": 12, "answered": 10,
        "share_answered": 62.5, "first_answer_median": 120, "first_answer_p90": 120,
        "share_in_norm": pytest.approx(100 * 9 / 16),
    }  # fmt: skip
    assert waits.longest_of(100) == 600
    assert BY_KEY["share_in_norm"].count(replace(talk, norm=None)) is None


@given(some.lists(some.integers(0, 50), min_size=1), some.integers(1, 100))
def test_no_fewer_than_so_many_waited_no_longer(values: list[int], percent: int) -> None:
    waits = Waits(sorted((value, 1) for value in values))
    longest = waits.longest_of(percent)
    assert longest is not None
    assert 100 * sum(value <= longest for value in values) >= percent * len(values)
    assert 100 * sum(value < longest for value in values) < percent * len(values)


def test_nothing_is_made_of_nothing() -> None:
    counted = {"comments", "questions", "answers", "answered"}
    for measure in OF_POST:
        assert measure.count(PostCounts(published_at=0)) is None, measure.key
    for measure in OF_DAY:
        assert measure.count(Day(DAY)) is None, measure.key
    for measure in OF_TALK:
        assert measure.count(TalkCounts(norm=60)) == (0 if measure.key in counted else None)
    for period in (
        PeriodCounts(),
        PeriodCounts(days=[Day(DAY)], posts=[PostCounts(published_at=0)]),
    ):
        for measure in OF_PERIOD:
            assert measure.count(period) is None, measure.key


@given(
    missing=some.sampled_from(PostCounts._fields[1:]),
    nought=some.booleans(),
)
def test_a_missing_number_makes_none_of_a_rate_and_so_does_a_divisor_of_nought(
    missing: str, nought: bool
) -> None:
    post = POST._replace(**{missing: 0 if nought else None})
    needs = {
        "er_post": ("likes", "reposts", "comments", "subscribers"),
        "er_view": ("likes", "reposts", "comments", "views"),
        "er_reach": ("likes", "reposts", "comments", "reach"),
        "reach_rate": ("reach", "subscribers"),
        "virality": ("reposts", "reach"),
        "post_viral": ("reach_viral", "reach"),
        "post_beyond": ("reach_subscribers", "reach"),
    }
    for key, names in needs.items():
        gone = missing in names and (not nought or missing == names[-1])
        assert (BY_KEY[key].count(post) is None) == gone, key


def test_growth_of_a_period_needs_every_day() -> None:
    whole = [Day(DAY + timedelta(days=n), joined=3, departed=n) for n in range(3)]
    assert BY_KEY["period_growth"].count(PeriodCounts(days=whole)) == 6
    # VK corrects itself: more left than came, and even a count below nought, stay what they are.
    corrected = [*whole, Day(DAY + timedelta(days=3), joined=-2, departed=5)]
    assert BY_KEY["period_growth"].count(PeriodCounts(days=corrected)) == -1
    missing = [*whole, Day(DAY + timedelta(days=3))]
    for key in ("period_growth", "period_joined", "period_departed", "reach_sum"):
        assert BY_KEY[key].count(PeriodCounts(days=missing)) is None
        assert BY_KEY[key].count(PeriodCounts()) is None
