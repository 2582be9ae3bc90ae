"""Many reads in one request: each answer in its place, whatever happens to its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.vk import Call, KeyDead, NoRight, Refused, Unreachable, Vk
from lib.vk.batches import script, stream
from lib.vk.errors import refusal
from lib.vk.sizes import Sizes
from tests.conftest import LocalVk
from tests.vk.conftest import door
from tests.vk.test_vk_door import break_next, calls


def post_with_comments(local_vk: LocalVk, *texts: str) -> int:
    post_id = local_vk.world.publish("Запись").id
    for text in texts:
        local_vk.world.comment(post_id, 5, text)
    return post_id


def comments(post_id: int) -> Call:
    return Call("wall.getComments", {"owner_id": -1, "post_id": post_id, "need_likes": True})


def test_answers_stand_in_the_places_of_their_calls(vk: Vk, local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, f"“{n}” \\ \n ё") for n in range(30)]
    answers = vk.batch([comments(post_id) for post_id in ids])
    assert [a["items"][0]["text"] for a in answers] == [f"“{n}” \\ \n ё" for n in range(30)]
    assert [row["key"] for row in calls(local_vk, "execute")] == ["user", "user"]


def test_a_refused_call_does_not_touch_the_others(vk: Vk, local_vk: LocalVk) -> None:
    good = post_with_comments(local_vk, "да")
    answers = vk.batch([comments(good), comments(999), comments(good), comments(998)])
    assert [isinstance(a, Refused) for a in answers] == [False, True, False, True]
    assert answers[1].method == "wall.getComments"
    assert len(calls(local_vk, "execute")) == 1


def test_without_execute_the_calls_go_one_by_one(local_vk: LocalVk, tmp_path: Path) -> None:
    good = post_with_comments(local_vk, "да")
    with door(local_vk.url, tmp_path, PULT_SERVICE_KEY="demo-service", PULT_GROUP_ID="1") as vk:
        answers = vk.batch([comments(good), comments(999)])
    assert answers[0]["count"] == 1
    assert isinstance(answers[1], Refused)
    assert not calls(local_vk, "execute")


def test_calls_for_different_keys_share_no_execute(vk: Vk, local_vk: LocalVk) -> None:
    good = post_with_comments(local_vk, "да")
    users = Call("users.get", {"user_ids": [5]})
    answers = vk.batch([users, users, comments(good), comments(good), users])
    assert [type(a) for a in answers] == [list, list, dict, dict, list]
    assert [row["key"] for row in calls(local_vk, "execute")] == ["community", "user"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 13, "text": "Runtime error: response size is too big"},
        {"kind": "http", "status": 500},
        {"kind": "drop_after"},
    ],
    ids=str,
)
def test_what_vk_cannot_bear_is_halved(vk: Vk, local_vk: LocalVk, fault: dict[str, object]) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(25)]
    local_vk.post("/_world/faults", [{"method": "execute", "times": 2, **fault}])
    answers = vk.batch([comments(post_id) for post_id in ids])
    assert [a["items"][0]["text"] for a in answers] == [str(n) for n in range(25)]
    assert [len(row["inner"]) for row in calls(local_vk, "execute")][-4:] == [6, 7, 8, 4]  # type: ignore[arg-type]


def test_an_execute_that_is_never_borne_becomes_single_calls(vk: Vk, local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(4)]
    break_next(local_vk, "execute", "error", times=99, code=13)
    answers = vk.batch([comments(post_id) for post_id in ids])
    assert [a["items"][0]["text"] for a in answers] == ["0", "1", "2", "3"]


def test_a_key_without_execute_is_remembered(vk: Vk, local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(3)]
    break_next(local_vk, "execute", "error", code=27)
    assert len(vk.batch([comments(post_id) for post_id in ids])) == 3
    assert len(vk.batch([comments(post_id) for post_id in ids])) == 3
    assert len(calls(local_vk, "execute")) == 1


def test_writes_do_not_travel_in_batches(vk: Vk, local_vk: LocalVk) -> None:
    with pytest.raises(ValueError, match=r"wall\.post"):
        vk.batch([Call("wall.post", {"owner_id": -1, "message": "x"})])
    assert local_vk.get("/_world/calls") == []


def test_vk_away_is_raised_and_not_put_among_the_answers(tmp_path: Path) -> None:
    with door("http://127.0.0.1:9", tmp_path) as vk, pytest.raises(Unreachable):
        vk.batch([comments(1), comments(2)])


def test_a_dead_key_is_raised(local_vk: LocalVk, tmp_path: Path) -> None:
    with (
        door(local_vk.url, tmp_path, PULT_USER_KEY="demo-expired", PULT_GROUP_ID="1") as vk,
        pytest.raises(KeyDead),
    ):
        vk.batch([comments(1), comments(2)])


def test_the_stream_reads_no_further_than_it_must(vk: Vk, local_vk: LocalVk) -> None:
    taken: list[int] = []

    def endless() -> object:
        for n in range(10_000):
            taken.append(n)
            yield Call("users.get", {"user_ids": [n + 1]})

    answers = vk.batches(endless())  # type: ignore[arg-type]
    for _ in range(3):
        next(answers)
    assert len(taken) <= 25


def test_big_numbers_and_quotes_survive_the_script() -> None:
    assert script([Call("users.get", {"user_ids": 2**40, "n": 3, "yes": True, "t": '"'})]) == (
        'return [API.users.get({"user_ids":"1099511627776","n":3,"yes":1,"t":"\\""})];'
    )


class Imagined:
    """Answers of an `execute` as VK builds them, from what each call truly gave."""

    def __init__(self, truth: dict[int, object], most: int) -> None:
        self.truth, self.most, self.sent = truth, most, 0

    def able(self, method: str, params: object = None) -> tuple[str, ...]:
        return ("user",)

    def open(self, method: str, kind: str) -> bool:
        return True

    def note_inner(self, refused: Refused, kind: str) -> None:
        assert kind == "user"

    def note_refusal(self, refused: Refused, kind: str) -> None:
        raise AssertionError

    def envelope(self, method: str, params: dict[str, object], **how: object) -> dict[str, object]:
        self.sent += 1
        if method != "execute":
            truth = self.truth[int(str(params["n"]))]
            if isinstance(truth, Refused):
                raise truth
            return {"response": truth}
        numbers = [int(part.split("}")[0]) for part in str(params["code"]).split('"n":')[1:]]
        if len(numbers) > self.most:
            raise refusal({"error_code": 13, "error_msg": "size is too big"}, method="execute")
        methods = str(params["code"]).split("API.")[1:]
        errors = [
            {"method": text.split("(")[0], "error_code": 100, "error_msg": str(n)}
            for n, text in zip(numbers, methods, strict=True)
            if isinstance(self.truth[n], Refused)
        ]
        return {
            "response": [
                False if isinstance(self.truth[n], Refused) else self.truth[n] for n in numbers
            ],
            "execute_errors": errors,
        }


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["users.get", "groups.isMember"]),
            st.sampled_from(["refused", False, 0, None, [], {"a": 1}]),
        ),
        max_size=70,
    ),
    st.integers(1, 25),
)
def test_false_and_failure_are_never_mixed_up(drawn: list[tuple[str, object]], most: int) -> None:
    truth = {
        n: Refused(100, str(n), method=method) if answer == "refused" else answer
        for n, (method, answer) in enumerate(drawn)
    }
    asked = [Call(method, {"n": n}) for n, (method, _answer) in enumerate(drawn)]
    vk = Imagined(truth, most)
    got = list(stream(vk, asked, key=None, sizes=Sizes()))  # type: ignore[arg-type]
    assert [call for call, _answer in got] == asked
    for n, (_call, answer) in enumerate(got):
        if isinstance(truth[n], Refused):
            assert isinstance(answer, Refused)
            assert answer.text == str(n)
        else:
            assert answer is truth[n]


def test_the_kind_of_an_inner_refusal_is_kept(vk: Vk, local_vk: LocalVk) -> None:
    answers = vk.batch(
        [Call("wall.getComments", {"owner_id": -2, "post_id": 1}), comments(1)], key="user"
    )
    assert isinstance(answers[0], NoRight)
