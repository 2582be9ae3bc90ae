"""VK's pace: so many calls a second for a kind of key, so many a day for some methods."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from lib.sandbox.errors import ApiFailure, refusal
from lib.sandbox.rights import Key, Kind

PER_SECOND: Mapping[Kind, int] = {"user": 3, "community": 20, "service": 3}


@dataclass(frozen=True)
class Quota:
    """Calls of one method a day, and what comes beyond them."""

    per_day: int
    code: int = 29
    detail: str = ""
    silent: bool = False
    """As documented of quotas in general: "the server does not return a response" to this very method."""


PER_DAY: Mapping[str, Quota] = {
    "wall.get": Quota(5000),
    "wall.search": Quota(1000),
    "newsfeed.search": Quota(1000),
    "wall.post": Quota(50, 214, "you can only add 50 posts a day"),
}
"""wall.get and wall.post as people report them; the two searches are only known to have a number of theirs."""
_POSTING = frozenset({"video.save", "video.startStreaming"})
"""Methods that make a post where `wallpost` asks for it; it counts as one of wall.post."""


class Silence(Exception):
    """VK answers this call nothing at all."""


class Limits:
    """Counts calls by key: in a sliding second of the monotonic clock, as a test's clock may stand still,
    and by days of the world. Without `pace` only quotas that were set by `set_quota` hold."""

    def __init__(self, *, pace: bool) -> None:
        self._pace = pace
        self._lock = threading.Lock()
        self._second: dict[str, deque[float]] = {}
        self._day: dict[tuple[str, str, int], int] = {}
        self._set: dict[str, Quota] = {}

    def set_quota(self, method: str, quota: Quota | None) -> None:
        """Another quota for `method` from now on; None: the usual one again."""
        with self._lock:
            self._set.pop(method, None)
            if quota is not None:
                self._set[method] = quota

    def admit(self, key: Key) -> None:
        """Counts one request; raises ApiFailure 6 beyond the key's pace."""
        if not self._pace:
            return
        now = time.monotonic()
        with self._lock:
            recent = self._second.setdefault(key.token, deque())
            while recent and recent[0] <= now - 1.0:
                recent.popleft()
            if len(recent) >= PER_SECOND[key.kind]:
                raise ApiFailure(6)
            recent.append(now)

    @contextmanager
    def spending(
        self, key: Key, method: str, params: Mapping[str, str], *, now: int
    ) -> Iterator[None]:
        """Around one call, inner calls of execute included: a call that succeeds is counted.

        Raises ApiFailure 29 or 214, or Silence, where the day's number is used up.
        """
        counted = "wall.post" if method in _POSTING and params.get("wallpost") == "1" else method
        slot = (key.token, counted, now // 86_400)
        with self._lock:
            quota = self._set.get(counted) or (PER_DAY.get(counted) if self._pace else None)
            spent = self._day.get(slot, 0)
        if quota is not None and spent >= quota.per_day:
            if quota.silent:
                raise Silence
            raise refusal(quota.code, quota.detail)
        yield
        with self._lock:
            self._day[slot] = self._day.get(slot, 0) + 1
