"""The nightly backup: made at the region's night, or as soon as the console is on again after it."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from lib.base.clock import Clock, local_time
from lib.base.settings import Settings
from lib.store import Store, StoreError
from lib.store.backup import GivenUp, back_up
from lib.store.backup_files import prune
from lib.store.state import get_state, put_state

log = logging.getLogger(__name__)

HOUR = 3
"""Of the region's night."""
FIRST_LOOK = 120.0
"""Seconds after a start; opening the console in the morning comes first."""
LOOK_SECONDS = 60.0
AGAIN_SECONDS = 3600.0
"""A backup that failed is tried again after so many seconds."""


class Nights:
    """One loop for one thread."""

    def __init__(
        self, settings: Settings, store: Store, *, clock: Clock, stop: threading.Event
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._stop = stop

    def work(self) -> None:
        """Make a backup whenever one is due, until the worker stops. Raises `StoreError`."""
        wait = FIRST_LOOK
        while not self._stop.wait(wait):
            wait = LOOK_SECONDS
            if due(self._store, now=int(self._clock()), zone=self._settings.zone):
                try:
                    self._back_up()
                except GivenUp:
                    return
                except StoreError as error:
                    # Kept in the store beside the last good one: pages tell it once that is days old.
                    log.warning("backup: %s", error)
                    wait = AGAIN_SECONDS

    def _back_up(self) -> None:
        began = time.monotonic()
        now = int(self._clock())
        folder = self._settings.backups
        made = back_up(self._store, folder, now=now, zone=self._settings.zone, report=self._watched)
        log.info("backup: %s, %d bytes, %.1f s", made.file, made.bytes, time.monotonic() - began)
        for old in prune(folder, now=now, days=self._settings.backup_days):
            log.info("backup: deleted %s", old.file)

    def _watched(self, stage: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise GivenUp()


def due(store: Store, *, now: int, zone: str) -> bool:
    """Whether a night has passed since the last good backup; a store that never had one waits for its first.

    Raises `StoreError`.
    """
    with store.reader() as db:
        good, since = get_state(db, "backup.good"), get_state(db, "backup.since")
    if good is None and since is None:
        with store.writer() as db:
            put_state(db, "backup.since", now, now=now)
        return False
    last = int(good["at"]) if good else int(since)
    # A moment far ahead was written by another clock.
    return last < last_night(now, zone=zone) or last > now + 86400


def last_night(now: int, *, zone: str) -> int:
    """The last moment before `now` at which it was `HOUR` o'clock in `zone`."""
    here = local_time(now, zone=zone)
    night = datetime.combine(here.date(), time_of_day(HOUR), ZoneInfo(zone))
    if night > here:
        yesterday = here.date() - timedelta(days=1)
        night = datetime.combine(yesterday, time_of_day(HOUR), ZoneInfo(zone))
    return int(night.timestamp())
