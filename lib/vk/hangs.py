"""Methods that VK lets hang: its documented way of limiting one method while it handles any other.

"The server does not return a response to the call of that particular method, but handles any other requests
without problems" (VK's page on limits). So a method that hangs twice in a row while VK answers others is left
alone for a while: nobody waits for its timeout again and again. A trial after each pause finds out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from lib.vk.methods import Kind

IN_A_ROW = 2
PAUSES = (60.0, 120.0, 300.0, 900.0)
"""Seconds for which a hung method is left alone, growing while it hangs."""


@dataclass
class _Hang:
    since: float
    count: int = 0
    pauses: int = 0
    until: float = float("-inf")


class Hangs:
    """Which method hangs with which kind of key. Safe to share by threads; `now` is a monotonic clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._hangs: dict[tuple[str, Kind], _Hang] = {}
        self._answered: dict[str, float] = {}

    def answered(self, method: str, kind: Kind) -> None:
        """VK gave an answer of any sort."""
        with self._lock:
            self._hangs.pop((method, kind), None)
            self._answered[method] = self._now()

    def hung(self, method: str, kind: Kind, *, since: float) -> None:
        """A call begun at `since` ended by its timeout."""
        with self._lock:
            hang = self._hangs.setdefault((method, kind), _Hang(since))
            hang.count += 1
            others = [at for name, at in self._answered.items() if name != method]
            if hang.count >= IN_A_ROW and max(others, default=float("-inf")) >= hang.since:
                hang.until = self._now() + PAUSES[min(hang.pauses, len(PAUSES) - 1)]
                hang.pauses += 1

    def seconds_left(self, method: str, kind: Kind) -> float:
        """For how long the method is left alone; 0.0 where it may be called."""
        with self._lock:
            hang = self._hangs.get((method, kind))
            return max(0.0, hang.until - self._now()) if hang else 0.0
