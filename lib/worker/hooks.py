"""Events that VK brings by itself: taken in as they come, their server in VK looked after.

While they come, long poll rests. It goes on by itself when VK calls the server failed, or when nothing has come
for a while; whichever way the change goes, VK is read once more, so that nothing falls between.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from lib.base.clock import Clock
from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.settings import Settings
from lib.store import Store
from lib.store.hook_events import last_arrival
from lib.store.state import get_state, put_state
from lib.store.watch import watching
from lib.sync.hooks import expect_confirmation, take_waiting
from lib.vk import Vk
from lib.vk.callbacks import (
    CallbackServer,
    add_server,
    callback_servers,
    change_server,
    confirmation_code,
    ensure_events,
    remove_server,
)
from lib.vk.errors import KeyMissing, Refused, VkError
from lib.worker.notes import Notes
from lib.worker.reading import Reading

log = logging.getLogger(__name__)

TAKE_SECONDS = 0.1
LOOK_SECONDS = 120.0
"""So often VK is asked how the server does."""
SETTLING_SECONDS = 5.0
"""The same while VK has yet to confirm the server."""
CONFIRM_SECONDS = 600
"""So long VK may ask for the confirmation code; a server that failed is put to VK again so often."""
SILENCE_SECONDS = 1800.0
"""After so many seconds without an event long poll goes on: a quiet community, or events that get lost."""
TICK_SECONDS = 1.0

CARRYING = frozenset({"ok", "unseen"})
"""Statuses with which events may be relied on; `unseen`: no key of ours may ask VK for the status."""


class Hooks:
    """Two loops for two threads: `take` takes events in, `keep` looks after the server in VK."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        vk: Vk,
        notes: Notes,
        reading: Reading,
        *,
        clock: Clock,
        stop: threading.Event,
    ) -> None:
        self._settings = settings
        self._store = store
        self._vk = vk
        self._notes = notes
        self._reading = reading
        self._clock = clock
        self._stop = stop
        self._lock = threading.Lock()
        self._status = ""
        self._arrived_at: float | None = None
        self._carries = False
        self._asked_at: float | None = None

    def take(self) -> None:
        """Take events in as they come, until the worker stops. Raises `StoreError`."""
        if not self._settings.hooks_url:
            return
        with watching(self._store) as watch:
            version, newest = -1, -1
            while not self._stop.wait(TAKE_SECONDS):
                if (moved := watch.version()) == version:
                    continue
                with self._store.reader() as db:
                    arrived = last_arrival(db)
                if arrived != newest:
                    self._take()
                version, newest = moved, arrived

    def keep(self) -> None:
        """Have VK bring events to us, and know whether it does, until the worker stops. Raises `StoreError`."""
        if not self._settings.hooks_url:
            self._take_down()
            return
        if self._settings.hooks_secret is None:
            raise NoSecret()
        self._note()
        while not self._stop.is_set():
            look_at = time.monotonic() + self._look()
            while time.monotonic() < look_at and not self._stop.wait(TICK_SECONDS):
                self._decide()

    def _take(self) -> None:
        while not self._stop.is_set():
            now = int(self._clock())
            taken = take_waiting(self._store, group_id=self._vk.group_id, now=now)
            if not taken.events:
                return
            self._arrived_at = time.monotonic()
            self._decide()
            if taken.failed:
                self._reading.missed()
            self._reading.follow(taken.wanted)

    def _look(self) -> float:
        """Ask VK how our server does and put right what is wrong; answers when to look again, in seconds."""
        try:
            self._status = self._arrange()
            trouble = None
            if self._status in {"failed", "unconfigured"}:
                trouble = NotReached(self._settings.hooks_url or "")
            self._notes.fault("callbacks", trouble)
        except (Refused, KeyMissing) as error:
            # A person may have put the server down in VK by hand: then events come all the same.
            if self._status != "unseen":
                log.warning("callbacks: the server cannot be looked after: %s", error)
            self._status = "unseen"
            self._notes.fault("callbacks", error)
        except VkError as error:
            log.warning("callbacks: %s", error)
            return SETTLING_SECONDS
        self._decide()
        return LOOK_SECONDS if self._status in CARRYING else SETTLING_SECONDS

    def _arrange(self) -> str:
        url, key = self._settings.hooks_url, self._settings.hooks_secret
        assert url is not None and key is not None
        secret, again = key.reveal(), False
        mine = self._mine(callback_servers(self._vk))
        if mine is None:
            self._expect()
            self._remember(add_server(self._vk, url=url, secret=secret))
        elif mine.url != url or mine.secret not in {None, secret} or self._ask_again(mine):
            self._expect()
            change_server(self._vk, mine.id, url=url, secret=secret)
            # Confirmed at once, it would look as if it had never failed; but VK brought nothing meanwhile.
            again = True
        elif self._status:
            return mine.status
        mine = self._mine(callback_servers(self._vk))
        if mine is None:
            return "wait"
        self._remember(mine.id)
        ensure_events(self._vk, mine.id)
        if again:
            self._reading.missed()
        return mine.status

    def _mine(self, servers: list[CallbackServer]) -> CallbackServer | None:
        with self._store.reader() as db:
            kept = (get_state(db, "hooks.server") or {}).get("id")
        by_url = (server for server in servers if server.url == self._settings.hooks_url)
        by_id = (server for server in servers if server.id == kept)
        return next(by_url, None) or next(by_id, None)

    def _ask_again(self, mine: CallbackServer) -> bool:
        """Whether a server that VK gave up is to be put to VK once more, which asks it for confirmation."""
        rested = self._asked_at is None or time.monotonic() - self._asked_at > CONFIRM_SECONDS
        return mine.status in {"failed", "unconfigured"} and rested

    def _expect(self) -> None:
        self._asked_at = time.monotonic()
        now = int(self._clock())
        code = self._settings.hooks_code or confirmation_code(self._vk)
        expect_confirmation(self._store, code, until=now + CONFIRM_SECONDS, now=now)

    def _decide(self) -> None:
        with self._lock:
            arrived = self._arrived_at
            fresh = arrived is not None and time.monotonic() - arrived < SILENCE_SECONDS
            carries = fresh and self._status in CARRYING
            if carries == self._carries:
                return
            self._carries = carries
            log.info("live events come by %s", "callbacks" if carries else "long poll")
            self._reading.rest(carries)
        self._note()
        if carries:
            self._notes.listening()

    def _note(self) -> None:
        self._put("hooks.carry", self._carries)

    def _remember(self, server_id: int) -> None:
        self._put("hooks.server", {"id": server_id, "url": self._settings.hooks_url})

    def _put(self, name: str, value: Any) -> None:
        with self._store.writer() as db:
            if get_state(db, name) != value:
                put_state(db, name, value, now=int(self._clock()))

    def _take_down(self) -> None:
        """No address is set any more: the server that we put down once is taken out of VK."""
        with self._store.reader() as db:
            kept = get_state(db, "hooks.server")
            carried = get_state(db, "hooks.carry")
        if carried:
            self._note()
        if kept:
            try:
                remove_server(self._vk, kept["id"])
            except VkError as error:
                log.warning("callbacks: the server could not be taken out of VK: %s", error)
                return
            self._put("hooks.server", None)


class NotReached(PultError):
    """VK does not reach the address."""

    def __init__(self, url: str) -> None:
        super().__init__(
            N_(
                "VK does not reach {url}. Live events come by long poll meanwhile. Check the address, its"
                " certificate and the way from there to the console."
            ),
            url=url,
        )


class NoSecret(PultError):
    """There is no secret for the address."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "VK cannot bring events: the secret for them could not be kept beside the data."
                " Set PULT_HOOKS_SECRET, or make the keys file writable. Live events come by long poll."
            )
        )
