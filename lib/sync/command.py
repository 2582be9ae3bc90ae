"""`python -m lib sync`: read the community into the store, with progress, and end."""

from __future__ import annotations

import argparse
import sys

from lib.base.clock import system_clock
from lib.base.language import _
from lib.base.settings import read_settings
from lib.store import Store
from lib.store.talk import keep_zone
from lib.sync import queries
from lib.sync.backfill import Progress, backfill
from lib.sync.calls import keep_calls, recall
from lib.sync.catch_up import catch_up
from lib.sync.measures.snapshots import take_snapshots
from lib.sync.statistics import read_statistics
from lib.vk import connect


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--whole-wall",
        action="store_true",
        help="look at every page of the wall, not only at those that may have changed",
    )


def run(options: argparse.Namespace) -> int:
    """First backfill, or what is left of it; then catch-up, snapshots and statistics. Raises `PultError`."""
    settings = read_settings()
    store = Store(settings.database)
    store.migrate()
    with store.writer() as db:
        keep_zone(db, settings.zone)
    vk = connect(settings, clock=system_clock, background=True)
    try:
        recall(store, vk.tally, now=int(system_clock()))
        backfill(store, vk, clock=system_clock, zone=settings.zone, report=show)
        if sys.stdout.isatty():
            print()
        catch_up(store, vk, clock=system_clock, zone=settings.zone, wide=options.whole_wall)
        take_snapshots(store, vk, clock=system_clock)
        read_statistics(store, vk, clock=system_clock, zone=settings.zone)
    finally:
        vk.close()
        keep_calls(store, vk.tally, now=int(system_clock()))
    with store.reader() as db:
        posts, comments = queries.sizes(db)
    print(
        _(
            "The store is up to date: {posts} posts, {comments} comments.",
            posts=posts,
            comments=comments,
        )
    )
    return 0


def show(at: Progress) -> None:
    """One line that is written over; a line of its own for each step where nobody watches."""
    words = {
        "posts": _("Posts: {done} of {total}", done=at.done, total=at.total),
        "comments": _("Comments of posts: {done} of {total}", done=at.done, total=at.total),
        "done": _("The history is read."),
    }
    end = "" if sys.stdout.isatty() else "\n"
    start = "\r\033[K" if sys.stdout.isatty() else ""
    print(start + words[at.stage], end=end, flush=True)
