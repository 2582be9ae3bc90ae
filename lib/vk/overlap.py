"""Long reading at the pace of the key: several requests are under way at once, so that waiting for an answer
does not add to the pace, and every request is as full as VK bears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Protocol, TypeVar

from lib.vk.calls import Call
from lib.vk.errors import Refused
from lib.vk.sizes import MOST

UNDER_WAY = 6
"""Requests at once: at 3 a second an answer may take two seconds before the pace suffers."""

T = TypeVar("T")
Source = Callable[[int], Sequence[tuple[T, Call]]]
"""Asked for so many calls, answers up to that many, each with what its answer is to be known by; fewer where
there are no more for now. What answers bring to light may be handed out next time."""


class Door(Protocol):
    """What this needs of `lib.vk.door.Vk`."""

    def batch(self, calls: Sequence[Call]) -> list[Any | Refused]: ...

    def fitting(self, calls: Sequence[Call]) -> int: ...


def stream(vk: Door, source: Source[T]) -> Iterator[list[tuple[T, Any | Refused]]]:
    """See `Vk.overlapping`."""
    pool = ThreadPoolExecutor(UNDER_WAY, thread_name_prefix="vk-read")
    under_way: dict[Future[list[Any | Refused]], list[T]] = {}
    waiting: list[tuple[T, Call]] = []
    try:
        while True:
            while len(under_way) < UNDER_WAY:
                waiting += source(MOST - len(waiting))
                fitting = vk.fitting([call for _known_by, call in waiting])
                # What is under way may bring more to light, and a full request is one request less.
                if not waiting or (under_way and fitting == len(waiting) < MOST):
                    break
                part, waiting = waiting[:fitting], waiting[fitting:]
                future = pool.submit(vk.batch, [call for _known_by, call in part])
                under_way[future] = [known_by for known_by, _call in part]
            if not under_way:
                return
            done, _going_on = wait(under_way, return_when=FIRST_COMPLETED)
            future = done.pop()
            yield list(zip(under_way.pop(future), future.result(), strict=True))
    finally:
        pool.shutdown(cancel_futures=True)
