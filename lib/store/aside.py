"""Putting a whole database aside, and beginning an empty one in its place."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from lib.base.language import N_
from lib.store.connection import Store, StoreError, plain_words

READERS_SECONDS = 10.0
"""So long readers may hold the write-ahead log; a page reads for milliseconds."""


def put_aside(store: Store, folder: Path) -> None:
    """Move the database into `folder` (made if need be) and make an empty one where it was.

    Nobody may be working on it but pages that read. Where an earlier call moved it already, only the rest is
    done. The change counters go on from where they stood, or open pages would not notice. Raises `StoreError`.
    """
    counters: dict[str, int] = {}
    with plain_words(), store.alone():
        if store.path.exists() and not (folder / store.path.name).exists():
            with closing(store.connect()) as connection:
                counters = _counters(connection)
                _empty_log(connection)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                for suffix in ("-wal", "-shm", ""):
                    file = store.path.with_name(store.path.name + suffix)
                    if file.exists():
                        os.replace(file, folder / file.name)
            except OSError as error:
                raise StoreError(
                    N_("The database cannot be put aside ({reason}). Check the data folder."),
                    reason=error.strerror or str(error),
                ) from error
        store.migrate()
    with store.writer() as db:
        for topic, n in counters.items():
            db.execute("UPDATE revision SET n = n + ? WHERE topic = ?", [n + 1, topic])


def _counters(connection: sqlite3.Connection) -> dict[str, int]:
    try:
        return dict(connection.execute("SELECT topic, n FROM revision"))
    except sqlite3.OperationalError:
        # The file was made, and the schema not yet.
        return {}


def _empty_log(connection: sqlite3.Connection) -> None:
    """What stands in the write-ahead log goes into the file: the two may be parted then."""
    ends = time.monotonic() + READERS_SECONDS
    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > ends:
            raise StoreError(
                N_("The database is busy ({reason}). Try again in a few seconds."),
                reason="wal_checkpoint",
            )
        time.sleep(0.05)
