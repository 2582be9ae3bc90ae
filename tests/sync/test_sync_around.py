"""Reposts of our posts and others' posts with a hashtag, read from the local VK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lib.sandbox import neighbours
from lib.store import Store
from lib.store.revisions import revisions
from lib.sync.around.reading import AGAIN_SECONDS, read_reposts, read_tags
from lib.sync.intake import take_posts
from lib.vk import Vk
from tests.conftest import LocalVk, SetClock
from tests.sync.test_sync_intake import rows

Door = Callable[..., Vk]


def told(store: Store, local_vk: LocalVk, *post_ids: int) -> None:
    """The store knows these posts as VK has them now."""
    state: Any = local_vk.get("/_world/state")
    with store.writer() as db:
        take_posts(db, [post for post in state["posts"] if post["id"] in post_ids], now=1)


def test_reposts_by_communities_and_people_are_read_when_the_counter_moved(
    store: Store, local_vk: LocalVk, door: Door, clock: SetClock
) -> None:
    world = local_vk.world
    clock.at = world.now()
    post, quiet = world.publish("Вакцинация #прививка").id, world.publish("Тихая").id
    neighbours.say(world, 77, "Делимся", shared_post_id=post)
    world.repost(world.posts[post], 501, "Смотрите")
    told(store, local_vk, post, quiet)
    vk = door(local_vk.url)
    read_reposts(store, vk, [post, quiet], clock=clock)
    found = rows(store, "SELECT owner_id, post_id FROM repost ORDER BY owner_id")
    assert [(row["owner_id"], row["post_id"]) for row in found] == [(-77, post), (501, post)]
    assert rows(store, "SELECT name FROM author WHERE author_id = -77")[0]["name"]
    assert rows(store, "SELECT * FROM author WHERE author_id = 501") == []
    asked = len(local_vk.get("/_world/calls"))  # type: ignore[arg-type]
    with store.reader() as db:
        before = revisions(db)
    # The counter stands still, then moves within the hour, then the hour is over.
    clock.advance(2 * AGAIN_SECONDS)
    read_reposts(store, vk, [post, quiet], clock=clock)
    assert len(local_vk.get("/_world/calls")) == asked  # type: ignore[arg-type]
    with store.reader() as db:
        assert revisions(db) == before
    neighbours.say(world, 78, "И мы", shared_post_id=post)
    told(store, local_vk, post)
    read_reposts(store, vk, [post, quiet], clock=clock)
    assert len(rows(store, "SELECT * FROM repost")) == 3


def test_a_deleted_post_is_left_out_and_the_others_are_read(
    store: Store, local_vk: LocalVk, door: Door, clock: SetClock
) -> None:
    world = local_vk.world
    gone, there = world.publish("Первая").id, world.publish("Вторая").id
    for post in (gone, there):
        neighbours.say(world, 77, "Делимся", shared_post_id=post)
    told(store, local_vk, gone, there)
    with world.turn():
        world.posts[gone].deleted = True
        world.touch(world.posts[gone])
    read_reposts(store, door(local_vk.url), [gone, there], clock=clock)
    assert {row["post_id"] for row in rows(store, "SELECT post_id FROM repost")} == {there}
    asked = {row["post_id"] for row in rows(store, "SELECT post_id FROM repost_reading")}
    assert asked == {gone, there}  # neither is asked for again at once


def test_others_posts_with_the_hashtag_are_found_and_ours_are_not(
    store: Store, local_vk: LocalVk, door: Door, clock: SetClock
) -> None:
    world = local_vk.world
    clock.at = world.now() + 1
    world.publish("Наша #Прививка")
    neighbours.say(world, 77, "Флешмоб #прививка!")
    neighbours.say(world, 78, "Не то: #прививка2026")
    neighbours.say(world, 79, "Человек #прививка", from_id=501)
    vk = door(local_vk.url)
    read_tags(store, vk, {"прививка": int(clock()) - 86_400}, clock=clock)
    found = rows(store, "SELECT owner_id, text FROM tagged_post ORDER BY owner_id")
    assert [(row["owner_id"]) for row in found] == [-79, -77]
    [reading] = rows(store, "SELECT * FROM tag_reading")
    assert (reading["until"], reading["cut_at"]) == (int(clock()), None)
    # Within the hour nobody asks again; after it what is new comes.
    asked = len(local_vk.get("/_world/calls"))  # type: ignore[arg-type]
    read_tags(store, vk, {"прививка": int(clock()) - 86_400}, clock=clock)
    assert len(local_vk.get("/_world/calls")) == asked  # type: ignore[arg-type]
    clock.advance(AGAIN_SECONDS)
    read_tags(store, vk, {"прививка": int(clock()) - 86_400}, clock=clock)
    assert len(rows(store, "SELECT * FROM tagged_post")) == 2


def test_without_a_key_that_can_nothing_is_asked(
    store: Store, local_vk: LocalVk, door: Door, clock: SetClock
) -> None:
    vk = door(local_vk.url, "community_key")
    read_reposts(store, vk, [1], clock=clock)
    read_tags(store, vk, {"прививка": 0}, clock=clock)
    assert rows(store, "SELECT * FROM tag_reading") == []
