"""Care of the database file: checkpoint, search, vacuum."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlite_utils import Database

from lib.store.connection import Store, plain_words
from lib.store.talk import count_anew


def checkpoint(store: Store) -> bool:
    """Move the write-ahead log into the database and cut it; answers False while a long reader prevents it."""
    with _plain(store) as connection:
        busy, _log, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def merge_search(store: Store) -> None:
    """Merge the pieces of the search index into one; 1.6 s with a million comments, nothing where it is one.

    Transactions that bring comments leave pieces, which SQLite merges only in part, and a search looks into
    each of them: 22 after a million comments that came 13 at a time.
    """
    with store.writer() as db:
        db.execute("INSERT INTO comment_search (comment_search) VALUES ('optimize')")


def vacuum(store: Store) -> tuple[int, int]:
    """Rewrite the file without gaps, its indexes, search and sums anew; answers its bytes before and after.

    Needs as much free space again as the file has, and no one else writing.
    """
    before = store.path.stat().st_size
    with _plain(store) as connection:
        connection.execute("INSERT INTO comment_search (comment_search) VALUES ('rebuild')")
        connection.execute("INSERT INTO comment_search (comment_search) VALUES ('optimize')")
        connection.execute("BEGIN IMMEDIATE")
        count_anew(Database(connection, execute_plugins=False))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, store.path.stat().st_size


@contextmanager
def _plain(store: Store) -> Iterator[sqlite3.Connection]:
    # Outside of a transaction, which `Store.writer` would begin.
    with plain_words():
        address = f"{store.path.resolve().as_uri()}?mode=rw"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)
        with closing(connection):
            yield connection
