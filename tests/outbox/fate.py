"""A store and a door at whose boundaries something happens: the process dies, a rival acts, a call is late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from lib.store import Store
from lib.vk.errors import NoAnswer
from tests.outbox.conftest import QuickVk


class Killed(BaseException):
    """The process dies here."""


class Fate:
    """Counts the boundaries a step crosses (a commit, a call, before and after) and acts at one of them."""

    def __init__(self) -> None:
        self.at: int | None = None
        self.deed: Callable[[], None] = lambda: None

    def plan(self, at: int, deed: Callable[[], None]) -> None:
        self.at, self.deed = at, deed

    def cross(self) -> None:
        if self.at is None:
            return
        self.at -= 1
        if self.at < 0:
            self.at = None
            self.deed()


class FatefulStore(Store):
    fate: Fate

    @contextmanager
    def writer(self) -> Iterator[Database]:
        with super().writer() as db:
            yield db
            # Dying here rolls back, as the death of the process would.
            self.fate.cross()
        self.fate.cross()


class FatefulVk:
    """The door, with a network that may deliver the next write only after we gave up waiting."""

    def __init__(self, vk: QuickVk, fate: Fate) -> None:
        self.vk, self.fate = vk, fate
        self.delay_next = False
        self.underway: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.vk, name)

    def call(self, method: str, **params: Any) -> Any:
        self.fate.cross()
        if self.delay_next and method in {"wall.createComment", "wall.post"}:
            self.delay_next = False
            self.underway.append((method, params))
            raise NoAnswer("timed out")
        answer = self.vk.call(method, **params)
        self.fate.cross()
        return answer
