"""Where reports are kept: a folder that people may choose, and files that are never half there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.base.settings import Settings
from lib.reports.errors import NoFolder, ReportError
from lib.store import Store
from lib.store.state import get_state, put_state

STATE = "reports.folder"
_ASIDE = ".pult-report-"
"""How files begin that are not whole yet."""


def folder_of(db: Database, settings: Settings) -> Path:
    """The folder in force: the chosen one, else `reports` beside the database."""
    chosen = get_state(db, STATE)
    return Path(chosen) if chosen else settings.data / "reports"


def set_folder(store: Store, path: str, *, settings: Settings, actor: Actor, now: int) -> Path:
    """Keep reports in `path` from now on; an empty one means the folder beside the database.

    Those that were made stay where they are. Raises `Forbidden`, `ReportError`, `NoFolder`, `StoreError`.
    """
    require(actor, "report.folder")
    words = path.strip()
    wanted = Path(words).expanduser() if words else settings.data / "reports"
    if "\0" in words or not wanted.is_absolute():
        raise ReportError(
            N_("Write the whole path of the folder, such as {example}, not “{value}”."),
            example=str(settings.data / "reports"),
            value=words.replace("\0", "")[:200],
        )
    try_folder(wanted)
    with store.writer() as db:
        put_state(db, STATE, str(wanted) if words else None, now=now)
        journal.record(
            db, "report.folder", actor=actor.name, subject="reports", outcome="done", now=now,
            address=str(wanted),
        )  # fmt: skip
    return wanted


def try_folder(folder: Path) -> None:
    """Make the folder where there is none, and a file in it that is gone again. Raises `NoFolder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"Pult")
    except OSError as error:
        raise NoFolder(folder, error.strerror or str(error)) from error


def put_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files (name -> content), each whole or not at all; what stood under its name is replaced.

    Raises `NoFolder`.
    """
    aside = {name: folder / f"{_ASIDE}{name}" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            with aside[name].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            aside[name].replace(folder / name)
    except OSError as error:
        for path in aside.values():
            _drop(path)
        raise NoFolder(folder, error.strerror or str(error)) from error


def sweep(folder: Path) -> None:
    """Drop what a process that died left half written."""
    try:
        left = [path for path in folder.iterdir() if path.name.startswith(_ASIDE)]
    except OSError:
        return
    for path in left:
        _drop(path)


def _drop(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # The folder went away with the file; `sweep` finds it when the folder is back.
        return
