"""Posts against their rubric, rubrics, hours of the week, days that stand out; with little or nothing known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from lib.reach.days import days, events, period_counts
from lib.reach.measures import OF_PERIOD, OF_TALK
from lib.reach.periods import Period, last_days, previous
from lib.reach.talk.figures import talk_by_institution, talk_by_rubric, talk_of, talk_over_time
from lib.reach.wall.posts import GROWING_SECONDS, LEAST_POSTS, best_and_worst, grown, posts
from lib.reach.wall.rubrics import Spread, best_cells, rubrics, week_cells
from lib.reach.wall.spikes import spikes
from lib.store import Store
from tests.reach.wall import ZONE, publish

DAY = date(2026, 9, 10)
MONTH = Period(date(2026, 8, 12), DAY)


def test_an_empty_store_answers_everything_with_nothing(store: Store) -> None:
    with store.reader() as db:
        assert posts(db, MONTH, zone=ZONE) == []
        assert best_and_worst([]) == ([], [])
        assert week_cells(db, MONTH, zone=ZONE) == [] == best_cells([])
        assert spikes(db, MONTH, zone=ZONE) == [] == events(db, MONTH, zone=ZONE)
        found = rubrics(db, MONTH, zone=ZONE, before=previous(MONTH))
        assert len(found) == 10
        for rubric in found:
            assert (rubric.posts, rubric.reach, rubric.share_of_posts) == (0, Spread(), None)
            assert (rubric.reach_trend, rubric.share_of_reach) == (None, None)
        shown = days(db, MONTH, zone=ZONE)
        assert [day.day for day in shown] == list(MONTH)
        assert all(day.reach is None and day.posts == [] for day in shown)
        counts = period_counts(db, MONTH, zone=ZONE)
        assert all(measure.count(counts) is None for measure in OF_PERIOD)
        assert all(measure.count(counts.talk) in (None, 0) for measure in OF_TALK)
        assert talk_of(db, MONTH).comments == 0
        assert [point.counts.comments for point in talk_over_time(db, MONTH)] == [0] * MONTH.days
        assert all(row.counts.comments == 0 for row in talk_by_rubric(db, MONTH))
        assert talk_by_institution(db, MONTH) == []


def test_a_post_stands_against_the_median_of_its_rubric(store: Store) -> None:
    for n in range(LEAST_POSTS):
        publish(store, n + 1, DAY - timedelta(days=100 + n), rubric_id=1, reach=100 + n, views=200)
    publish(store, 50, DAY, rubric_id=1, reach=206, views=None)
    publish(store, 51, DAY, rubric_id=2, reach=999, views=9)
    publish(store, 52, DAY - timedelta(days=3), rubric_id=1, views=100)
    with store.reader() as db:
        other, high, low = posts(db, MONTH, zone=ZONE)
    # The median of 100..104 and 206 is 102.5, of five views of 200 and one of 100 it is 200.
    assert high.reach_off == pytest.approx(100 * 206 / 102.5 - 100)
    assert (high.views_off, high.er_view, high.reach_rate) == (None, None, None)
    assert (low.reach_off, low.views_off) == (None, -50)
    assert (other.reach_off, other.usual.reach, other.usual.reach_posts) == (None, None, 1)
    assert best_and_worst([other, high, low]) == ([high], [])


def test_best_and_worst_go_by_views_where_reach_is_not_measured(store: Store) -> None:
    for n in range(7):
        publish(store, n + 1, DAY - timedelta(days=n), rubric_id=1, views=100 + 10 * n)
    with store.reader() as db:
        best, worst = best_and_worst(posts(db, MONTH, zone=ZONE), limit=2)
    assert [post.post_id for post in best] == [7, 6]
    assert [post.post_id for post in worst] == [1, 2]


def test_a_post_that_still_grows_is_not_held_against_others(store: Store) -> None:
    publish(store, 1, DAY, rubric_id=1, views=100)
    with store.reader() as db:
        [post] = found = posts(db, MONTH, zone=ZONE)
    assert grown(found, now=post.published_at + GROWING_SECONDS - 1) == []
    assert grown(found, now=post.published_at + GROWING_SECONDS) == [post]


def test_rubrics_share_posts_and_reach_and_have_a_trend(store: Store) -> None:
    for n in range(3):
        publish(store, n + 1, MONTH.until - timedelta(days=n), rubric_id=1, reach=100 * (n + 1))
        publish(store, n + 11, MONTH.since - timedelta(days=1 + n), rubric_id=1, reach=100)
    publish(store, 21, DAY, rubric_id=2, reach=400)
    publish(store, 22, DAY, reach=None)
    publish(store, 23, DAY, state="deleted", rubric_id=1, reach=10_000)
    with store.reader() as db:
        found = {
            row.rubric_id: row for row in rubrics(db, MONTH, zone=ZONE, before=previous(MONTH))
        }
    first, second, none = found[1], found[2], found[0]
    assert first.reach == Spread(3, 150, 200, 250)
    # The fifth post's reach is not known: what takes 60 % of reach is three of four posts.
    assert (first.share_of_posts, first.share_of_measured, first.share_of_reach) == (60, 75, 60)
    assert (first.reach_trend, first.posts_before) == (100, 3)
    assert (second.reach, second.reach_trend) == (Spread(1, 400, 400, 400), None)
    assert (none.posts, none.reach, none.name, none.share_of_reach) == (1, Spread(), None, None)
    assert (found[3].posts, found[3].share_of_posts, found[3].share_of_reach) == (0, 0, None)


def test_hours_with_too_few_posts_say_nothing(store: Store) -> None:
    monday = date(2026, 9, 7)
    for n in range(3):
        publish(store, n + 1, monday - timedelta(days=7 * n), hour=9, reach=100 + n)
    publish(store, 11, monday, hour=18, reach=9000)
    with store.reader() as db:
        cells = week_cells(db, MONTH, zone=ZONE)
    assert [(c.weekday, c.hour, c.posts, c.enough(by_reach=True)) for c in cells] == [
        (0, 9, 3, True),
        (0, 18, 1, False),
    ]
    assert best_cells(cells) == cells[:1]


def test_a_day_that_stands_out_names_the_post_that_did_it(
    store: Store, measure: Callable[..., None]
) -> None:
    for n in range(1, 29):
        # A day in the middle is missing, and VK has corrected one below nought.
        if n != 9:
            measure(DAY - timedelta(days=n), reach=-5 if n == 12 else 1000)
    measure(DAY, reach=5000)
    publish(store, 1, DAY - timedelta(days=1), reach=300)
    publish(store, 2, DAY, reach=3000)
    with store.reader() as db:
        [found] = spikes(db, Period(DAY, DAY), zone=ZONE)
        [event] = events(db, Period(DAY, DAY), zone=ZONE)
    assert found.post is not None and found.post.post_id == 2
    assert (found.usual, found.times, found.by_views) == (1000, 5, False)
    assert (event.kind, event.text, event.spike) == ("spike", "Запись 2", found)


@pytest.mark.parametrize(("measured", "spiked"), [(9, 0), (10, 1)])
def test_a_few_days_tell_of_no_usual_and_a_small_post_explains_nothing(
    store: Store, measure: Callable[..., None], measured: int, spiked: int
) -> None:
    for n in range(1, measured + 1):
        measure(DAY - timedelta(days=n), reach=1000)
    measure(DAY, reach=5000)
    publish(store, 1, DAY, reach=1999)
    with store.reader() as db:
        found = spikes(db, last_days(1, today=DAY + timedelta(days=1)), zone=ZONE)
    assert len(found) == spiked
    assert all(one.post is None for one in found)


def test_over_the_change_of_a_year_and_a_leap_day(
    store: Store, measure: Callable[..., None]
) -> None:
    measure(date(2024, 2, 29), reach=7, joined=3, departed=1)
    publish(store, 1, date(2024, 2, 29), hour=23, likes=1, reposts=1, comments=1, views=10)
    with store.reader() as db:
        [leap] = days(db, Period(date(2024, 2, 29), date(2024, 2, 29)), zone=ZONE)
        over = days(db, Period(date(2023, 12, 30), date(2024, 3, 1)), zone=ZONE)
    assert (leap.reach, leap.growth, len(leap.posts or ())) == (7, 2, 1)
    assert [day.day for day in over if day.reach is not None] == [date(2024, 2, 29)]
    assert len(over) == 63
