"""What can be broken on purpose."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.conftest import Caller


def test_an_error_comes_as_often_as_planned(vk: Caller) -> None:
    vk.faults({"method": "users.get", "kind": "error", "code": 10, "times": 2})
    assert [vk.body("users.get").get("error", {}).get("error_code") for _ in range(3)] == [
        10,
        10,
        None,
    ]


def test_an_error_for_one_method_spares_the_others(vk: Caller) -> None:
    vk.faults({"method": "wall.get", "kind": "error", "code": 29, "text": "Rate limit reached"})
    assert vk.call("users.get")
    assert vk.error("wall.get", owner_id=-1) == 29


def test_a_named_method_fails_inside_a_script_too(vk: Caller) -> None:
    vk.faults({"method": "users.get", "kind": "error", "code": 10})
    body = vk.body("execute", code="return [API.users.get(), API.users.get()@.id];")
    assert body["response"] == [False, [1]]
    assert body["execute_errors"][0]["error_code"] == 10


def test_a_star_means_every_method_and_an_empty_plan_none(vk: Caller) -> None:
    vk.faults({"method": "*", "kind": "error", "code": 9, "times": 100})
    assert (vk.error("users.get"), vk.error("wall.get")) == (9, 9)
    vk.faults()
    assert vk.call("users.get")


def test_gateways_and_pages_instead_of_json(vk: Caller) -> None:
    url = f"{vk.running.url}/method/users.get"
    vk.faults({"method": "users.get", "kind": "http", "status": 504})
    assert httpx.get(url).status_code == 504
    vk.faults({"method": "users.get", "kind": "html"})
    page = httpx.get(url)
    assert (page.status_code, page.text[:6]) == (200, "<html>")


def test_done_but_the_answer_is_lost(vk: Caller) -> None:
    vk.faults({"method": "wall.post", "kind": "drop_after"})
    with pytest.raises(httpx.RemoteProtocolError):
        vk.body("wall.post", owner_id=-1, message="дошла", guid="g")
    assert [post["text"] for post in vk.state()["posts"]] == ["дошла"]
    again = vk.call("wall.post", owner_id=-1, message="дошла", guid="g")
    assert again["post_id"] == vk.state()["posts"][0]["id"]


def test_a_hang_does_nothing_and_answers_nothing(vk: Caller) -> None:
    vk.faults({"method": "wall.post", "kind": "hang", "seconds": 30})
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{vk.running.url}/method/wall.post",
            data={"v": "5.199", "access_token": "demo-user", "owner_id": "-1", "message": "a"},
            timeout=0.3,
        )
    assert vk.state()["posts"] == []


def test_attachments_dropped_in_silence(vk: Caller) -> None:
    vk.faults({"method": "wall.post", "kind": "drop_attachments"})
    vk.call("wall.post", owner_id=-1, message="a", attachments="https://example.org")
    assert vk.state()["posts"][0]["attachments"] == []


def test_nonsense_is_refused_and_breaks_nothing(vk: Caller) -> None:
    answer = httpx.post(f"{vk.running.url}/_world/faults", json=[{"kind": "earthquake"}])
    assert answer.status_code == 400
    assert vk.call("users.get")


def test_every_call_is_written_down_without_its_key(vk: Caller) -> None:
    vk.call("users.get", user_ids=1)
    vk.error("wall.get", key="demo-community", owner_id=-1)
    vk.call("execute", code="return [API.users.get(), API.groups.getById({group_id: 1})];")
    text = httpx.get(f"{vk.running.url}/_world/calls").text
    assert "demo-" not in text
    calls = httpx.get(f"{vk.running.url}/_world/calls").json()
    assert [(c["key"], c["method"], c["error"], c["inner"]) for c in calls] == [
        ("user", "users.get", None, []),
        ("community", "wall.get", 27, []),
        ("user", "execute", None, ["users.get", "groups.getById"]),
    ]


def test_an_answer_is_cut_in_the_middle_and_the_call_is_done(vk: Caller) -> None:
    vk.faults({"method": "wall.post", "kind": "half"})
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
        vk.body("wall.post", owner_id=-1, message="дошла")
    assert [post["text"] for post in vk.state()["posts"]] == ["дошла"]
