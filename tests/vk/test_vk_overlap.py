"""Several requests under way: every call answered once, requests full, nothing lost when one fails."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.vk import Call, NoAnswer, Vk
from lib.vk.limits import Limiter
from lib.vk.overlap import UNDER_WAY, stream
from lib.vk.sizes import MOST
from tests.conftest import LocalVk
from tests.vk.test_vk_batch import comments, post_with_comments
from tests.vk.test_vk_door import calls


class Door:
    """Answers each call with its own number; a request carries `most` calls."""

    def __init__(self, most: int, before: Callable[[], None] = lambda: None) -> None:
        self.most = most
        self.before = before
        self.requests: list[int] = []

    def batch(self, asked: Sequence[Call]) -> list[Any]:
        self.before()
        self.requests.append(len(asked))
        return [call.params["number"] for call in asked]

    def fitting(self, asked: Sequence[Call]) -> int:
        return min(len(asked), self.most)


def numbered(*numbers: int) -> Callable[[int], list[tuple[int, Call]]]:
    left = deque(numbers)
    return lambda count: [
        (number, Call("users.get", {"number": number}))
        for number in [left.popleft() for _ in range(min(count, len(left)))]
    ]


@given(
    first=st.integers(0, 120),
    following=st.lists(st.integers(0, 3), max_size=120),
    most=st.integers(1, MOST),
)
def test_every_call_is_answered_once_those_that_answers_bring_included(
    first: int, following: list[int], most: int
) -> None:
    more = dict(enumerate(following))
    source = list(range(first))
    made = first

    def take(count: int) -> list[tuple[int, Call]]:
        part = [source.pop(0) for _ in range(min(count, len(source)))]
        return [(number, Call("users.get", {"number": number})) for number in part]

    got: list[int] = []
    for answers in stream(Door(most), take):
        for number, answer in answers:
            assert answer == number
            got.append(number)
            for _ in range(more.get(number, 0) if made < 300 else 0):
                source.append(made)
                made += 1
    assert sorted(got) == list(range(made))


def test_so_many_are_under_way_at_once() -> None:
    together = threading.Barrier(UNDER_WAY)
    first = iter(range(UNDER_WAY))

    def meet() -> None:
        if next(first, None) is not None:
            together.wait(20)

    numbers = range(UNDER_WAY * 2)
    door = Door(1, before=meet)
    got = [number for answers in stream(door, numbered(*numbers)) for number, _ in answers]
    assert sorted(got) == list(numbers)


def test_requests_are_full_but_for_the_last_ones() -> None:
    """100 calls of which each of the first 50 brings one more to light: 150 calls in 6 requests."""
    source = deque(range(100))

    def take(count: int) -> list[tuple[int, Call]]:
        part = [source.popleft() for _ in range(min(count, len(source)))]
        return [(number, Call("users.get", {"number": number})) for number in part]

    door = Door(MOST)
    for answers in stream(door, take):
        source.extendleft(number + 1000 for number, _ in answers if number < 50)
    assert sum(door.requests) == 150
    assert len(door.requests) == 6


def test_a_failure_ends_the_stream_after_what_is_under_way() -> None:
    asked: list[int] = []

    def fail() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise NoAnswer("cut")

    answers = stream(Door(1, before=fail), numbered(*range(100)))
    with pytest.raises(NoAnswer):
        list(answers)
    assert len(asked) < 100
    assert not [t for t in threading.enumerate() if t.name.startswith("vk-read")]


def test_through_the_door_with_execute_and_without(local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(60)]
    for kinds, requests in ((("user",), [10, 25, 25]), (("service",), [1] * 60)):
        reader = Vk(
            base=local_vk.url,
            group_id=1,
            keys={k: f"demo-{k}" for k in kinds},  # type: ignore[misc]
            limits={k: Limiter(1000) for k in kinds},  # type: ignore[misc]
        )
        before = len(calls(local_vk, "execute")) + len(calls(local_vk, "wall.getComments"))
        source = deque(enumerate(ids))

        def take(count: int, source: deque[tuple[int, int]] = source) -> list[tuple[int, Call]]:
            part = [source.popleft() for _ in range(min(count, len(source)))]
            return [(number, comments(post_id)) for number, post_id in part]

        got = {
            number: answer["items"][0]["text"]
            for answers in reader.overlapping(take)
            for number, answer in answers
        }
        reader.close()
        assert got == {number: str(number) for number in range(60)}
        made = [*calls(local_vk, "execute"), *calls(local_vk, "wall.getComments")]
        assert sorted(len(row["inner"]) or 1 for row in made[before:]) == requests  # type: ignore[arg-type]
