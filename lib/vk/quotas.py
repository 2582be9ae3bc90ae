"""VK's daily numbers: what has been called today, what is left, and which method rests after VK said "enough".

VK publishes no such table any more. The numbers are those that people report; where one is wrong, VK's own
refusal (29, 601, 214) has the last word. One tally serves all threads; the worker keeps it over restarts.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lib.base.clock import Clock, day_span, local_day
from lib.vk.methods import Kind

DAY_ZONE = "Europe/Moscow"
"""Where VK's day begins, as far as anybody knows: it is not documented."""
RESERVE = 0.1
"""The part of a day's number that reading in the background leaves to what people do."""
REST_SECONDS = 3600
"""So long a method rests after VK said that its day is used up: when VK opens it is not documented, and one
try an hour costs nothing."""


@dataclass(frozen=True)
class Quota:
    """`a_day` calls of a method with one key, the `code` that VK answers beyond them, and who says so."""

    a_day: int
    code: int
    source: str


QUOTAS: Mapping[str, Quota] = {
    "wall.get": Quota(5000, 29, "reports quoting vk.com/dev/data_limits"),
    "wall.search": Quota(
        1000, 29, "named there as limited; the number is commonly quoted, unconfirmed"
    ),
    "newsfeed.search": Quota(1000, 29, "the same"),
    "wall.post": Quota(50, 214, "VK's own text: you can only add 50 posts a day"),
}


@dataclass(frozen=True)
class Count:
    """Calls of `method` with a key of `kind` on `day` (ISO, VK's day); `refused` of them VK refused."""

    day: str
    method: str
    kind: Kind
    calls: int
    refused: int


@dataclass(frozen=True)
class Rest:
    """`method` with a key of `kind` is left alone until `until` (seconds UTC), because VK answered `code`."""

    method: str
    kind: Kind
    code: int
    until: int


class Tally:
    """Counts calls by day, method and kind of key; inner calls of `execute` too. Safe to share by threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str, Kind], Count] = {}
        """Of this process."""
        self._before: dict[tuple[str, str, Kind], int] = {}
        """Calls of the same day before this process, or by others."""
        self._taken: dict[tuple[str, str, Kind], Count] = {}
        self._rests: dict[tuple[str, Kind], Rest] = {}

    def add(self, method: str, kind: Kind, *, calls: int = 1, refused: int = 0) -> None:
        """Counts `calls` that VK received, or took in part, and `refused` ones of them."""
        key = (self._today(), method, kind)
        with self._lock:
            had = self._counts.get(key) or Count(*key, 0, 0)
            self._counts[key] = replace(had, calls=had.calls + calls, refused=had.refused + refused)

    def used(self, method: str, kind: Kind) -> int:
        """Calls of today."""
        key = (self._today(), method, kind)
        with self._lock:
            count = self._counts.get(key)
            return self._before.get(key, 0) + (count.calls if count else 0)

    def opens_at(self, method: str, kind: Kind, *, background: bool) -> int | None:
        """When a read of `method` may be made (seconds UTC); None: now. Background work leaves a reserve."""
        now = int(self._clock())
        with self._lock:
            rest = self._rests.get((method, kind))
        if rest and rest.until > now:
            return rest.until
        quota = QUOTAS.get(method)
        if quota is None:
            return None
        most = quota.a_day - (max(1, int(quota.a_day * RESERVE)) if background else 0)
        return self._tomorrow() if self.used(method, kind) >= most else None

    def rest(self, method: str, kind: Kind, code: int) -> int:
        """VK said that the day's number is used up; answers until when the method is left alone."""
        until = min(int(self._clock()) + REST_SECONDS, self._tomorrow())
        with self._lock:
            self._rests[method, kind] = Rest(method, kind, code, until)
        return until

    def rests(self) -> list[Rest]:
        """The methods that rest now."""
        now = int(self._clock())
        with self._lock:
            return [rest for rest in self._rests.values() if rest.until > now]

    def take(self) -> list[Count]:
        """What was counted since the last `take`, to be added to what is kept."""
        with self._lock:
            counts = dict(self._counts)
            fresh = [self._since_taken(key, count) for key, count in counts.items()]
            self._taken = counts
            today = self._today()
            self._counts = {key: count for key, count in counts.items() if key[0] == today}
        return [count for count in fresh if count.calls or count.refused]

    def give_back(self, counts: Iterable[Count]) -> None:
        """What was taken could not be kept: it is taken again next time."""
        with self._lock:
            for count in counts:
                key = (count.day, count.method, count.kind)
                kept = self._taken.pop(key, count)
                self._counts.setdefault(key, kept)
                self._taken[key] = replace(
                    kept, calls=kept.calls - count.calls, refused=kept.refused - count.refused
                )

    def seed(self, counts: Iterable[Count], rests: Iterable[Rest]) -> None:
        """What is kept of today, by this process and others; to be told after `take`, any number of times."""
        with self._lock:
            for count in counts:
                key = (count.day, count.method, count.kind)
                ours = self._taken.get(key)
                self._before[key] = max(0, count.calls - (ours.calls if ours else 0))
            for rest in rests:
                self._rests.setdefault((rest.method, rest.kind), rest)

    def today(self) -> str:
        """VK's day now, ISO."""
        return self._today()

    def _since_taken(self, key: tuple[str, str, Kind], count: Count) -> Count:
        before = self._taken.get(key)
        if before is None:
            return count
        return replace(
            count, calls=count.calls - before.calls, refused=count.refused - before.refused
        )

    def _today(self) -> str:
        return local_day(int(self._clock()), zone=DAY_ZONE).isoformat()

    def _tomorrow(self) -> int:
        return day_span(local_day(int(self._clock()), zone=DAY_ZONE), zone=DAY_ZONE)[1]
