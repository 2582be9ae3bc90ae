"""Answers that are odd but true, and answers that are nonsense, at the door."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.vk import Call, NoAnswer, Refused, Vk
from tests.conftest import LocalVk
from tests.vk.conftest import OddServer, door, http_answer
from tests.vk.test_vk_batch import comments, post_with_comments
from tests.vk.test_vk_door import calls

Start = Callable[..., OddServer]
HUGE = 5_000_000_007
"""More than 32 bits hold, with a sign or without."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.vk.sending.TOO_FAST_PAUSE", 0.01)


@pytest.mark.parametrize("truth", [0, 1, False, True, [], {}, None, "", "0", 1.5, HUGE, [False]])
@pytest.mark.parametrize("method", ["groups.isMember", "wall.delete"])
def test_a_response_is_handed_over_as_it_is(
    odd_vk: Start, tmp_path: Path, truth: object, method: str
) -> None:
    server = odd_vk(http_answer(json.dumps({"response": truth})))
    with door(server.url, tmp_path) as vk:
        got = vk.call(method, owner_id=-1, post_id=1)
    assert got == truth
    assert type(got) is type(truth)


@pytest.mark.parametrize("truth", [0, False, [], {}, None, "", [1], {"items": []}])
def test_a_whole_execute_that_answers_so_gives_way_to_single_calls(
    odd_vk: Start, tmp_path: Path, truth: object
) -> None:
    whole = http_answer(json.dumps({"response": truth}))
    server = odd_vk(whole, http_answer('{"response": false}'), http_answer('{"response": []}'))
    with door(server.url, tmp_path, PULT_USER_KEY="u", PULT_GROUP_ID="1") as vk:
        answers = vk.batch([Call("polls.getById", {"n": 1}), Call("video.get", {"n": 2})])
    assert answers == [False, []]
    assert len(server.requests) == 3


@pytest.mark.parametrize("truth", [0, [], None, "", {}])
def test_inside_an_execute_such_answers_keep_their_places(
    odd_vk: Start, tmp_path: Path, truth: object
) -> None:
    told = {"response": [truth, False, truth], "execute_errors": [], "new_field": {"a": 1}}
    server = odd_vk(http_answer(json.dumps(told)))
    with door(server.url, tmp_path, PULT_USER_KEY="u", PULT_GROUP_ID="1") as vk:
        answers = vk.batch([Call("polls.getById", {"n": n}) for n in range(3)])
    assert answers == [truth, False, truth]
    assert answers[1] is False


def test_fields_that_nobody_knows_change_nothing(odd_vk: Start, tmp_path: Path) -> None:
    good = {"response": 7, "captcha": 1, "response_extra": [{}]}
    bad = {
        "error": {
            "error_code": 100.0,
            "error_msg": {"ru": "Нет"},
            "error_subcode": "x",
            "kind": {"deep": [1]},
            "args": 5,
            "message": "m",
            "values": [],
        },
        "response": 1,
    }
    server = odd_vk(http_answer(json.dumps(good)), http_answer(json.dumps(bad)))
    with door(server.url, tmp_path) as vk:
        assert vk.call("wall.delete", owner_id=-1) == 7
        with pytest.raises(Refused) as caught:
            vk.call("wall.delete", owner_id=-1)
    assert "Нет" in str(caught.value)


@pytest.mark.parametrize(
    "nonsense",
    [
        '{"response": ',
        '{"response": [1, 2',
        "<!DOCTYPE html><title>VK</title>",
        "  <html>",
        "response",
        '"response"',
        "7",
        "[" * 100_000,
        '{"response":' + "[" * 100_000,
        '{"response": ' + "9" * 5000 + "}",
        '{"RESPONSE": 1}',
        '{"response": 1, "error": null}',
        '{"response": 1, "error": "words"}',
        '{"response": 1, "error": []}',
        "\ufeff",
        "\0",
    ],
    ids=lambda text: repr(text)[:30],
)
@pytest.mark.parametrize("method", ["users.get", "wall.delete"])
def test_nonsense_is_no_answer(odd_vk: Start, tmp_path: Path, nonsense: str, method: str) -> None:
    """A read is asked again, a write once; either ends with `NoAnswer` and nothing else."""
    server = odd_vk(*[http_answer(nonsense)] * 3)
    with (
        door(server.url, tmp_path, PULT_USER_KEY="u", PULT_GROUP_ID="1") as vk,
        pytest.raises(NoAnswer),
    ):
        vk.call(method)
    assert len(server.requests) == (3 if method == "users.get" else 1)


def test_numbers_over_32_bits_come_and_go_whole(vk: Vk, local_vk: LocalVk) -> None:
    """VKScript's whole numbers have 32 bits and wrap; ids of people are larger than that."""
    post_id = post_with_comments(local_vk, "да")
    local_vk.world.comment(post_id, HUGE, "издалека")
    users = Call("users.get", {"user_ids": [HUGE, 5]})
    missing = Call("wall.getComments", {"owner_id": -1, "post_id": HUGE})
    member = Call("groups.isMember", {"group_id": 1, "user_id": HUGE})
    answers = vk.batch([comments(post_id), missing, comments(post_id)], key="user")
    assert answers[0]["items"][1]["from_id"] == HUGE
    assert answers[2] == answers[0]
    assert isinstance(answers[1], Refused)
    alone = [vk.call(call.method, **call.params) for call in (users, member)]
    assert vk.batch([users, member]) == alone
    sent = [str(row["params"]) for row in calls(local_vk, "execute")]
    assert str(HUGE) in sent[0]
    assert str(HUGE) in sent[1]
