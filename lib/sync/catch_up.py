"""Reading what changed while nobody listened: after a start, after a gap in the events, and now and then.

An event may be lost without a word, so every few minutes VK itself is asked: newest posts with their
counters, comments of posts that are young or whose counter moved, the scheduled posts.
"""

from __future__ import annotations

import threading

from sqlite_utils import Database

from lib.base.clock import Clock
from lib.store import Store
from lib.store.awaiting import set_horizon
from lib.store.state import put_state
from lib.sync import queries
from lib.sync.intake import drop_posts
from lib.sync.objects import count_of, number
from lib.sync.refresh import fetch_posts, fetch_unknown_authors
from lib.sync.threads import read_threads
from lib.sync.walls import PAGE, Page, keep_community, keep_page, overview, wall_call, wall_page
from lib.vk import Vk
from lib.vk.sizes import MOST

YOUNG_SECONDS = 14 * 86400
RELEASE_TOLERANCE = 600


def catch_up(
    store: Store,
    vk: Vk,
    *,
    clock: Clock,
    zone: str = "Europe/Moscow",
    wide: bool = False,
    stop: threading.Event | None = None,
) -> None:
    """Bring the store to what VK has now, and remember the moment as "sync.last_at".

    Reads pages of the wall until one is neither young nor changed; all of them where `wide` is true (after a
    start and after a gap). Deleted posts are found as far as the pages reach. Raises `VkError`.
    """
    started = int(clock())
    young_since = started - YOUNG_SECONDS
    with store.reader() as db:
        known = queries.posts_since(db, 0)
    seen = overview(vk)
    pages = [seen.first]
    with store.writer() as db:
        set_horizon(db, now=started)
        keep_community(db, seen.community, zone=zone, now=started)
        going_on = _keep(db, seen.first, young_since=young_since, now=started) or wide
        for queue in filter(None, (seen.scheduled, seen.suggested)):
            keep_page(db, queue, now=started)
    offset = PAGE
    while offset < seen.first.count and going_on and not (stop and stop.is_set()):
        several = range(offset, min(seen.first.count, offset + PAGE * (MOST if wide else 1)), PAGE)
        answers = vk.batch([wall_call(vk.group_id, offset=at) for at in several])
        for answer in answers:
            pages.append(wall_page(answer))
            with store.writer() as db:
                going_on = _keep(db, pages[-1], young_since=young_since, now=int(clock())) or wide
        offset = several[-1] + PAGE
    _find_deleted(store, vk, known, pages, whole=offset >= seen.first.count, clock=clock)
    with store.writer() as db:
        _settle_scheduled(db, seen.scheduled, now=int(clock()))
        _settle_suggested(db, seen.suggested)
    with store.reader() as db:
        waiting = queries.posts_to_read(db, young_since=young_since)
    read_threads(store, vk, waiting, clock=clock, stop=stop)
    fetch_unknown_authors(store, vk, clock=clock)
    if not (stop and stop.is_set()):
        with store.writer() as db:
            put_state(db, "sync.last_at", int(clock()), now=int(clock()))


def _keep(db: Database, page: Page, *, young_since: int, now: int) -> bool:
    """Keep a page; answers whether the next one may hold something new as well."""
    told = [
        (number(item.get("id")) or 0, number(item.get("edited")), count_of(item.get("comments")))
        for item in page.items
    ]
    unchanged = queries.posts_unchanged(db, told)
    keep_page(db, page, now=now)
    dates = [number(item.get("date")) or 0 for item in page.items if not item.get("is_pinned")]
    return not unchanged or min(dates, default=0) >= young_since


def _find_deleted(
    store: Store, vk: Vk, known: set[int], pages: list[Page], *, whole: bool, clock: Clock
) -> None:
    items = [item for page in pages for item in page.items]
    dates = [number(item.get("date")) or 0 for item in items if not item.get("is_pinned")]
    reach = 0 if whole else min(dates, default=0) + 1
    with store.reader() as db:
        expected = queries.posts_since(db, reach) & known
    missing = expected - {number(item.get("id")) for item in items}
    # A post deleted between two pages pulls the older ones up past us: ask before believing.
    if missing and vk.can("wall.getById"):
        fetch_posts(store, vk, missing, clock=clock)


def _settle_scheduled(db: Database, page: Page | None, *, now: int) -> None:
    """Scheduled posts that VK does not list any more went out or were taken back.

    VK gives a post that goes out a new id, and the event that names both may have been lost; so it is found
    by its text, the nearest in time first.
    """
    if page is not None and page.count > len(page.items):
        return
    waiting = {number(item.get("id")) for item in page.items} if page else set()
    for row in queries.scheduled_posts(db):
        overdue = row["published_at"] <= now
        if row["post_id"] in waiting or (page is None and not overdue):
            continue
        candidates = queries.released_candidates(db, row["text"], after_id=row["post_id"])
        nearest = sorted(
            candidates, key=lambda found: abs(found["published_at"] - row["published_at"])
        )
        if row["text"] == "":
            nearest = [
                found
                for found in nearest
                if abs(found["published_at"] - row["published_at"]) <= RELEASE_TOLERANCE
            ]
        if nearest:
            queries.release_post(db, row["post_id"], became_id=nearest[0]["post_id"])
        elif page is not None:
            drop_posts(db, [row["post_id"]])


def _settle_suggested(db: Database, page: Page | None) -> None:
    """What VK does not list any more was published, under a new id, or rejected."""
    if page is not None and page.count <= len(page.items):
        waiting = {number(item.get("id")) for item in page.items}
        drop_posts(db, queries.suggested_posts(db) - waiting)
