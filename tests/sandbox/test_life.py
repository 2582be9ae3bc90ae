"""Citizens who live while the local VK runs."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from lib.sandbox import World, open_world
from lib.sandbox.life import ACTS, FIRST_LIKES, LIKES_PER_VIEW, Life


@pytest.fixture
def wall() -> World:
    world = open_world("empty")
    for number in range(3):
        world.publish(f"Запись {number}\n\n#Новости")
    return world


def test_every_act_happens_and_leaves_its_trace(wall: World) -> None:
    life = Life(wall, per_minute=60, seed=3)
    done = Counter(life.act() for _act in range(400))
    assert set(ACTS) <= set(done)
    assert len(wall.comments) == done["comment"] > 100
    assert any(post.likes.by for post in wall.posts.values())
    assert sum(post.views for post in wall.posts.values()) > 0
    assert wall.day().subscribed == done["join"]
    assert wall.day().unsubscribed == done["leave"]


def test_people_answer_each_other_and_the_community(wall: World) -> None:
    post_id = max(wall.posts)
    asked = wall.comment(post_id, 77, "Где принимает окулист?")
    ours = wall.comment(post_id, -1, "Кабинет 12.", reply_to=asked)
    life = Life(wall, per_minute=60, seed=5)
    for _act in range(300):
        life.act()
    answered = [c for c in wall.comments.values() if c.reply_to and c.id > ours]
    assert any(c.reply_to == ours for c in answered)
    assert any(c.reply_to_user and c.reply_to_user > 0 for c in answered)
    assert all(wall.comments[c.reply_to or 0].post_id == c.post_id for c in answered)


def test_an_empty_wall_is_no_reason_to_fail() -> None:
    life = Life(open_world("empty"), per_minute=60, seed=1)
    assert {life.act() for _act in range(60)} <= {"nothing", "join", "leave"}


def test_closed_comments_stay_closed(wall: World) -> None:
    for post in wall.posts.values():
        post.closed = True
    life = Life(wall, per_minute=60, seed=1)
    assert "comment" not in {life.act() for _act in range(100)}
    assert not wall.comments


def test_same_seed_same_words(wall: World) -> None:
    other = open_world("empty")
    for number in range(3):
        other.publish(f"Запись {number}\n\n#Новости")
    for world in (wall, other):
        life = Life(world, per_minute=60, seed=11)
        for _act in range(80):
            life.act()
    first = [(c.from_id, c.text) for c in wall.comments.values()]
    assert first == [(c.from_id, c.text) for c in other.comments.values()]


def test_a_thread_acts_until_it_is_stopped_and_stops_at_once(wall: World) -> None:
    alive = threading.Event()
    end = wall.listen(alive.set)
    life = Life(wall, per_minute=60_000, seed=2)
    life.start()
    assert alive.wait(10)
    life.stop()
    end()
    still = len(wall.comments)
    assert "citizens" not in {thread.name for thread in threading.enumerate()}
    assert len(wall.comments) == still

    slow = Life(wall, per_minute=0.01, seed=2)
    slow.start()
    began = time.monotonic()
    slow.stop()
    assert time.monotonic() - began < 10


def test_a_pace_of_zero_starts_nothing(wall: World) -> None:
    life = Life(wall, per_minute=0)
    life.start()
    assert "citizens" not in {thread.name for thread in threading.enumerate()}
    life.stop()


def test_a_pace_below_zero_is_refused(wall: World) -> None:
    with pytest.raises(ValueError, match="per_minute"):
        Life(wall, per_minute=-1)


def test_posts_are_seen_as_they_age_while_somebody_lives() -> None:
    world = open_world("empty")
    post = world.publish("Запись", date=int(time.time()) - 5 * 3600)
    life = Life(world, per_minute=0.01)
    life.start()
    ends = time.monotonic() + 10
    while not post.views:
        assert time.monotonic() < ends
        time.sleep(0.01)
    life.stop()
    assert post.views >= post.reach_total > 0


def test_nobody_likes_what_nobody_has_seen(wall: World) -> None:
    life = Life(wall, per_minute=60, seed=1)
    for _act in range(1500):
        life.act()
    for post in wall.posts.values():
        assert post.likes.count <= max(FIRST_LIKES, post.views * LIKES_PER_VIEW + 1)
