"""What runs beside the pages: the local VK of a rehearsal and the worker, again whenever the settings change.

The keys file is looked at twice a second, so that keys given on the screen, or put into the file by hand, take
effect without a restart. The worker first ends what it is sending; what waits is in the store and goes on with
the new keys.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from lib.base.clock import system_clock
from lib.base.errors import PultError
from lib.base.keys_file import keys_file, with_hooks_secret
from lib.base.settings import Settings, read_settings
from lib.store import Store, StoreError
from lib.store.talk import keep_zone
from lib.vk import connect
from lib.vk.methods import Kind
from lib.worker.abilities import denials
from lib.worker.local_vk import local_vk, wait_for
from lib.worker.setup import finish, next_file, setup, take_back
from lib.worker.worker import Worker

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
START_SECONDS = 20
CHANGE_GRACE = 30.0
"""A sending that is under way gets so many seconds to end before the keys change beneath it."""

Stamp = tuple[tuple[int, int, int] | None, ...]


class Supervisor:
    """`run` it in a thread; `use` is told which settings are in force, first before anything starts, and
    `opened` which database was opened with them.

    `ready` is set when `use` was called for the first time; `stop` ends everything within seconds.
    """

    def __init__(
        self,
        settings: Settings,
        use: Callable[[Settings], None],
        *,
        opened: Callable[[Store], None] = lambda _store: None,
        read: Callable[[], Settings] = read_settings,
    ) -> None:
        self.ready = threading.Event()
        self._settings = settings
        self._use = use
        self._opened = opened
        self._read = read
        self._stop = threading.Event()

    def stop(self) -> None:
        """Let `run` end."""
        self._stop.set()

    def run(self) -> None:
        """Run with the settings in force until they change, then with the new ones, until stopped."""
        try:
            self._run()
        finally:
            # Whoever waits must not wait for ever where this breaks.
            self.ready.set()

    def _run(self) -> None:
        self._take_agreed()
        while not self._stop.is_set():
            running = ExitStack()
            self._settings = _with_secret(self._settings)
            try:
                worker = self._start(self._settings, running)
                changed = self._changed()
                if worker is not None:
                    worker.stop(grace=CHANGE_GRACE if changed is not None else None)
            finally:
                running.close()
            if changed is not None:
                self._settings = changed
                self._take_agreed()
                log.info("the settings have changed; work goes on with the new ones")

    def _start(self, settings: Settings, running: ExitStack) -> Worker | None:
        """Bring the database up to date and start the worker.

        Trouble is logged; the worker waits for the database as well as for VK, and the pages say so.
        """
        if settings.embedded:
            settings = running.enter_context(local_vk(settings))
        self._use(settings)
        self.ready.set()
        store = Store(settings.database)
        try:
            # Opening a large database may take a while; no page waits for it.
            store.migrate()
            with store.writer() as db:
                keep_zone(db, settings.zone)
            self._opened(store)
        except PultError as error:
            log.error("%s", error)
        if settings.embedded:
            wait_for(settings, seconds=START_SECONDS, stopping=self._stop)
        if self._stop.is_set():
            return None
        worker = Worker(settings, store, connect(settings, denied=_denials(store, settings)))
        worker.start()
        return worker

    def _changed(self) -> Settings | None:
        """Wait until other settings are in force, or agreed to be; None where it is time to stop."""
        seen = self._stamp()
        while not self._stop.wait(LOOK_SECONDS):
            now = self._stamp()
            if now == seen:
                continue
            seen = now
            try:
                found = self._read()
                agreed = bool(setup(self._settings.data).agreed)
            except PultError as error:
                # Somebody may be writing the file by hand; what is in force stays so meanwhile.
                log.warning("%s", error)
                continue
            if agreed or found != self._settings:
                return found
        return None

    def _take_agreed(self) -> None:
        """Carry out a change of the community that a person has agreed to; where it cannot be, all stays."""
        data, database, now = self._settings.data, self._settings.database, int(system_clock())
        try:
            if finish(data, database, now=now):
                self._settings = self._read()
        except PultError as error:
            log.error("%s", error)
            try:
                take_back(data, database, error, now=now)
            except PultError as another:
                log.error("%s", another)

    def _stamp(self) -> Stamp:
        data = self._settings.data
        return tuple(_file_stamp(file) for file in (keys_file(data), next_file(data)))


def _with_secret(settings: Settings) -> Settings:
    try:
        return with_hooks_secret(settings)
    except PultError as error:
        # The worker tells the pages what is missing.
        log.error("%s", error)
        return settings


def _denials(store: Store, settings: Settings) -> set[tuple[str, Kind]]:
    try:
        with store.reader() as db:
            return set(denials(db, settings))
    except StoreError:
        return set()


def _file_stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
