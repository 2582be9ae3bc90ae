"""One long-lived connection that notices, cheaply, that somebody committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lib.store.connection import Store, plain_words
from lib.store.idle import identity


class Watch:
    """Use it in the thread that made it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._file = identity(path)

    def version(self) -> int:
        """A number that differs after any commit of another connection; about 3 microseconds."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def revisions(self) -> dict[str, int]:
        """Counter of every topic."""
        return dict(self._connection.execute("SELECT topic, n FROM revision"))

    def replaced(self) -> bool:
        """Another file stands at the database's path by now: this watch sees what nobody writes any more."""
        return identity(self._path) != self._file


@contextmanager
def watching(store: Store) -> Iterator[Watch]:
    """A `Watch` of this store. Raises `StoreError` where the file cannot be opened or read.

    No transaction stands open on it: inside one, a connection does not see what others commit.
    """
    with plain_words(), closing(store.connect(read_only=True)) as connection:
        yield Watch(connection, store.path)
