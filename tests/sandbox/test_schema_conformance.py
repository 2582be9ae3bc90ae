"""Every answer and every event of the local VK fits the official schema 5.199.

The schema lies outside of the repository (`../shared/vk-api-schema`) and may be missing: then this skips.
"""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from lib.sandbox import human, open_world, serve
from lib.sandbox.errors import TEXTS, ApiFailure, envelope, refusal
from lib.sandbox.methods import METHODS
from lib.sandbox.objects import ADMIN_ID
from lib.sandbox.rights import RIGHTS
from tests.conftest import LocalVk
from tests.sandbox import cases_community, cases_media
from tests.sandbox.conftest import Caller
from tests.sandbox.deviations import BEYOND, CONTRARY, NOT_SENT, OF_ERRORS

SCHEMA = Path(__file__).parents[3] / "shared" / "vk-api-schema"
BASE = "https://schema.invalid/"
SPECIAL = {"properties", "additionalProperties"}

pytestmark = pytest.mark.skipif(
    not SCHEMA.is_dir(), reason="the official schema is not there (../shared/vk-api-schema)"
)


def standard(schema: Any) -> Any:
    """JSON Schema proper: a property that says `required: true` of itself is named by its owner instead.

    `additionalProperties: false` goes: groups_group says so and is then extended by allOf, so that nothing
    could fit. `invented` looks for unknown fields instead.
    """
    if isinstance(schema, list):
        return [standard(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: standard(one) for key, one in schema.items() if key not in SPECIAL}
    if isinstance(schema.get("required"), bool):
        del made["required"]
    if isinstance(schema.get("properties"), dict):
        fields = schema["properties"]
        made["properties"] = {name: standard(one) for name, one in fields.items()}
        needed = [name for name, one in fields.items() if one.get("required") is True]
        if needed:
            made["required"] = needed
    return made


@functools.cache
def registry() -> Registry[Any]:
    files = {
        f"{BASE}{path.relative_to(SCHEMA).as_posix()}": json.loads(path.read_text(encoding="utf-8"))
        for path in SCHEMA.glob("*/*.json")
    }
    return Registry().with_resources(
        (name, Resource(standard({k: v for k, v in body.items() if k != "$schema"}), DRAFT4))
        for name, body in files.items()
    )


@functools.cache
def answer_schema(method: str, kind: str) -> dict[str, Any]:
    section = method.partition(".")[0]
    listed = json.loads((SCHEMA / section / "methods.json").read_text(encoding="utf-8"))["methods"]
    (known,) = [one for one in listed if one["name"] == method]
    where: str = known["responses"][kind]["$ref"]
    return {"$ref": BASE + where.removeprefix("../")}


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """What does not fit, told shortly."""
    validator = Draft4Validator(schema, registry=registry())
    told = []
    for error in validator.iter_errors(value):
        deepest = error
        while deepest.context:
            deepest = min(deepest.context, key=lambda e: (-len(e.absolute_path), str(e.message)))
        path = "/".join(map(str, deepest.absolute_path))
        told.append(f"{path}: {deepest.message[:200]}")
    return told


def invented(value: Any, schema: dict[str, Any]) -> set[str]:
    """Fields, as a/b/c, that the schema does not know."""
    return set(_unknown(value, [(schema, registry().resolver(BASE))], ""))


def _unknown(value: Any, described: list[Any], path: str) -> Iterator[str]:
    flat = [one for schema, resolver in described for one in _flat(schema, resolver)]
    if isinstance(value, list):
        inner = [(one["items"], resolver) for one, resolver in flat if "items" in one]
        for row in value:
            yield from _unknown(row, inner, path)
    elif isinstance(value, dict):
        known = [(one["properties"], resolver) for one, resolver in flat if "properties" in one]
        for name, field in value.items():
            inner = [(fields[name], resolver) for fields, resolver in known if name in fields]
            if inner:
                yield from _unknown(field, inner, f"{path}/{name}")
            elif known:
                yield f"{path}/{name}"


def _flat(schema: dict[str, Any], resolver: Any) -> Iterator[Any]:
    """The schema and all it refers to or consists of."""
    yield schema, resolver
    if "$ref" in schema:
        found = resolver.lookup(schema["$ref"])
        yield from _flat(found.contents, found.resolver)
    for way in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(way, ()):
            yield from _flat(part, resolver)


def ask(vk: LocalVk, key: str, method: str, params: dict[str, Any]) -> Any:
    answer = Caller.http.post(
        f"{vk.url}/method/{method}", data={"v": "5.199", "access_token": key, **params}
    ).json()
    assert "error" not in answer, answer
    return answer


U, C, S = "demo-user", "demo-community", "demo-service"
OF_POST = {"owner_id": -1, "post_id": "{post}"}
POST_ITEM = {"type": "post", "owner_id": -1, "item_id": "{post}"}
OF_COMMENT = {"owner_id": -1, "comment_id": "{comment}"}
ALL_USER_FIELDS = (
    "sex,photo_50,photo_100,photo_200,city,screen_name,online,last_seen,domain,verified"
)
ALL_GROUP_FIELDS = "members_count,description,activity,status,site,photo_200,verified,city,counters"
WHOLE = {
    "extended": 1,
    "need_likes": 1,
    "count": 100,
    "thread_items_count": 10,
    "preview_length": 0,
}

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("users.get", "response", C, {"user_ids": "1001,1002"}),
    ("users.get", "response", S, {"user_ids": "1001", "fields": ALL_USER_FIELDS}),
    ("utils.resolveScreenName", "response", S, {"screen_name": "club1"}),
    ("groups.getById", "response", C, {}),
    ("groups.getById", "response", U, {"group_id": 1, "fields": ALL_GROUP_FIELDS}),
    ("groups.getMembers", "response", S, {"group_id": 1}),
    ("groups.getMembers", "fieldsResponse", C, {"group_id": 1, "fields": ALL_USER_FIELDS}),
    ("groups.getMembers", "filterResponse", U, {"group_id": 1, "filter": "managers"}),
    ("groups.isMember", "response", S, {"group_id": 1, "user_id": 1001}),
    ("groups.isMember", "userIdsResponse", S, {"group_id": 1, "user_ids": "1001,1002"}),
    ("groups.getTokenPermissions", "response", C, {}),
    ("groups.getLongPollServer", "response", C, {"group_id": 1}),
    ("groups.getLongPollSettings", "response", C, {"group_id": 1}),
    ("groups.setLongPollSettings", "response", C, {"group_id": 1, "wall_reply_new": 1}),
    ("wall.get", "response", S, {"owner_id": -1}),
    ("wall.get", "extendedResponse", U, {"owner_id": -1, "extended": 1, "fields": ALL_USER_FIELDS}),
    ("wall.get", "response", U, {"owner_id": -1, "filter": "postponed"}),
    ("wall.get", "response", U, {"owner_id": -1, "filter": "suggests"}),
    ("wall.getById", "response", S, {"posts": "-1_{post}"}),
    ("wall.getById", "extendedResponse", S, {"posts": "-1_{post}", "extended": 1}),
    ("wall.getComments", "response", S, OF_POST),
    ("wall.getComments", "response", U, {**OF_POST, "need_likes": 1, "thread_items_count": 10}),
    ("wall.getComments", "extendedResponse", U, {**OF_POST, **WHOLE}),
    ("wall.getComments", "extendedResponse", S, {**OF_POST, **WHOLE, "comment_id": "{comment}"}),
    ("wall.getComment", "response", U, OF_COMMENT),
    ("wall.getComment", "extendedResponse", U, {**OF_COMMENT, "extended": 1}),
    ("wall.search", "response", S, {"owner_id": -1, "query": "обсуждением"}),
    ("wall.search", "extendedResponse", U, {"domain": "club1", "query": "запись", "extended": 1}),
    ("wall.getReposts", "response", S, OF_POST),
    ("wall.repost", "response", U, {"object": "wall-1_{post}", "group_id": 1}),
    ("wall.pin", "response", U, OF_POST),
    ("wall.unpin", "response", U, OF_POST),
    ("wall.reportPost", "response", U, {**OF_POST, "reason": 0}),
    ("wall.reportComment", "response", U, {**OF_COMMENT, "reason": 6}),
    ("likes.add", "response", U, POST_ITEM),
    ("likes.delete", "response", U, POST_ITEM),
    ("likes.getList", "response", S, POST_ITEM),
    ("likes.getList", "extendedResponse", U, {**POST_ITEM, "extended": 1}),
    ("wall.post", "response", C, {"owner_id": -1, "from_group": 1, "message": "Запись"}),
    ("wall.edit", "response", U, {**OF_POST, "message": "Правка"}),
    ("wall.createComment", "response", C, {**OF_POST, "message": "Ответ"}),
    (
        "wall.editComment",
        "response",
        U,
        {"owner_id": -1, "comment_id": "{mine}", "message": "Правка"},
    ),
    ("wall.closeComments", "response", C, OF_POST),
    ("wall.openComments", "response", C, OF_POST),
    ("wall.deleteComment", "response", U, OF_COMMENT),
    ("wall.restoreComment", "response", U, OF_COMMENT),
    ("wall.delete", "response", U, OF_POST),
    ("wall.restore", "response", U, OF_POST),
    ("stats.get", "response", U, {"group_id": 1}),
    ("stats.get", "response", U, {"group_id": 1, "interval": "month", "extended": 1}),
    ("stats.getPostReach", "response", U, {"owner_id": -1, "post_ids": "{post}"}),
    *cases_community.CASES,
    *cases_media.CASES,
]


