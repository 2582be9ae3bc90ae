"""VK's pace: so many requests a second with one key.

20 a second with a community key, 3 with a user key (VK's page "API requests"); for a service key VK names two
different numbers, of which 3 is the safe one. Requests leave one after the other: whoever waits for its moment
holds the turn, and the moment is noted when it has come, so a thread that wakes late never crowds the next
one. A call that hangs has left long ago and delays neither the calls after it nor another key.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext

from lib.vk.methods import Kind

A_SECOND: dict[Kind, int] = {"community": 20, "service": 3, "user": 3}

SECOND = 1.0
NARROW = 0.025
"""VK counts arrivals and we count departures: so many seconds more than a second, for a network that carries
one request faster than another."""
WIDE = 0.2
"""The margin never grows past this."""
STEP = 0.02
"""The margin grows by so much when VK says "too many requests"; that harmed nobody and the call is repeated."""
EASE = 0.0002
"""The margin shrinks by so much with every request that leaves: a hundred make up for one refusal."""


class Limiter:
    """Lets at most `count` requests leave in any second and a little, the little following what VK says.

    `now` is a monotonic clock; `sleep` takes seconds.
    """

    def __init__(
        self,
        count: int,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._turn = threading.Lock()
        self._line = threading.Lock()
        self._left: deque[float] = deque(maxlen=count)
        self._margin = NARROW
        self._closed_until = float("-inf")

    def wait(self, *, yielding: bool = False) -> None:
        """Answers when the caller's request may leave; of those who are `yielding` one at a time waits in line
        with the others, so that many of them delay a person's request no more than one."""
        with self._line if yielding else nullcontext(), self._turn:
            while (rest := self._opens_at() - self._now()) > 0:
                self._sleep(rest)
            self._left.append(self._now())
            self._margin = max(NARROW, self._margin - EASE)

    def hold(self, seconds: float) -> None:
        """VK said "too many": nothing leaves for so many `seconds`, and then a little slower."""
        self._closed_until = max(self._closed_until, self._now() + seconds)
        self._margin = min(WIDE, self._margin + STEP)

    def _opens_at(self) -> float:
        if len(self._left) < (self._left.maxlen or 0):
            return self._closed_until
        return max(self._closed_until, self._left[0] + SECOND + self._margin)
