"""A copy of the database: made in one step, proven by restoring it. Where copies lie: `backup_files`.

A copy is written under a hidden name and gets its own only when it has passed every check, so whatever is
named `pult-….db` in the folder was good when it was made. Keys are not in the database, so they are in no copy.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from lib.base.language import N_
from lib.store.backup_files import (
    Backup,
    checksum,
    checksum_file,
    free_bytes,
    name_of,
    plain_disk,
    remove_database,
    settle_on_disk,
)
from lib.store.connection import Store, StoreError, plain_words
from lib.store.schema import open_file, pending
from lib.store.state import put_state

LOCK_SECONDS = 1.0
SPARE_BYTES = 16 * 2**20
"""Left free on the disk besides what a backup takes."""

_UNFINISHED = (".part", ".trial")

Report = Callable[[str, int, int], None]
"""`report(stage, done, total)`; stages: copy, integrity, trial, compare. Raises `GivenUp` to end the backup."""


def back_up(
    store: Store,
    folder: Path,
    *,
    now: int,
    zone: str,
    report: Report | None = None,
    free: Callable[[Path], int] | None = None,
) -> Backup:
    """Make a backup of `store` in `folder`, prove it, and note the outcome in the store as "backup.last".

    Raises `StoreError` where it cannot be made or is not good; then nothing of it stays in the folder.
    """
    try:
        made = _make(store, folder, now=now, zone=zone, report=report or _quiet, free=free)
    except GivenUp:
        raise
    except StoreError as error:
        _note(store, now=now, ok=False, reason={"message": error.message, "values": error.values})
        raise
    kept = {**asdict(made), "file": str(made.file)}
    _note(store, now=now, good=kept, ok=True, reason=None, **kept)
    return made


def _make(
    store: Store,
    folder: Path,
    *,
    now: int,
    zone: str,
    report: Report,
    free: Callable[[Path], int] | None,
) -> Backup:
    began = time.monotonic()
    with plain_disk(), plain_words():
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            for left in folder.iterdir():
                # A process that was killed has left these; whoever writes them now holds the lock.
                if left.name.startswith(".pult-"):
                    left.unlink()
            file = folder / name_of(now, zone=zone)
            part, trial = (file.with_name(f".{file.name}{end}") for end in _UNFINISHED)
            try:
                contents = _copy(store, part, report=report, free=free or free_bytes)
                _prove(part, trial, contents, report=report)
                size = part.stat().st_size
                checksum_file(file).write_text(f"{checksum(part)}  {file.name}\n", encoding="ascii")
                settle_on_disk(part)
                part.replace(file)
                settle_on_disk(folder)
            finally:
                for path in (part, trial):
                    remove_database(path)
                if not file.exists():
                    checksum_file(file).unlink(missing_ok=True)
    return Backup(now, file, size, round(time.monotonic() - began, 3))


def _copy(
    store: Store, part: Path, *, report: Report, free: Callable[[Path], int]
) -> dict[str, tuple[int, int]]:
    """Copy the database as it is at one moment; answers what it holds at that moment."""
    with closing(store.connect(read_only=True)) as source:
        # The copy is taken inside this transaction, so it is of the very state that is counted here.
        source.execute("BEGIN")
        contents = contents_of(source)
        size = _size(source)
        wanted, there = 2 * size + SPARE_BYTES, free(part.parent)
        if there < wanted:
            raise StoreError(
                N_(
                    "There is too little space for a backup: it needs {needed} MB for a while, and {free} MB"
                    " are free in {folder}. Free some space or choose another folder."
                ),
                needed=wanted // 2**20,
                free=there // 2**20,
                folder=str(part.parent),
            )
        with closing(sqlite3.connect(part, isolation_level=None)) as target:
            with _watched(part, size, report):
                # In one step: in several it begins anew at each foreign commit and never ends.
                source.backup(target)
            # One plain file, without a log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
    return contents


@contextmanager
def _watched(part: Path, size: int, report: Report) -> Iterator[None]:
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            with suppress(OSError, GivenUp):  # who gives up is asked again after the copy
                report("copy", min(part.stat().st_size, size), size)

    report("copy", 0, size)
    watcher = threading.Thread(target=look, name="backup progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _prove(part: Path, trial: Path, contents: dict[str, tuple[int, int]], report: Report) -> None:
    """Check the copy as it lies, then restore it beside itself and compare. Raises `StoreError`."""
    report("integrity", 0, 1)
    with closing(open_file(part)) as copy:
        found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"{row[0]} {row[1]}" for row in copy.execute("PRAGMA foreign_key_check")]
        if found:
            raise NotGood(found[0].strip())
        if contents_of(copy) != contents:
            raise NotGood("contents")
        older = bool(pending(copy))
    report("trial", 0, 1)
    shutil.copyfile(part, trial)
    restored = Store(trial)
    restored.migrate()
    report("compare", 0, 1)
    with restored.writer() as db:
        db.execute(
            "INSERT INTO comment_search (comment_search, rank) VALUES ('integrity-check', 1)"
        )
        after = contents_of(db.conn)
    lost = [
        table
        for table, was in contents.items()
        if (after.get(table, was) < was if older else after.get(table) != was)
    ]
    if lost:
        raise NotGood(", ".join(lost))


class GivenUp(StoreError):
    """Whoever watches the backup wants it no more."""

    def __init__(self) -> None:
        super().__init__(N_("The backup was given up."))


class NotGood(StoreError):
    """The copy does not hold what the database holds."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_(
                "The backup was not good and was not kept ({reason})."
                " Look the database over: python -m lib check"
            ),
            reason=reason,
        )


def contents_of(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Table -> number of rows and largest rowid, for every table that has rowids and is not of the search."""
    names = [
        str(row[0])
        for row in connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 0"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
    ]
    found = {}
    for name in names:
        counted = f'SELECT count(*), coalesce(max(rowid), 0) FROM "{name}"'
        rows, newest = connection.execute(counted).fetchone()
        found[name] = (int(rows), int(newest))
    return found


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise StoreError(
            N_("A backup is being made in {folder} already."), folder=str(folder)
        ) from error
    try:
        yield
    finally:
        lock.release()


def _note(store: Store, *, now: int, good: dict[str, Any] | None = None, **outcome: Any) -> None:
    # A full or damaged database cannot take the note; the caller has, or raises, what it would say.
    with suppress(StoreError), store.writer() as db:
        put_state(db, "backup.last", {"at": now, **outcome}, now=now)
        if good is not None:
            put_state(db, "backup.good", good, now=now)


def _size(connection: sqlite3.Connection) -> int:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    return int(pages) * int(connection.execute("PRAGMA page_size").fetchone()[0])


def _quiet(stage: str, done: int, total: int) -> None:
    return None
