"""SQL of the local VK's own state file: every object as JSON under its kind and id."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path


def open_file(path: Path) -> sqlite3.Connection:
    """Opens or makes the state file. Whoever uses the connection holds the world's lock."""
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing that was committed; only a power cut could, which a rehearsal may.
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(
        "CREATE TABLE IF NOT EXISTS thing (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,"
        " PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID"
    )
    return db


def read_things(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every stored (kind, body)."""
    yield from db.execute("SELECT kind, body FROM thing")


def write_things(
    db: sqlite3.Connection,
    changed: Iterable[tuple[str, str, str]],
    gone: Iterable[tuple[str, str]],
) -> None:
    """Commits (kind, id, body) rows and removes (kind, id) ones, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    try:
        db.executemany("INSERT OR REPLACE INTO thing (kind, id, body) VALUES (?, ?, ?)", changed)
        db.executemany("DELETE FROM thing WHERE kind = ? AND id = ?", gone)
    except sqlite3.Error:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