FIRST = {
    "wall.restore": "wall.delete",
    "wall.restoreComment": "wall.deleteComment",
    "board.restoreComment": "board.deleteComment",
    "wall.unpin": "wall.pin",
}
"""What must have been called, with the same parameters, before a method has something to answer."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of a world in which everything that has a shape happened once, and its ids."""
    folder = tmp_path_factory.mktemp("lived")
    with serve(open_world("empty", state=folder / "world.db")) as running:
        return folder, _live(LocalVk(running.url, running.world))


@pytest.fixture
def lively(
    lived: tuple[Path, dict[str, Any]], tmp_path: Path
) -> Iterator[tuple[LocalVk, dict[str, Any]]]:
    """That world, running; what a test does to it is gone afterwards."""
    folder, ids = lived
    shutil.copytree(folder, tmp_path / "world")
    with serve(open_world("empty", state=tmp_path / "world" / "world.db")) as running:
        yield LocalVk(running.url, running.world), ids


def _live(local_vk: LocalVk) -> dict[str, Any]:
    world = local_vk.world
    for user_id in (1001, 1002, 1003):
        world.join(user_id)
    picture = {"type": "link", "link": {"url": "https://example.org/", "title": "Ссылка"}}
    post = world.publish("Запись с обсуждением", attachments=[picture])
    comment = world.comment(post.id, 1001, "Вопрос")
    reply = world.comment(post.id, 1002, "Тоже интересно", comment)
    world.comment(post.id, -1, "Ответ сообщества", reply)
    gone = world.comment(post.id, 1003, "Лишнее")
    world.comment(post.id, 1002, "Ответ на лишнее", gone)
    world.edit_comment(reply, "Тоже очень интересно")
    world.delete_comment(gone)
    world.restore_comment(gone)
    world.delete_comment(gone)
    world.like(1002, post_id=post.id)
    world.like(1002, post_id=post.id, comment_id=comment)
    world.like(1002, post_id=post.id, undo=True)
    world.add_views(post.id, 50)
    world.repost(post, 1001)
    world.leave(1003)
    world.publish("Позже", date=world.now() + 7200, kind="postpone")
    world.publish("Предложено", from_id=1001, kind="suggest")
    mine = world.comment(post.id, ADMIN_ID, "От себя")
    ids = {"post": post.id, "comment": comment, "mine": mine}
    return ids | cases_community.live(world, post.id) | cases_media.live(local_vk)


