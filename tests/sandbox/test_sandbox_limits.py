"""Quotas of a day, the queue of postponed posts, and a minute that is taken."""

from __future__ import annotations

import httpx
import pytest

from lib.sandbox import open_world, serve
from lib.sandbox.limits import PER_DAY
from tests.sandbox.conftest import Caller, Hands


def quota(vk: Caller, method: str, per_day: int | None, **more: object) -> None:
    vk.door("quota", {"method": method, "per_day": per_day, **more})


def test_the_numbers_that_people_report() -> None:
    assert {m: (q.per_day, q.code) for m, q in PER_DAY.items()} == {
        "wall.get": (5000, 29),
        "wall.search": (1000, 29),
        "newsfeed.search": (1000, 29),
        "wall.post": (50, 214),
    }


def test_beyond_the_quota_a_read_is_refused_until_the_next_day(vk: Caller, hands: Hands) -> None:
    quota(vk, "wall.get", 2)
    assert vk.call("wall.get", owner_id=-1)["count"] == 0
    assert vk.call("execute", code="return API.wall.get({owner_id: -1}).count;") == 0
    assert vk.error("wall.get", owner_id=-1) == 29
    body = vk.body("execute", code="return [API.wall.get({owner_id: -1}), API.users.get()@.id];")
    assert body["response"] == [False, [1]]
    assert body["execute_errors"][0]["error_code"] == 29
    assert vk.call("wall.get", key="demo-service", owner_id=-1)["count"] == 0
    assert vk.call("wall.getById", posts="-1_1")["items"] == []
    hands.at += 86_400
    assert vk.call("wall.get", owner_id=-1)["count"] == 0


def test_a_usual_quota_comes_back(vk: Caller) -> None:
    quota(vk, "wall.get", 0)
    assert vk.error("wall.get", owner_id=-1) == 29
    quota(vk, "wall.get", None)
    assert vk.call("wall.get", owner_id=-1)["count"] == 0


def test_only_posts_that_were_made_are_counted(vk: Caller) -> None:
    quota(vk, "wall.post", 2, code=214)
    assert vk.error("wall.post", owner_id=-1) == 100
    vk.call("wall.post", owner_id=-1, message="раз")
    vk.call("video.save", group_id=1, name="а", wallpost=1)
    told = vk.body("wall.post", owner_id=-1, message="три")["error"]
    assert told["error_code"] == 214
    assert vk.error("video.save", group_id=1, name="а", wallpost=1) == 214
    assert vk.error("video.startStreaming", group_id=1, wallpost=1) == 214
    assert vk.call("video.save", group_id=1, name="а")["video_id"]


def test_fifty_posts_a_day_at_vks_pace(hands: Hands) -> None:
    with serve(open_world("empty", clock=hands), pace="real") as running:
        vk = Caller(running)
        code = "var n = 0; while (n < 25) {API.wall.post({owner_id: -1, message: n}); n = n + 1;} return n;"
        for _ in range(2):
            assert "execute_errors" not in vk.body("execute", key="demo-community", code=code)
        told = vk.body("wall.post", key="demo-community", owner_id=-1, message="51")["error"]
        assert (told["error_code"], told["error_msg"]) == (
            214,
            "Access to adding post denied: you can only add 50 posts a day",
        )


def test_a_silent_quota_answers_that_method_nothing(vk: Caller) -> None:
    quota(vk, "wall.get", 1, silent=True)
    vk.call("wall.get", owner_id=-1)
    form = {"v": "5.199", "access_token": "demo-user", "owner_id": "-1"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{vk.running.url}/method/wall.get", data=form, timeout=0.3)
    code = {
        "v": "5.199",
        "access_token": "demo-user",
        "code": "return API.wall.get({owner_id: -1});",
    }
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{vk.running.url}/method/execute", data=code, timeout=0.3)
    assert vk.call("users.get")
    assert vk.call("wall.search", owner_id=-1, query="а")["count"] == 0


def test_a_minute_is_for_one_postponed_post(vk: Caller, hands: Hands) -> None:
    at = (int(hands.at) // 60 + 10) * 60
    first = vk.call("wall.post", owner_id=-1, message="раз", publish_date=at)["post_id"]
    assert vk.error("wall.post", owner_id=-1, message="два", publish_date=at + 59) == 214
    second = vk.call("wall.post", owner_id=-1, message="два", publish_date=at + 60)["post_id"]
    moved = {"owner_id": -1, "post_id": second, "message": "два", "publish_date": at}
    assert vk.error("wall.edit", **moved) == 214
    vk.call("wall.edit", owner_id=-1, post_id=first, message="раз!", publish_date=at + 30)
    vk.call("wall.delete", owner_id=-1, post_id=first)
    assert vk.call("wall.edit", **moved)["post_id"] == second


def test_a_full_queue_takes_no_more(vk: Caller, hands: Hands) -> None:
    assert vk.running.world.queue_limit == 150
    quota(vk, "postponed", 2)
    at = int(hands.at) + 3600
    for n in range(2):
        vk.call("wall.post", owner_id=-1, message=str(n), publish_date=at + n * 60)
    assert vk.error("wall.post", owner_id=-1, message="3", publish_date=at + 300) == 214
    offered = vk.door("suggest", {"from_id": 50, "text": "а"})["post_id"]
    assert vk.error("wall.post", owner_id=-1, post_id=offered, publish_date=at + 300) == 214
    assert vk.call("wall.post", owner_id=-1, message="сейчас")["post_id"]
    quota(vk, "postponed", None)
    vk.call("wall.post", owner_id=-1, post_id=offered, publish_date=at + 300)
