"""The worker against a local VK: what it does while all is well, and what it survives."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest

from lib.access.permissions import MODERATOR
from lib.base.secret import Secret
from lib.outbox import queue
from lib.sandbox import open_world, serve
from lib.store import connection
from lib.worker import reading
from lib.worker.health import health

ALIVE = "SELECT text FROM comment WHERE deleted_at IS NULL ORDER BY comment_id"


def read_up(shown) -> bool:
    return bool(shown("SELECT 1 FROM state WHERE name = 'sync.last_at'"))


def listening(store) -> bool:
    return health(store, now=int(time.time())).listener is True


def test_live_events_replies_and_health(local_vk, store, start, until, shown) -> None:
    post = local_vk.world.publish("Запись")
    old = local_vk.world.comment(post.id, 101, "До пуска")
    worker = start(local_vk.url)
    until(lambda: shown(ALIVE) == [("До пуска",)])
    until(lambda: listening(store) and read_up(shown))

    began = time.monotonic()
    local_vk.post("/_world/comment", {"post_id": post.id, "from_id": 102, "text": "Вживую"})
    until(lambda: ("Вживую",) in shown(ALIVE))
    assert time.monotonic() - began < 5
    until(lambda: shown("SELECT name FROM author WHERE author_id = 102 AND raw <> '{}'"))

    with store.writer() as db:
        queue(
            db,
            "reply",
            actor=MODERATOR,
            subject_id=old,
            payload={
                "post_id": post.id,
                "comment_id": old,
                "thread_id": old,
                "text": "Ответ",
                "seen": {"text": "До пуска", "last_reply_id": 0},
            },
            now=int(time.time()),
            hold=0,
        )
    worker.wake.set()
    until(lambda: shown("SELECT 1 FROM comment WHERE is_ours = 1 AND text = 'Ответ'"))
    until(lambda: shown("SELECT state FROM outbox") == [("confirmed",)])

    found = health(store, now=int(time.time()))
    assert found.ok, found
    assert (found.worker, found.vk, found.listener) == (True, True, True)
    assert found.backfill.stage == "done" and found.last_sync_at
    assert found.as_dict()["problems"] == []


def test_a_scheduled_post_is_in_the_store_at_once(local_vk, store, start, until, shown) -> None:
    start(local_vk.url)
    until(lambda: read_up(shown) and listening(store))
    at = int(time.time()) + 86400
    with store.writer() as db:
        payload = {"text": "Потом #Новости", "publish_at": at, "rubric_id": 3}
        queue(db, "post", actor=MODERATOR, payload=payload, now=int(time.time()), hold=0)
    until(lambda: shown("SELECT state, published_at FROM post") == [("scheduled", at)])


def test_with_a_community_key_alone(local_vk, store, start, until, shown) -> None:
    post = local_vk.world.publish("Запись")
    start(local_vk.url, service_key=None, user_key=None)
    until(lambda: listening(store) and shown("SELECT name FROM community"))
    [told] = until(lambda: health(store, now=int(time.time())).problems)
    assert "сервисный ключ" in told.text()
    local_vk.world.comment(post.id, 101, "Слышно и так")
    until(lambda: shown(ALIVE) == [("Слышно и так",)])
    until(lambda: shown("SELECT 1 FROM author WHERE author_id = 101 AND raw <> '{}'"))


def test_what_happened_while_it_was_down_is_there_after_the_start(
    local_vk, start, until, shown
) -> None:
    post = local_vk.world.publish("Запись")
    first = start(local_vk.url)
    until(lambda: read_up(shown) and shown("SELECT 1 FROM state WHERE name = 'sync.position'"))
    first.stop()
    kept = local_vk.world.comment(post.id, 101, "Пока спали")
    local_vk.world.edit_comment(kept, "Пока спали, дважды")
    start(local_vk.url)
    until(lambda: shown(ALIVE) == [("Пока спали, дважды",)])


def test_counters_follow_likes_and_joins(local_vk, start, until, shown, monkeypatch) -> None:
    monkeypatch.setattr(reading, "REFRESH_SECONDS", 0.1)
    post = local_vk.world.publish("Запись")
    start(local_vk.url)
    until(lambda: read_up(shown) and shown("SELECT 1 FROM state WHERE name = 'sync.position'"))
    local_vk.post("/_world/like", {"user_id": 5, "post_id": post.id})
    local_vk.post("/_world/join", {"user_id": 5})
    until(lambda: shown("SELECT likes FROM post") == [(1,)])
    until(lambda: shown("SELECT members FROM community") == [(1,)])
    until(lambda: shown("SELECT members FROM day_stat") == [(1,)])


def test_lost_events_are_read_again(local_vk, store, start, until, shown) -> None:
    post = local_vk.world.publish("Запись")
    start(local_vk.url)
    until(lambda: read_up(shown) and listening(store))
    lost = [
        {"method": "longpoll", "kind": "skip", "times": 1},
        {"method": "longpoll", "kind": "failed", "code": 3, "times": 1},
    ]
    local_vk.post("/_world/faults", lost)
    local_vk.world.comment(post.id, 101, "Событие пропало")
    until(lambda: shown(ALIVE) == [("Событие пропало",)])


def test_vk_away_at_the_start_and_in_the_middle(store, start, until, shown) -> None:
    world = open_world("empty")
    post = world.publish("Запись")
    with serve(world) as running:
        url, port = running.url, int(running.url.rpartition(":")[2])
    start(url)
    until(lambda: health(store, now=int(time.time())).vk is False)
    assert "VK" in health(store, now=int(time.time())).problems[0].message
    for text in ("Первый раз", "Второй раз"):
        world.comment(post.id, 101, text)
        with serve(world, port=port):
            until(lambda text=text: (text,) in shown(ALIVE), seconds=60)
            until(lambda: health(store, now=int(time.time())).vk, seconds=60)
        until(lambda: health(store, now=int(time.time())).vk is False, seconds=60)
    assert health(store, now=int(time.time())).worker


def test_stopping_is_quick_even_while_vk_hangs(local_vk, store, start, until, shown) -> None:
    worker = start(local_vk.url)
    until(lambda: read_up(shown) and listening(store))
    hang = {"kind": "hang", "times": 5, "seconds": 30}
    names = ("groups.getById", "execute", "wall.get", "longpoll")
    local_vk.post("/_world/faults", [{"method": name, **hang} for name in names])
    local_vk.world.join(5)
    began = time.monotonic()
    worker.stop()
    assert time.monotonic() - began < 10
    until(lambda: not [t for t in threading.enumerate() if t.name.startswith("pult-")])


def test_a_second_worker_waits_says_so_and_takes_over(local_vk, store, start, until, shown) -> None:
    post = local_vk.world.publish("Запись")
    first = start(local_vk.url)
    until(lambda: read_up(shown))
    start(local_vk.url)
    problems = until(lambda: health(store, now=int(time.time())).problems)
    assert "second console" in problems[0].message
    assert health(store, now=int(time.time())).worker
    first.stop()
    local_vk.world.comment(post.id, 101, "Уже второму")
    until(lambda: shown(ALIVE) == [("Уже второму",)])
    until(lambda: not health(store, now=int(time.time())).problems)


def test_two_communities_are_not_mixed(local_vk, store, start, until, shown) -> None:
    with store.writer() as db:
        db.execute("INSERT INTO state VALUES ('community.group_id', '77', 0)")
    local_vk.world.publish("Чужая запись")
    start(local_vk.url)
    problems = until(lambda: health(store, now=int(time.time())).problems)
    assert problems[0].values == {"kept": 77, "named": 1}
    assert "77" in problems[0].text()
    assert local_vk.get("/_world/calls") == []
    assert shown("SELECT * FROM post") == []


def test_a_swapped_key_is_told(local_vk, store, start, until) -> None:
    start(local_vk.url, community_key=Secret("demo-user"))
    facts = "health.keys"

    def told() -> bool:
        found = health(store, now=int(time.time())).problems
        return any("PULT_COMMUNITY_KEY" in str(problem.values) for problem in found)

    assert until(told), facts


@pytest.mark.parametrize("absent", [(), ("service_key", "user_key"), ("community_key", "user_key")])
def test_a_wrong_number_is_told_alone(local_vk, store, start, until, shown, absent) -> None:
    start(local_vk.url, group_id=404, **dict.fromkeys(absent))
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'health.keys'"))
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'health.listener'"))
    if not absent:
        until(
            lambda: (
                "catch_up" in shown("SELECT value FROM state WHERE name = 'health.faults'")[0][0]
            )
        )
    until(lambda: health(store, now=int(time.time())).vk)
    found = health(store, now=int(time.time()))
    assert [problem.values for problem in found.problems] == [{"number": "404"}]
    assert found.listener is False


def test_without_a_community_key_vk_is_not_away(local_vk, store, start, until) -> None:
    start(local_vk.url, community_key=None, user_key=None)
    until(lambda: health(store, now=int(time.time())).listener is False)

    def told() -> list[str]:
        return [problem.text() for problem in health(store, now=int(time.time())).problems]

    # Until the keys have been looked at, the listener tells what it lacks, in words of its own.
    until(lambda: any("задайте ключ сообщества" in text for text in told()))
    assert len(told()) == 1
    until(lambda: health(store, now=int(time.time())).vk)


def test_a_mistake_in_one_thread_stops_nothing(
    local_vk, store, start, until, shown, monkeypatch, caplog
) -> None:
    take = reading.take_event
    failing = [RuntimeError("broken"), RuntimeError("broken")]

    def sometimes(*args, **more):
        if failing:
            raise failing.pop()
        return take(*args, **more)

    monkeypatch.setattr(reading, "take_event", sometimes)
    post = local_vk.world.publish("Запись")
    start(local_vk.url)
    until(lambda: read_up(shown) and listening(store))
    local_vk.world.comment(post.id, 101, "Со второго раза")
    until(lambda: any("broke" in problem.message for problem in _problems(store)))
    until(lambda: shown(ALIVE) == [("Со второго раза",)], seconds=40)
    until(lambda: not failing, seconds=40)
    assert "RuntimeError" in caplog.text


def _problems(store):
    return health(store, now=int(time.time())).problems


def test_a_locked_database_loses_nothing(local_vk, store, start, until, shown, monkeypatch) -> None:
    post = local_vk.world.publish("Запись")
    start(local_vk.url)
    until(lambda: read_up(shown) and listening(store))
    monkeypatch.setattr(connection, "BUSY_MS", 100)
    foreign = sqlite3.connect(store.path, isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    local_vk.world.comment(post.id, 101, "Пока заперто")
    time.sleep(1)
    foreign.execute("ROLLBACK")
    foreign.close()
    until(lambda: shown(ALIVE) == [("Пока заперто",)], seconds=40)


@pytest.mark.parametrize("jump", [-86400, 86400])
def test_the_clock_may_jump(local_vk, store, start, until, shown, clock, jump) -> None:
    clock.at = time.time()
    post = local_vk.world.publish("Запись")
    start(local_vk.url, clock=clock)
    until(lambda: read_up(shown))
    clock.advance(jump)
    until(lambda: health(store, now=int(clock())).worker)
    local_vk.world.comment(post.id, 101, "После скачка")
    until(lambda: shown(ALIVE) == [("После скачка",)])


def test_a_data_folder_that_takes_nothing_is_told_in_words(
    local_vk, store, settings, start, until, caplog
) -> None:
    lock = settings.data / "worker.lock"
    lock.mkdir()  # nobody can open a folder for writing, not even root
    start(local_vk.url)
    until(lambda: "Nothing can be written" in caplog.text)
    lock.rmdir()
    until(lambda: health(store, now=int(time.time())).worker)
    assert "Traceback" not in caplog.text
