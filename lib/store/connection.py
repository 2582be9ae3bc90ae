"""Connections to the one database file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from lib.base.errors import PultError
from lib.base.language import N_
from lib.store.idle import borrowed, let_go
from lib.store.migrations import migrations
from lib.store.talk import settle

BUSY_MS = 5000
_write_locks: dict[Path, threading.RLock] = {}
_write_locks_guard = threading.Lock()


class StoreError(PultError):
    """The database cannot be read or written now."""


@dataclass(frozen=True)
class Store:
    """The database at `path`. Cheap to make and to pass around."""

    path: Path

    @contextmanager
    def reader(self) -> Iterator[Database]:
        """A read-only connection that sees one state of the data from first query to last.

        Raises `StoreError` where the file is missing, locked or damaged.
        """
        with plain_words(), borrowed(self.path, lambda: self.connect(read_only=True)) as connection:
            connection.execute("BEGIN")
            yield Database(connection, execute_plugins=False)

    @contextmanager
    def writer(self) -> Iterator[Database]:
        """A transaction that holds the write lock from its start; commits, or rolls back on any error.

        What was said on the wall is added up anew before it commits (`lib.store.talk`).

        `BEGIN IMMEDIATE` because a deferred transaction that turns into a write fails at once when another
        connection wrote meanwhile, and no busy timeout helps. Never talk to the network inside.
        Raises `StoreError` where the disk is full, the file read-only, locked or damaged.
        """
        with plain_words(), self._lock(), closing(self.connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Database(connection, execute_plugins=False)
                settle(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other thread of this process writes meanwhile: for moving the file itself."""
        with self._lock():
            let_go(self.path)
            yield

    def migrate(self) -> None:
        """Make the file where there is none and bring its schema to the newest state.

        Raises `StoreError` where the file cannot be made or written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                N_(
                    "The data folder cannot be made ({reason}). Check PULT_DATA and its permissions."
                ),
                reason=error.strerror or str(error),
            ) from error
        with plain_words(), closing(self.connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with self.writer() as db:
            migrations.apply(db)

    def connect(self, *, read_only: bool = False) -> sqlite3.Connection:
        """A bare connection outside of any transaction, for this room; others use `reader` and `writer`."""
        mode = "ro" if read_only else "rwc"
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_MS / 1000,
            # One thread at a time uses it, the next one perhaps another.
            check_same_thread=not read_only,
        )
        connection.executescript(
            f"PRAGMA busy_timeout={BUSY_MS}; PRAGMA foreign_keys=ON; PRAGMA synchronous=NORMAL;"
            "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
        )
        return connection

    def _lock(self) -> threading.RLock:
        # SQLite's own busy wait is unfair: a thread in a tight loop would starve the others.
        with _write_locks_guard:
            return _write_locks.setdefault(self.path.resolve(), threading.RLock())


@contextmanager
def plain_words() -> Iterator[None]:
    """Turns SQLite's troubles with the file into `StoreError`; mistakes in a statement pass as they are."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(_message(error), reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise StoreError(
                N_("The database is damaged ({reason}). Restore it from a backup."),
                reason=str(error),
            ) from error
        raise


def _message(error: sqlite3.OperationalError) -> str:
    known = {
        sqlite3.SQLITE_FULL: N_("The disk is full ({reason}). Free some space and try again."),
        sqlite3.SQLITE_READONLY: N_(
            "The database is read-only ({reason}). Check the permissions of the data folder."
        ),
        sqlite3.SQLITE_BUSY: N_("The database is busy ({reason}). Try again in a few seconds."),
        sqlite3.SQLITE_CANTOPEN: N_(
            "The database cannot be opened ({reason}). Check the data folder."
        ),
        sqlite3.SQLITE_IOERR: N_(
            "The disk does not read or write as it should ({reason}). It may be full, or failing."
        ),
    }
    if "no such table" in str(error):
        return N_("The database is not ready yet ({reason}). It is being made; wait a few seconds.")
    # Extended codes keep the primary code in their low byte.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code not in known:
        raise error
    return known[code]
