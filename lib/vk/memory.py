"""What all lines to one VK know together: pace, and what was learned of keys and methods."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from lib.vk.errors import Hung, QuotaUsed
from lib.vk.hangs import Hangs
from lib.vk.humans import Humans
from lib.vk.limits import Limiter
from lib.vk.methods import Kind
from lib.vk.quotas import QUOTAS, Tally
from lib.vk.sizes import Sizes

DEAD_SECONDS = 600.0
"""So long a key that VK called dead is passed over where another can read the same."""


@dataclass
class Memory:
    """Shared by the threads of a process; nothing here is a secret."""

    limits: dict[Kind, Limiter]
    tally: Tally
    denied: set[tuple[str, Kind]] = field(default_factory=set)
    """Methods that VK refused to a kind of key as a whole."""
    dead: dict[Kind, float] = field(default_factory=dict)
    """Until when, on the monotonic clock, a key that VK called dead is passed over."""
    sizes: Sizes = field(default_factory=Sizes)
    hangs: Hangs = field(default_factory=Hangs)
    humans: Humans = field(default_factory=Humans)

    def closed(self, method: str, kind: Kind, *, background: bool) -> QuotaUsed | Hung | None:
        """Why a read of `method` is not to be tried now with this kind of key, if so."""
        if (hung := self.hung(method, kind)) is not None:
            return hung
        opens_at = self.tally.opens_at(method, kind, background=background)
        if opens_at is None:
            return None
        code = QUOTAS[method].code if method in QUOTAS else 29
        return QuotaUsed(code, "Rate limit reached", method=method).opening(opens_at)

    def hung(self, method: str, kind: Kind) -> Hung | None:
        """Why `method` is left alone now, if VK lets it hang."""
        seconds = self.hangs.seconds_left(method, kind)
        return Hung(method, seconds) if seconds else None

    def bury(self, kind: Kind) -> None:
        """VK does not accept this key any more."""
        self.dead[kind] = time.monotonic() + DEAD_SECONDS
