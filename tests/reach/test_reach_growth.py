"""Curves of growth, the forecast of subscribers and the goal."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.access.permissions import MODERATOR
from lib.reach.counts import Day
from lib.reach.errors import NoGoal
from lib.reach.goals import Goal, distance, drop_goal, goal, prospect, set_goal
from lib.reach.growth.curves import HOUR, LEAST_POSTS, growth_of, value_at
from lib.reach.growth.forecast import LEAST_TRIALS, WINDOW, forecast
from lib.store import Store
from tests.reach.wall import publish, snap

DAY = date(2026, 9, 10)


def series(levels: list[int | None]) -> list[Day]:
    return [
        Day(DAY - timedelta(days=len(levels) - 1 - n), level=level)
        for n, level in enumerate(levels)
    ]


def test_a_curve_lies_in_the_band_of_posts_of_its_rubric(store: Store) -> None:
    for n in range(LEAST_POSTS):
        at = publish(store, n + 1, DAY - timedelta(days=30 + n), rubric_id=1)
        for hours in (0.5, 1, 2, 4, 8, 12, 24):
            snap(store, n + 1, at, hours, views=int(100 * hours * (n + 1)))
    at = publish(store, 50, DAY, rubric_id=1)
    snap(store, 50, at, 1, views=900)
    snap(store, 50, at, 4, views=1800)
    with store.reader() as db:
        found = growth_of(db, 50)
        assert growth_of(db, 99) is None
    assert found is not None
    assert (found.counter, found.posts, found.same_rubric) == ("views", LEAST_POSTS, True)
    assert [(p.hours, p.value) for p in found.curve] == [(1, 900), (4, 1800)]
    by_hour = {band.hours: band for band in found.band}
    assert (by_hour[1].low, by_hour[1].middle, by_hour[1].high) == (275, 450, 625)
    assert by_hour[3].middle == 3 * 450 and by_hour[24].posts == LEAST_POSTS
    assert max(by_hour) == 24
    assert found.off == pytest.approx(0)


def test_too_few_posts_of_the_rubric_are_joined_by_the_others_and_too_few_at_all_are_no_band(
    store: Store,
) -> None:
    for n in range(LEAST_POSTS):
        at = publish(store, n + 1, DAY - timedelta(days=30 + n), rubric_id=1 + n % 2)
        snap(store, n + 1, at, 1, views=100, reach_total=80)
    at = publish(store, 50, DAY, rubric_id=1)
    snap(store, 50, at, 1, views=100, reach_total=60)
    publish(store, 51, DAY, rubric_id=1)
    with store.reader() as db:
        found, unmeasured, first = growth_of(db, 50), growth_of(db, 51), growth_of(db, 1)
    assert found is not None and unmeasured is not None and first is not None
    assert (found.counter, found.same_rubric, found.off) == ("reach_total", False, -25)
    assert (unmeasured.curve, unmeasured.off) == ([], None)
    assert (first.band, first.posts, first.off) == ([], 0, None)


def test_a_long_gap_between_snapshots_tells_nothing() -> None:
    curve = [(HOUR, 100), (30 * HOUR, 900), (31 * HOUR, 1000)]
    assert value_at(curve, 0.5) == 50
    assert value_at(curve, 1) == 100
    assert value_at(curve, 2) is None
    assert value_at(curve, 30.5) == 950
    assert value_at(curve, 31.1) is None


@given(some.integers(-5, 5), some.integers(100, 400))
def test_steady_growth_goes_on_with_a_band_of_no_width(step: int, length: int) -> None:
    found = forecast(series([10_000 + step * n for n in range(length)]), horizon=10)
    last = 10_000 + step * (length - 1)
    for number, day in enumerate(found.days, start=1):
        assert day.day == DAY + timedelta(days=number)
        assert day.low == day.middle == day.high == pytest.approx(last + number * step)
    assert len(found.days) == 10 and found.a_day == step


def test_the_band_holds_about_four_times_in_five() -> None:
    inside = total = 0
    for seed in range(40):
        rng = Random(seed)
        levels = [4000]
        for _day in range(380):
            levels.append(levels[-1] + round(rng.gauss(3, 8)))
        found = forecast(series(list(levels[:366])), horizon=14)
        for number, day in enumerate(found.days):
            total += 1
            inside += day.low <= levels[366 + number] <= day.high
    assert 0.68 <= inside / total <= 0.92


def test_too_few_days_are_said_and_a_gap_ends_the_row() -> None:
    needed = WINDOW + LEAST_TRIALS + 1
    assert forecast([]).days == ()
    few = forecast(series(list(range(needed - 1))))
    assert (few.days, few.known, few.needed, few.a_day) == ((), needed - 1, needed, None)
    broken = forecast(series([5, None, *range(40), None, None]))
    assert (broken.known, len(broken.days)) == (40, 0)
    enough = forecast(series([*range(needed), None]))
    assert len(enough.days) == 1 and enough.trials == LEAST_TRIALS
    assert enough.days[0].day == DAY
    assert len(forecast(series(list(range(needed + 6)))).days) == 7


def test_the_goal_is_set_told_and_dropped(store: Store) -> None:
    by = DAY + timedelta(days=10)
    with store.reader() as db:
        assert goal(db) is None
    set_goal(store, 5000, by, today=DAY, actor=MODERATOR, now=77)
    with store.reader() as db:
        wanted = goal(db)
        journalled = [row["action"] for row in db.query("SELECT action FROM journal")]
    assert wanted == Goal(5000, by, "moderator", 77)
    assert journalled == ["goal.set"]
    left = distance(wanted, level=4800, today=DAY)
    assert (left.missing, left.days, left.a_day) == (200, 10, 20)
    late = distance(wanted, level=4800, today=by)
    assert (late.days, late.a_day) == (0, None)
    assert distance(wanted, level=5100, today=DAY).a_day is None
    drop_goal(store, actor=MODERATOR, now=78)
    drop_goal(store, actor=MODERATOR, now=79)
    with store.reader() as db:
        assert goal(db) is None
        assert db.execute("SELECT count(*) FROM journal").fetchone()[0] == 2


@pytest.mark.parametrize(
    ("subscribers", "by"),
    [(0, None), (-5, None), (10**9, None), (5000, DAY), (5000, date(2020, 1, 1))],
)
def test_what_is_no_goal_is_refused(store: Store, subscribers: int, by: date | None) -> None:
    with pytest.raises(NoGoal):
        set_goal(store, subscribers, by, today=DAY, actor=MODERATOR, now=1)


def test_how_likely_the_goal_is() -> None:
    rng = Random(1)
    levels = [4000]
    for _day in range(200):
        levels.append(levels[-1] + rng.randrange(0, 7))
    ahead = forecast(series(list(levels)))
    day = ahead.days[9]

    def told(subscribers: float, by: date | None = day.day) -> str:
        return prospect(Goal(int(subscribers), by, "m", 1), ahead, level=levels[-1])

    assert told(levels[-1]) == "reached"
    assert told(day.low) == "likely"
    assert told(day.middle) == "possible"
    assert told(day.high + 1) == "unlikely"
    assert told(day.high + 1, None) == told(day.high + 1, DAY + timedelta(days=99)) == "unknown"
