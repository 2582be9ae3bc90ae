"""Notes that cannot be written: said once in the log, and on the screen without the database."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing

import pytest

from lib.store import Store, connection
from lib.store.state import get_state
from lib.worker.health import health
from lib.worker.notes import Notes


def test_a_database_that_takes_nothing_is_told_once_and_without_it(
    store: Store, clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    caplog.set_level(logging.INFO, logger="lib.worker.notes")
    notes = Notes(store, clock=clock)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        for _second in range(3):
            notes.alive()
        assert len(caplog.records) == 1
        assert [one.message for one in health(store, now=clock()).problems] == [
            "The database is busy ({reason}). Try again in a few seconds."
        ]
        foreign.execute("ROLLBACK")
    notes.alive()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert health(store, now=clock()).problems == ()
    with store.reader() as db:
        assert get_state(db, "health.worker") is not None
