"""Keeping a world: one lock, and whatever changed under it in the state file before anybody is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from lib.sandbox.around import Counter
from lib.sandbox.state import State, Thing

T = TypeVar("T", bound=Thing)


class Keeper:
    """The lock, the changes of a turn, and those who wait for news."""

    def __init__(self, state: State | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._state = state
        self._changed: dict[tuple[type, int | str], Thing] = {}
        self._gone: set[tuple[type, int | str]] = set()
        self._shelves: dict[type, dict[Any, Any]] = {}
        self._listeners: set[Callable[[], object]] = set()
        self._news = False

    def begin(self) -> None:
        """What is due when a turn begins."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The lock. Entering does what is due; leaving commits what changed, then wakes the listeners."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self.begin()
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._commit()

    def listen(self, wake: Callable[[], object]) -> Callable[[], None]:
        """Calls `wake`, from whichever thread, after events came; answers what ends this."""
        with self._lock:
            self._listeners.add(wake)

        def end() -> None:
            with self._lock:
                self._listeners.discard(wake)

        return end

    def wake(self) -> None:
        """Wakes the listeners when this turn ends."""
        self._news = True

    def shelf(self, kind: type[T]) -> dict[Any, T]:
        """What stands around the wall, of one `kind`, by id; changed by `put` and `drop`."""
        made: dict[Any, T] = self._shelves.setdefault(kind, {})
        return made

    def put(self, thing: T) -> T:
        """Adds or changes what stands around the wall."""
        self.shelf(type(thing))[thing.id] = thing
        return self.touch(thing)

    def drop(self, thing: Thing) -> None:
        del self.shelf(type(thing))[thing.id]
        self.forget(thing)

    def number(self, name: str) -> int:
        """The next number under `name`."""
        counter = self.shelf(Counter).get(name) or Counter(name)
        counter.last += 1
        return self.put(counter).last

    def touch(self, thing: T) -> T:
        """Marks `thing` as changed: it is kept when the turn ends."""
        self._changed[type(thing), thing.id] = thing
        self._gone.discard((type(thing), thing.id))
        return thing

    def forget(self, thing: Thing) -> None:
        """Marks `thing` as gone under its present id."""
        self._changed.pop((type(thing), thing.id), None)
        self._gone.add((type(thing), thing.id))

    def close(self) -> None:
        """Lets the state file go; a later change opens it again."""
        with self._lock:
            if self._state is not None:
                self._state.close()

    def _commit(self) -> None:
        if self._state is not None and (self._changed or self._gone):
            self._state.save(list(self._changed.values()), list(self._gone))
        self._changed.clear()
        self._gone.clear()
        if self._news:
            self._news = False
            for wake in tuple(self._listeners):
                wake()
