"""What the worker writes down about itself, for `lib.worker.health` to read.

Every write makes open pages look again, so a fact is written when it changes, and a sign of life every
`BEAT_SECONDS`. A database in trouble never stops the worker here: the next note will say the same.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

from lib.base.clock import Clock
from lib.base.errors import PultError
from lib.store import Store, StoreError
from lib.store.state import get_state, put_state
from lib.vk.errors import HumanNeeded, KeyDead, KeyMissing, NoRight, Refused

log = logging.getLogger(__name__)

BEAT_SECONDS = 20.0

# What a full or read-only database cannot hold: why nothing can be written into it, by its path.
_unwritable: dict[Path, dict[str, Any]] = {}


def unwritable(store: Store) -> dict[str, Any] | None:
    """Why the last note of this process could not be written, as `told`; None where it was."""
    return _unwritable.get(store.path)


class Notes:
    """Safe to share by threads."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._written: dict[str, Any] = {}
        self._faults: dict[str, Any] = {}
        self._beats: dict[str, tuple[float, int]] = {}
        self._unwritten: dict[str, str] = {}

    def alive(self, name: str = "health.worker") -> None:
        """A sign of life, at most every `BEAT_SECONDS`."""
        # The system's clock may jump: a sign of life must come all the same, and in the new time.
        now = int(self._clock())
        written_at, wrote = self._beats.get(name, (float("-inf"), now))
        elapsed = time.monotonic() - written_at
        due = elapsed >= BEAT_SECONDS or abs(now - wrote - elapsed) >= BEAT_SECONDS
        if due and self._put(name, {"at": now}):
            self._beats[name] = (time.monotonic(), now)

    def ended(self, name: str) -> None:
        """No more signs of life under `name`."""
        self._beats.pop(name, None)
        self._put(name, None)

    def vk_answers(self) -> None:
        self._change("health.vk", {"ok": True, "reason": None})

    def vk_is_away(self, error: PultError) -> None:
        self._change("health.vk", {"ok": False, "reason": told(error)})

    def listening(self, trouble: PultError | None = None) -> None:
        """Live events come in, or do not because of `trouble`."""
        reason = None if trouble is None else told(trouble)
        self._change("health.listener", {"ok": trouble is None, "reason": reason})

    def keys(self, problems: list[dict[str, Any]]) -> None:
        """What the examination of the keys found: [{"message", "values"}]."""
        with self._lock:
            if self._written.get("health.keys") != problems and self._put("health.keys", problems):
                self._written["health.keys"] = problems

    def fault(self, name: str, error: PultError | None) -> None:
        """Trouble in one part of the work, or None when it is over."""
        with self._lock:
            before = dict(self._faults)
            self._faults.pop(name, None)
            if error is not None:
                self._faults[name] = told(error)
            if before == self._faults and "health.faults" in self._written:
                return
            if self._put("health.faults", self._faults):
                self._written["health.faults"] = True

    def _change(self, name: str, fact: dict[str, Any]) -> None:
        with self._lock:
            if self._written.get(name) != fact and self._put(
                name, {**fact, "at": int(self._clock())}
            ):
                self._written[name] = fact

    def _put(self, name: str, value: Any) -> bool:
        now = int(self._clock())
        try:
            with self._store.writer() as db:
                if get_state(db, name) != value:
                    put_state(db, name, value, now=now)
        except (StoreError, sqlite3.Error) as error:
            # Tried again every second: said once, for a log must not fill what is left of a full disk.
            if self._unwritten.get(name) != str(error):
                log.warning("the note %s could not be written: %s", name, error)
            self._unwritten[name] = str(error)
            if isinstance(error, StoreError):
                _unwritable[self._store.path] = told(error)
            return False
        _unwritable.pop(self._store.path, None)
        if self._unwritten.pop(name, None) is not None:
            log.info("the note %s is written again", name)
        return True


WRONG_NUMBER = frozenset({100, 125})
"""Codes with which VK says that there is no such community."""


def told(error: PultError) -> dict[str, Any]:
    """An error as a state row can hold it, to be put into a language by whoever reads it.

    `of_keys`: the error is of the kind that wrong keys, or a wrong number of the community, bring about;
    `human`: a person is needed, which one notice says for all (`lib.outbox.humans`).
    """
    of_keys = isinstance(error, KeyMissing | KeyDead | NoRight) or (
        isinstance(error, Refused) and error.code in WRONG_NUMBER
    )
    values = {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in error.values.items()
    }
    return {
        "message": error.message,
        "values": values,
        "of_keys": of_keys,
        "human": isinstance(error, HumanNeeded),
    }
