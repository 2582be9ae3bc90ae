"""Snapshots of posts over HTTP: one a slot, whatever happens, and no more of VK's day than their share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lib.sandbox import open_world, serve
from lib.store import Store
from lib.store.revisions import revisions
from lib.store.state import get_state
from lib.sync.backfill import backfill
from lib.sync.measures import queries, snapshots
from lib.sync.measures.snapshots import take_snapshots
from lib.vk import Vk
from lib.vk.errors import Refused
from tests.conftest import LocalVk, SetClock
from tests.sync.test_sync_world import calls

DAY = 86400
HOUR = 3600
MINUTE = 60
ZONE = "Europe/Moscow"

Door = Callable[..., Vk]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at=1_800_000_000)


@pytest.fixture
def vk(clock: SetClock) -> Iterator[LocalVk]:
    with serve(open_world("empty", clock=clock)) as running:
        yield LocalVk(running.url, running.world)


def kept(store: Store) -> list[dict[str, Any]]:
    with store.reader() as db:
        return list(db.query("SELECT * FROM post_snapshot ORDER BY taken_at, post_id"))


def test_a_posts_counters_are_noted_once_a_slot(vk, store, clock, door) -> None:
    post = vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    expected = []
    for minute in range(0, 61, 5):
        vk.post("/_world/views", {"post_id": post.id, "views": 10})
        vk.post("/_world/like", {"post_id": post.id, "user_id": 50 + minute})
        taken = take_snapshots(store, reader, clock=clock)
        assert taken == (1 if minute % 15 == 0 else 0)
        if taken:
            expected.append((int(clock()), post.views, post.likes.count, post.reach_total))
        clock.advance(5 * MINUTE)
    found = [
        (row["taken_at"], row["views"], row["likes"], row["reach_total"]) for row in kept(store)
    ]
    assert found == expected and len(found) == 5
    assert kept(store)[0]["reach_subscribers"] is not None
    with store.reader() as db:
        assert get_state(db, "sync.snapshots") == {"at": expected[-1][0], "posts": 1}


def test_after_an_outage_one_snapshot_and_the_missed_ones_stay_missing(
    vk, store, clock, door
) -> None:
    vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    take_snapshots(store, reader, clock=clock)
    vk.post("/_world/faults", [{"method": "*", "kind": "http", "status": 502, "times": 40}])
    clock.advance(5 * HOUR)
    with pytest.raises(Exception, match="502"):
        take_snapshots(store, reader, clock=clock)
    vk.post("/_world/faults", [])
    clock.advance(10 * MINUTE)
    assert take_snapshots(store, reader, clock=clock) == 1
    assert take_snapshots(store, reader, clock=clock) == 0
    assert len(kept(store)) == 2


def test_two_readers_at_once_note_a_slot_once(store) -> None:
    slot = {"begins": 1000, "ends": 1900, "likes": 1, "reposts": 0, "comments": 0}
    slot |= {"views": 5, "reach_total": None, "reach_subscribers": None}
    with store.writer() as db:
        first = [{"post_id": 1, "taken_at": 1001, **slot}, {"post_id": 2, "taken_at": 1001, **slot}]
        assert queries.write_snapshots(db, first) == 2
        # Another process asked before it could see the first one's rows.
        late = [{"post_id": 1, "taken_at": 1899, **slot}]
        assert queries.write_snapshots(db, late) == 0
        following = [{"post_id": 1, "taken_at": 1900, **slot, "begins": 1900, "ends": 2800}]
        assert queries.write_snapshots(db, following) == 1


def test_posts_travel_a_hundred_in_a_call(vk, store, clock, door) -> None:
    for number in range(250):
        vk.world.publish(f"Запись {number}", date=int(clock()) - number * DAY)
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    wall, reach = calls(vk, "wall.getById"), calls(vk, "stats.getPostReach")
    assert take_snapshots(store, reader, clock=clock) == 250
    assert calls(vk, "wall.getById") - wall == 3
    assert calls(vk, "stats.getPostReach") - reach == 4 + 4 + 2
    assert take_snapshots(store, reader, clock=clock) == 0
    assert calls(vk, "wall.getById") - wall == 3


def test_without_a_user_key_reach_stays_empty_and_the_counters_are_noted(
    vk, store, clock, door
) -> None:
    post = vk.world.publish("Запись")
    vk.world.add_views(post.id, 30)
    reader = door(vk.url, "service_key", paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    assert take_snapshots(store, reader, clock=clock) == 1
    [row] = kept(store)
    assert (row["views"], row["reach_total"], row["reach_subscribers"]) == (30, None, None)


def test_with_a_community_key_alone_nothing_is_tried(vk, store, clock, door) -> None:
    vk.world.publish("Запись")
    reader = door(vk.url, "community_key", paced=False)
    assert take_snapshots(store, reader, clock=clock) == 0
    assert calls(vk, "wall.getById") == 0


def test_a_refused_reach_does_not_cost_the_counters(vk, store, clock, door) -> None:
    vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    vk.post(
        "/_world/faults",
        [{"method": "stats.getPostReach", "kind": "error", "code": 15, "times": 9}],
    )
    assert take_snapshots(store, reader, clock=clock) == 1
    assert kept(store)[0]["reach_total"] is None


def test_a_post_that_is_gone_has_no_further_snapshots(vk, store, clock, door) -> None:
    stays, goes = vk.world.publish("Одна"), vk.world.publish("Другая")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    assert take_snapshots(store, reader, clock=clock) == 2
    vk.post("/_world/delete_post", {"post_id": goes.id})
    clock.advance(20 * MINUTE)
    assert take_snapshots(store, reader, clock=clock) == 1
    assert [row["post_id"] for row in kept(store)[2:]] == [stays.id]
    with store.reader() as db:
        states = dict(db.execute("SELECT post_id, state FROM post").fetchall())
    assert states[goes.id] == "deleted"


def test_what_vk_does_not_say_is_not_zero(vk, store, clock, door) -> None:
    # VK leaves the views of an unseen post out.
    vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    take_snapshots(store, reader, clock=clock)
    [row] = kept(store)
    assert row["views"] is None and row["likes"] == 0


def test_counters_that_stand_still_are_noted_too_and_pages_hear_of_it(
    vk, store, clock, door
) -> None:
    vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    take_snapshots(store, reader, clock=clock)
    with store.reader() as db:
        before = revisions(db)
    clock.advance(15 * MINUTE)
    take_snapshots(store, reader, clock=clock)
    with store.reader() as db:
        after = revisions(db)
    assert len(kept(store)) == 2
    assert after["stats"] > before["stats"] and after["posts"] == before["posts"]


def test_snapshots_leave_the_rest_of_the_day_to_people(vk, store, clock, door, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "A_DAY", 3)
    post = vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    for _slot in range(6):
        take_snapshots(store, reader, clock=clock)
        clock.advance(15 * MINUTE)
    assert len(kept(store)) == 3 == calls(vk, "wall.getById")
    # What a person does with the same method goes on.
    [found] = reader.call("wall.getById", posts=f"-1_{post.id}")["items"]
    assert found["id"] == post.id


def test_when_vk_says_enough_the_slot_is_left_and_nobody_insists(vk, store, clock, door) -> None:
    vk.world.publish("Запись")
    reader = door(vk.url, paced=False)
    backfill(store, reader, clock=clock, zone=ZONE)
    vk.post("/_world/quota", {"method": "wall.getById", "per_day": 0, "code": 29})
    for _look in range(3):
        with pytest.raises(Refused):
            take_snapshots(store, reader, clock=clock)
        clock.advance(2 * MINUTE)
    assert kept(store) == []
    # One try with each key that may; then the method rests.
    assert calls(vk, "wall.getById") <= 3
