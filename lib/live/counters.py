"""The newest change counters, a task that keeps them so, and a way to wait for the next change."""

from __future__ import annotations

import asyncio
import logging
import time

from lib.store import Store, StoreError
from lib.store.watch import watching

log = logging.getLogger(__name__)
EVERY = 0.05
RETRY = 1.0
LOOK_AGAIN = 1.0
"""Seconds between looks whether the file itself was replaced."""


class Counters:
    """Topic -> counter. One event loop; any number of waiters."""

    def __init__(self) -> None:
        self.now: dict[str, int] = {}
        self._next = asyncio.Event()

    def publish(self, counters: dict[str, int]) -> None:
        """Take newer counters of some topics and wake whoever waits, if anything differs."""
        newer = self.now | counters
        if newer != self.now:
            self.now = newer
            woken, self._next = self._next, asyncio.Event()
            woken.set()

    def next_change(self) -> asyncio.Event:
        """Set when `now` is next replaced. Take it before reading `now`, or a change may slip between."""
        return self._next


async def watch(store: Store, counters: Counters, *, every: float = EVERY) -> None:
    """Look for commits every `every` seconds until cancelled.

    A database that cannot be read (missing, locked, damaged) is tried again every second.
    """
    failures = 0
    while True:
        try:
            with watching(store) as database:
                seen, looked = None, time.monotonic()
                while True:
                    if time.monotonic() - looked > LOOK_AGAIN:
                        looked = time.monotonic()
                        if database.replaced():
                            break
                    version = database.version()
                    if version != seen:
                        seen = version
                        counters.publish(database.revisions())
                        failures = 0
                    await asyncio.sleep(every)
        except StoreError as error:
            failures += 1
            # At the very first start there is no file yet.
            if failures == 3:
                log.warning("Changes are not being watched: %s", error)
            await asyncio.sleep(RETRY)
