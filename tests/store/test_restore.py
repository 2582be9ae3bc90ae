"""Restoring: what stood there is kept, older schemas brought up, newer ones refused, nothing goes out twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from sqlite_utils import Database

from lib.access.permissions import MODERATOR
from lib.outbox import queue
from lib.outbox.queries import action, claim, end_holds
from lib.store import Store, StoreError
from lib.store.backup import back_up
from lib.store.backup_files import Backup
from lib.store.damage import damages
from lib.store.migrations import m0001_core, migrations
from lib.store.restore import Restored, restore
from lib.store.state import get_state, put_state

NOW = 1_790_000_000
ZONE = "Europe/Moscow"
YESTERDAY = NOW - 86400


def remember(store: Store, value: str, *, at: int) -> None:
    with store.writer() as db:
        put_state(db, "said", value, now=at)


def said(store: Store) -> str:
    with store.reader() as db:
        return str(get_state(db, "said"))


def saved(store: Store, *, now: int = YESTERDAY) -> Backup:
    return back_up(store, store.path.parent / "backups", now=now, zone=ZONE)


def put_back(store: Store, file: Path) -> Restored:
    lock = store.path.parent / "worker.lock"
    return restore(store, file, lock=lock, now=NOW, zone=ZONE)


def test_yesterdays_file_comes_back_and_todays_is_kept(store: Store) -> None:
    remember(store, "yesterday", at=YESTERDAY)
    made = saved(store)
    remember(store, "today", at=NOW)
    done = put_back(store, made.file)
    assert said(store) == "yesterday"
    assert done.kept_as is not None and done.kept_as.name == "pult-before-2026-09-21T171320+0300.db"
    assert said(Store(done.kept_as)) == "today"
    assert damages(store.path) == [] and damages(done.kept_as) == []
    again = put_back(store, made.file)
    assert again.kept_as is not None and again.kept_as != done.kept_as


def test_where_there_is_no_database_it_is_simply_put(store: Store, tmp_path: Path) -> None:
    remember(store, "moved", at=YESTERDAY)
    made = saved(store)
    other = Store(tmp_path / "elsewhere" / "pult.db")
    assert put_back(other, made.file).kept_as is None
    assert said(other) == "moved"


def test_nothing_is_changed_while_a_console_runs(store: Store) -> None:
    made = saved(store)
    remember(store, "today", at=NOW)
    with FileLock(store.path.parent / "worker.lock"), pytest.raises(StoreError, match="works with"):
        put_back(store, made.file)
    assert said(store) == "today"


def test_nothing_is_changed_while_another_program_has_it_open(store: Store) -> None:
    made = saved(store)
    remember(store, "today", at=NOW)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("SELECT * FROM state").fetchone()
        with pytest.raises(StoreError, match="works with"):
            put_back(store, made.file)
    assert said(store) == "today"
    assert [file.name for file in store.path.parent.iterdir() if "before" in file.name] == []


def test_a_stale_log_of_a_killed_process_does_not_play_into_the_new_file(store: Store) -> None:
    made = saved(store)
    log, present = Path(f"{store.path}-wal"), closing(store.connect())
    with present as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("INSERT INTO state VALUES ('late', '1', 1)")
        stale = log.read_bytes()
    assert stale
    store.path.write_bytes(b"damaged" * 1000)
    log.write_bytes(stale)
    done = put_back(store, made.file)
    assert done.kept_as is not None
    # The damaged database is kept with its log: somebody may still get something out of it.
    assert Path(f"{done.kept_as}-wal").read_bytes() == stale
    with store.reader() as db:
        assert get_state(db, "late") is None
    assert damages(store.path) == []


def test_an_older_schema_is_brought_up(store: Store, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        db = Database(connection)
        migrations.ensure_migrations_table(db)
        m0001_core.apply(db)
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('pult', 'm0001_core', '2026')"
        )
        put_state(db, "said", "long ago", now=1)
    put_back(store, old)
    assert said(store) == "long ago"
    assert damages(store.path) == []


def test_a_newer_schema_is_refused_in_words(store: Store) -> None:
    with store.writer() as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('pult', 'm9999_tomorrow', '2030')"
        )
    made = saved(store)
    other = Store(store.path.parent / "other.db")
    with pytest.raises(StoreError, match=r"newer version of Pult \(m9999_tomorrow\)"):
        put_back(other, made.file)
    assert not other.path.exists()


@pytest.mark.parametrize("content", [b"", b"no database" * 500])
def test_what_is_no_backup_is_refused(store: Store, tmp_path: Path, content: bytes) -> None:
    remember(store, "today", at=NOW)
    file = tmp_path / "wrong.db"
    file.write_bytes(content)
    with pytest.raises(StoreError, match="not a good backup"):
        put_back(store, file)
    with pytest.raises(StoreError, match="no file"):
        put_back(store, tmp_path / "absent.db")
    assert said(store) == "today"


def test_what_waited_to_be_sent_is_looked_for_in_vk_first(store: Store) -> None:
    """It may have gone out after the backup was made; a restore must not say it twice."""
    payload = {
        "post_id": 1,
        "comment_id": 5,
        "thread_id": 5,
        "text": "Ответ",
        "seen": {"text": "?", "last_reply_id": 0},
    }
    with store.writer() as db:
        db.execute(
            "INSERT INTO post SELECT 9, -1, 'published', NULL, 1, NULL, 'т', NULL, NULL, NULL,"
            " NULL, NULL, '[]', '{}', 1, NULL, NULL"
        )
        held = queue(
            db, "reply", actor=MODERATOR, subject_id=5, payload=payload, now=YESTERDAY, hold=10
        )
        post = queue(
            db,
            "post",
            actor=MODERATOR,
            payload={"text": "Запись", "publish_at": None, "rubric_id": None},
            now=YESTERDAY,
            hold=0,
        )
        end_holds(db, now=YESTERDAY)
        put_state(db, "health.worker", {"at": YESTERDAY}, now=YESTERDAY)
    made = saved(store)
    done = put_back(store, made.file)
    assert done.doubtful == 2
    with store.reader() as db:
        found = [
            action(db, row["action_id"])
            for row in db.query("SELECT action_id FROM outbox ORDER BY 1")
        ]
    for row, was, baseline in zip(found, (held, post), (0, 9), strict=True):
        assert row is not None
        assert (row.state, row.guid, row.baseline_id) == ("unknown", was.guid, baseline)
        assert row.attempted_at == YESTERDAY
        assert row.reason is not None and row.reason["ask"] is False
    with store.writer() as db:
        # Due at once, and as something to be settled, not to be sent.
        assert claim(db, now=NOW + 1).state == "unknown"  # type: ignore[union-attr]
    assert damages(store.path) == []


def test_the_position_in_the_events_is_not_restored(store: Store) -> None:
    with store.writer() as db:
        put_state(db, "sync.position", {"ts": "1"}, now=1)
    put_back(store, saved(store).file)
    with store.reader() as db:
        assert get_state(db, "sync.position") is None


def test_who_was_shut_out_since_stays_out_and_all_sign_in_again(store: Store) -> None:
    with store.writer() as db:
        for person_id in (1, 2):
            db.execute(
                "INSERT INTO person (person_id, name, name_key, role, created_at)"
                " VALUES (?, ?, ?, 'owner', 5)",
                [person_id, f"P{person_id}", f"p{person_id}"],
            )
            db.execute(
                "INSERT INTO session (token_hash, person_id, device, began_at, seen_at, expires_at)"
                " VALUES (?, ?, '', 1, 1, 9999999999)",
                [f"t{person_id}", person_id],
            )
        db.execute(
            "INSERT INTO invitation (token_hash, person_id, scope, created_at, created_by, expires_at)"
            " VALUES ('i', 1, 'chat:7', 1, 'm', 9999999999)"
        )
    made = saved(store)
    with store.writer() as db:
        db.execute("UPDATE person SET ended_at = ? WHERE person_id = 2", [NOW - 60])
    put_back(store, made.file)
    with store.reader() as db:
        assert [row["ended_at"] for row in db.query("SELECT ended_at FROM person ORDER BY 1")] == [
            None,
            NOW - 60,
        ]
        assert {row["ended_at"] for row in db.query("SELECT ended_at FROM session")} == {NOW}
        assert [row["revoked_at"] for row in db.query("SELECT revoked_at FROM invitation")] == [NOW]
