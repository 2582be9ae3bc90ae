"""The background work of one console: threads that send, listen and read, one set a data folder."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from filelock import FileLock, Timeout

from lib.base.clock import Clock, system_clock
from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.settings import Settings
from lib.outbox import step, take_over
from lib.outbox.humans import exchange
from lib.store import Store, StoreError
from lib.store.revisions import revisions
from lib.store.state import get_state, put_state
from lib.store.talk import keep_zone
from lib.sync.calls import keep_calls, recall
from lib.sync.events import Wanted
from lib.vk import Vk
from lib.vk.errors import VkError
from lib.worker.check import Checks
from lib.worker.hooks import Hooks, NoSecret
from lib.worker.jobs import pause_after
from lib.worker.nights import Nights
from lib.worker.notes import Notes
from lib.worker.queries import unseen_posts
from lib.worker.reading import Reading
from lib.worker.reports import Reports
from lib.worker.settled import Settled

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""The outbox is looked at so often: a page in another process cannot ring."""
LOCK_POLL_SECONDS = 1.0
COUNT_SECONDS = 5.0
"""The day's calls to VK are kept so often."""
SENDER_GRACE = 2.0
"""A call that writes gets so many seconds to end before its connection is cut."""
JOIN_SECONDS = 1.0
STEADY_SECONDS = 60.0


