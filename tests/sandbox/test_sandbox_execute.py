"""execute over HTTP: inner rights, errors in order, the budget, the size; and its arguments."""

from __future__ import annotations

import httpx

from tests.sandbox.conftest import Caller


def _run(vk: Caller, code: str, *, key: str = "demo-user", **args: object) -> object:
    return vk.body("execute", key=key, code=code, **args)


def test_inner_calls_keep_the_rights_of_their_key(vk: Caller) -> None:
    code = "var a = API.wall.get({owner_id: -1}); var b = API.users.get({user_ids: 1}); return [a, b[0].id];"
    assert _run(vk, code, key="demo-community") == {
        "response": [False, 1],
        "execute_errors": [
            {
                "method": "wall.get",
                "error_code": 27,
                "error_msg": "Group authorization failed: method is unavailable with group auth.",
            }
        ],
    }
    assert _run(vk, "return API.no.such() == false;")["execute_errors"][0]["error_code"] == 3


def test_a_script_writes_and_reads_in_one_request(vk: Caller) -> None:
    code = """
        var made = API.wall.post({"owner_id": -1, "message": Args.text, "from_group": true});
        return API.wall.getById({"posts": ["-1_" + made.post_id]}).items@.text;
    """
    assert _run(vk, code, text="из сценария") == {"response": ["из сценария"]}


def test_the_twenty_sixth_call_ends_the_script(vk: Caller) -> None:
    code = "var i = 0; while (i < %d) { API.users.get({user_ids: 1}); i = i + 1; } return i;"
    assert _run(vk, code % 25) == {"response": 25}
    told = vk.body("execute", code=code % 26)["error"]
    assert (told["error_code"], told["error_msg"]) == (
        13,
        "Runtime error occurred during code invocation: Too many API calls",
    )


def test_an_answer_over_five_megabytes_is_refused(vk: Caller) -> None:
    for _ in range(3):
        vk.door("post", {"text": "ы" * 100_000})
    code = "var a = []; while (a.length < %d) { a = a + API.wall.get({owner_id: -1}).items; } return a;"
    assert len(_run(vk, code % 21)["response"]) == 21
    told = vk.body("execute", code=code % 30)["error"]
    assert told["error_msg"].endswith(": response size is too big")
    assert told["error_code"] == 13


def test_code_that_is_none(vk: Caller) -> None:
    assert vk.error("execute") == 100
    assert vk.error("execute", code="return undefined_name;") == 12
    assert vk.error("execute", code="return (") == 12


def test_the_record_names_the_inner_calls_in_order(vk: Caller) -> None:
    _run(vk, "API.groups.getById({group_id: 1}); return API.users.get();")
    calls = httpx.get(f"{vk.running.url}/_world/calls").json()
    assert calls[-1]["inner"] == ["groups.getById", "users.get"]
