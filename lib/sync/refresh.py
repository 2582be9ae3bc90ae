"""Asking VK for what events left open: names of authors, counters of posts, cropped comments."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlite_utils import Database

from lib.base.clock import Clock
from lib.store import Store
from lib.sync import queries
from lib.sync.events import Wanted
from lib.sync.intake import drop_posts, take_authors, take_missing_authors, take_posts
from lib.sync.objects import Object, number, objects
from lib.sync.talks.reading import read_peers, read_videos
from lib.sync.threads import read_threads
from lib.sync.walls import (
    COMMUNITY_FIELDS,
    answered,
    keep_community,
    keep_page,
    scheduled_posts,
)
from lib.vk import Call, Vk

AUTHORS = 1000
AUTHOR_FIELDS = "photo_100"
POSTS = 100
"""As many as `wall.getById` takes."""


def refresh(store: Store, vk: Vk, wanted: Wanted, *, clock: Clock, zone: str) -> None:
    """Ask for everything in `wanted`. Raises `VkError`; what was kept before it stays."""
    if wanted.author_ids:
        fetch_authors(store, vk, wanted.author_ids, clock=clock)
    if wanted.community:
        body = vk.call("groups.getById", group_id=vk.group_id, fields=COMMUNITY_FIELDS)
        found = objects(answered(body).get("groups"))
        with store.writer() as db:
            keep_community(db, found[0] if found else None, zone=zone, now=int(clock()))
    if wanted.scheduled and vk.can("wall.get", filter="postponed"):
        page = scheduled_posts(vk)
        with store.writer() as db:
            keep_page(db, page, now=int(clock()))
    if wanted.post_ids and vk.can("wall.getById"):
        fetch_posts(store, vk, wanted.post_ids, clock=clock)
    if wanted.thread_post_ids and vk.can("wall.getComments"):
        read_threads(store, vk, sorted(wanted.thread_post_ids, reverse=True), clock=clock)
    read_videos(store, vk, wanted.video_ids, clock=clock, whole=True)
    read_peers(store, vk, wanted.peer_ids, clock=clock)


def fetch_unknown_authors(store: Store, vk: Vk, *, clock: Clock) -> None:
    """Ask for the names of all authors of whom only the id is known. Raises `VkError`."""
    with store.reader() as db:
        waiting = queries.stub_authors(db, limit=AUTHORS)
    if waiting:
        fetch_authors(store, vk, waiting, clock=clock)


def fetch_authors(store: Store, vk: Vk, author_ids: Collection[int], *, clock: Clock) -> None:
    """Ask for people and communities by id; those whom VK does not name are not asked for again."""
    people = sorted(found for found in author_ids if found > 0)[:AUTHORS]
    groups = sorted(-found for found in author_ids if found < 0)[:AUTHORS]
    calls = []
    if people:
        calls.append(Call("users.get", {"user_ids": people, "fields": AUTHOR_FIELDS}))
    if groups:
        calls.append(Call("groups.getById", {"group_ids": groups, "fields": AUTHOR_FIELDS}))
    answers = vk.batch(calls)
    profiles = objects(answers[0]) if people else []
    communities = objects(answered(answers[-1]).get("groups")) if groups else []
    if people:
        answered(answers[0])
    named = {number(item.get("id")) for item in profiles}
    named |= {-(number(item.get("id")) or 0) for item in communities}
    now = int(clock())
    with store.writer() as db:
        take_authors(db, profiles, communities, now=now)
        take_missing_authors(db, {*people, *(-found for found in groups)} - named, now=now)


def fetch_posts(store: Store, vk: Vk, post_ids: Collection[int], *, clock: Clock) -> None:
    """Read posts by id, with fresh counters; those that VK does not have any more are marked deleted."""
    for part in _parts(sorted(post_ids, reverse=True), POSTS):
        call = posts_call(vk.group_id, part)
        body = vk.call(call.method, **call.params)
        with store.writer() as db:
            keep_posts(db, part, body, now=int(clock()))


def posts_call(group_id: int, post_ids: Collection[int]) -> Call:
    """A call for posts of the community by id, at most `POSTS` of them."""
    names = [f"{-group_id}_{post_id}" for post_id in post_ids]
    return Call("wall.getById", {"posts": names, "extended": 1})


def keep_posts(db: Database, asked: Collection[int], answer: Any, *, now: int) -> list[Object]:
    """Put an answer of `wall.getById` for the posts `asked` into the store; answers the posts in it.

    Raises the refusal where it is one.
    """
    body = answered(answer)
    found = objects(answer) or objects(body.get("items"))
    gone = set(asked) - {number(item.get("id")) for item in found}
    take_authors(db, objects(body.get("profiles")), objects(body.get("groups")), now=now)
    take_posts(db, found, now=now)
    # A scheduled post is not on the wall yet; whether it still waits is for the catch-up to see.
    states = queries.post_states(db, gone)
    drop_posts(db, {id_ for id_, state in states.items() if state == "published"})
    return found


def _parts(ids: list[int], size: int) -> list[list[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
