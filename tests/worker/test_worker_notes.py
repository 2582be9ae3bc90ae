"""Notes that cannot be written: said once, not every second."""

from __future__ import annotations

import logging

import pytest

from lib.store import Store
from lib.store.state import get_state
from lib.worker.notes import Notes


def test_a_note_that_cannot_be_written_is_told_once(
    store: Store, clock, caplog: pytest.LogCaptureFixture
) -> None:
    notes = Notes(store, clock=clock)
    caplog.set_level(logging.INFO, logger="lib.worker.notes")
    with store.writer() as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON state BEGIN SELECT raise(ABORT, 'no room'); END"
        )
    for _second in range(3):
        notes.alive()
    assert len(caplog.records) == 1
    with store.writer() as db:
        db.execute("DROP TRIGGER full")
    notes.alive()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    with store.reader() as db:
        assert get_state(db, "health.worker") is not None
