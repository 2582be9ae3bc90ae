"""A method that VK lets hang stops nobody but itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from lib.vk import Call, Hung, NoAnswer, Vk
from lib.vk.hangs import PAUSES, Hangs
from lib.vk.long_poll import Batch, listen
from tests.conftest import LocalVk, SetClock
from tests.vk.test_vk_door import break_next, calls


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.vk.sending.TOO_FAST_PAUSE", 0.01)


@pytest.fixture
def held(vk: Vk, local_vk: LocalVk) -> Iterator[threading.Event]:
    """wall.get hangs for a minute in each of several threads; the event is set when one of them ended."""
    break_next(local_vk, "wall.get", "hang", times=99, seconds=60)
    ended = threading.Event()

    def hang() -> None:
        with pytest.raises(NoAnswer):
            vk.envelope("wall.get", {"owner_id": -1}, timeout=20, reading=True)
        ended.set()

    threads = [threading.Thread(target=hang) for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 10
    while len(calls(local_vk, "wall.get")) < 4:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield ended
    vk.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_comments_are_written_while_walls_hang(
    held: threading.Event, vk: Vk, local_vk: LocalVk
) -> None:
    post_id = local_vk.world.publish("x").id
    for key in ("community", "user"):
        made = vk.call(
            "wall.createComment", key=key, owner_id=-1, post_id=post_id, message="y", from_group=1
        )
        assert made["comment_id"]
    assert vk.call("wall.getComments", owner_id=-1, post_id=post_id)["count"] == 2
    assert not held.is_set()


def test_live_events_come_while_walls_hang(
    held: threading.Event, vk: Vk, local_vk: LocalVk
) -> None:
    stop, got = threading.Event(), list[Batch]()

    def take() -> None:
        for batch in listen(vk, position=None, stop=stop):
            got.append(batch)
            if batch.events:
                stop.set()
            elif len(got) == 1:
                local_vk.world.publish("x")

    thread = threading.Thread(target=take)
    thread.start()
    thread.join(15)
    stop.set()
    assert got[-1].events[0]["type"] == "wall_post_new"
    assert not held.is_set()


def test_a_method_that_hangs_twice_while_others_answer_is_left_alone(
    vk: Vk, local_vk: LocalVk
) -> None:
    break_next(local_vk, "stats.get", "hang", times=99, seconds=60)
    with pytest.raises(NoAnswer):
        vk.envelope("stats.get", {"group_id": 1}, timeout=0.3, reading=False)
    vk.call("users.get", user_ids=[1])
    with pytest.raises(NoAnswer):
        vk.envelope("stats.get", {"group_id": 1}, timeout=0.3, reading=False)
    for reading in (True, False):
        with pytest.raises(Hung) as caught:
            vk.envelope("stats.get", {"group_id": 1}, reading=reading)
    assert len(calls(local_vk, "stats.get")) == 2
    assert "stats.get" in str(caught.value)
    assert vk.can("stats.get")


def test_an_execute_that_hangs_gives_way_to_single_calls(
    vk: Vk, local_vk: LocalVk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.vk.sending.READ_TIMEOUT", 2.0)

    break_next(local_vk, "execute", "hang", times=99, seconds=60)
    asked = [Call("wall.getById", {"posts": f"-1_{n}"}) for n in range(8)]
    assert len(vk.batch(asked)) == 8
    assert len(vk.batch(asked)) == 8
    assert len(calls(local_vk, "execute")) == 2


def test_vk_hanging_altogether_is_vk_away_and_no_limit_of_a_method(
    vk: Vk, local_vk: LocalVk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.vk.sending.READ_TIMEOUT", 0.3)
    break_next(local_vk, "*", "hang", times=99, seconds=60)
    for _ in range(2):
        with pytest.raises(NoAnswer):
            vk.call("users.get", user_ids=[1])
    with pytest.raises(NoAnswer):
        vk.batch([Call("wall.getById", {"posts": "-1_1"})] * 25)
    assert len(calls(local_vk, "execute")) == 1
    local_vk.post("/_world/faults", [])
    vk.call("users.get", user_ids=[1], timeout=10)


def test_a_pause_ends_with_one_trial_and_grows_while_the_method_hangs() -> None:
    clock = SetClock(0.0)
    hangs = Hangs(clock)
    pauses = []
    for _ in range(6):
        for _ in range(1 if pauses else 2):
            began = clock.at
            clock.advance(10)
            hangs.answered("users.get", "user")
            hangs.hung("wall.get", "user", since=began)
        pauses.append(hangs.seconds_left("wall.get", "user"))
        assert not hangs.seconds_left("wall.get", "service")
        assert not hangs.seconds_left("users.get", "user")
        clock.advance(pauses[-1])
        assert not hangs.seconds_left("wall.get", "user")
    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    hangs.answered("wall.get", "user")
    hangs.hung("wall.get", "user", since=clock.at)
    assert not hangs.seconds_left("wall.get", "user")
