"""Whatever happens in VK and to the console: what is kept is what VK had, once a slot, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.sandbox import World, open_world, serve
from lib.store import Store
from lib.sync.backfill import backfill
from lib.sync.catch_up import catch_up
from lib.sync.measures.slots import DAY, HOUR, slot_at
from lib.sync.measures.snapshots import take_snapshots
from lib.sync.statistics import read_statistics
from lib.vk import Vk
from lib.vk.errors import VkError
from tests.conftest import LocalVk, SetClock

ZONE = "Europe/Moscow"
# The last evening of a leap year.
BEGIN = datetime(2028, 12, 31, 16, tzinfo=UTC).timestamp()

Door = Callable[..., Vk]
Desk = tuple[LocalVk, Store, SetClock, Vk]

few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, door: Door) -> Callable[[], Any]:
    """Makes a fresh world, store and clock for one example."""

    @contextmanager
    def make() -> Iterator[Desk]:
        clock = SetClock(at=BEGIN)
        store = Store(tmp_path_factory.mktemp("example") / "pult.db")
        store.migrate()
        with serve(open_world("empty", clock=clock)) as running:
            vk = door(running.url, paced=False)
            backfill(store, vk, clock=clock, zone=ZONE)
            yield LocalVk(running.url, running.world), store, clock, vk

    return make


acts = st.lists(
    st.tuples(
        st.sampled_from(["publish", "seen", "seen", "delete", "away", "look", "look", "look"]),
        st.integers(0, 9),
        st.sampled_from([0, 60, 600, 900, HOUR, 5 * HOUR, DAY, 9 * DAY]),
    ),
    max_size=25,
)


@few
@given(told=acts)
def test_a_snapshot_is_what_vk_had_at_its_moment_once_a_slot(desk: Any, told: list[Any]) -> None:
    with desk() as (local_vk, store, clock, vk):
        world: World = local_vk.world
        had: dict[tuple[int, int], tuple[int | None, int]] = {}
        for act, number, pause in told:
            posts = [post for post in world.posts.values() if not post.deleted]
            if act == "publish":
                world.publish(f"Запись {number}", date=int(clock()) - number * DAY)
            elif act == "seen" and posts:
                world.add_views(posts[number % len(posts)].id, 10 + number)
            elif act == "delete" and posts:
                local_vk.post("/_world/delete_post", {"post_id": posts[number % len(posts)].id})
            elif act == "away":
                local_vk.post("/_world/faults", [{"method": "*", "kind": "error", "code": 15}])
            elif act == "look":
                now = int(clock())
                for post in posts:
                    had[post.id, now] = (post.views or None, post.reach_total)
                try:
                    catch_up(store, vk, clock=clock, zone=ZONE)
                    take_snapshots(store, vk, clock=clock)
                except VkError:
                    continue
                finally:
                    local_vk.post("/_world/faults", [])
            clock.advance(pause)
        with store.reader() as db:
            rows = list(db.query("SELECT * FROM post_snapshot"))
        slots = set()
        for row in rows:
            views, reach = had[row["post_id"], row["taken_at"]]
            assert row["views"] == views and row["reach_total"] in (reach, None)
            slots.add((row["post_id"], slot_at(world.posts[row["post_id"]].date, row["taken_at"])))
        assert len(slots) == len(rows)


tellings = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 500),
        st.integers(0, 9),
        st.booleans(),
        st.sampled_from([0, HOUR, 7 * HOUR, DAY, 3 * DAY]),
    ),
    max_size=14,
)


@few
@given(told=tellings)
def test_days_are_as_vk_last_gave_them_over_the_turn_of_a_leap_year(
    desk: Any, told: list[Any]
) -> None:
    with desk() as (local_vk, store, clock, vk):
        heard: dict[str, tuple[int, int]] = {}
        settled: dict[str, list[tuple[int, int]]] = {}
        for back, reach, joined, withheld, pause in told:
            today = datetime.fromtimestamp(clock.at + 3 * HOUR, UTC).date()
            day = str(today - timedelta(days=back))
            local_vk.post(
                "/_world/day",
                {"day": day, "reach": reach, "subscribed": joined, "withheld": withheld},
            )
            read_statistics(store, vk, clock=clock, zone=ZONE)
            for name, one in local_vk.world.days.items():
                if not one.withheld and name >= str(today - timedelta(days=6)):
                    heard[name] = (one.reach, one.subscribed)
                    if name < str(today):
                        said = settled.setdefault(name, [])
                        if not said or said[-1] != heard[name]:
                            said.append(heard[name])
            clock.advance(pause)
        with store.reader() as db:
            kept = {
                row["day"]: (row["reach"], row["joined"])
                for row in db.query("SELECT * FROM day_stat WHERE raw <> '{}'")
            }
            before = list(db.query("SELECT * FROM day_stat_revision ORDER BY replaced_at"))
            parts = db.execute(
                "SELECT day, sum(people) FROM day_audience"
                " WHERE kind = 'reach' AND split = 'sex_age' GROUP BY day"
            ).fetchall()
        assert kept == heard
        assert dict(parts) == {day: n for day, (n, _) in heard.items() if n}
        for day, said in settled.items():
            lines = [(row["reach"], row["joined"]) for row in before if row["day"] == day]
            if all(pause for *_, pause in told):
                assert lines == said[:-1]
            # Of several corrections within one second the first one's row stands.
            assert set(lines) <= set(said[:-1]) and len(lines) <= len(said) - 1
