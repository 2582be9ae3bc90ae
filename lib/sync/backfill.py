"""The first reading of a community's history: posts, comments with their threads, scheduled posts.

Newest first, so that the feed is of use while it runs. It can be killed at any moment: pages of posts are
counted off in the state "sync.backfill", and a post whose comments are in the store says so itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice

from lib.base.clock import Clock
from lib.store import Store
from lib.store.awaiting import set_horizon
from lib.store.state import get_state, put_state
from lib.sync import queries
from lib.sync.threads import read_threads
from lib.sync.walls import PAGE, keep_community, keep_page, overview, wall_call, wall_page
from lib.vk import Vk


@dataclass(frozen=True)
class Progress:
    """How far the first reading is; `done` of `total` posts in this stage."""

    stage: str = "posts"
    """posts: the posts themselves; comments: the comments under them; done."""
    done: int = 0
    total: int = 0
    finished_at: int | None = None


def progress(store: Store) -> Progress:
    """How far the first reading has come, over restarts."""
    with store.reader() as db:
        found = get_state(db, "sync.backfill")
    return Progress(**found) if found else Progress()


def backfill(
    store: Store,
    vk: Vk,
    *,
    clock: Clock,
    zone: str = "Europe/Moscow",
    stop: threading.Event | None = None,
    report: Callable[[Progress], None] | None = None,
) -> bool:
    """Read the whole history, from where an earlier run stopped; answers whether all of it is there.

    False where `stop` was set. Raises `VkError` where VK is away or no key can read the wall; what was read
    until then is kept.
    """

    def note(found: Progress) -> None:
        with store.writer() as db:
            put_state(db, "sync.backfill", asdict(found), now=int(clock()))
        if report:
            report(found)

    at = progress(store)
    if at.finished_at is not None:
        return True
    with store.writer() as db:
        set_horizon(db, now=int(clock()))
    if at.stage == "posts":
        for step in _posts(store, vk, at, clock=clock, zone=zone):
            note(step)
            if stop and stop.is_set():
                return False
        at = Progress("comments")
        note(at)
    with store.reader() as db:
        waiting = queries.posts_to_read(db)
    # What an earlier run did counts, so that the bar goes on where it stood.
    at = replace(at, total=at.done + len(waiting))
    before = at.done
    read_threads(
        store,
        vk,
        waiting,
        clock=clock,
        stop=stop,
        report=lambda done: note(replace(at, done=before + done)),
    )
    if stop and stop.is_set():
        return False
    note(Progress("done", at.total, at.total, finished_at=int(clock())))
    return True


def _posts(store: Store, vk: Vk, at: Progress, *, clock: Clock, zone: str) -> Iterator[Progress]:
    # New posts push the older ones down, so a page read twice is likelier than a page missed; a post that
    # was deleted meanwhile pulls them up, so a resumed reading begins one page earlier.
    seen = overview(vk)
    now = int(clock())
    with store.writer() as db:
        keep_community(db, seen.community, zone=zone, now=now)
        keep_page(db, seen.first, now=now)
        for queue in filter(None, (seen.scheduled, seen.suggested)):
            keep_page(db, queue, now=now)
    count = seen.first.count
    at = replace(at, total=count, done=max(at.done - PAGE, min(PAGE, count)))
    yield at
    offsets = range(at.done // PAGE * PAGE, count, PAGE)
    calls = iter([(offset, wall_call(vk.group_id, offset=offset)) for offset in offsets])
    unread = dict.fromkeys(offsets)
    for answers in vk.overlapping(lambda most: list(islice(calls, most))):
        for offset, answer in answers:
            # Short transactions: somebody may be typing a draft meanwhile.
            with store.writer() as db:
                keep_page(db, wall_page(answer), now=int(clock()))
            del unread[offset]
        # Pages come in any order; what counts is how far they are read without a hole.
        yield replace(at, done=next(iter(unread), count))
