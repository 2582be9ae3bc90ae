"""The day's calls are kept by the worker, and a method that rests does so over a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from lib.store import Store
from lib.store.calls import calls_of_day
from lib.sync.calls import keep_calls, recall
from lib.vk.quotas import QUOTAS, REST_SECONDS, Tally
from lib.worker import Worker
from tests.conftest import LocalVk, SetClock

NOON = 1_790_326_800


def test_what_the_worker_asks_is_counted_in_the_store(
    start: Callable[..., Worker], local_vk: LocalVk, store: Store, until: Callable[..., Any]
) -> None:
    local_vk.world.publish("Запись")
    worker = start(local_vk.url)
    today = Tally(time.time).today()

    until(lambda: "stats.get" in [row["method"] for row in local_vk.get("/_world/calls")])  # type: ignore[attr-defined]
    worker.stop()
    real = local_vk.get("/_world/calls")
    methods = [name for row in real for name in (row["method"], *row["inner"])]  # type: ignore[attr-defined]
    counted = dict.fromkeys(methods, 0)
    with store.reader() as db:
        for count in calls_of_day(db, today, now=0):
            counted[count.method] += count.calls
    assert counted == {name: methods.count(name) for name in methods}


def test_counts_and_rests_come_back_after_a_restart(store: Store) -> None:
    clock = SetClock(NOON)
    tally = Tally(clock)
    tally.add("wall.get", "service", calls=3, refused=1)
    tally.add("users.get", "community")
    tally.rest("wall.get", "service", 29)
    keep_calls(store, tally, now=NOON)
    keep_calls(store, tally, now=NOON)
    again = Tally(clock)
    recall(store, again, now=NOON)
    assert again.used("wall.get", "service") == 3
    assert again.opens_at("wall.get", "service", background=False) == NOON + REST_SECONDS
    with store.reader() as db:
        first, second = calls_of_day(db, again.today(), now=NOON)
    assert (first.method, first.kind, first.calls, first.refused) == ("wall.get", "service", 3, 1)
    assert first.limit == QUOTAS["wall.get"].a_day
    assert first.left == first.limit - 3
    assert first.rests_until == NOON + REST_SECONDS
    assert (second.method, second.limit, second.left) == ("users.get", None, None)
    clock.advance(REST_SECONDS)
    assert again.opens_at("wall.get", "service", background=False) is None


def test_two_processes_add_up_and_old_days_go(store: Store) -> None:
    clock = SetClock(NOON)
    here, there = Tally(clock), Tally(clock)
    for tally in (here, there, here):
        tally.add("wall.get", "service", calls=2)
        keep_calls(store, tally, now=int(clock.at))
    assert (here.used("wall.get", "service"), there.used("wall.get", "service")) == (6, 4)
    day = here.today()
    clock.advance(100 * 86_400)
    here.add("wall.get", "service")
    keep_calls(store, here, now=int(clock.at))
    with store.reader() as db:
        assert calls_of_day(db, day, now=0) == []
        assert [row.calls for row in calls_of_day(db, here.today(), now=0)] == [1]
