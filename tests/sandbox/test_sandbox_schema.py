"""Answers and events have the shapes of the official schema, which lies outside the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from lib.sandbox import Running
from lib.sandbox.calls import Office
from lib.sandbox.errors import TEXTS
from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller, Hands

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "vk-api-schema"
pytestmark = pytest.mark.skipif(
    not SCHEMA.is_dir(), reason="the official schema is not beside the repository"
)
BASE = "https://schema.invalid/"


def _plain(node: Any) -> Any:
    """Draft 4 of a schema file: `required: true` moves to the parent; `allOf` may hold further fields."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: _plain(value)
        for key, value in node.items()
        if not (key == "required" and isinstance(value, bool)) and key != "additionalProperties"
    }
    properties = node.get("properties")
    if isinstance(properties, dict):
        needed = [
            n for n, p in properties.items() if isinstance(p, dict) and p.get("required") is True
        ]
        if needed:
            made["required"] = needed
    if set(made) > {"$ref"} and "$ref" in made:
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    return made


@cache
def _file(uri: str) -> Resource[Any]:
    path = SCHEMA / uri.removeprefix(BASE)
    return Resource(contents=_plain(json.loads(path.read_text("utf-8"))), specification=DRAFT4)


@cache
def _validator(reference: str) -> Draft4Validator:
    registry: Registry[Any] = Registry(retrieve=_file)
    return Draft4Validator({"$ref": f"{BASE}{reference}"}, registry=registry)


def _faults(reference: str, value: Any) -> list[str]:
    found = _validator(reference).iter_errors(value)
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:120]}" for one in found]


@pytest.fixture
def lived(vk: Caller, hands: Hands) -> dict[str, int]:
    """A wall with everything on it: photos, links, branches, deleted parents, a queue, closed profiles."""
    photo = {"type": "photo", "photo": {"id": 5}}
    post = vk.door("post", {"text": "фото", "attachments": [photo]})["post_id"]
    vk.call("wall.post", owner_id=-1, message="ссылка", attachments="https://example.org/a")
    vk.call("wall.post", owner_id=-1, message="потом", publish_date=int(hands.at) + 600)
    top = vk.door("comment", {"post_id": post, "from_id": 50, "text": "раз"})["comment_id"]
    said = {"post_id": post, "from_id": 51, "text": "два", "attachments": [photo]}
    reply = vk.door("comment", said | {"reply_to": top})["comment_id"]
    vk.door("delete_comment", {"comment_id": top})
    vk.door("person", {"user_id": 51, "deactivated": "banned"})
    vk.door("join", {"user_id": 50})
    vk.door("like", {"user_id": 50, "post_id": post})
    vk.door("views", {"post_id": post, "views": 500})
    vk.call("wall.edit", owner_id=-1, post_id=post, message="правка")
    return {"post": post, "reply": reply, "top": top}


CASES: list[tuple[str, str, str, dict[str, object]]] = [
    (
        "users.get",
        "users",
        "users_get_response",
        {"user_ids": "1,50,51", "fields": "photo_50,city,sex"},
    ),
    (
        "utils.resolveScreenName",
        "utils",
        "utils_resolveScreenName_response",
        {"screen_name": "club1"},
    ),
    (
        "groups.getById",
        "groups",
        "groups_getById_object_response",
        {"group_id": 1, "fields": "members_count"},
    ),
    ("groups.getMembers", "groups", "groups_getMembers_response", {"group_id": 1}),
    (
        "groups.getMembers",
        "groups",
        "groups_getMembers_fields_response",
        {"group_id": 1, "fields": "sex"},
    ),
    (
        "groups.getMembers",
        "groups",
        "groups_getMembers_filter_response",
        {"group_id": 1, "filter": "managers"},
    ),
    ("groups.getTokenPermissions", "groups", "groups_getTokenPermissions_response", {}),
    ("groups.getLongPollServer", "groups", "groups_getLongPollServer_response", {"group_id": 1}),
    (
        "groups.getLongPollSettings",
        "groups",
        "groups_getLongPollSettings_response",
        {"group_id": 1},
    ),
    ("groups.setLongPollSettings", "base", "base_ok_response", {"group_id": 1, "enabled": 1}),
    ("wall.get", "wall", "wall_get_response", {"owner_id": -1}),
    ("wall.get", "wall", "wall_get_response", {"owner_id": -1, "filter": "postponed"}),
    ("wall.get", "wall", "wall_get_extended_response", {"owner_id": -1, "extended": 1}),
    ("wall.getById", "wall", "wall_getById_response", {"posts": "-1_1"}),
    ("wall.getById", "wall", "wall_getById_extended_response", {"posts": "-1_1", "extended": 1}),
    (
        "wall.getComments",
        "wall",
        "wall_getComments_response",
        {"owner_id": -1, "post_id": 1, "thread_items_count": 10, "need_likes": 1},
    ),
    (
        "wall.getComments",
        "wall",
        "wall_getComments_extended_response",
        {"owner_id": -1, "post_id": 1, "thread_items_count": 10, "extended": 1},
    ),
    ("wall.post", "wall", "wall_post_response", {"owner_id": -1, "message": "ещё"}),
    (
        "wall.createComment",
        "wall",
        "wall_createComment_response",
        {"owner_id": -1, "post_id": 1, "message": "а"},
    ),
    ("wall.closeComments", "base", "base_bool_response", {"owner_id": -1, "post_id": 1}),
    ("stats.get", "stats", "stats_get_response", {"group_id": 1}),
    ("stats.getPostReach", "stats", "stats_getPostReach_response", {"owner_id": -1, "post_ids": 1}),
]


