"""Putting a backup in the place of the database.

What stood there before is kept beside it under a dated name. What the backup holds as waiting to be sent may
have gone to VK since it was made, so none of it is sent again before VK was looked at.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from lib.base.clock import local_time
from lib.base.language import N_
from lib.store.backup import SPARE_BYTES, contents_of
from lib.store.backup_files import MOMENT, altered, free_bytes, plain_disk, remove_database
from lib.store.connection import Store, StoreError, plain_words
from lib.store.idle import let_go
from lib.store.schema import Newer, newer, open_file


@dataclass(frozen=True)
class Restored:
    """What was done: `rows` by table of the database as it is now."""

    kept_as: Path | None
    """Where the database that stood there before is; None where there was none."""
    rows: dict[str, int]
    doubtful: int
    """Actions of the outbox that will be looked for in VK before anything is sent."""


def inspect(file: Path) -> int:
    """The moment of the last writing in a backup, seconds UTC. Raises `StoreError` where it is not good."""
    if not file.is_file():
        raise StoreError(N_("There is no file {file}."), file=str(file))
    with plain_disk(), plain_words():
        if altered(file):
            raise Unfit(file, "SHA-256")
        try:
            with closing(open_file(file)) as backup:
                found = [str(row[0]) for row in backup.execute("PRAGMA integrity_check")]
                found += [str(row) for row in backup.execute("PRAGMA foreign_key_check")]
                if found != ["ok"]:
                    raise Unfit(file, next(line for line in found if line != "ok").strip())
                if too_new := newer(backup):
                    raise Newer(too_new)
                if "state" not in contents_of(backup):
                    raise Unfit(file, "state?")
                written = backup.execute("SELECT coalesce(max(updated_at), 0) FROM state")
                return int(written.fetchone()[0])
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            raise Unfit(file, str(error)) from error


def restore(store: Store, file: Path, *, lock: Path, now: int, zone: str) -> Restored:
    """Put `file` in the place of the database. `lock` is the file that a running console holds.

    Raises `StoreError`, and then nothing has changed.
    """
    made_at = inspect(file)
    with plain_disk(), plain_words():
        store.path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(lock)
        try:
            held.acquire(timeout=0)
        except Timeout as error:
            raise InUse() from error
        try:
            return _replace(store, file, made_at=made_at, now=now, zone=zone)
        finally:
            held.release()


def _replace(store: Store, file: Path, *, made_at: int, now: int, zone: str) -> Restored:
    folder, name = store.path.parent, store.path.name
    coming = folder / f".{name}.restoring"
    needed, there = file.stat().st_size + SPARE_BYTES, free_bytes(folder)
    if there < needed:
        raise StoreError(
            N_(
                "There is too little space: {needed} MB are needed, {free} MB are free in {folder}."
            ),
            needed=needed // 2**20,
            free=there // 2**20,
            folder=str(folder),
        )
    remove_database(coming)
    try:
        shutil.copyfile(file, coming)
        ended = _people_ended(store)
        doubtful, rows = _prepare(coming, made_at=made_at, ended=ended, now=now)
        let_go(store.path)
        let_go(coming)
        kept_as = _set_aside(store.path, now=now, zone=zone) if store.path.exists() else None
        for beside in ("-wal", "-shm", "-journal"):
            # Left by a process that died; SQLite would play them into the new file.
            store.path.with_name(name + beside).unlink(missing_ok=True)
        coming.replace(store.path)
    finally:
        remove_database(coming)
    return Restored(kept_as, rows, doubtful)


def _people_ended(store: Store) -> list[tuple[int, int, int]]:
    """(person_id, created_at, ended_at) of whom the present database has shut out, as far as it can be read."""
    try:
        with store.reader() as db:
            asked = "SELECT person_id, created_at, ended_at FROM person WHERE ended_at IS NOT NULL"
            return [tuple(row) for row in db.execute(asked)]
    except (StoreError, sqlite3.Error):
        # Damaged, which is why it is being replaced, or from before there were people.
        return []


def _prepare(
    coming: Path, *, made_at: int, ended: list[tuple[int, int, int]], now: int
) -> tuple[int, dict[str, int]]:
    """Bring the copy to our schema; answers the number of doubtful actions, and rows by table."""
    arriving = Store(coming)
    arriving.migrate()
    with arriving.writer() as db:
        doubtful = _doubt(db, made_at=made_at, now=now)
        # The restored log of events ends in the past; what happened since is read from VK.
        db.execute("DELETE FROM state WHERE name = 'sync.position'")
        _shut_ways_in(db, ended, now=now)
        rows = {table: count for table, (count, _newest) in contents_of(db.conn).items()}
    with closing(open_file(coming, writable=True)) as connection:
        # One file again, so that moving it moves all of it.
        connection.execute("PRAGMA journal_mode=DELETE")
    return doubtful, rows


def _shut_ways_in(db: Database, ended: list[tuple[int, int, int]], *, now: int) -> None:
    """Nobody gets in by what was ended or revoked since the backup was made."""
    for person_id, created_at, ended_at in ended:
        db.execute(
            "UPDATE person SET ended_at = ? WHERE person_id = ? AND created_at = ? AND ended_at IS NULL",
            [ended_at, person_id, created_at],
        )
    db.execute("UPDATE session SET ended_at = ? WHERE ended_at IS NULL", [now])
    db.execute(
        "UPDATE invitation SET revoked_at = ? WHERE used_at IS NULL AND revoked_at IS NULL", [now]
    )


def _doubt(db: Database, *, made_at: int, now: int) -> int:
    """What was to be sent when the backup was made may have been sent since, under the same guid.

    So it goes into the state for that, in which VK is read before anything else is done: `unknown`, attempted
    when the backup was made, its own known by a larger id than any that the backup has. What waits for a
    person gets that baseline as well, and is looked for when the person sends it.
    """
    baseline = f"coalesce(baseline_id, {_BASELINE})"
    reason = {"kind": "interrupted", "reads": 0, "ask": False, "at": now, "wait": 0}
    db.execute(
        f"UPDATE outbox SET baseline_id = {baseline} WHERE state IN ('paused', 'refused', 'unknown')"
    )
    rows = db.execute(
        "UPDATE outbox SET state = 'unknown', lease_until = NULL, due_at = :now, settled_at = NULL,"
        " attempts = attempts + 1, attempted_at = coalesce(attempted_at, :made_at),"
        f" baseline_id = {baseline}, reason = :reason"
        " WHERE state IN ('held', 'queued') OR (state = 'sending' AND answered_at IS NULL)"
        " RETURNING action_id",
        {"now": now, "made_at": made_at, "reason": json.dumps(reason)},
    ).fetchall()
    return len(rows)


# The largest id that the backup has of what the action makes. Messages are not kept: what the person saw of
# the dialogue stands for it, else no message counts as ours.
_BASELINE = """CASE kind
  WHEN 'reply' THEN (SELECT coalesce(max(comment_id), 0) FROM comment)
  WHEN 'message' THEN coalesce(json_extract(payload, '$.seen.last_message_id'), 9007199254740991)
  ELSE (SELECT coalesce(max(post_id), 0) FROM post) END"""


def _set_aside(path: Path, *, now: int, zone: str) -> Path:
    """Give the present database a second, dated name; the first is taken over by the restored one."""
    stamp = local_time(now, zone=zone).strftime(MOMENT)
    aside = path.with_name(f"{path.stem}-before-{stamp}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}-before-{stamp}-{number}{path.suffix}")
    try:
        with closing(open_file(path, writable=True)) as present:
            present.execute("PRAGMA busy_timeout=2000")
            # Leaving the log's mode takes everybody else off the file, and leaves one file without a log.
            present.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise InUse() from error
        _keep_log(path, aside)
    except sqlite3.DatabaseError:
        _keep_log(path, aside)
    try:
        os.link(path, aside)
    except OSError:
        # A disk without second names: for a moment there is no database, which a kill would leave so.
        path.rename(aside)
    return aside


def _keep_log(path: Path, aside: Path) -> None:
    # Damaged: kept as it lies, with the log that SQLite could not play in.
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-wal").rename(aside.with_name(f"{aside.name}-wal"))


class Unfit(StoreError):
    """The file is no good backup of Pult."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            N_(
                "{file} is not a good backup of Pult ({reason}). Nothing was changed; take another one."
            ),
            file=file.name,
            reason=reason,
        )


class InUse(StoreError):
    """Somebody works with the database."""

    def __init__(self) -> None:
        super().__init__(
            N_("The console, or another program, works with this database. Stop it, then restore.")
        )
