"""Each code of VK: what a person reads, in Russian and in English, and what the door does next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lib.base.language import explain, set_resolver
from lib.sandbox import open_world, serve
from lib.vk import (
    Call,
    Flood,
    HumanNeeded,
    KeyDead,
    NoRight,
    QuotaUsed,
    Refused,
    TooFast,
    Vk,
)
from lib.vk.errors import refusal
from lib.vk.refusals import MEANINGS, Next
from tests.conftest import LocalVk
from tests.vk.conftest import door
from tests.vk.test_vk_door import break_next, calls

NAMED = {
    *(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28),
    *(29, 30, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 100, 101, 103, 104, 105, 106, 113, 114),
    *(118, 121, 122, 125, 129, 150, 200, 201, 203, 204, 205, 210, 211, 212, 213, 214, 219, 220),
    *(222, 223, 224, 225, 232, 243, 250, 251, 252, 253, 300, 302, 500, 600, 601, 603),
    *(701, 702, 703, 704, 705, 706, 711, 801, 900, 901, 902, 914, 917, 950, 983, 984, 985),
    *(1051, 1114, 1116, 1117, 1118, 2000, 3300, 3301, 3302, 3303, 3304, 3305, 3609, 3610, 3611),
    *(*range(5701, 5711), 9999, 13000),
}
"""The codes that VK is known to answer to what the console calls."""
CLASSES: dict[Next, type[Refused]] = {
    "again": Refused,
    "smaller": Refused,
    "upload": Refused,
    "stop": Refused,
    "wait": TooFast,
    "flood": Flood,
    "quota": QuotaUsed,
    "key": KeyDead,
    "right": NoRight,
    "person": HumanNeeded,
}


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_resolver(lambda: request.param)
    yield request.param
    set_resolver(lambda: "ru")


@pytest.fixture(scope="module")
def running_vk() -> Iterator[LocalVk]:
    with serve(open_world("empty")) as running:
        yield LocalVk(running.url, running.world)


@pytest.fixture
def local_vk(running_vk: LocalVk) -> LocalVk:
    """One local VK for the hundreds of tests here, its plan and its memory of calls empty."""
    running_vk.post("/_world/faults", [])
    httpx.delete(f"{running_vk.url}/_world/calls", verify=False)
    return running_vk


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.vk.sending.TOO_FAST_PAUSE", 0.01)


def test_every_known_code_has_its_row() -> None:
    assert MEANINGS.keys() == NAMED


@pytest.mark.parametrize("code", sorted(NAMED))
def test_a_person_reads_what_to_do_in_their_language(code: int, language: str) -> None:
    text = "Original words of VK: detail {x}"
    read = explain(refusal({"error_code": code, "error_msg": text}, method="wall.post"))
    own = read.replace(f" (VK {code}: {text})", "")
    assert own != read, "VK's own text and code stand beside ours"
    assert "{" not in own
    assert bool(re.search("[а-яё]", own)) == (language == "ru")
    assert 20 <= len(own) <= 220
    assert own.endswith(".")


def test_a_code_that_nobody_knows_is_told_as_vk_told_it(language: str) -> None:
    read = explain(refusal({"error_code": 77777, "error_msg": "New trouble"}, method="wall.post"))
    assert "New trouble" in read
    assert "77777" in read


def seen(local_vk: LocalVk, method: str) -> list[object]:
    return [row["key"] for row in calls(local_vk, method)]


@pytest.mark.parametrize("code", sorted(NAMED))
def test_a_read_is_followed_by_what_its_row_says(vk: Vk, local_vk: LocalVk, code: int) -> None:
    """wall.getComments may be read with the service key first, then with the user key."""
    post_id = local_vk.world.publish("x").id
    then = MEANINGS[code].then
    break_next(local_vk, "wall.getComments", "error", code=code, text="Text")

    def ask() -> object:
        return vk.call("wall.getComments", owner_id=-1, post_id=post_id)["count"]

    match then:
        case "again" | "wait":
            assert ask() == 0
            assert seen(local_vk, "wall.getComments") == ["service", "service"]
        case "key" | "quota":
            assert ask() == 0
            assert ask() == 0
            # The key, or the method with this key, rests.
            assert seen(local_vk, "wall.getComments") == ["service", "user", "user"]
        case "right" if code in {3, 20, 21, 23, 27, 1051}:
            assert ask() == 0
            assert vk.able("wall.getComments") == ("user",)
        case "person":
            assert ask() == 0
            assert seen(local_vk, "wall.getComments") == ["service", "user"]
            with pytest.raises(HumanNeeded):
                vk.call("wall.getById", key="service", posts="-1_1")
            assert not seen(local_vk, "wall.getById"), "a call went out while VK waits for a person"
            assert [one.code for one in vk.humans.pending()] == [code]
        case _:
            with pytest.raises(Refused) as caught:
                ask()
            assert type(caught.value) is CLASSES[then]
            assert caught.value.code == code
            assert seen(local_vk, "wall.getComments") == ["service"]
            # It was about that one call.
            assert ask() == 0


@pytest.mark.parametrize("code", sorted(NAMED))
def test_a_write_is_never_repeated_but_where_vk_did_nothing(
    vk: Vk, local_vk: LocalVk, code: int
) -> None:
    then = MEANINGS[code].then
    before = len(local_vk.world.posts)
    break_next(local_vk, "wall.post", "error", code=code, text="Text")

    def post() -> object:
        return vk.call("wall.post", owner_id=-1, from_group=1, message="x")["post_id"]

    if then == "wait" or code in {3, 20, 21, 23, 27, 1051}:
        # Too fast: again. A method closed to the community key: with the user key.
        assert post()
        assert len(calls(local_vk, "wall.post")) == 2
        return
    with pytest.raises(Refused) as caught:
        post()
    assert (type(caught.value), caught.value.code) == (CLASSES[then], code)
    assert len(calls(local_vk, "wall.post")) == 1
    assert len(local_vk.world.posts) == before


@pytest.mark.parametrize("code", sorted(code for code in NAMED if code not in {6, 9, 12}))
def test_inside_a_batch_a_refusal_is_the_answer_of_its_call(
    local_vk: LocalVk, tmp_path: Path, code: int
) -> None:
    """With the user key alone no other one can help out."""
    post_id = local_vk.world.publish("x").id
    asked = [Call("wall.getComments", {"owner_id": -1, "post_id": post_id})] * 3
    break_next(local_vk, "wall.getComments", "error", code=code, text="Text")
    with door(local_vk.url, tmp_path, PULT_USER_KEY="demo-user", PULT_GROUP_ID="1") as vk:
        answers = vk.batch(asked)
    # What VK may answer at the next try, and a call that a person must be found for, is asked alone.
    if MEANINGS[code].then in {"again", "person"}:
        assert [answer["count"] for answer in answers] == [0, 0, 0]
        return
    assert isinstance(answers[0], Refused)
    assert [answer["count"] for answer in answers[1:]] == [0, 0]
    if MEANINGS[code].then != "quota":
        assert (type(answers[0]), answers[0].code) == (CLASSES[MEANINGS[code].then], code)
