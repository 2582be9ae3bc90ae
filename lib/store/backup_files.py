"""Backups as files: their names, their checksums, how long they are kept, and what a disk refuses.

Beside each lies its SHA-256, as `sha256sum -c` reads it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lib.base.clock import local_time
from lib.base.language import N_
from lib.store.connection import StoreError

KEEP_DAYS = 14
_NAME = re.compile(r"pult-(\d{4}-\d\d-\d\dT\d{6}[+-]\d{4})\.db")
MOMENT = "%Y-%m-%dT%H%M%S%z"
"""How a moment stands in a file's name."""


@dataclass(frozen=True)
class Backup:
    """A finished copy: `at` and `seconds` in seconds, `file` with its whole path."""

    at: int
    file: Path
    bytes: int
    seconds: float | None = None
    """How long it took; None where only the file is known."""


def name_of(at: int, *, zone: str) -> str:
    """What a backup made at this moment (seconds UTC) is called."""
    return f"pult-{local_time(at, zone=zone).strftime(MOMENT)}.db"


def backups(folder: Path) -> list[Backup]:
    """Finished backups in the folder, the newest first."""
    found = []
    with suppress(FileNotFoundError):
        for file in folder.iterdir():
            if named := _NAME.fullmatch(file.name):
                at = int(datetime.strptime(named[1], MOMENT).timestamp())
                found.append(Backup(at, file, file.stat().st_size))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def prune(folder: Path, *, now: int, days: int = KEEP_DAYS) -> list[Backup]:
    """Delete backups older than `days` days, but never the newest; answers what was deleted."""
    old = [backup for backup in backups(folder)[1:] if backup.at < now - days * 86400]
    for backup in old:
        backup.file.unlink(missing_ok=True)
        checksum_file(backup.file).unlink(missing_ok=True)
    return old


def checksum_file(file: Path) -> Path:
    """Where the SHA-256 of a backup stands."""
    return file.with_name(f"{file.name}.sha256")


def checksum(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def altered(file: Path) -> bool:
    """The file differs from what it was when its checksum was written; False where there is no checksum."""
    try:
        told = checksum_file(file).read_text(encoding="ascii").split()
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return bool(told) and told[0] != checksum(file)


def free_bytes(folder: Path) -> int:
    """Free space of the disk that `folder` is on."""
    return shutil.disk_usage(folder).free


def remove_database(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    for beside in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


@contextmanager
def plain_disk() -> Iterator[None]:
    """Turns the file system's troubles into `StoreError`."""
    try:
        yield
    except OSError as error:
        words = N_(
            "The backup cannot be read or written ({reason}). Check the folder and the disk."
        )
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            words = N_("The disk is full ({reason}). Free some space and try again.")
        raise StoreError(words, reason=error.strerror or str(error)) from error


def settle_on_disk(path: Path) -> None:
    """Have the system write it out; a folder cannot be on every system."""
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
