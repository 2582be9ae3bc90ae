"""The schedule of snapshots and of askings for missing days: laws that hold for any posts and any looks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lib.sync.measures.gaps import WAITS, Asked, missing_days, spans, to_ask
from lib.sync.measures.slots import DAY, HOUR, STRETCHES, Life, due, slot_at

NOW = 1_790_000_000
ages = st.integers(0, 6 * 365 * DAY) | st.integers(0, 4 * DAY)
days = st.dates(date(2023, 12, 1), date(2025, 3, 31))


@given(ages)
def test_slots_follow_each_other_without_a_hole_and_grow(age: int) -> None:
    slot = slot_at(NOW, NOW + age)
    assert slot is not None and slot.begins <= NOW + age < slot.ends
    assert slot_at(NOW, slot.begins) == slot == slot_at(NOW, slot.ends - 1)
    following = slot_at(NOW, slot.ends)
    assert following is not None and following.begins == slot.ends
    assert following.ends - following.begins >= slot.ends - slot.begins


def test_a_slot_is_never_cut_short_and_there_are_some_seventy_in_half_a_year() -> None:
    start = 0
    for stretch in STRETCHES:
        assert (stretch.until - start) % stretch.every == 0 and stretch.why
        start = stretch.until
    count, at = 0, NOW
    while at < NOW + 182 * DAY:
        slot = slot_at(NOW, at)
        assert slot is not None
        count, at = count + 1, slot.ends
    assert 65 <= count <= 80
    assert slot_at(NOW, NOW - 1) is None


@given(
    st.lists(st.integers(0, 40 * DAY), min_size=1, max_size=12),
    st.lists(st.integers(30, 3 * DAY) | st.integers(60, 1200), min_size=1, max_size=40),
    st.integers(1, 12),
)
def test_at_most_one_snapshot_a_slot_and_nobody_passed_over(
    births: list[int], pauses: list[int], most: int
) -> None:
    now = NOW
    last: dict[int, int] = {}
    taken: Counter[tuple[int, int]] = Counter()
    for pause in pauses:
        now += pause
        lives = [Life(number, NOW + at, last.get(number)) for number, at in enumerate(births)]
        waiting = due(lives, now=now, most=len(lives))
        chosen = due(lives, now=now, most=most)
        # Exactly those whose slot has no snapshot wait for one.
        slots = {life.post_id: slot_at(life.published_at, now) for life in lives}
        for number, slot in slots.items():
            noted = slot is not None and taken[number, slot.begins] > 0
            assert (number in {life.post_id for life in waiting}) == (
                slot is not None and not noted
            )
        assert len(chosen) == min(most, len(waiting)) == len(set(chosen))
        assert set(chosen) <= set(waiting)
        for life in chosen:
            slot = slots[life.post_id]
            assert slot is not None
            taken[life.post_id, slot.begins] += 1
            last[life.post_id] = now
    assert not taken or max(taken.values()) == 1


@given(
    st.lists(st.integers(0, 5 * 365 * DAY), min_size=1, max_size=15),
    st.lists(st.integers(1, 4 * HOUR), min_size=1, max_size=60),
    st.integers(1, 4),
)
def test_a_post_that_is_due_is_not_starved(ages: list[int], pauses: list[int], most: int) -> None:
    # As many looks as there are posts are enough, however busy the others are.
    now = NOW
    last: dict[int, int] = {}
    waited: Counter[int] = Counter()
    for pause in pauses:
        now += pause
        lives = [Life(n, NOW - age, last.get(n)) for n, age in enumerate(ages)]
        everybody = {life.post_id for life in due(lives, now=now, most=len(lives))}
        chosen = {life.post_id for life in due(lives, now=now, most=most)}
        for number in range(len(ages)):
            waited[number] = waited[number] + 1 if number in everybody - chosen else 0
        last |= dict.fromkeys(chosen, now)
        assert max(waited.values()) < len(ages)


def test_after_an_outage_a_post_gets_one_snapshot_and_what_was_missed_stays_missing() -> None:
    life = Life(1, NOW, NOW + 60)
    back = NOW + 5 * HOUR + 7
    assert due([life], now=back, most=9) == [life]
    assert due([Life(1, NOW, back)], now=back + 120, most=9) == []
    # A clock that ran ahead left a snapshot in the future: the slot of now is another one.
    assert due([Life(1, NOW, back + 40 * DAY)], now=back, most=9) != []


@given(st.sets(days, max_size=40), days)
def test_missing_days_are_those_between_measured_ones(known: set[date], until: date) -> None:
    found = missing_days(known, until=until)
    assert set(found).isdisjoint(known) and found == sorted(found)
    assert all(min(known) < day < until for day in found)
    if known:
        whole = (until - min(known)).days
        assert len(found) + sum(day < until for day in known) == max(whole, 0)


@given(st.sets(days, max_size=60), st.integers(1, 20))
def test_spans_hold_each_day_once_in_runs_without_a_hole(wanted: set[date], longest: int) -> None:
    runs = spans(wanted, longest=longest)
    held = [
        first + timedelta(days=n) for first, last in runs for n in range((last - first).days + 1)
    ]
    assert sorted(held) == sorted(wanted)
    assert all(0 <= (last - first).days < longest for first, last in runs)
    assert [first for first, _ in runs] == sorted((first for first, _ in runs), reverse=True)


def test_the_leap_day_and_the_turn_of_the_year_are_days_like_others() -> None:
    known = [date(2023, 12, 30), date(2024, 1, 2), date(2024, 2, 28), date(2024, 3, 1)]
    missing = missing_days(known, until=date(2024, 3, 2))
    assert date(2024, 2, 29) in missing and date(2023, 12, 31) in missing
    assert spans([date(2023, 12, 31), date(2024, 1, 1)], longest=180) == [
        (date(2023, 12, 31), date(2024, 1, 1))
    ]


@given(st.lists(st.integers(3600, 20 * DAY), max_size=80))
def test_a_missing_day_is_asked_for_seven_times_and_then_no_more(pauses: list[int]) -> None:
    day, now = date(2024, 2, 29), NOW
    asked: dict[date, Asked] = {}
    times = []
    for pause in pauses:
        now += pause
        if to_ask([day], asked, now=now):
            asked[day] = Asked(asked[day].asks + 1 if day in asked else 1, now)
            times.append(now)
    assert len(times) <= len(WAITS) + 1
    waits = [(after - before) / DAY for before, after in pairwise(times)]
    assert all(waited >= least for waited, least in zip(waits, WAITS, strict=False))