@pytest.mark.parametrize(("method", "room", "name", "params"), CASES)
def test_an_answer_has_the_official_shape(
    vk: Caller,
    lived: dict[str, int],
    method: str,
    room: str,
    name: str,
    params: dict[str, object],
) -> None:
    key = "demo-community" if method == "groups.getTokenPermissions" else "demo-user"
    body = vk.body(method, key=key, **params)
    assert "response" in body
    assert _faults(f"{room}/responses.json#/definitions/{name}", body) == []


def test_one_comment_has_the_official_shape(vk: Caller, lived: dict[str, int]) -> None:
    body = vk.body("wall.getComment", owner_id=-1, comment_id=lived["reply"], extended=1)
    reference = "wall/responses.json#/definitions/wall_getComment_extended_response"
    assert _faults(reference, body) == []


def test_events_have_the_official_shapes(vk: Caller, lived: dict[str, int], hands: Hands) -> None:
    shapes = {
        "wall_post_new": "callback_wall_post_new",
        "wall_repost": "callback_wall_repost",
        "wall_reply_new": "callback_wall_reply_new",
        "wall_reply_edit": "callback_wall_reply_edit",
        "wall_reply_restore": "callback_wall_reply_restore",
        "wall_reply_delete": "callback_wall_comment_delete",
        "like_add": "callback_like_add_remove",
        "group_join": "callback_group_join",
        "group_leave": "callback_group_leave",
    }
    vk.door("repost", {"post_id": lived["post"], "user_id": 50})
    vk.door("edit_comment", {"comment_id": lived["reply"], "text": "правка"})
    vk.door("restore_comment", {"comment_id": lived["top"]})
    vk.door("leave", {"user_id": 50})
    hands.at += 3600
    updates = vk.poll(vk.listen() | {"ts": "0"})["updates"]
    assert set(shapes) == {update["type"] for update in updates}
    for update in updates:
        reference = f"callback/objects.json#/definitions/{shapes[update['type']]}"
        assert _faults(reference, update["object"]) == [], update["type"]


def test_the_check_itself_finds_faults() -> None:
    reference = "wall/responses.json#/definitions/wall_post_response"
    assert _faults(reference, {"response": {"post_id": "1"}})
    assert _faults(reference, {"response": {}})


def test_official_error_texts_are_used() -> None:

    rows = json.loads((SCHEMA / "errors.json").read_text("utf-8"))["errors"].values()
    official = {row["code"]: row["description"] for row in rows}
    # 17 carries live VK's ending; 1051 and 13000 are not in the schema.
    ours = {code: text for code, text in TEXTS.items() if code not in {17, 1051, 13000}}
    assert ours == {code: official[code] for code in ours}


def test_the_demo_world_has_the_official_shapes(demo_vk: LocalVk) -> None:
    vk = Caller(Running(demo_vk.url, demo_vk.world, Office(demo_vk.world, address=demo_vk.url)))
    walls = [vk.body("wall.get", owner_id=-1, count=100, offset=o, extended=1) for o in (0, 900)]
    reference = "wall/responses.json#/definitions/wall_get_extended_response"
    assert [_faults(reference, wall) for wall in walls] == [[], []]
    talked = max(walls[0]["response"]["items"], key=lambda post: post["comments"]["count"])
    about = {"owner_id": -1, "post_id": talked["id"], "count": 100, "thread_items_count": 10}
    comments = vk.body("wall.getComments", extended=1, **about)
    assert comments["response"]["items"]
    reference = "wall/responses.json#/definitions/wall_getComments_extended_response"
    assert _faults(reference, comments) == []
    days = vk.body("stats.get", group_id=1)
    assert _faults("stats/responses.json#/definitions/stats_get_response", days) == []
    photos = [a for p in walls[0]["response"]["items"] for a in p["attachments"] if "photo" in a]
    for size in photos[0]["photo"]["sizes"]:
        assert vk.http.get(size["url"]).status_code == 200
