"""`python -m lib check`, `vacuum`, `backup`: care of the database from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lib.base.clock import local_time, system_clock
from lib.base.language import N_, _, ngettext
from lib.base.settings import Settings, read_settings
from lib.store.backup import back_up
from lib.store.backup_files import Backup, backups, prune
from lib.store.connection import Store, StoreError
from lib.store.damage import Damage, damages
from lib.store.restore import inspect
from lib.store.upkeep import vacuum


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=Path, help="a backup to look over instead of the database"
    )


def add_backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="put it there, where nothing is ever deleted, instead of the folder of the nightly ones",
    )


def check(options: argparse.Namespace) -> int:
    """Say what is wrong with the database, or with a backup; 1 where anything is. Raises `StoreError`."""
    settings = read_settings()
    file = backup_named(settings, options.file) if options.file else settings.database
    found = damages(file, report=_show_check)
    _clear_line()
    for damage in found:
        print(damage.text())
        print("  " + _("Lost: {what}", what=_(damage.lost) if damage.lost else _("nothing")))
        print("  " + _("What to do: {what}", what=_cure(damage, settings, file)))
    if not found:
        print(_("The database is sound."))
        return 0
    print(ngettext("{n} fault in {file}.", "{n} faults in {file}.", len(found), file=file))
    return 1


def shrink(options: argparse.Namespace) -> int:
    """Give the free space of the database back to the disk. Raises `StoreError`."""
    before, after = vacuum(_store(read_settings()))
    print(
        _(
            "The database took {before} MB and takes {after} MB now.",
            before=_megabytes(before),
            after=_megabytes(after),
        )
    )
    return 0


def save(options: argparse.Namespace) -> int:
    """Make a backup now and prove it. Raises `StoreError`."""
    settings = read_settings()
    now = int(system_clock())
    made = back_up(
        _store(settings),
        (options.to or settings.backups).resolve(),
        now=now,
        zone=settings.zone,
        report=_show_backup,
    )
    _clear_line()
    print(
        _(
            "The backup is made and proven: {file}, {size} MB, {seconds} s.",
            file=made.file,
            size=_megabytes(made.bytes),
            seconds=made.seconds,
        )
    )
    if options.to is None:
        for old in prune(settings.backups, now=now, days=settings.backup_days):
            print(_("Deleted, being too old: {file}", file=old.file.name))
    return 0


def backup_named(settings: Settings, named: Path) -> Path:
    """The file by its path, or by its name in the folder of backups; as it was named where there is none."""
    for file in (named, settings.backups / named.name):
        if file.is_file():
            return file.resolve()
    return named


def _store(settings: Settings) -> Store:
    """The database that is there: work on none must not leave an empty file behind."""
    if not settings.database.is_file():
        raise StoreError(
            N_("There is no database {file} yet. It is made when the console first starts."),
            file=str(settings.database),
        )
    return Store(settings.database)


def _cure(damage: Damage, settings: Settings, file: Path) -> str:
    match damage.cure:
        case "rebuild":
            return _("python -m lib vacuum builds it anew.")
        case "update":
            return _("Update Pult to the version that wrote it.")
        case "look":
            return _("Nothing must be done at once; tell whoever looks after Pult.")
    if good := _newest_good(settings, but=file):
        return _(
            "Stop the console, then: python -m lib restore {file} (state of {moment}).",
            file=good.file,
            moment=local_time(good.at, zone=settings.zone).strftime("%d.%m.%Y %H:%M"),
        )
    return _(
        "There is no good backup in {folder}. Keep the file as it is.", folder=settings.backups
    )


def _newest_good(settings: Settings, *, but: Path) -> Backup | None:
    for backup in backups(settings.backups):
        if backup.file.resolve() == but.resolve():
            continue
        try:
            inspect(backup.file)
        except StoreError:
            continue
        return backup
    return None


def _show_check(stage: str) -> None:
    _show(
        {
            "file": _("Pages, tables and indexes are being read…"),
            "references": _("References are being followed…"),
            "search": _("The search index is being compared…"),
            "schema": _("The schema is being compared…"),
            "sums": _("The sums of the conversation are being compared…"),
            "rules": _("Rows are being looked at…"),
            "journal": _("The chain of the journal is being followed…"),
            "json": _("What VK told is being looked at…"),
        }[stage]
    )


def _show_backup(stage: str, done: int, total: int) -> None:
    _show(
        {
            "copy": _(
                "Copying: {done} of {total} MB", done=_megabytes(done), total=_megabytes(total)
            ),
            "integrity": _("The copy is being checked…"),
            "trial": _("The copy is being restored on trial…"),
            "compare": _("What was restored is being compared…"),
        }[stage]
    )


def _show(text: str) -> None:
    # One line that is written over; a line of its own for each step where nobody watches.
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    else:
        print(text, flush=True)


def _clear_line() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def _megabytes(size: int) -> float:
    return round(size / 2**20, 1)
