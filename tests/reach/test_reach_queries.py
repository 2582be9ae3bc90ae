"""Day series, levels of subscribers, reach of a week: figures worked out by other means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lib.reach.periods import Period
from lib.reach.queries import (
    Day,
    Span,
    day_series,
    first_day,
    measured_days,
    reach_of_days,
    subscriber_levels,
)
from lib.reach.wall.posts import posts
from lib.store import Store

MONDAY = date(2026, 9, 7)
ZONE = "Europe/Moscow"


def later(days: int) -> date:
    return MONDAY + timedelta(days=days)


def test_a_missing_day_is_none_and_a_measured_nought_is_nought(
    store: Store, measure: Callable[..., None]
) -> None:
    measure(later(0), reach=120, reach_subscribers=70, joined=0, departed=0)
    measure(later(2), reach=0, reach_subscribers=None, joined=4)
    with store.reader() as db:
        series = day_series(db, since=later(0), until=later(3), zone=ZONE)
    assert [day.day for day in series] == [later(n) for n in range(4)]
    assert [day.reach for day in series] == [120, None, 0, None]
    assert [day.reach_subscribers for day in series] == [70, None, None, None]
    assert [day.growth for day in series] == [0, None, None, None]
    assert measured_days(series, "reach") == 2


def test_an_empty_store_has_no_figures_at_all(store: Store) -> None:
    with store.reader() as db:
        assert first_day(db) is None
        assert reach_of_days(db, until=MONDAY) == Span(total=None, measured=0, days=7)
        assert reach_of_days(db, until=MONDAY).mean is None
        assert day_series(db, since=MONDAY, until=MONDAY, zone=ZONE) == [Day(MONDAY)]
        assert posts(db, Period(MONDAY, MONDAY), zone=ZONE) == []


def test_levels_are_counted_back_from_the_members_of_today(
    store: Store, measure: Callable[..., None], count_members: Callable[[int, int], None]
) -> None:
    measure(later(0), joined=10, departed=1)
    measure(later(1), joined=5, departed=7)
    measure(later(2), joined=3, departed=0)
    count_members(4000, int(datetime(2026, 9, 9, 9, tzinfo=UTC).timestamp()))
    with store.reader() as db:
        series = day_series(db, since=later(-2), until=later(3), zone=ZONE)
    assert [day.level for day in series] == [None, 3990, 3999, 3997, 4000, None]


def test_the_line_does_not_vanish_while_the_day_has_no_statistics_yet(
    store: Store, measure: Callable[..., None], count_members: Callable[[int, int], None]
) -> None:
    measure(later(0), joined=10, departed=1)
    measure(later(1), joined=5, departed=7)
    count_members(4000, int(datetime(2026, 9, 8, 21, 5, tzinfo=UTC).timestamp()))
    with store.reader() as db:
        series = day_series(db, since=later(-1), until=later(2), zone=ZONE)
    assert [day.level for day in series] == [3993, 4002, 4000, 4000]


def test_the_members_belong_to_the_day_of_the_region_not_of_utc(
    store: Store, count_members: Callable[[int, int], None]
) -> None:
    count_members(4000, int(datetime(2026, 9, 9, 21, 30, tzinfo=UTC).timestamp()))
    with store.reader() as db:
        series = day_series(db, since=later(1), until=later(3), zone=ZONE)
    assert [day.level for day in series] == [None, 4000, 4000]


def test_an_unknown_day_breaks_the_chain_until_the_next_measure(
    store: Store, measure: Callable[..., None]
) -> None:
    measure(later(0), joined=1, departed=0, members=100)
    measure(later(1), joined=2, departed=0)
    measure(later(3), joined=2, departed=1)
    measure(later(4), joined=2, departed=4, members=90)
    measure(later(5), joined=None, departed=4)
    with store.reader() as db:
        series = day_series(db, since=later(-1), until=later(5), zone=ZONE)
    assert [day.level for day in series] == [99, 100, 102, 91, 92, 90, None]


def test_a_later_period_still_gets_its_levels(store: Store, measure: Callable[..., None]) -> None:
    measure(later(0), joined=0, departed=0, members=10)
    measure(later(1), joined=1, departed=0)
    measure(later(2), joined=1, departed=0)
    with store.reader() as db:
        whole = day_series(db, since=later(0), until=later(2), zone=ZONE)
        part = day_series(db, since=later(2), until=later(2), zone=ZONE)
    assert part == whole[2:]


@given(
    start=some.integers(0, 10_000),
    steps=some.lists(some.tuples(some.integers(0, 50), some.integers(0, 50)), max_size=40),
    anchor=some.integers(0, 40),
    hidden=some.sets(some.integers(1, 40)),
)
def test_levels_never_differ_from_what_really_was(
    start: int, steps: list[tuple[int, int]], anchor: int, hidden: set[int]
) -> None:
    truth = [start]
    for joined, departed in steps:
        truth.append(truth[-1] + joined - departed)
    anchor = min(anchor, len(steps))
    changes = {
        later(n): joined - departed
        for n, (joined, departed) in enumerate(steps, start=1)
        if n not in hidden
    }
    levels = subscriber_levels({later(anchor): truth[anchor]}, changes)
    assert all(
        truth[(day - MONDAY).days] == level for day, level in levels.items() if day >= MONDAY
    )
    # Every day with an unbroken run of changes between it and the measure is known, and no other.
    reachable = {
        n
        for n in range(len(truth))
        if not any(m in hidden for m in range(min(n, anchor) + 1, max(n, anchor) + 1))
    }
    assert {(day - MONDAY).days for day in levels} == reachable


@pytest.mark.parametrize("measured", [0, 3, 7])
def test_reach_of_a_week_sums_its_seven_days_and_no_other(
    store: Store, measure: Callable[..., None], measured: int
) -> None:
    measure(later(-7), reach=1_000_000)
    measure(later(1), reach=1_000_000)
    for n in range(measured):
        measure(later(-n), reach=10 + n)
    with store.reader() as db:
        span = reach_of_days(db, until=MONDAY)
    figures = [10 + n for n in range(measured)]
    assert span == Span(total=sum(figures) if figures else None, measured=measured, days=7)
    assert span.mean == (sum(figures) / measured if measured else None)


def test_latest_posts_keep_unknown_measures_unknown(store: Store) -> None:
    with store.writer() as db:
        for post_id, state, views in (
            (1, "published", 0),
            (2, "published", None),
            (3, "deleted", 9),
        ):
            db.table("post").insert(
                {
                    "post_id": post_id,
                    "from_id": -1,
                    "state": state,
                    "published_at": 1_789_000_000 + post_id,
                    "text": f"Запись {post_id}",
                    "views": views,
                    "raw": "{}",
                    "seen_at": 1,
                }
            )
        db.table("post_reach").insert(
            {"post_id": 1, "reach_total": 50, "raw": "{}", "measured_at": 1}
        )
    with store.reader() as db:
        rows = posts(db, Period(date(2026, 9, 1), date(2026, 9, 30)), zone=ZONE)
    seen = [(row.post_id, row.counts.views, row.counts.reach) for row in rows]
    assert seen == [(2, None, None), (1, 0, 50)]


rows = some.lists(
    some.tuples(
        some.integers(0, 40), some.integers(0, 9), some.integers(0, 9), some.booleans(),
        some.sampled_from([None, None, None, 900, 950]),
    ),
    max_size=25,
    unique_by=lambda row: row[0],
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=rows,
    counted=some.none() | some.integers(0, 40),
    since=some.integers(0, 40),
    length=some.integers(0, 15),
)
def test_a_part_of_the_days_is_a_part_of_all_days(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, int, int, bool, int | None]],
    counted: int | None,
    since: int,
    length: int,
) -> None:
    """A period reads no more days than its levels hang on, and still gets the levels of the whole."""
    store = Store(tmp_path_factory.mktemp("days") / "pult.db")
    store.migrate()
    with store.writer() as db:
        for n, joined, departed, known, members in rows:
            db.table("day_stat").insert(
                {
                    "day": later(n).isoformat(),
                    "joined": joined if known else None,
                    "departed": departed,
                    "members": members,
                    "raw": "{}",
                    "measured_at": 1,
                }
            )
        if counted is not None:
            at = int(datetime.combine(later(counted), datetime.min.time(), UTC).timestamp())
            db.table("community").insert(
                {
                    "group_id": 1, "name": "С", "screen_name": "s", "members": 1000, "raw": "{}",
                    "updated_at": at + 3600,
                }
            )  # fmt: skip
    with store.reader() as db:
        whole = day_series(db, since=later(-2), until=later(60), zone=ZONE)
        part = day_series(db, since=later(since), until=later(since + length), zone=ZONE)
    assert part == whole[since + 2 : since + length + 3]
