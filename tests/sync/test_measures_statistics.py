"""Statistics by day over HTTP: gaps filled, corrections kept, days that VK never gives, the audience."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from lib.sandbox import open_world, serve
from lib.store import Store
from lib.store.migrations import m0001_core, m0011_measurements
from lib.store.revisions import revisions
from lib.sync.backfill import backfill
from lib.sync.measures.audience import audience_rows
from lib.sync.measures.gaps import WAITS
from lib.sync.statistics import GAP_CALLS, day_row, read_statistics, take_days, take_reach
from lib.vk import Vk
from tests.conftest import LocalVk, SetClock
from tests.sync.test_sync_world import calls

ZONE = "Europe/Moscow"
DAY = 86400
HOUR = 3600

Door = Callable[..., Vk]


@dataclass
class Desk:
    """A store that reads the statistics of a local VK whose clock the test moves."""

    vk: LocalVk
    store: Store
    clock: SetClock
    door: Vk

    def read(self, *, days: float = 0) -> None:
        self.clock.advance(days * DAY)
        read_statistics(self.store, self.door, clock=self.clock, zone=ZONE)

    def tell(self, day: date | str, **measures: object) -> None:
        self.vk.post("/_world/day", {"day": str(day), **measures})

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self.store.reader() as db:
            return list(db.query(sql))

    def days(self) -> dict[str, int | None]:
        return {row["day"]: row["reach"] for row in self.rows("SELECT * FROM day_stat")}

    def today(self) -> date:
        return datetime.fromtimestamp(self.clock.at + 3 * HOUR, UTC).date()

    def asked(self) -> int:
        return calls(self.vk, "stats.get")


@pytest.fixture
def desk(store: Store, door: Door) -> Iterator[Desk]:
    # Noon of the 5th of March after a leap day.
    clock = SetClock(at=datetime(2028, 3, 5, 9, tzinfo=UTC).timestamp())
    with serve(open_world("empty", clock=clock)) as running:
        yield Desk(
            LocalVk(running.url, running.world), store, clock, door(running.url, paced=False)
        )


def test_a_leap_day_and_the_turn_of_the_year(desk: Desk) -> None:
    first = date(2027, 12, 28)
    told = {str(first + timedelta(days=n)): 100 + n for n in range((desk.today() - first).days + 1)}
    for day, reach in told.items():
        desk.tell(day, reach=reach, views=2 * reach)
    desk.read()
    assert "2028-02-29" in told and desk.days() == told
    assert desk.rows("SELECT * FROM day_gap") == []


def test_a_correction_down_is_taken_and_the_earlier_numbers_are_kept(desk: Desk) -> None:
    day = desk.today() - timedelta(days=2)
    desk.tell(day, reach=900, views=1500, likes=20, subscribed=5)
    desk.read()
    first = int(desk.clock.at)
    desk.tell(day, reach=700, likes=0)
    desk.read(days=0.5)
    [row] = desk.rows("SELECT * FROM day_stat")
    assert (row["reach"], row["views"], row["likes"], row["joined"]) == (700, 1500, 0, 5)
    [before] = desk.rows("SELECT * FROM day_stat_revision")
    assert (before["reach"], before["likes"], before["views"]) == (900, 20, 1500)
    assert (before["measured_at"], before["replaced_at"]) == (first, int(desk.clock.at))
    assert json.loads(before["raw"])["reach"]["reach"] == 900
    desk.read(days=0.1)
    assert len(desk.rows("SELECT * FROM day_stat_revision")) == 1


def test_a_day_that_still_runs_is_not_corrected_by_growing(desk: Desk) -> None:
    today = desk.today()
    for reach in (10, 40, 90):
        desk.tell(today, reach=reach)
        desk.read(days=1 / 24)
    # Over, and nothing has changed since the last reading of the day: that number stands from now on.
    desk.read(days=1)
    assert desk.rows("SELECT * FROM day_stat_revision") == []
    desk.tell(today, reach=95)
    desk.read(days=1)
    assert [row["reach"] for row in desk.rows("SELECT * FROM day_stat_revision")] == [90]
    assert desk.days()[str(today)] == 95


def test_nothing_new_touches_nothing(desk: Desk) -> None:
    for back in range(1, 20):
        desk.tell(desk.today() - timedelta(days=back), reach=back, views=back)
    desk.read()
    with desk.store.reader() as db:
        before = revisions(db)["stats"]
    desk.read(days=1 / 24)
    with desk.store.reader() as db:
        assert revisions(db)["stats"] == before


def test_a_day_withheld_is_asked_for_again_and_filled_when_vk_gives_it(desk: Desk) -> None:
    hole = desk.today() - timedelta(days=20)
    for back in range(1, 40):
        desk.tell(desk.today() - timedelta(days=back), reach=100 + back)
    desk.tell(hole, withheld=True)
    desk.read()
    assert str(hole) not in desk.days()
    [gap] = desk.rows("SELECT * FROM day_gap")
    assert (gap["day"], gap["asks"]) == (str(hole), 1)
    before = desk.asked()
    desk.read(days=0.2)
    # The newest days; nobody asks for the hole within its day.
    assert desk.asked() == before + 1
    desk.tell(hole, withheld=False)
    desk.read(days=1)
    assert desk.days()[str(hole)] == 120
    assert desk.rows("SELECT * FROM day_gap") == []
    assert desk.rows("SELECT * FROM day_stat_revision") == []


def test_a_day_that_vk_never_gives_is_not_asked_for_for_ever(desk: Desk) -> None:
    hole = desk.today() - timedelta(days=20)
    for back in range(1, 40):
        desk.tell(desk.today() - timedelta(days=back), reach=100 + back)
    desk.tell(hole, withheld=True)
    asks = []
    for _day in range(80):
        desk.tell(desk.today(), reach=7)
        desk.read(days=1)
        asks += [row["asks"] for row in desk.rows("SELECT * FROM day_gap")]
    assert max(asks) == len(WAITS) + 1 == asks[-1]
    assert str(hole) not in desk.days()
    before = desk.asked()
    desk.tell(desk.today(), reach=7)
    desk.read(days=1)
    # The newest days and at most the readings for late corrections.
    assert desk.asked() - before <= 3


def test_many_holes_are_asked_for_a_few_at_a_time(desk: Desk) -> None:
    for back in range(10, 90, 3):
        desk.tell(desk.today() - timedelta(days=back), reach=back)
    desk.read()
    asked = desk.rows("SELECT day FROM day_gap")
    assert len(asked) <= 2 * GAP_CALLS
    for _more in range(3):
        desk.read(days=0.1)
    assert len(desk.rows("SELECT day FROM day_gap")) > len(asked)


def test_a_late_correction_is_found_within_days(desk: Desk) -> None:
    old, older = (desk.today() - timedelta(days=back) for back in (30, 120))
    for day in (old, older):
        desk.tell(day, reach=1000)
    desk.read()
    for day in (old, older):
        desk.tell(day, reach=800)
    desk.read(days=1.1)
    assert desk.days()[str(old)] == 800 and desk.days()[str(older)] == 1000
    desk.read(days=7)
    assert desk.days()[str(older)] == 800
    assert len(desk.rows("SELECT * FROM day_stat_revision")) == 2


def test_the_audience_is_that_of_vk_and_adds_up(desk: Desk) -> None:
    for number in range(40):
        desk.vk.post(
            "/_world/person",
            {"user_id": 100 + number, "city": ("Речегорск", "Липоборск")[number % 2]},
        )
        desk.vk.post("/_world/join", {"user_id": 100 + number})
    day = desk.today() - timedelta(days=1)
    desk.tell(day, reach=1234, visitors=77)
    desk.read()
    sums = {
        (row["kind"], row["split"]): row["people"]
        for row in desk.rows(
            "SELECT kind, split, sum(people) AS people FROM day_audience"
            f" WHERE day = '{day}' GROUP BY kind, split"
        )
    }
    for kind, total in (("reach", 1234), ("visitors", 77)):
        for split in ("sex", "age", "sex_age", "countries"):
            assert sums[kind, split] == total
        assert 0 < sums[kind, "cities"] <= total
    towns = desk.rows("SELECT DISTINCT name FROM day_audience WHERE split = 'cities'")
    assert {row["name"] for row in towns} == {"Речегорск", "Липоборск"}
    desk.tell(day, reach=10, visitors=0)
    desk.read(days=0.1)
    left = desk.rows(f"SELECT * FROM day_audience WHERE day = '{day}' AND split = 'sex'")
    assert sum(row["people"] for row in left) == 10 and {row["kind"] for row in left} == {"reach"}


def test_reach_that_vk_takes_back_is_kept_as_a_revision(desk: Desk) -> None:
    post = desk.vk.world.publish("Запись")
    backfill(desk.store, desk.door, clock=desk.clock, zone=ZONE)
    for reach in (100, 300, 250, 260):
        desk.vk.post("/_world/measures", {"post_id": post.id, "views": 400, "reach_total": reach})
        desk.read(days=0.1)
    [now] = desk.rows("SELECT * FROM post_reach")
    [before] = desk.rows("SELECT * FROM post_reach_revision")
    assert (now["reach_total"], before["reach_total"]) == (260, 300)
    assert before["measured_at"] < before["replaced_at"] < now["measured_at"]


counts = st.none() | st.integers(-5, 2**40) | st.just("17") | st.just([])
periods = st.fixed_dictionaries(
    {"period_from": st.integers(1_700_000_000, 1_800_000_000)},
    optional={
        "period_to": st.integers(0, 2**62),
        "reach": st.fixed_dictionaries(
            {},
            optional={
                "reach": counts,
                "sex": st.lists(
                    st.fixed_dictionaries(
                        {},
                        optional={
                            "value": st.sampled_from(["f", "m", "", 5, None]),
                            "count": counts,
                        },
                    )
                    | st.text(max_size=3)
                )
                | counts,
            },
        )
        | counts,
        "activity": st.fixed_dictionaries(
            {}, optional={"subscribed": counts, "unsubscribed": counts}
        ),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=st.lists(st.tuples(periods, st.integers(0, 3 * DAY)), max_size=8))
def test_whatever_vk_says_the_newest_stands_and_every_correction_is_kept(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[dict[str, Any], int]]
) -> None:
    store = _store(tmp_path_factory)
    now = 1_800_100_000
    heard: dict[str, list[tuple[Any, ...]]] = {}
    with store.writer() as db:
        for period, pause in told:
            now += pause + 1
            if take_days(db, [period], zone=ZONE, now=now):
                row = day_row(period, zone=ZONE)
                numbers = tuple(row[name] for name in ("reach", "joined", "departed"))
                said = heard.setdefault(row["day"], [])
                if not said or said[-1] != numbers:
                    said.append(numbers)
        sql = "SELECT reach, joined, departed FROM {} WHERE day = ? ORDER BY {}"
        for day, said in heard.items():
            kept = db.execute(sql.format("day_stat_revision", "replaced_at"), [day]).fetchall()
            newest = db.execute(sql.format("day_stat", "day"), [day]).fetchall()
            assert [*kept, *newest] == said


_STORES: list[Store] = []


def _store(factory: pytest.TempPathFactory) -> Store:
    """One migrated store for all examples; each example begins without days."""
    if not _STORES:
        made = Store(factory.mktemp("days") / "pult.db")
        made.migrate()
        _STORES.append(made)
    with _STORES[0].writer() as db:
        for table in ("day_stat", "day_stat_revision", "day_audience"):
            db.execute(f"DELETE FROM {table}")
    return _STORES[0]


def test_an_audience_of_any_shape_is_left_out_rather_than_refused() -> None:
    odd = [
        {"value": "f"},
        {"count": 5},
        {"value": "m", "count": "6"},
        "x",
        {"value": 2**70, "count": 1},
    ]
    rows = audience_rows({"reach": {"sex": odd, "age": 7}, "visitors": None}, day="2028-02-29")
    assert [(row["group_key"], row["people"]) for row in rows] == [("m", 6)]


def test_reach_without_post_ids_is_told_by_the_order_of_a_full_answer(store: Store) -> None:
    with store.writer() as db:
        full = take_reach(db, [7, 8], [{"reach_total": 1}, {"reach_total": 2}], now=5)
        part = take_reach(db, [7, 8], [{"reach_total": 1}], now=5)
    assert [row["post_id"] for row in full] == [7, 8] and part == []


def test_the_migration_takes_apart_what_was_read_before(tmp_path: Path) -> None:
    whole = {
        "reach": {
            "sex": [{"value": "f", "count": 5}],
            "cities": [{"value": 7, "name": "Город", "count": 3}],
        },
        "visitors": {"age": [{"value": "18-21", "count": 10**30}, "x", {"count": 4}], "sex": "odd"},
    }
    db = Database(tmp_path / "old.db")
    m0001_core.apply(db)
    for day, raw in (("2028-02-29", whole), ("2028-03-01", {}), ("2028-03-02", {"reach": []})):
        db.execute(
            "INSERT INTO day_stat (day, raw, measured_at) VALUES (?, ?, 1)", [day, json.dumps(raw)]
        )
    m0011_measurements.apply(db)
    rows = db.execute(
        "SELECT kind, split, group_key, name, people FROM day_audience ORDER BY split"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("reach", "cities", "7", "Город", 3),
        ("reach", "sex", "f", "", 5),
    ]
