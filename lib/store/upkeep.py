"""Care of the database file: checkpoint, check, vacuum."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from lib.store.connection import Store


def checkpoint(store: Store) -> bool:
    """Move the write-ahead log into the database and cut it; answers False while a long reader prevents it."""
    with _plain(store) as connection:
        busy, _log, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def faults(store: Store) -> list[str]:
    """What `PRAGMA integrity_check` and `foreign_key_check` find wrong, in SQLite's words; empty: sound."""
    with _plain(store) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        strays = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [line for line in found if line != "ok"] + [
        f"row {row[1]} of {row[0]} points to nothing in {row[2]}" for row in strays
    ]


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


def _plain(store: Store) -> closing[sqlite3.Connection]:
    # Outside of a transaction, which `Store.writer` would begin.
    return closing(
        sqlite3.connect(
            f"{store.path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=5
        )
    )