def test_every_method_is_asked() -> None:
    assert {method for method, _, _, _ in CASES} == set(METHODS)


@pytest.mark.parametrize(("method", "kind", "key", "params"), CASES)
def test_answers(
    lively: tuple[LocalVk, dict[str, Any]], method: str, kind: str, key: str, params: dict[str, Any]
) -> None:
    vk, ids = lively
    params = {name: str(value).format(**ids) for name, value in params.items()}
    if method in FIRST:
        ask(vk, key, FIRST[method], params)
    answer = ask(vk, key, method, params)
    assert faults(answer, answer_schema(method, kind)) == []
    assert invented(answer, answer_schema(method, kind)) <= BEYOND.keys()


def test_the_rights_of_the_schema() -> None:
    """Which kinds of key may call what, in the profile `schema`."""
    letters = {"user": "u", "group": "g", "service": "s"}
    for method, row in RIGHTS.items():
        section = method.partition(".")[0]
        listed = json.loads((SCHEMA / section / "methods.json").read_text(encoding="utf-8"))
        (known,) = [one for one in listed["methods"] if one["name"] == method]
        kinds = {letters[kind] for kind in known["access_token_type"] if kind in letters}
        assert set(row.schema) == kinds, method


def test_every_refusal() -> None:
    told = [refusal(code, "detail") for code in TEXTS]
    told.append(ApiFailure(15, subcode=1133))
    told += [human.refused("captcha", "http://x/", legacy=old) for old in (False, True)]
    told.append(human.refused("validation", "http://x/"))
    schema = {"$ref": f"{BASE}base/objects.json#/definitions/base_error"}
    for failure in told:
        body = envelope(failure, method="wall.get", params={"owner_id": "-1"})["error"]
        assert not NOT_SENT.keys() & body
        assert faults(body | {"inner_type": "base_error"}, schema) == [], failure
        assert invented(body, schema) <= OF_ERRORS.keys(), failure


