"""Schedules: each slot once, whatever clocks and processes do; one report after an outage, not ten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.permissions import Forbidden
from lib.base.settings import Settings
from lib.reach.periods import Period
from lib.reports import commands, queries
from lib.reports.errors import ReportError
from lib.reports.making import Kitchen, ask_scheduled, take_over
from lib.reports.schedule import Schedule, last_slot, next_slot, period_of_slot, slot_at
from lib.store import Store
from tests.conftest import SetClock
from tests.reports.conftest import ANALYST, MODERATOR, ZONE

MONDAY_NINE = {"kind": "week", "weekday": 0, "month_day": None, "minute": 9 * 60}
DAY = 86_400


def at(words: str, zone: str = ZONE) -> int:
    return int(datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).timestamp())


def schedule(since: int = 0, **more: object) -> Schedule:
    values = MONDAY_NINE | {"schedule_id": 1, "language": "ru", "since": since, "created_by": "Ольга",
                            "ended_at": None} | more  # fmt: skip
    return Schedule(**values)  # type: ignore[arg-type]


def test_every_monday_at_nine_by_the_clock_of_the_region() -> None:
    weekly = schedule(since=at("2026-11-01T00:00"))
    before, after = at("2026-11-23T08:59"), at("2026-11-23T09:00")
    assert last_slot(weekly, now=before, zone=ZONE) == date(2026, 11, 16)
    assert last_slot(weekly, now=after, zone=ZONE) == date(2026, 11, 23)
    assert next_slot(weekly, now=after, zone=ZONE) == at("2026-11-30T09:00")
    # The same moment is another hour in Kamchatka.
    assert last_slot(weekly, now=after - 9 * 3600, zone="Asia/Kamchatka") == date(2026, 11, 23)


def test_a_schedule_has_no_slots_before_it_was_made() -> None:
    made = at("2026-11-23T09:00")
    assert last_slot(schedule(since=made), now=made + 3600, zone=ZONE) is None
    assert last_slot(schedule(since=made - 1), now=made + 3600, zone=ZONE) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "day", "period"),
    [
        ("day", date(2026, 1, 1), Period(date(2025, 12, 31), date(2025, 12, 31))),
        ("day", date(2028, 3, 1), Period(date(2028, 2, 29), date(2028, 2, 29))),
        ("week", date(2026, 1, 5), Period(date(2025, 12, 29), date(2026, 1, 4))),
        # Asked for on a Friday it is still the last whole week.
        ("week", date(2026, 1, 9), Period(date(2025, 12, 29), date(2026, 1, 4))),
        ("month", date(2026, 1, 1), Period(date(2025, 12, 1), date(2025, 12, 31))),
        ("month", date(2028, 3, 28), Period(date(2028, 2, 1), date(2028, 2, 29))),
    ],
)
def test_a_slot_tells_of_the_last_whole_period(kind: str, day: date, period: Period) -> None:
    assert period_of_slot(kind, day) == period


kinds = st.sampled_from(
    [
        {"kind": "day", "weekday": None, "month_day": None},
        *({"kind": "week", "weekday": n, "month_day": None} for n in (0, 4, 6)),
        *({"kind": "month", "weekday": None, "month_day": n} for n in (1, 15, 28)),
    ]
)
minutes = st.integers(0, 1439)
moments = st.integers(at("2025-12-01T00:00"), at("2028-04-01T00:00"))
zones = st.sampled_from([ZONE, "Asia/Kamchatka", "America/New_York", "Australia/Lord_Howe"])


@given(kind=kinds, minute=minutes, now=moments, zone=zones)
def test_now_lies_between_the_last_slot_and_the_next(
    kind: dict[str, object], minute: int, now: int, zone: str
) -> None:
    one = schedule(minute=minute, **kind)
    last, following = last_slot(one, now=now, zone=zone), next_slot(one, now=now, zone=zone)
    assert last is not None
    assert slot_at(one, last, zone=zone) <= now < following
    # Nothing lies between them.
    day = last + timedelta(days=1)
    while slot_at(one, day, zone=zone) < following:
        assert not one.falls_on(day)
        day += timedelta(days=1)
    assert period_of_slot(one.kind, last).until < last


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 40 * DAY)),
        st.tuples(st.just("back"), st.integers(1, 20 * DAY)),
        st.tuples(st.just("look"), st.just(0)),
        st.tuples(st.just("die"), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(kind=kinds, minute=minutes, steps=steps)
def test_a_slot_is_served_once_whatever_clocks_and_restarts_do(
    kind: dict[str, object], minute: int, steps: list[tuple[str, int]]
) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "pult.db")
        store.migrate()
        clock = SetClock(at("2026-01-30T12:00"))
        kitchen = Kitchen(store, Settings(Path(folder), "http://127.0.0.1:9", 1, zone=ZONE), clock)
        commands.plan_reports(
            store, str(kind["kind"]), minute=minute, language="ru",
            weekday=kind["weekday"], month_day=kind["month_day"],  # type: ignore[arg-type]
            actor=MODERATOR, now=int(clock()),
        )  # fmt: skip
        begins = int(clock())
        with store.reader() as db:
            [one] = commands.schedules(db)
        seen: list[str] = []
        for step, seconds in steps:
            if step == "wait":
                clock.advance(seconds)
            elif step == "back":
                clock.advance(-seconds)
            elif step == "die":
                # Whatever was being made is left as it is; a new process looks at once.
                with store.writer() as db:
                    if (row := queries.waiting(db)) is not None:
                        queries.begin(db, row["report_id"], now=int(clock()))
                take_over(kitchen)
            before = len(seen)
            ask_scheduled(kitchen)
            ask_scheduled(kitchen)
            with store.reader() as db:
                rows = list(db.query("SELECT slot, state FROM report ORDER BY report_id"))
            seen = [row["slot"] for row in rows]
            assert len(seen) == len(set(seen))
            assert len(seen) - before <= 1  # one after an outage, not ten
            assert {row["state"] for row in rows} <= {"queued"}
            due = last_slot(one, now=int(clock()), zone=ZONE)
            assert due is None or due.isoformat() in seen
            assert all(slot_at(one, date.fromisoformat(slot), zone=ZONE) > begins for slot in seen)


def test_a_schedule_that_was_ended_asks_for_nothing(kitchen: Kitchen, clock: SetClock) -> None:
    clock.at = at("2026-11-20T12:00")
    made = commands.plan_reports(
        kitchen.store, "day", minute=540, language="ru", actor=MODERATOR, now=int(clock())
    )
    clock.advance(DAY)
    ask_scheduled(kitchen)
    commands.end_schedule(kitchen.store, made, actor=MODERATOR, now=int(clock()))
    clock.advance(5 * DAY)
    ask_scheduled(kitchen)
    with kitchen.store.reader() as db:
        assert [one.slot for one in commands.reports(db)] == [date(2026, 11, 21)]
        assert commands.schedules(db) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "year"},
        {"kind": "week"},
        {"kind": "week", "weekday": 7},
        {"kind": "month", "month_day": 31},
        {"kind": "day", "minute": 1440},
        {"kind": "day", "language": "fr"},
    ],
)
def test_what_is_no_schedule_is_refused(kitchen: Kitchen, wrong: dict[str, object]) -> None:
    values = {"kind": "day", "minute": 0, "language": "ru"} | wrong
    kind = str(values.pop("kind"))
    with pytest.raises(ReportError):
        commands.plan_reports(kitchen.store, kind, actor=MODERATOR, now=1, **values)  # type: ignore[arg-type]


def test_the_same_schedule_twice_is_refused_and_an_analyst_plans_nothing(kitchen: Kitchen) -> None:
    more = {"minute": 540, "language": "ru", "weekday": 0, "now": 1}
    commands.plan_reports(kitchen.store, "week", actor=MODERATOR, **more)  # type: ignore[arg-type]
    with pytest.raises(ReportError):
        commands.plan_reports(kitchen.store, "week", actor=MODERATOR, **more)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        commands.plan_reports(kitchen.store, "week", actor=ANALYST, **more)  # type: ignore[arg-type]
