"""The pace: a law on a clock of our own, and fairness on threads."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from lib.vk.limits import A_SECOND, WINDOW, Limiter


class Monotonic:
    """A clock that only sleeping and `pass_` move."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds


@given(
    count=st.sampled_from(sorted(set(A_SECOND.values()))),
    gaps=st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=80),
)
def test_no_second_ever_holds_more_than_the_limit(count: int, gaps: list[float]) -> None:
    clock = Monotonic()
    limiter = Limiter(count, now=clock, sleep=clock.sleep)
    left: list[float] = []
    for gap in gaps:
        clock.at += gap
        limiter.wait()
        left.append(clock.at)
    for first, later in zip(left, left[count:], strict=False):
        assert later - first >= 1.0
    assert left == sorted(left)


def test_a_full_load_gets_nearly_the_whole_pace() -> None:
    clock = Monotonic()
    limiter = Limiter(20, now=clock, sleep=clock.sleep)
    began = clock.at
    for _ in range(200):
        limiter.wait()
    assert 200 / (clock.at - began + WINDOW) > 18


def test_the_first_calls_do_not_wait() -> None:
    clock = Monotonic()
    limiter = Limiter(3, now=clock, sleep=clock.sleep)
    for _ in range(3):
        limiter.wait()
    assert clock.at == 100.0


def test_moments_are_given_in_the_order_of_asking_and_never_twice_too_many() -> None:
    clock = Monotonic()
    limiter = Limiter(3, now=clock)
    order: list[float] = []
    lock = threading.Lock()

    def ask() -> None:
        for _ in range(50):
            with lock:
                order.append(limiter.reserve())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order == sorted(order)
    assert all(b - a >= 1.0 for a, b in zip(order, order[3:], strict=False))


def test_after_too_many_nothing_leaves_for_a_while() -> None:
    clock = Monotonic()
    limiter = Limiter(3, now=clock, sleep=clock.sleep)
    limiter.hold(0.5)
    limiter.wait()
    assert clock.at == 100.5
