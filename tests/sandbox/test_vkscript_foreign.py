"""What foreign libraries send to `execute` runs: vk_api's helpers and vkbottle's converter, unmodified."""

from __future__ import annotations

import time
from typing import Any

import pytest
from vk_api.execute import VkFunction
from vk_api.requests_pool import vk_one_method, vk_one_param
from vk_api.tools import vk_get_all_items
from vkbottle import vkscript

from lib.sandbox.vkscript import CallFailed, run

ITEMS = [{"id": number, "text": "слово " * 20, "likes": {"count": 0}} for number in range(2500)]


def pages(method: str, params: dict[str, Any]) -> Any:
    start = params["offset"] if params["offset"] >= 0 else len(ITEMS) + params["offset"]
    return {"count": len(ITEMS), "items": ITEMS[start : start + params["count"]]}


def get_all_code(**values: Any) -> str:
    given = {
        "method": "wall.getComments",
        "key": "items",
        "values": {"owner_id": -1, "count": 100, "attribution": None},
        "count": None,
        "offset": 0,
        "offset_mul": 1,
    }
    code: str = vk_get_all_items.compile(given | values)
    return code


def test_get_all_collects_every_page() -> None:
    calls = []

    def call(method: str, params: dict[str, Any]) -> Any:
        calls.append((method, params["offset"]))
        return pages(method, params)

    got = run(get_all_code(), args={}, call=call)
    assert got == {"count": 2500, "items": ITEMS, "offset": 2500, "more": False}
    assert calls == [("wall.getComments", offset) for offset in range(0, 2500, 100)]


def test_get_all_says_that_there_is_more() -> None:
    got = run(get_all_code(values={"count": 50}), args={}, call=pages)
    assert (len(got["items"]), got["offset"], got["more"]) == (1250, 1250, True)
    rest = run(get_all_code(values={"count": 50}, count=2500, offset=1250), args={}, call=pages)
    assert got["items"] + rest["items"] == ITEMS
    assert rest["more"] is False


def test_get_all_tells_of_a_failed_call() -> None:
    def call(method: str, params: dict[str, Any]) -> Any:
        raise CallFailed

    assert run(get_all_code(), args={}, call=call) == {"_error": 1}


def test_one_method_with_many_values() -> None:
    values = [{"user_ids": f'"{number}"', "n": number} for number in range(25)]
    code = vk_one_method.compile({"method": "users.get", "values": values})
    assert run(code, args={}, call=lambda method, params: params) == values


def test_one_parameter_with_many_values() -> None:
    given = {"method": "a.b", "values": ["x", 2], "default_values": {"c": [1], "k": 0}, "key": "k"}
    got = run(vk_one_param.compile(given), args={}, call=lambda method, params: params)
    assert got == [{"c": [1], "k": "x"}, {"c": [1], "k": 2}]


def test_a_function_of_vk_api() -> None:
    code = VkFunction(
        args=("ids",), code="var all = %(ids)s; return API.users.get({user_ids: all})@.name;"
    ).compile({"ids": [1, 2]})
    got = run(code, args={}, call=lambda m, params: [{"name": n} for n in params["user_ids"]])
    assert got == [1, 2]


@vkscript
def converted(api: Any, group_id: int, wanted: int = 3, title: str = "it's") -> Any:
    names = []
    total = 0
    found = api.groups.get_members(group_id=group_id, count=wanted)
    for member in found.items:
        if member.id > 1 and member.name != "Anna":
            names.append(member.name)
        elif member.id is None:
            pass
        else:
            total += member.id
    while total < 10:
        total += 2**2
    names.extend([str(total), f"{title}{total}"])
    row = {"names": names, "last": names[0], "id": int("7 members")}
    del row["last"]
    return row


def test_what_the_converter_of_vkbottle_writes() -> None:
    def call(method: str, params: dict[str, Any]) -> Any:
        assert (method, params) == ("groups.getMembers", {"group_id": 1, "count": 3})
        people = ["Anna", "Boris", "Vera"]
        return {"items": [{"id": n, "name": name} for n, name in enumerate(people, 1)]}

    got = run(converted(group_id=1).code, args={}, call=call)
    assert got == {"names": ["Boris", "Vera", "13", "it's13"], "id": 7}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("return 1 === 1;", True),
        ("return '1' === 1;", False),
        ("return null !== null;", False),
        ("return 2 ** 3 ** 2;", 512),
        ("return 15.toString();", "15"),
        ("return ','.join([1, 'a']);", "1,a"),
        ("return [1, 'a'].join('-');", "1-a"),
        ("var a = [3, 1, 2]; a.sort(); return a;", [1, 2, 3]),
        ("return ' a '.strip();", "a"),
        ("return +'5';", 5),
    ],
)
def test_words_that_only_the_converter_uses(code: str, expected: Any) -> None:
    assert run(code, args={}, call=pages) == expected


def test_a_full_script_does_not_blow_up() -> None:
    """25 calls and 2500 items take milliseconds; what copied the list at each step would take seconds."""
    code = get_all_code()
    run(code, args={}, call=pages)
    best = min(_seconds(code) for _ in range(5))
    assert best < 0.5


def _seconds(code: str) -> float:
    begun = time.perf_counter()
    run(code, args={}, call=pages)
    return time.perf_counter() - begun
