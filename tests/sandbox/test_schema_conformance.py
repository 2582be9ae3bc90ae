"""Every answer and every event of the local VK fits the official schema 5.199.

The schema lies outside of the repository (`../shared/vk-api-schema`) and may be missing: then this skips.
"""

from __future__ import annotations

from typing import Any

import pytest

from lib.sandbox import human
from lib.sandbox.errors import TEXTS, ApiFailure, envelope, refusal
from lib.sandbox.methods import METHODS
from lib.sandbox.rights import RIGHTS
from tests.conftest import LocalVk
from tests.sandbox.cases import CASES, EVENTS, FIRST, WHOLE, C, U, filled, reads
from tests.sandbox.conftest import Caller, Lively
from tests.sandbox.deviations import BEYOND, CONTRARY, NOT_IN_ERRORS, NOT_SENT, OF_ERRORS
from tests.sandbox.schema import (
    answer_schema,
    definition,
    faults,
    invented,
    key_kinds,
    needs_schema,
    official_errors,
)

pytestmark = needs_schema


def ask(vk: LocalVk, key: str, method: str, params: dict[str, Any]) -> Any:
    answer = Caller.http.post(
        f"{vk.url}/method/{method}", data={"v": "5.199", "access_token": key, **params}
    ).json()
    assert "error" not in answer, answer
    return answer


def test_every_method_is_asked() -> None:
    assert {method for method, _, _, _ in CASES} == set(METHODS)


def test_the_check_itself_finds_faults() -> None:
    schema = answer_schema("wall.post", "response")
    assert faults({"response": {"post_id": 1}}, schema) == []
    assert faults({"response": {"post_id": "1"}}, schema)
    assert faults({"response": {}}, schema)
    assert invented({"response": {"post_id": 1, "more": 1}}, schema) == {"/response/more"}


@pytest.mark.parametrize(("method", "kind", "key", "params"), CASES)
def test_answers(
    request: pytest.FixtureRequest, method: str, kind: str, key: str, params: dict[str, Any]
) -> None:
    vk, ids = request.getfixturevalue("lively_to_read" if reads(method) else "lively")
    params = filled(params, ids)
    if method in FIRST:
        ask(vk, key, FIRST[method], params)
    answer = ask(vk, key, method, params)
    assert faults(answer, answer_schema(method, kind)) == []
    assert invented(answer, answer_schema(method, kind)) <= BEYOND.keys()


def test_the_rights_of_the_schema() -> None:
    """Which kinds of key may call what, in the profile `schema`."""
    kinds = {"u": "user", "g": "community", "s": "service"}
    for method, row in RIGHTS.items():
        assert {kinds[letter] for letter in row.schema} == key_kinds(method), method


def test_official_error_texts_are_used() -> None:
    official = official_errors()
    ours = {code: text for code, text in TEXTS.items() if code not in NOT_IN_ERRORS}
    assert ours == {code: official[code] for code in ours}


def test_every_refusal() -> None:
    told = [refusal(code, "detail") for code in TEXTS]
    told.append(ApiFailure(15, subcode=1133))
    told += [human.refused("captcha", "http://x/", legacy=old) for old in (False, True)]
    told.append(human.refused("validation", "http://x/"))
    schema = definition("base", "base_error")
    for failure in told:
        body = envelope(failure, method="wall.get", params={"owner_id": "-1"})["error"]
        assert not NOT_SENT.keys() & body
        assert faults(body | {"inner_type": "base_error"}, schema) == [], failure
        assert invented(body, schema) <= OF_ERRORS.keys(), failure


@pytest.mark.parametrize(
    ("method", "kind", "params"),
    [
        ("wall.get", "extendedResponse", {"count": 100, "extended": 1}),
        ("wall.get", "extendedResponse", {"count": 100, "extended": 1, "offset": 900}),
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


def test_the_demo_pictures_are_there(demo_vk: LocalVk) -> None:
    wall = ask(demo_vk, U, "wall.get", {"owner_id": -1, "count": 100})["response"]["items"]
    photos = [a["photo"] for post in wall for a in post["attachments"] if "photo" in a]
    assert photos[0]["sizes"]
    for size in photos[0]["sizes"]:
        assert Caller.http.get(size["url"]).status_code == 200


@pytest.mark.parametrize("interval", ["day", "week", "month", "year", "all"])
def test_the_demo_statistics(demo_vk: LocalVk, interval: str) -> None:
    answer = ask(demo_vk, U, "stats.get", {"group_id": 1, "interval": interval})
    assert answer["response"]
    assert faults(answer, answer_schema("stats.get", "response")) == []


def test_events(lively_to_read: Lively) -> None:
    vk, _ = lively_to_read
    server = ask(vk, C, "groups.getLongPollServer", {"group_id": 1})["response"]
    answer = Caller.http.get(
        server["server"], params={"act": "a_check", "key": server["key"], "ts": "0", "wait": "0"}
    ).json()
    assert set(EVENTS) == {event["type"] for event in answer["updates"]}
    for event in answer["updates"]:
        schema = definition("callback", EVENTS[event["type"]])
        found = faults(event["object"], schema)
        assert [one for one in found if (event["type"], one) not in CONTRARY] == [], event["type"]
        if event["type"].startswith(("wall_post", "wall_repost")):
            # Official samples carry fields of the full post that the event's schema leaves out.
            schema = definition("wall", "wall_wall_item")
        assert invented(event["object"], schema) <= BEYOND.keys(), event["type"]
