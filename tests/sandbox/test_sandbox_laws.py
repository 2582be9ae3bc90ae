"""Laws of a world, whatever its people do: pages, events, the file and the wall tell the same story."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.sandbox import World, doors, open_world
from lib.sandbox.calls import Office

ACTS = ("post", "queue", "comment", "reply", "reply", "edit", "delete", "restore", "like", "later")
OPENING = [("post", 0), ("comment", 0), ("reply", 0), ("comment", 1)]
"""Every story begins with something to answer, edit and delete."""
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), max_size=40).map(
    lambda more: OPENING + more
)


class _Clock:
    at = 1_795_338_000.0

    def __call__(self) -> float:
        return self.at


def _act(world: World, clock: _Clock, act: str, number: int) -> None:
    """One thing happens, chosen by `number` among what is there; nothing where nothing fits."""
    posts = [p for p in world.posts.values() if p.kind == "post"]
    comments = list(world.comments.values())
    live = [c for c in comments if not c.deleted]
    match act:
        case "post":
            world.publish(f"запись {number}")
        case "queue":
            world.publish("позже", date=world.now() + 1 + number % 900, kind="postpone")
        case "later":
            clock.at += number % 1000
            with world.turn():
                pass
        case "comment" if posts:
            world.comment(posts[number % len(posts)].id, 50 + number % 5, f"слово {number}")
        case "reply" if live:
            answered = live[number % len(live)]
            world.comment(answered.post_id, 50 + number % 5, "ответ", answered.id)
        case "edit" if live:
            world.edit_comment(live[number % len(live)].id, f"правка {number}")
        case "delete" if live:
            world.delete_comment(live[number % len(live)].id)
        case "restore" if len(live) < len(comments):
            gone = [c for c in comments if c.deleted]
            world.restore_comment(gone[number % len(gone)].id)
        case "like" if posts:
            world.like(50 + number % 5, post_id=posts[number % len(posts)].id)


def _office(world: World) -> Office:
    return Office(world, address="http://127.0.0.1:1")


def _get(office: Office, method: str, **params: object) -> Any:
    form = {"v": "5.199", "owner_id": "-1"} | {name: str(value) for name, value in params.items()}
    return office.answer(method, form, "demo-user")["response"]


@settings(max_examples=40, deadline=None)
@given(acts=acts, size=st.integers(1, 7))
def test_pages_of_any_size_show_every_live_comment_once(
    acts: list[tuple[str, int]], size: int
) -> None:
    clock = _Clock()
    world = open_world("empty", clock=clock)
    for act in acts:
        _act(world, clock, *act)
    office = _office(world)
    for post in [p for p in world.posts.values() if p.kind == "post"]:
        seen: list[int] = []
        first = _get(office, "wall.getComments", post_id=post.id, count=0)
        for offset in range(0, first["current_level_count"], size):
            page = _get(office, "wall.getComments", post_id=post.id, count=size, offset=offset)
            for top in page["items"]:
                if not top.get("deleted"):
                    seen.append(top["id"])
                about = {"post_id": post.id, "comment_id": top["id"]}
                for inner in range(0, top["thread"]["count"], size):
                    branch = _get(office, "wall.getComments", count=size, offset=inner, **about)
                    seen += [reply["id"] for reply in branch["items"]]
        live = [c.id for c in world.comments.values() if c.post_id == post.id and not c.deleted]
        assert sorted(seen) == sorted(live)
        assert first["count"] == len(live)


@settings(max_examples=60, deadline=None)
@given(acts=acts)
def test_who_hears_every_event_knows_the_wall(acts: list[tuple[str, int]]) -> None:
    clock = _Clock()
    world = open_world("empty", clock=clock)
    for act in acts:
        _act(world, clock, *act)
    posts: dict[int, str] = {}
    comments: dict[int, str] = {}
    likes: dict[int, int] = {}
    for event in world.events:
        told = event.object
        match event.type:
            case "wall_post_new":
                posts[told["id"]] = told["text"]
            case "wall_reply_new" | "wall_reply_edit" | "wall_reply_restore":
                comments[told["id"]] = told["text"]
            case "wall_reply_delete":
                del comments[told["id"]]
            case "like_add":
                likes[told["object_id"]] = likes.get(told["object_id"], 0) + 1
    state = doors.state(_office(world))
    published = [p for p in state["posts"] if p["post_type"] == "post"]
    assert posts == {p["id"]: p["text"] for p in published}
    assert comments == {c["id"]: c["text"] for c in state["comments"]}
    assert likes == {p["id"]: p["likes"]["count"] for p in published if p["likes"]["count"]}
    assert [event.id for event in world.events] == list(range(1, len(world.events) + 1))


@settings(max_examples=15, deadline=None)
@given(acts=acts)
def test_a_reopened_world_is_the_world_that_was_left(acts: list[tuple[str, int]]) -> None:
    clock = _Clock()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.db"
        world = open_world("empty", state=file, clock=clock)
        for act in acts:
            _act(world, clock, *act)
        # Not closed: the file must hold everything at every moment, as after a kill.
        again = open_world("empty", state=file, clock=clock)
        assert doors.state(_office(again)) == doors.state(_office(world))
        assert list(again.events) == list(world.events)
        assert (again.group, again.days) == (world.group, world.days)
        for opened in (world, again):
            opened.close()
