"""Who may call what, and how VK says no."""

from __future__ import annotations

import httpx
import pytest

from lib.sandbox import open_world, serve
from lib.sandbox.methods import METHODS
from lib.sandbox.rights import RIGHTS
from tests.sandbox.conftest import Caller


def test_every_method_has_a_row_of_rights() -> None:
    assert set(RIGHTS) == {*METHODS, "execute"}


@pytest.mark.parametrize(
    ("method", "key", "code"),
    [
        ("wall.get", "demo-community", 27),
        ("wall.getById", "demo-community", 27),
        ("wall.getComments", "demo-community", 27),
        ("wall.deleteComment", "demo-community", 27),
        ("stats.get", "demo-community", 27),
        ("wall.post", "demo-service", 28),
        ("execute", "demo-service", 28),
        ("groups.getTokenPermissions", "demo-user", 15),
        ("users.get", "demo-expired", 5),
        ("wall.post", "demo-vkid", 1051),
        ("users.get", "no such key", 5),
        ("no.such", "demo-user", 3),
        ("Users.get", "demo-user", 3),
    ],
)
def test_a_key_is_refused_as_on_live_vk(vk: Caller, method: str, key: str, code: int) -> None:
    assert vk.error(method, key=key, group_id=1, owner_id=-1) == code


def test_a_community_key_posts_although_the_schema_forbids_it(vk: Caller) -> None:
    assert vk.call("wall.post", key="demo-community", owner_id=-1, message="текст")["post_id"] > 0
    with serve(open_world("empty"), rights="schema") as strict:
        refused = Caller(strict).error("wall.post", key="demo-community", owner_id=-1, message="a")
    assert refused == 27


def test_a_key_without_the_right_is_told_so_with_the_subcode(vk: Caller) -> None:
    vk.door("key", {"token": "mute", "kind": "community", "permissions": ["manage"]})
    told = vk.body("wall.post", key="mute", owner_id=-1, message="a")["error"]
    assert (told["error_code"], told["error_subcode"]) == (15, 1133)
    assert vk.call("groups.getTokenPermissions", key="mute")["mask"] == 262144


def test_a_refusal_lists_the_parameters_but_never_the_key(vk: Caller) -> None:
    told = vk.body("wall.get", key="demo-community", owner_id=-1)["error"]
    assert told["error_msg"] == (
        "Group authorization failed: method is unavailable with group auth."
    )
    assert told["request_params"] == [
        {"key": "method", "value": "wall.get"},
        {"key": "oauth", "value": "1"},
        {"key": "v", "value": "5.199"},
        {"key": "owner_id", "value": "-1"},
    ]


def test_the_version_is_required(vk: Caller) -> None:
    url = f"{vk.running.url}/method/users.get"
    told = httpx.get(url, params={"access_token": "demo-user"}).json()["error"]
    assert (told["error_code"], told["error_msg"]) == (
        8,
        "Invalid request: v (version) is required",
    )
    assert vk.error("users.get", v="5.20") == 8


def test_forms_and_the_bearer_header_are_read_and_json_is_not(vk: Caller) -> None:
    url = f"{vk.running.url}/method/users.get"
    bearer = {"Authorization": "Bearer demo-user"}
    ways = [
        httpx.get(url, params={"v": "5.199", "access_token": "demo-user"}),
        httpx.post(url, data={"v": "5.199"}, headers=bearer),
        httpx.post(url, files={"v": (None, "5.199")}, headers=bearer),
    ]
    assert [way.json()["response"][0]["id"] for way in ways] == [1, 1, 1]
    sent = httpx.post(url, json={"v": "5.199"}, headers=bearer).json()
    assert sent["error"]["error_code"] == 8


def test_the_pace_is_kept_by_key() -> None:
    with serve(open_world("empty"), pace="real") as running:
        vk = Caller(running)
        codes = [
            vk.body("users.get", key="demo-service").get("error", {}).get("error_code")
            for _ in range(5)
        ]
        other = vk.body("users.get", key="demo-community")
    assert codes[:3] == [None, None, None]
    assert 6 in codes[3:]
    assert "response" in other


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("users.get", {"user_ids": ",".join(map(str, range(1001)))}),
        ("wall.get", {"owner_id": -1, "count": 101}),
        ("wall.get", {"owner_id": -1, "offset": -1}),
        ("wall.get", {"owner_id": "minus one"}),
        ("wall.get", {"owner_id": -1, "filter": "all of them"}),
        ("wall.get", {"owner_id": -1, "extended": "True"}),
        ("wall.post", {"owner_id": -1, "message": "   "}),
        ("wall.post", {"owner_id": -1, "message": "ы" * 16_385}),
        ("stats.getPostReach", {"owner_id": -1, "post_ids": ",".join(map(str, range(31)))}),
        ("stats.get", {}),
    ],
)
def test_bad_parameters_are_error_100(vk: Caller, method: str, params: dict[str, object]) -> None:
    assert vk.error(method, **params) == 100
