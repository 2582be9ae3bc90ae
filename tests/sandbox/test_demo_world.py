"""The demo past as the local VK tells it: the same posts, comments and days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from lib.sandbox import open_world, serve
from lib.sandbox.history import History
from tests.sandbox.conftest import past

NOW = 1_790_000_000

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def history() -> History:
    return past(7, NOW)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    world = open_world("demo", seed=7, clock=lambda: NOW)
    with serve(world) as running, httpx.Client(timeout=30) as client:

        def call(method: str, **params: Any) -> Any:
            body = {"v": "5.199", "access_token": "demo-user", **params}
            answer = client.post(f"{running.url}/method/{method}", data=body).json()
            assert "response" in answer, answer
            return answer["response"]

        yield call


def wall(ask: Ask) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = []
    while True:
        page = ask("wall.get", owner_id=-1, count=100, offset=len(posts))
        posts += page["items"]
        if len(posts) >= page["count"] or not page["items"]:
            return posts


def test_the_wall_is_the_history(ask: Ask, history: History) -> None:
    told = wall(ask)[::-1]
    assert len(told) == len(history.posts)
    for shown, post in zip(told, history.posts, strict=True):
        assert (shown["date"], shown["text"]) == (post.at, post.text)
        assert shown["views"]["count"] == post.views
        assert shown["likes"]["count"] == post.likes
        assert shown["reposts"]["count"] == post.reposts
        assert shown["comments"]["count"] == len(post.comments)
        assert ("copy_history" in shown) == (post.copy_of is not None)
        kinds = [one["type"] for one in shown.get("attachments", [])]
        assert kinds == [one["type"] for one in post.attachments]


def test_addresses_of_pictures_lead_to_the_local_vk(ask: Ask) -> None:
    shown = next(
        one["photo"]
        for post in wall(ask)
        for one in post.get("attachments", [])
        if one["type"] == "photo"
    )
    for size in shown["sizes"]:
        assert size["url"].startswith("http://127.0.0.1:")
    picture = httpx.get(shown["sizes"][-1]["url"])
    assert picture.status_code == 200
    assert picture.headers["content-type"].startswith("image/svg")


def test_the_comments_of_a_post_are_those_of_the_history(ask: Ask, history: History) -> None:
    told = wall(ask)[::-1]
    busy = sorted(range(len(told)), key=lambda n: len(history.posts[n].comments))[-6:]
    for number in [*busy, 3, 400]:
        tops = []
        while True:
            page = ask(
                "wall.getComments",
                owner_id=-1,
                post_id=told[number]["id"],
                count=100,
                offset=len(tops),
                thread_items_count=10,
                preview_length=0,
            )
            tops += page["items"]
            if not page["items"] or len(tops) >= page["current_level_count"]:
                break
        past = history.posts[number].comments
        assert page["count"] == len(past)
        expected = [one for one in past if one.reply_to is None]
        assert [(one["from_id"], one["date"], one["text"]) for one in tops] == [
            (one.author_id, one.at, one.text) for one in expected
        ]
        threads = sum(one["thread"]["count"] for one in tops)
        assert threads == len(past) - len(expected)


def test_the_days_are_those_of_the_history(ask: Ask, history: History) -> None:
    periods = ask(
        "stats.get", group_id=1, timestamp_from=NOW - 30 * 86400, timestamp_to=NOW, interval="day"
    )
    told = sorted(periods, key=lambda one: one["period_from"])[1:]
    for shown, day in zip(told, history.days[-len(told) :], strict=True):
        assert shown["reach"]["reach"] == day.reach
        assert shown["reach"]["reach_subscribers"] == day.reach_subscribers
        assert shown["visitors"]["views"] == day.views
        for name in ("likes", "comments", "copies", "subscribed", "unsubscribed"):
            assert shown["activity"].get(name, 0) == getattr(day, name)


def test_members_and_waiting_posts(ask: Ask, history: History) -> None:
    assert ask("groups.getMembers", group_id=1, count=0)["count"] == history.members
    waiting = ask("wall.get", owner_id=-1, filter="postponed", count=10)["items"]
    assert {(one["date"], one["text"]) for one in waiting} == {
        (post.at, post.text) for post in history.scheduled
    }
    offered = ask("wall.get", owner_id=-1, filter="suggests")["items"]
    assert [(one["date"], one["from_id"], one["text"]) for one in offered[::-1]] == [
        (one.at, one.author_id, one.text) for one in history.suggested
    ]
