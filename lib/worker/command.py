"""`python -m lib restore`: put a backup in the place of the database, and say so in the journal."""

from __future__ import annotations

import argparse
from pathlib import Path

from lib.access.journal import record
from lib.base.clock import local_time, system_clock
from lib.base.language import _, ngettext
from lib.base.settings import read_settings
from lib.store import Store
from lib.store.command import backup_named
from lib.store.restore import inspect, restore

ACTOR = "console"


def add_restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a backup, by its path or its name")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def put_back(options: argparse.Namespace) -> int:
    """Put a backup in the place of the database. Raises `StoreError`; 1 where the person says no."""
    settings = read_settings()
    store = Store(settings.database)
    file = backup_named(settings, options.file)
    print(_("The backup is being looked over: {file}", file=file), flush=True)
    made = local_time(inspect(file), zone=settings.zone).strftime("%d.%m.%Y %H:%M")
    print(_("It holds the state of {moment} ({zone}).", moment=made, zone=settings.zone))
    if not options.yes and not _agreed():
        print(_("Nothing was changed."))
        return 1
    now = int(system_clock())
    done = restore(store, file, lock=settings.worker_lock, now=now, zone=settings.zone)
    kept_as = done.kept_as.name if done.kept_as else None
    with store.writer() as db:
        record(
            db,
            "database.restore",
            actor=ACTOR,
            subject=f"backup:{file.name}",
            outcome="done",
            now=now,
            kept_as=kept_as,
            doubtful=done.doubtful,
        )
    print(
        _(
            "Restored: posts {posts}, comments {comments}, drafts {drafts}.",
            posts=done.rows["post"],
            comments=done.rows["comment"],
            drafts=done.rows["draft"],
        )
    )
    if done.kept_as:
        print(_("What was there before is kept as {file}", file=done.kept_as))
    if done.doubtful:
        print(
            ngettext(
                "{n} action was waiting to be sent then. VK is looked at before it is sent again.",
                "{n} actions were waiting to be sent then. VK is looked at before they are sent again.",
                done.doubtful,
            )
        )
    print(_("What VK told since then is read again when the console starts."))
    if done.rows["person"]:
        print(
            _(
                "Everybody signs in again, with the password they had then; links sent out no longer "
                "work."
            )
        )
    return 0


def _agreed() -> bool:
    try:
        said = input(_("Put it in the place of the present database? Type “yes”: "))
    except EOFError:
        return False
    return said.strip().lower() in {"yes", "y", _("yes")}
