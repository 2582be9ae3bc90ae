"""«Check now»: a person asks, the worker looks at everything afresh and says how far it is.

The two talk through the store: the state "check.request" is written by a page, "check.progress" by the worker.
The same thread tries the keys method by method by itself: when they are new, and once a day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from lib.access.permissions import Actor, require
from lib.base.clock import Clock
from lib.base.language import N_
from lib.base.settings import Settings
from lib.store import Store
from lib.store.state import get_state, put_state
from lib.vk import Vk
from lib.vk.capabilities import Found, probe, size
from lib.vk.errors import VkError
from lib.worker.abilities import FRESH_SECONDS, found_at, remember, tried_at
from lib.worker.jobs import Job
from lib.worker.notes import told
from lib.worker.queries import newest_post

REQUEST, PROGRESS = "check.request", "check.progress"
LOOK_SECONDS = 0.5
FIRST_SECONDS = 60.0
"""The first reading and the first events have the keys to themselves for so long after the start."""
AGAIN_SECONDS = 600
"""Where VK was away while the keys were tried, they are tried again after this."""
GENTLE_SECONDS = 0.5
"""Between two calls of a probing that nobody waits for."""
STEP_SECONDS = 60.0
"""So long one step may take before the check goes on without it."""
TELL_SECONDS = 0.7
SILENT_SECONDS = 30
"""A check without news for so long has ended with its worker."""

STEPS = {
    "keys": N_("The keys and the community"),
    "catch_up": N_("What is new in VK"),
    "abilities": N_("What each key can do"),
    "statistics": N_("Statistics"),
}
UNREAD = N_("Posts and comments were not read: no key that may read them is set.")
BUSY = N_("The worker is still reading the community's history; the rest follows by itself.")


@dataclass(frozen=True)
class Progress:
    """How far a check is; `done` of `total` parts of its step `step` (a name in `STEPS`)."""

    id: str
    step: str = "keys"
    done: int = 0
    total: int = 0
    at: int = 0
    ended_at: int | None = None
    troubles: tuple[dict[str, Any], ...] = field(default=())
    """As `lib.worker.notes.told` puts them."""


def ask_check(store: Store, *, actor: Actor, now: int) -> None:
    """Have the worker look at everything now. Raises `Forbidden`, `StoreError`."""
    require(actor, "system.check")
    with store.writer() as db:
        put_request(db, now=now)


def put_request(db: Database, *, now: int) -> None:
    """The same in a transaction that does more."""
    put_state(db, REQUEST, {"id": uuid4().hex, "at": now}, now=now)


def check_now(db: Database) -> Progress | None:
    """The check that was asked for last: waiting (`at` is when it was asked for), under way or ended.

    None where nobody ever asked.
    """
    request, progress = get_state(db, REQUEST), _progress(db)
    if request is None:
        return progress
    if progress is None or progress.id != request["id"]:
        return Progress(request["id"], step="", at=request["at"])
    return progress


def silent(found: Progress, *, now: int) -> bool:
    """Whether the check waits for a worker that gives no sign."""
    return found.ended_at is None and now - found.at > SILENT_SECONDS


class Checks:
    """The worker's side; `run` is a thread of its own, for a check waits for the other threads."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        vk: Vk,
        *,
        examine: Callable[[], None],
        ask: Callable[[str], Job],
        clock: Clock,
        stop: threading.Event,
    ) -> None:
        self._settings = settings
        self._store = store
        self._vk = vk
        self._examine = examine
        self._ask = ask
        self._clock = clock
        self._stop = stop

    def run(self) -> None:
        """Carry out what is asked for, and try the keys when it is time. Raises `StoreError`."""
        began = time.monotonic()
        while not self._stop.is_set():
            with self._store.reader() as db:
                request, progress = get_state(db, REQUEST), _progress(db)
                due = self._due(db)
            if request and (
                progress is None or progress.id != request["id"] or progress.ended_at is None
            ):
                self._check(Progress(request["id"]))
            elif due and time.monotonic() - began > FIRST_SECONDS:
                self._keep(list(self._probe(pause=GENTLE_SECONDS)))
            self._stop.wait(LOOK_SECONDS)

    def _due(self, db: Database) -> bool:
        now, found, tried = int(self._clock()), found_at(db, self._settings), tried_at(db)
        if found is not None:
            return abs(now - found) > FRESH_SECONDS
        return tried is None or abs(now - tried) > AGAIN_SECONDS

    def _check(self, progress: Progress) -> None:
        progress = self._keys(progress)
        if not self._stop.is_set() and not progress.troubles:
            # Some methods are tried on a post, which must be known first.
            progress = self._abilities(self._job(progress, "catch_up"))
            progress = self._job(progress, "statistics")
        if not self._stop.is_set():
            self._tell(replace(progress, ended_at=int(self._clock())))

    def _keys(self, progress: Progress) -> Progress:
        progress = self._tell(progress)
        try:
            self._examine()
        except VkError as error:
            return _with(progress, told(error))
        return progress

    def _job(self, progress: Progress, name: str) -> Progress:
        """Have the reader do a job, and wait for it."""
        progress = self._tell(replace(progress, step=name, done=0, total=0))
        with self._store.reader() as db:
            read = get_state(db, "sync.backfill") or {}
        if read.get("finished_at") is None:
            if not self._vk.can("wall.get"):
                return _with(progress, {"message": UNREAD, "values": {}})
            # The first reading brings it all, and the reader does one thing at a time.
            return _with(progress, {"message": BUSY, "values": {}})
        job = self._ask(name)
        before, ends, said = job.ended, time.monotonic() + STEP_SECONDS, time.monotonic()
        while job.ended == before and not self._stop.wait(0.1):
            if time.monotonic() > ends:
                return _with(progress, {"message": BUSY, "values": {}})
            if time.monotonic() - said > SILENT_SECONDS / 3:
                said, progress = time.monotonic(), self._tell(progress)
        return progress if job.error is None else _with(progress, told(job.error))

    def _abilities(self, progress: Progress) -> Progress:
        progress = self._tell(replace(progress, step="abilities", done=0, total=size(self._vk)))
        found: list[Found] = []
        said = time.monotonic()
        for one in self._probe():
            found.append(one)
            if time.monotonic() - said > TELL_SECONDS:
                said = time.monotonic()
                progress = self._tell(replace(progress, done=len(found)))
        self._keep(found)
        return progress

    def _probe(self, *, pause: float = 0.0) -> Iterator[Found]:
        with self._store.reader() as db:
            post_id = newest_post(db)
        return probe(self._vk, post_id=post_id or 1, pause=pause, stop=self._stop)

    def _keep(self, found: list[Found]) -> None:
        # What was cut short says nothing of the methods that were not tried.
        if not self._stop.is_set():
            with self._store.writer() as db:
                remember(db, self._settings, found, now=int(self._clock()))

    def _tell(self, progress: Progress) -> Progress:
        progress = replace(progress, at=int(self._clock()))
        with self._store.writer() as db:
            put_state(db, PROGRESS, asdict(progress), now=progress.at)
        return progress


def _with(progress: Progress, trouble: dict[str, Any]) -> Progress:
    known = trouble in progress.troubles
    return progress if known else replace(progress, troubles=(*progress.troubles, trouble))


def _progress(db: Database) -> Progress | None:
    kept = get_state(db, PROGRESS)
    return Progress(**{**kept, "troubles": tuple(kept["troubles"])}) if kept else None
