"""VK's pace: so many calls a second for a kind of key, so many a day for some methods."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping

from lib.sandbox.errors import ApiFailure, refusal
from lib.sandbox.rights import Key, Kind

PER_SECOND: Mapping[Kind, int] = {"user": 3, "community": 20, "service": 3}
PER_DAY: Mapping[str, tuple[int, int, str]] = {
    "wall.get": (5000, 29, ""),
    "wall.post": (50, 214, "you can only add 50 posts a day"),
}
"""Method: calls a day, the error beyond them, its detail."""


class Limits:
    """Counts calls by key in a sliding second of the monotonic clock: a test's clock may stand still."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._second: dict[str, deque[float]] = {}
        self._day: dict[tuple[str, str, int], int] = {}

    def admit(self, key: Key) -> None:
        """Counts one request; raises ApiFailure 6 beyond the key's pace."""
        now = time.monotonic()
        with self._lock:
            recent = self._second.setdefault(key.token, deque())
            while recent and recent[0] <= now - 1.0:
                recent.popleft()
            if len(recent) >= PER_SECOND[key.kind]:
                raise ApiFailure(6)
            recent.append(now)

    def spend(self, key: Key, method: str, *, now: int) -> None:
        """Counts one call of `method`, inner calls of execute included; raises ApiFailure 29 or 214."""
        if method not in PER_DAY:
            return
        allowed, code, detail = PER_DAY[method]
        slot = (key.token, method, now // 86_400)
        with self._lock:
            if self._day.get(slot, 0) >= allowed:
                raise refusal(code, detail)
            self._day[slot] = self._day.get(slot, 0) + 1
