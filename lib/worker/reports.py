"""The worker's part that makes reports: those that people ask for, at once, and those of schedules, in time."""

from __future__ import annotations

import threading

from lib.base.clock import Clock
from lib.base.settings import Settings
from lib.reports.making import (
    Kitchen,
    Stopped,
    ask_scheduled,
    make_next,
    take_over,
    trouble,
    try_failed_again,
)
from lib.store import Store
from lib.worker.notes import Notes

LOOK_SECONDS = 1.0
"""Somebody who pressed the button waits."""


class Reports:
    """One loop for one thread."""

    def __init__(
        self, settings: Settings, store: Store, notes: Notes, *, clock: Clock, stop: threading.Event
    ) -> None:
        self._kitchen = Kitchen(store, settings, clock, stop.is_set)
        self._notes = notes
        self._stop = stop

    def work(self) -> None:
        """Make what is asked for until the worker stops. Raises `StoreError`."""
        take_over(self._kitchen)
        while not self._stop.wait(LOOK_SECONDS):
            ask_scheduled(self._kitchen)
            failed = try_failed_again(self._kitchen)
            self._notes.fault("reports", trouble(failed))
            try:
                make_next(self._kitchen)
            except Stopped:
                return
