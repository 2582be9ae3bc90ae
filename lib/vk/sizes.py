"""How many calls of a method go into one `execute` now: a size that follows what VK can bear.

A method whose answers are heavy shrinks its own size and leaves the others theirs. Halved where VK chokes,
one more after every request that it bore, and held for a while below the number at which it choked last.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lib.vk.calls import Call
from lib.vk.methods import Kind

MOST = 25
"""Calls that one `execute` may make (VK's page on execute)."""
PATIENCE = 10
"""After so many good requests just below the number at which VK choked, that number is tried again."""


class Size:
    """The size of one method with one kind of key."""

    def __init__(self) -> None:
        self.now = MOST
        self._ceiling = MOST
        self._borne = 0

    def shrink(self, asked: int = MOST) -> None:
        """VK choked on so many calls."""
        choking = min(self.now, asked)
        self._ceiling = max(1, choking - 1)
        self.now = max(1, choking // 2)
        self._borne = 0

    def grow(self) -> None:
        if self.now < self._ceiling:
            self.now += 1
            return
        self._borne += 1
        if self._borne >= PATIENCE:
            self._ceiling = MOST
            self._borne = 0


class Sizes:
    """The sizes of all methods. Safe to share by threads: a lost update costs a request at most."""

    def __init__(self) -> None:
        self._known: dict[tuple[Kind, str], Size] = {}
        self.choked_in_a_row = 0
        """Single calls that VK choked on, one after the other, whoever made them."""

    def of(self, kind: Kind, method: str) -> Size:
        return self._known.setdefault((kind, method), Size())

    def fitting(self, kind: Kind, calls: Sequence[Call]) -> int:
        """How many of `calls`, from the first on, one `execute` can carry; at least one.

        Each call takes its method's share of an execute, so that heavy and light ones fill it together.
        """
        taken = Fraction(0)
        for count, call in enumerate(calls):
            taken += Fraction(1, self.of(kind, call.method).now)
            if taken > 1:
                return max(count, 1)
        return len(calls)

    def shrink(self, kind: Kind, calls: Sequence[Call]) -> None:
        """VK choked on these calls together; no news where they were asked before the last shrinking."""
        if self.fitting(kind, calls) < len(calls):
            return
        for method in {call.method for call in calls}:
            self.of(kind, method).shrink(len(calls))

    def grow(self, kind: Kind, calls: Sequence[Call]) -> None:
        """VK bore these calls together."""
        for method in {call.method for call in calls}:
            self.of(kind, method).grow()

    def forget(self) -> None:
        """It was not the sizes: VK was away."""
        self._known = {}
        self.choked_in_a_row = 0
