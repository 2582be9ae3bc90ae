"""Reading a whole community over HTTP: first backfill, resuming, catch-up, and events in any order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from lib.store import Store
from lib.sync.backfill import backfill, progress
from lib.sync.catch_up import catch_up
from lib.sync.events import take_event
from lib.sync.statistics import read_statistics
from lib.sync.threads import read_threads
from lib.vk import Call
from lib.vk.errors import VkError
from lib.vk.overlap import UNDER_WAY
from lib.vk.sizes import MOST
from tests.conftest import LocalVk
from tests.sync.worlds import DAY, populate, update

ZONE = "Europe/Moscow"


def calls(vk: LocalVk, method: str) -> int:
    """How often `method` was called, inside of `execute` too."""
    made: Any = vk.get("/_world/calls")
    return sum((call["inner"] or [call["method"]]).count(method) for call in made)


def test_backfill_equals_the_world(local_vk, store, clock, door, same_as_world) -> None:
    populate(local_vk.world, posts=130, at=int(clock()))
    long_one = local_vk.world.publish("Длинное обсуждение")
    root = local_vk.world.comment(long_one.id, 101, "Начало")
    for number in range(230):
        local_vk.world.comment(long_one.id, 102, f"Ответ {number}", root)
    for number in range(240):
        local_vk.world.comment(long_one.id, 103, f"Ещё {number}")
    local_vk.world.publish("Потом", date=int(time.time()) + DAY, kind="postpone")
    seen = []
    assert backfill(store, door(local_vk.url), clock=clock, zone=ZONE, report=seen.append)
    same_as_world(store, local_vk)
    assert seen[-1].stage == "done" and seen[-1].done == seen[-1].total
    assert [at.stage for at in seen] == sorted(
        (at.stage for at in seen), key=["posts", "comments", "done"].index
    )
    # 131 posts on 2 pages, what is scheduled, what is suggested; 1 call a post that has comments, and for
    # the long one 2 more pages of its top level and 3 pages of the branch.
    with_comments = posts_with_comments(store)
    assert calls(local_vk, "wall.get") == 4
    assert calls(local_vk, "wall.getComments") == with_comments + 2 + 3
    made: Any = local_vk.get("/_world/calls")
    assert len(made) <= 2 + 1 + -(-(with_comments + 5) // 25) + 2


def posts_with_comments(store: Store) -> int:
    with store.reader() as db:
        return db.execute("SELECT count(*) FROM post WHERE comments > 0").fetchone()[0]


def test_with_a_service_key_alone(local_vk, store, clock, door, same_as_world) -> None:
    populate(local_vk.world, posts=5, at=int(clock()))
    assert backfill(store, door(local_vk.url, "service_key"), clock=clock, zone=ZONE)
    same_as_world(store, local_vk)


def test_a_finished_backfill_asks_nothing(local_vk, store, clock, door) -> None:
    assert backfill(store, door(local_vk.url), clock=clock, zone=ZONE)
    before = local_vk.get("/_world/calls")
    assert backfill(store, door(local_vk.url), clock=clock, zone=ZONE)
    assert local_vk.get("/_world/calls") == before


KILLED = """
import sys, time
from pathlib import Path
from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.sync.backfill import backfill
from lib.vk import connect
data, url = Path(sys.argv[1]), sys.argv[2]
vk = connect(Settings(data=data, vk_url=url, group_id=1, user_key=Secret("demo-user")))
backfill(Store(data / "pult.db"), vk, clock=time.time)
"""


def test_killed_in_the_middle_it_goes_on(local_vk, store, door, same_as_world) -> None:
    populate(local_vk.world, posts=400, at=int(time.time()))
    local_vk.post(
        "/_world/faults", [{"method": "execute", "kind": "slow", "seconds": 0.3, "times": 99}]
    )
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(store.path.parent), local_vk.url],
        cwd=Path(__file__).parents[2],
    )
    until = time.monotonic() + 60
    while not (progress(store).stage == "comments" and progress(store).done):
        assert child.poll() is None and time.monotonic() < until
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    done = progress(store)
    assert done.stage == "comments" and 0 < done.done < done.total
    assert backfill(store, door(local_vk.url), clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)
    with_comments = posts_with_comments(store)
    # What was under way or not yet kept is asked again.
    asked = calls(local_vk, "wall.getComments")
    assert with_comments <= asked <= with_comments + (UNDER_WAY + 1) * MOST


def test_vk_lost_in_the_middle_keeps_what_was_read(
    local_vk, store, clock, door, same_as_world
) -> None:
    populate(local_vk.world, posts=400, at=int(clock()))
    vk = door(local_vk.url)

    def lose(at: Any) -> None:
        if at.stage == "comments" and at.done and not lost:
            lost.append(at)
            fault = {"method": "*", "kind": "http", "status": 502, "times": 999}
            local_vk.post("/_world/faults", [fault])

    lost: list[Any] = []
    with pytest.raises(VkError):
        backfill(store, vk, clock=clock, zone=ZONE, report=lose)
    kept = progress(store)
    assert kept.stage == "comments" and lost[0].done <= kept.done < kept.total
    local_vk.post("/_world/faults", [])
    assert backfill(store, vk, clock=clock, zone=ZONE)
    same_as_world(store, local_vk)


@pytest.mark.parametrize("token", ["demo-user", "demo-community", "demo-service"])
def test_one_dead_key_does_not_end_the_reading(
    local_vk, store, clock, door, same_as_world, token
) -> None:
    populate(local_vk.world, posts=4, at=int(clock()))
    local_vk.post("/_world/key", {"token": token, "gone": True})
    vk = door(local_vk.url)
    assert backfill(store, vk, clock=clock, zone=ZONE)
    catch_up(store, vk, clock=clock, zone=ZONE)
    same_as_world(store, local_vk)


def test_the_demo_community(demo_vk, store, door, same_as_world) -> None:
    vk = door(demo_vk.url)
    assert backfill(store, vk, clock=time.time, zone=ZONE)
    same_as_world(store, demo_vk)
    read_statistics(store, vk, clock=time.time, zone=ZONE)
    days = demo_vk.world.days
    with store.reader() as db:
        kept = {row["day"]: row for row in db.query("SELECT * FROM day_stat")}
        reach = {row["post_id"]: row for row in db.query("SELECT * FROM post_reach")}
        names = {row["author_id"]: row for row in db.query("SELECT * FROM author")}
    assert kept.keys() == days.keys()
    for name, day in days.items():
        row = kept[name]
        assert (row["reach"], row["views"], row["joined"], row["departed"]) == (
            (day.reach, day.views, day.subscribed, day.unsubscribed)
        ), name
    posts = sorted(
        (post for post in demo_vk.world.posts.values() if post.kind == "post" and not post.deleted),
        key=lambda post: (post.date, post.id),
    )
    assert set(reach) == {post.id for post in posts[-300:]}
    for post in posts[-300:]:
        assert reach[post.id]["reach_total"] == post.reach_total
    for comment in demo_vk.world.comments.values():
        assert comment.deleted or comment.from_id in names
    citizen = next(who for who in demo_vk.world.citizens.values() if who.id in names)
    assert citizen.first_name in names[citizen.id]["name"] or citizen.deactivated


def test_stop_ends_between_two_batches(local_vk, store, clock, door) -> None:
    populate(local_vk.world, posts=80, at=int(clock()))
    stop = threading.Event()
    stop.set()
    assert not backfill(store, door(local_vk.url), clock=clock, zone=ZONE, stop=stop)
    assert progress(store).finished_at is None


def test_catch_up_finds_what_no_event_told(local_vk, store, door, same_as_world) -> None:
    populate(local_vk.world, posts=150, at=int(time.time()))
    vk = door(local_vk.url)
    backfill(store, vk, clock=time.time, zone=ZONE)
    world = local_vk.world
    posts = sorted(world.posts)
    young = [world.posts[id_] for id_ in posts[-8:]]
    first = world.comment(young[0].id, 101, "Первое")
    second = world.comment(young[1].id, 102, "Второе")
    catch_up(store, vk, clock=time.time, zone=ZONE)
    world.edit_comment(first, "Первое, иначе")
    world.delete_comment(second)
    world.comment(young[1].id, 103, "Вместо второго")
    world.comment(posts[70], 101, "Под старой записью")
    world.publish("Новая")
    world.join(105)
    local_vk.post("/_world/delete_post", {"post_id": young[3].id})
    catch_up(store, vk, clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)
    with store.reader() as db:
        assert db.execute("SELECT text FROM comment_earlier_text").fetchall() == [("Первое",)]
        gone = db.execute("SELECT deleted_at FROM comment WHERE comment_id = ?", [second])
        assert gone.fetchone()[0]


def test_catch_up_is_cheap_and_quiet_when_nothing_changed(local_vk, store, clock, door) -> None:
    populate(local_vk.world, posts=320, at=int(clock()), most=2)
    vk = door(local_vk.url)
    backfill(store, vk, clock=clock, zone=ZONE)
    catch_up(store, vk, clock=clock, zone=ZONE)
    with store.reader() as db:
        before = {row["topic"]: row["n"] for row in db.query("SELECT * FROM revision")}
    pages = calls(local_vk, "wall.get")
    catch_up(store, vk, clock=clock, zone=ZONE)
    with store.reader() as db:
        after = {row["topic"]: row["n"] for row in db.query("SELECT * FROM revision")}
    assert {topic for topic in after if after[topic] != before[topic]} <= {"system"}
    assert calls(local_vk, "wall.get") - pages == 3


def test_a_scheduled_post_whose_event_was_lost(local_vk, store, door, same_as_world) -> None:
    world, vk = local_vk.world, door(local_vk.url)
    soon = world.publish("Выйдет #Новости", date=int(time.time()) + DAY, kind="postpone")
    gone = world.publish("Отменена", date=int(time.time()) + 2 * DAY, kind="postpone")
    catch_up(store, vk, clock=time.time, zone=ZONE)
    with store.writer() as db:
        db.execute("UPDATE post SET rubric_id = 2 WHERE post_id = ?", [soon.id])
    old_id = soon.id
    made = world.release(soon)
    local_vk.post("/_world/delete_post", {"post_id": gone.id})
    catch_up(store, vk, clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)
    with store.reader() as db:
        kept = {row["post_id"]: row for row in db.query("SELECT * FROM post")}
    assert (kept[old_id]["state"], kept[old_id]["became_id"]) == ("released", made.id)
    assert kept[made.id]["rubric_id"] == 2
    assert kept[gone.id]["state"] == "deleted"


def test_what_citizens_suggest_comes_and_goes(local_vk, store, door, same_as_world) -> None:
    world, vk = local_vk.world, door(local_vk.url)
    kept, published, rejected = (
        world.publish(text, from_id=101, kind="suggest") for text in ("Ждёт", "Выйдет", "Лишнее")
    )
    assert backfill(store, vk, clock=time.time, zone=ZONE)
    catch_up(store, vk, clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)
    was = published.id
    world.release(published)
    local_vk.post("/_world/delete_post", {"post_id": rejected.id})
    catch_up(store, vk, clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)
    with store.reader() as db:
        states = dict(db.execute("SELECT post_id, state FROM post").fetchall())
    assert states == {
        kept.id: "suggested",
        was: "deleted",
        rejected.id: "deleted",
        published.id: "published",
    }


def test_a_long_queue_of_scheduled_posts(local_vk, store, door, same_as_world) -> None:
    at = int(time.time()) + DAY
    for number in range(120):
        local_vk.world.publish(f"Потом {number}", date=at + number * 60, kind="postpone")
    catch_up(store, door(local_vk.url), clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)
    gone = max(local_vk.world.posts)
    local_vk.post("/_world/delete_post", {"post_id": gone})
    catch_up(store, door(local_vk.url), clock=time.time, zone=ZONE)
    same_as_world(store, local_vk)


def test_an_event_during_a_reading_is_newer_than_the_reading(local_vk, store, clock, door) -> None:
    world, vk = local_vk.world, door(local_vk.url)
    made = world.publish("Запись")
    kept, edited, gone = (world.comment(made.id, 101, text) for text in ("а", "б", "в"))
    catch_up(store, vk, clock=clock, zone=ZONE)
    answered = vk.batch

    def meanwhile(asked: list[Call]) -> list[Any]:
        answers = answered(asked)
        world.edit_comment(edited, "б, иначе")
        world.delete_comment(gone)
        world.comment(made.id, 102, "г")
        with store.writer() as db:
            for event in list(world.events)[-3:]:
                take_event(db, update(event), group_id=1, now=int(clock()))
        return answers

    vk.batch = meanwhile
    read_threads(store, vk, [made.id], clock=clock)
    with store.reader() as db:
        found = db.query(
            "SELECT text, deleted_at IS NULL AS alive FROM comment ORDER BY comment_id"
        )
        shown = [(row["text"], row["alive"]) for row in found]
    assert shown == [("а", 1), ("б, иначе", 1), ("в", 0), ("г", 1)]
    assert kept