@pytest.mark.parametrize(
    ("method", "kind", "params"),
    [
        ("wall.get", "extendedResponse", {"count": 100, "extended": 1}),
        ("wall.get", "extendedResponse", {"count": 100, "extended": 1, "offset": 500}),
        ("wall.get", "response", {"count": 100, "filter": "postponed"}),
    ],
)
def test_the_demo_wall(demo_vk: LocalVk, method: str, kind: str, params: dict[str, Any]) -> None:
    answer = ask(demo_vk, U, method, {"owner_id": -1, **params})
    assert answer["response"]["items"]
    assert faults(answer, answer_schema(method, kind)) == []
    assert invented(answer, answer_schema(method, kind)) == set()


def test_the_demo_comments(demo_vk: LocalVk) -> None:
    wall = ask(demo_vk, U, "wall.get", {"owner_id": -1, "count": 100})["response"]["items"]
    busy = sorted(wall, key=lambda post: -int(post["comments"]["count"]))[:5]
    assert busy[0]["comments"]["count"] > 10
    for post in busy:
        answer = ask(
            demo_vk, U, "wall.getComments", {"owner_id": -1, "post_id": post["id"], **WHOLE}
        )
        assert faults(answer, answer_schema("wall.getComments", "extendedResponse")) == []
        unknown = invented(answer, answer_schema("wall.getComments", "extendedResponse"))
        assert unknown <= BEYOND.keys()


@pytest.mark.parametrize("interval", ["day", "week", "month", "year", "all"])
def test_the_demo_statistics(demo_vk: LocalVk, interval: str) -> None:
    answer = ask(demo_vk, U, "stats.get", {"group_id": 1, "interval": interval})
    assert answer["response"]
    assert faults(answer, answer_schema("stats.get", "response")) == []


EVENTS = {
    "wall_post_new": "callback_wall_post_new",
    "wall_repost": "callback_wall_repost",
    "wall_reply_new": "callback_wall_reply_new",
    "wall_reply_edit": "callback_wall_reply_edit",
    "wall_reply_restore": "callback_wall_reply_restore",
    "wall_reply_delete": "callback_wall_comment_delete",
    "group_join": "callback_group_join",
    "group_leave": "callback_group_leave",
    "like_add": "callback_like_add_remove",
    "like_remove": "callback_like_add_remove",
    **cases_community.EVENTS,
    **cases_media.EVENTS,
}


def test_events(lively: tuple[LocalVk, dict[str, Any]]) -> None:
    vk, _ = lively
    server = ask(vk, C, "groups.getLongPollServer", {"group_id": 1})["response"]
    answer = Caller.http.get(
        server["server"], params={"act": "a_check", "key": server["key"], "ts": "0", "wait": "0"}
    ).json()
    assert set(EVENTS) == {event["type"] for event in answer["updates"]}
    for event in answer["updates"]:
        name = EVENTS[event["type"]]
        schema = {"$ref": f"{BASE}callback/objects.json#/definitions/{name}"}
        found = faults(event["object"], schema)
        assert [one for one in found if (event["type"], one) not in CONTRARY] == [], event["type"]
        if event["type"].startswith(("wall_post", "wall_repost")):
            # Official samples carry fields of the full post that the event's schema leaves out.
            schema = {"$ref": f"{BASE}wall/objects.json#/definitions/wall_wall_item"}
        assert invented(event["object"], schema) <= BEYOND.keys(), event["type"]
