"""The pace: a law on a clock of our own, and fairness on threads."""

from __future__ import annotations

import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from lib.vk.limits import A_SECOND, NARROW, WIDE, Limiter


class Monotonic:
    """A clock that only sleeping and the test move; each sleep oversleeps by `late`."""

    def __init__(self, late: float = 0.0) -> None:
        self.at = 100.0
        self.late = late

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds + self.late


def departures(limiter: Limiter, clock: Monotonic, number: int) -> list[float]:
    left = []
    for _ in range(number):
        limiter.wait()
        left.append(clock.at)
    return left


@given(
    count=st.sampled_from(sorted(set(A_SECOND.values()))),
    gaps=st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=80),
    late=st.sampled_from([0.0, 0.004, 0.3]),
)
def test_no_second_ever_holds_more_than_the_limit(
    count: int, gaps: list[float], late: float
) -> None:
    clock = Monotonic(late)
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
    for count in set(A_SECOND.values()):
        clock = Monotonic()
        left = departures(Limiter(count, now=clock, sleep=clock.sleep), clock, 100 * count + 1)
        assert 100 * count / (left[-1] - left[0]) > count / (1 + NARROW) - 1e-6


def test_the_first_calls_do_not_wait() -> None:
    clock = Monotonic()
    departures(Limiter(3, now=clock, sleep=clock.sleep), clock, 3)
    assert clock.at == 100.0


def test_threads_together_keep_the_pace_of_one() -> None:
    clock = Monotonic()
    limiter = Limiter(3, now=clock, sleep=clock.sleep)

    def leave() -> None:
        for _ in range(50):
            limiter.wait()

    threads = [threading.Thread(target=leave) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # 3 leave at once, every 3 of the other 197 a second later than those before.
    assert clock.at - 100.0 >= 197 // 3 * 1.0


def test_many_that_yield_delay_another_by_one_at_most() -> None:
    clock = Monotonic()
    order: list[str] = []
    waiting = threading.Event()
    go_on = threading.Event()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        waiting.set()
        assert go_on.wait(20)

    limiter = Limiter(1, now=clock, sleep=sleep)

    def leave(who: str, *, yielding: bool) -> None:
        limiter.wait(yielding=yielding)
        order.append(who)

    limiter.wait()
    threads = [
        threading.Thread(target=leave, args=("reading",), kwargs={"yielding": True})
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    assert waiting.wait(20)
    # One of the five sleeps until its moment; the other four do not even stand in line.
    threads.append(threading.Thread(target=leave, args=("person",), kwargs={"yielding": False}))
    threads[-1].start()
    time.sleep(0.2)
    go_on.set()
    for thread in threads:
        thread.join()
    assert order.index("person") <= 2


def test_after_too_many_nothing_leaves_for_a_while() -> None:
    clock = Monotonic()
    limiter = Limiter(3, now=clock, sleep=clock.sleep)
    limiter.hold(0.5)
    limiter.wait()
    assert clock.at == 100.5


def test_who_waits_already_is_held_as_well() -> None:
    clock = Monotonic()
    held: list[float] = []

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if not held:
            held.append(clock.at)
            limiter.hold(0.5)

    limiter = Limiter(3, now=clock, sleep=sleep)
    departures(limiter, clock, 4)
    assert clock.at >= held[0] + 0.5


def test_the_margin_grows_with_refusals_and_comes_back() -> None:
    clock = Monotonic()
    limiter = Limiter(3, now=clock, sleep=clock.sleep)

    def pace() -> float:
        left = departures(limiter, clock, 10)
        return left[-1] - left[-4]

    at_first = pace()
    limiter.hold(0)
    assert pace() > at_first + 0.01
    for _ in range(100):
        limiter.hold(0)
    departures(limiter, clock, 3)
    assert pace() < 1 + WIDE + 0.01
    departures(limiter, clock, 3000)
    assert abs(pace() - at_first) < 1e-6
