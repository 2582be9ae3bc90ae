"""Care of the database file: checkpoint, check, vacuum."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from lib.store.connection import Store, plain_words


def checkpoint(store: Store) -> bool:
    """Move the write-ahead log into the database and cut it; answers False while a long reader prevents it."""
    with _plain(store) as connection:
        busy, _log, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def faults(store: Store) -> list[str]:
    """What `PRAGMA integrity_check` and `foreign_key_check` find wrong, in SQLite's words; empty: sound."""
    with _plain(store) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        found = [line for line in found if line != "ok"]
        for table, row, parent, _number in connection.execute("PRAGMA foreign_key_check"):
            found.append(f"row {row} of {table} points to nothing in {parent}")
        try:
            connection.execute(
                "INSERT INTO comment_search (comment_search, rank) VALUES ('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            found.append(f"comment_search: {error}")
    return found


def merge_search(store: Store) -> None:
    """Merge the pieces of the search index into one; 1.6 s with a million comments, nothing where it is one.

    Transactions that bring comments leave pieces, which SQLite merges only in part, and a search looks into
    each of them: 22 after a million comments that came 13 at a time.
    """
    with store.writer() as db:
        db.execute("INSERT INTO comment_search (comment_search) VALUES ('optimize')")


def vacuum(store: Store) -> tuple[int, int]:
    """Rewrite the file without gaps; answers its size in bytes before and after.

    Needs as much free space again as the file has, and no one else writing.
    """
    before = store.path.stat().st_size
    with _plain(store) as connection:
        connection.execute("INSERT INTO comment_search (comment_search) VALUES ('optimize')")
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