class Worker:
    """Started once a process; a second one on the same data waits for the first to end.

    `wake` may be set by whoever queued an action, to have it looked at without delay.
    """

    def __init__(
        self, settings: Settings, store: Store, vk: Vk, *, clock: Clock = system_clock
    ) -> None:
        self.wake = threading.Event()
        self._settings = settings
        self._store = store
        self._clock = clock
        self._notes = Notes(store, clock=clock)
        self._stop = threading.Event()
        # Connections of their own, so that stopping cuts what waits on VK; sending is given a moment.
        self._reading_vk = vk.apart(background=True)
        self._sending_vk = vk.apart()
        self._tally = vk.tally
        self._reading = Reading(
            store,
            self._reading_vk,
            self._notes,
            clock=clock,
            zone=settings.zone,
            stop=self._stop,
            rehearsal=settings.vk_url if settings.rehearsal else None,
        )
        self._hooks = Hooks(
            settings,
            store,
            self._reading_vk,
            self._notes,
            self._reading,
            clock=clock,
            stop=self._stop,
        )
        self._nights = Nights(settings, store, clock=clock, stop=self._stop)
        self._reports = Reports(settings, store, self._notes, clock=clock, stop=self._stop)
        self._checks = Checks(
            settings,
            store,
            self._reading_vk,
            examine=self._reading.examine,
            ask=self._reading.ask,
            clock=clock,
            stop=self._stop,
        )
        self._keeper = threading.Thread(
            target=self._guarded, args=("keeper", self._keep), name="pult-keeper", daemon=True
        )

    def start(self) -> None:
        """Begin; returns at once. Trouble of any kind is told by `lib.worker.health`, not raised."""
        self._keeper.start()

    def stop(self, *, grace: float | None = None) -> None:
        """End within about three seconds; what was begun is finished after the next start.

        `grace`: let a sending that is under way take so many seconds instead of two.
        """
        self._stop.set()
        self.wake.set()
        self._reading.end()
        self._reading_vk.close()
        if self._keeper.ident is not None:
            self._keeper.join(SENDER_GRACE if grace is None else grace)
            self._sending_vk.close()
            self._keeper.join(JOIN_SECONDS)
        if self._keeper.is_alive():
            log.warning("the worker is still busy; its lock ends with the process")

    def _keep(self) -> None:
        """Hold the lock, run the threads, give signs of life."""
        self._settings.data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._settings.worker_lock)
        if not self._acquired(lock):
            return
        threads: list[threading.Thread] = []
        try:
            self._check_community()
            recall(self._store, self._tally, now=int(self._clock()))
            take_over(self._store)
            for name, loop in (
                ("sender", self._send),
                ("listener", self._reading.listen),
                ("reader", self._reading.work),
                ("hooks", self._hooks.take),
                ("hooks_server", self._hooks.keep),
                ("nights", self._nights.work),
                ("reports_made", self._reports.work),
                ("checks", self._checks.run),
            ):
                threads.append(
                    threading.Thread(
                        target=self._guarded, args=(name, loop), name=f"pult-{name}", daemon=True
                    )
                )
                threads[-1].start()
            counted = time.monotonic()
            while not self._stop.wait(1.0):
                self._notes.alive()
                if time.monotonic() - counted >= COUNT_SECONDS:
                    counted = time.monotonic()
                    self._count()
        finally:
            for thread in threads:
                thread.join()
            if threads:
                self._count()
            lock.release()

    def _count(self) -> None:
        try:
            keep_calls(self._store, self._tally, now=int(self._clock()))
        except StoreError as error:
            # A database in trouble is told by the notes; the numbers are kept later.
            log.info("today's calls could not be kept: %s", error)

    def _acquired(self, lock: FileLock) -> bool:
        while not self._stop.is_set():
            try:
                lock.acquire(timeout=0)
            except Timeout:
                self._notes.alive("health.waiting")
                self._stop.wait(LOCK_POLL_SECONDS)
            except OSError as error:
                raise StoreError(
                    N_(
                        "Nothing can be written into the data folder ({reason}). Check its permissions."
                    ),
                    reason=error.strerror or str(error),
                ) from error
            else:
                self._notes.ended("health.waiting")
                self._notes.alive()
                return True
        return False

    def _check_community(self) -> None:
        self._store.migrate()
        ours = self._settings.group_id
        with self._store.writer() as db:
            keep_zone(db, self._settings.zone)
            kept = get_state(db, "community.group_id")
            if kept is None:
                put_state(db, "community.group_id", ours, now=int(self._clock()))
        if kept not in (None, ours):
            raise OtherCommunity(kept=kept, named=ours)
        self._notes.fault("keeper", None)

    def _send(self) -> None:
        before, asked, settled = -1, frozenset[int](), Settled()
        while not self._stop.is_set():
            if exchange(self._store, self._sending_vk.humans, clock=self._clock):
                self._reading.try_failed_again()
            wait = step(self._store, self._sending_vk, clock=self._clock)
            with self._store.reader() as db:
                now = revisions(db)["outbox"]
                unseen = unseen_posts(db) if now != before else frozenset()
            if now != before:
                self._reading.want(settled.take(self._store, now=int(self._clock())), within=0.0)
            before = now
            if unseen - asked:
                # VK tells no event of a post that was scheduled.
                self._reading.want(Wanted(post_ids=unseen - asked, scheduled=True), within=0.0)
                asked |= unseen
            self.wake.wait(POLL_SECONDS if wait is None else min(wait, POLL_SECONDS))
            self.wake.clear()

    def _guarded(self, name: str, loop: Callable[[], None]) -> None:
        """Run `loop` again whenever it breaks, after a pause that grows, until the worker stops."""
        failures = 0
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                loop()
                self._notes.fault(name, None)
                return
            except (VkError, StoreError, OtherCommunity, NoSecret) as error:
                log.warning("%s: %s", name, error)
                self._notes.fault(name, error)
            except Exception as error:  # a mistake of ours must not end the work of the others
                log.exception("%s broke and is started again", name)
                self._notes.fault(name, Broken(part=name, reason=type(error).__name__))
            failures = 1 if time.monotonic() - began > STEADY_SECONDS else failures + 1
            self._stop.wait(pause_after(failures))


class OtherCommunity(PultError):
    """The data belong to another community; two are not mixed in one database."""

    def __init__(self, *, kept: int, named: int) -> None:
        super().__init__(
            N_(
                "This data folder belongs to community {kept}, but the settings name community {named}."
                " Set PULT_DATA to another folder, or PULT_GROUP_ID back."
            ),
            kept=kept,
            named=named,
        )


class Broken(PultError):
    """A mistake of the program, told in the log in full."""

    def __init__(self, *, part: str, reason: str) -> None:
        super().__init__(
            N_(
                "A part of the background work ({part}) broke: {reason}."
                " It is started again by itself; the log has the details."
            ),
            part=part,
            reason=reason,
        )
