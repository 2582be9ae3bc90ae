"""VK's pace: so many requests a second with one key.

20 a second with a community key, 3 with a user key (VK's page "API requests"); for a service key VK names two
different numbers, of which 3 is the safe one. A call reserves the next free moment under a lock held for
microseconds and sleeps outside of it: first come, first served, nobody spins, and a call that hangs delays
neither the calls after it nor another key.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from lib.vk.methods import Kind

A_SECOND: dict[Kind, int] = {"community": 20, "service": 3, "user": 3}

WINDOW = 1.1
"""Seconds in which that many requests may leave. VK counts arrivals; the margin is for late threads and
uneven networks. Past it error 6 comes, which harms nobody and is repeated."""


class Limiter:
    """Lets at most `count` requests leave in any `window` seconds.

    `now` is a monotonic clock; `sleep` takes seconds.
    """

    def __init__(
        self,
        count: int,
        *,
        window: float = WINDOW,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._window = window
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._departures: deque[float] = deque(maxlen=count)
        self._closed_until = float("-inf")

    def wait(self) -> None:
        """Answers when the caller's request may leave."""
        moment = self.reserve()
        while (rest := moment - self._now()) > 0:
            self._sleep(rest)

    def reserve(self) -> float:
        """Takes the next free moment, on the scale of `now`."""
        with self._lock:
            moment = max(self._now(), self._closed_until)
            if self._departures:
                moment = max(moment, self._departures[-1])
            if len(self._departures) == self._departures.maxlen:
                moment = max(moment, self._departures[0] + self._window)
            self._departures.append(moment)
            return moment

    def hold(self, seconds: float) -> None:
        """VK said "too many": nothing leaves for `seconds`, save what has already reserved its moment."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._now() + seconds)
