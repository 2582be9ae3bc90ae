"""The examination of the keys at the start."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.sandbox.rights import Key
from lib.vk import Unreachable, VkError
from lib.vk.examine import Problem, examine
from tests.conftest import LocalVk
from tests.vk.conftest import OddServer, door, http_answer
from tests.vk.test_vk_door import break_next

GOOD = {
    "PULT_COMMUNITY_KEY": "demo-community",
    "PULT_SERVICE_KEY": "demo-service",
    "PULT_USER_KEY": "demo-user",
    "PULT_GROUP_ID": "1",
}


def found(url: str, data: Path, **environ: str) -> list[Problem]:
    with door(url, data, **{**GOOD, **environ}) as vk:
        return examine(vk)


def test_good_keys_have_no_problems(local_vk: LocalVk, tmp_path: Path) -> None:
    assert found(local_vk.url, tmp_path) == []


@pytest.mark.parametrize("place", ["PULT_COMMUNITY_KEY", "PULT_SERVICE_KEY", "PULT_USER_KEY"])
@pytest.mark.parametrize("right", ["PULT_COMMUNITY_KEY", "PULT_SERVICE_KEY", "PULT_USER_KEY"])
def test_a_key_in_the_place_of_another_kind_is_named(
    local_vk: LocalVk, tmp_path: Path, place: str, right: str
) -> None:
    problems = found(local_vk.url, tmp_path, **{place: GOOD[right]})
    if place == right:
        assert problems == []
    else:
        assert [p.values for p in problems] == [{"place": place, "right_place": right}]


@pytest.mark.parametrize("place", ["PULT_COMMUNITY_KEY", "PULT_SERVICE_KEY", "PULT_USER_KEY"])
def test_a_wrong_key_is_named_without_being_shown(
    local_vk: LocalVk, tmp_path: Path, place: str
) -> None:
    problems = found(local_vk.url, tmp_path, **{place: "vk1.a.nonsense"})
    assert [p.values["place"] for p in problems] == [place]
    assert "does not accept" in problems[0].message
    assert not problems[0].values["reason"].endswith(".")  # the message goes on with one of its own
    assert "nonsense" not in repr(problems)


@pytest.mark.parametrize("kind", ["community", "service", "user"])
def test_an_expired_key_is_named(local_vk: LocalVk, tmp_path: Path, kind: str) -> None:
    local_vk.world.keys["old"] = Key("old", kind, frozenset(), "expired")  # type: ignore[arg-type]
    problems = found(local_vk.url, tmp_path, **{f"PULT_{kind.upper()}_KEY": "old"})
    assert [(p.key, "expired" in p.message) for p in problems] == [(kind, True)]


def test_a_community_that_does_not_exist_is_named_once(local_vk: LocalVk, tmp_path: Path) -> None:
    problems = found(local_vk.url, tmp_path, PULT_GROUP_ID="404")
    assert [(p.key, p.values) for p in problems] == [(None, {"number": "404"})]


def test_nothing_else_is_told_while_the_number_is_wrong(local_vk: LocalVk, tmp_path: Path) -> None:
    for name, value in GOOD.items():
        if name != "PULT_GROUP_ID":
            with door(local_vk.url, tmp_path, **{name: value, "PULT_GROUP_ID": "404"}) as vk:
                assert [p.values for p in examine(vk)] == [{"number": "404"}]


def test_missing_rights_of_the_community_key_are_named(local_vk: LocalVk, tmp_path: Path) -> None:
    local_vk.world.keys["weak"] = Key("weak", "community", frozenset({"photos", "wall"}))
    problems = found(local_vk.url, tmp_path, PULT_COMMUNITY_KEY="weak")
    assert [p.values["rights"] for p in problems] == ["manage"]


def test_what_cannot_be_done_with_the_keys_set_is_told(local_vk: LocalVk, tmp_path: Path) -> None:
    def places(**keys: str) -> list[str]:
        with door(local_vk.url, tmp_path, PULT_GROUP_ID="1", **keys) as vk:
            return [p.values["place"] for p in examine(vk)]

    assert places(PULT_COMMUNITY_KEY="demo-community") == ["PULT_SERVICE_KEY"]
    assert places(PULT_SERVICE_KEY="demo-service") == ["PULT_COMMUNITY_KEY"]
    assert places(PULT_USER_KEY="demo-user") == []


def answer(body: object) -> bytes:
    return http_answer(json.dumps({"response": body}))


def test_the_community_key_of_another_community_is_named(
    odd_vk: Callable[..., OddServer], tmp_path: Path
) -> None:
    permissions = answer({"mask": 8192 + 262144})
    server = odd_vk(
        permissions,
        answer({"groups": [{"id": 1, "name": "Наше"}], "profiles": []}),
        answer({"groups": [{"id": 2, "name": "Чужое"}], "profiles": []}),
        permissions,
    )
    with door(server.url, tmp_path, PULT_COMMUNITY_KEY="other", PULT_GROUP_ID="1") as vk:
        problems = examine(vk)
    assert problems[0].values == {"place": "PULT_COMMUNITY_KEY", "name": "Чужое"}


def test_a_deleted_community_and_a_stranger_as_user_are_named(
    odd_vk: Callable[..., OddServer], tmp_path: Path
) -> None:
    no = http_answer('{"error": {"error_code": 15, "error_msg": "Access denied"}}')
    for group, expected in (
        ({"id": 1, "deactivated": "deleted"}, "deleted or blocked"),
        ({"id": 1, "is_admin": 0}, "not an editor"),
    ):
        server = odd_vk(no, answer([{"id": 5}]), answer({"groups": [group], "profiles": []}))
        with door(server.url, tmp_path, PULT_USER_KEY="someone", PULT_GROUP_ID="1") as vk:
            assert [expected in p.message for p in examine(vk)] == [True]


def test_trouble_with_vk_says_nothing_about_the_keys(local_vk: LocalVk, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        found("http://127.0.0.1:9", tmp_path)
    break_next(local_vk, "*", "http", times=99, status=502)
    with pytest.raises(VkError):
        found(local_vk.url, tmp_path)
    local_vk.post("/_world/faults", [])
    break_next(local_vk, "*", "error", times=99, code=14)
    with pytest.raises(VkError):
        found(local_vk.url, tmp_path)


def test_messages_fill_their_placeholders(local_vk: LocalVk, tmp_path: Path) -> None:
    problems = found(local_vk.url, tmp_path, PULT_USER_KEY="x", PULT_GROUP_ID="404")
    assert problems
    for problem in problems:
        assert "{" not in problem.message.format(**problem.values)
