"""Snapshots: what counters each post had when. VK tells no past counters, so they are noted as time passes.

When a post is due says `lib.sync.measures.slots`. A post that is due at the time of a reading gets one row,
with its reach where a user key may ask for it; after an outage too: what was missed stays missing.

VK's daily numbers: for the two methods none is known. Snapshots stop for the day when either method has been
called `A_DAY` times, by whomever; were the number that of `wall.get` (5000), three fifths of it
would be left to what people do and to the rest of the reading. A usual day of three posts takes some 250 calls.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from sqlite_utils import Database

from lib.base.clock import Clock
from lib.store import Store
from lib.store.state import put_state
from lib.sync.measures import queries
from lib.sync.measures.slots import due, slot_at
from lib.sync.objects import Object, Row, post_row
from lib.sync.refresh import POSTS, keep_posts, posts_call
from lib.sync.statistics import REACH_POSTS, reach_calls, take_reach
from lib.vk import Call, Vk
from lib.vk.errors import Refused

log = logging.getLogger(__name__)

MOST = 1000
"""Posts of one reading; the first one of a large wall takes several."""
A_DAY = 2000


def take_snapshots(
    store: Store, vk: Vk, *, clock: Clock, stop: threading.Event | None = None
) -> int:
    """Note the counters of every post that is due; answers how many snapshots were taken.

    Does nothing where no key may read posts. Raises `VkError`; what was noted before it stays.
    """
    if not vk.can("wall.getById"):
        return 0
    now = int(clock())
    with store.reader() as db:
        waiting = [life.post_id for life in due(queries.lives(db, now=now), now=now, most=MOST)]
        recent = set(queries.newest_posts(db, limit=REACH_POSTS)) if waiting else set()
    taken = 0
    for start in range(0, len(waiting), POSTS):
        if (stop and stop.is_set()) or not affordable(vk, "wall.getById"):
            break
        part = waiting[start : start + POSTS]
        taken += _take(store, vk, part, recent.intersection(part), clock=clock)
    if taken:
        with store.writer() as db:
            put_state(db, "sync.snapshots", {"at": int(clock()), "posts": taken}, now=now)
    return taken


def affordable(vk: Vk, method: str) -> bool:
    """Whether snapshots may still call `method` today; False where no key may."""
    kinds = vk.able(method)
    return bool(kinds) and sum(vk.tally.used(method, kind) for kind in kinds) < A_DAY


def _take(store: Store, vk: Vk, part: list[int], recent: set[int], *, clock: Clock) -> int:
    reaching: list[Call] = []
    if affordable(vk, "stats.getPostReach"):
        reaching = reach_calls(vk, sorted(recent, reverse=True))
    wall, *reaches = vk.batch([posts_call(vk.group_id, part), *reaching])
    now = int(clock())
    with store.writer() as db:
        found = keep_posts(db, part, wall, now=now)
        reach: dict[int, Row] = {}
        for call, answer in zip(reaching, reaches, strict=True):
            if isinstance(answer, Refused):
                # The counters are worth noting without it; who reads statistics tells of the refusal.
                log.info("reach of posts is not noted: %s", answer)
                continue
            rows = take_reach(db, call.params["post_ids"], answer, now=now)
            reach |= {row["post_id"]: row for row in rows}
        return _keep(db, found, reach, now=now)


def _keep(db: Database, found: list[Object], reach: dict[int, Row], *, now: int) -> int:
    rows: list[dict[str, Any]] = []
    for item in found:
        post = post_row(item)
        slot = slot_at(post["published_at"], now)
        if slot is None or post["state"] != "published":
            continue
        known = reach.get(post["post_id"], {})
        row = {name: post[name] for name in ("post_id", "views", "likes", "reposts", "comments")}
        row |= {name: known.get(name) for name in ("reach_total", "reach_subscribers")}
        rows.append(row | {"taken_at": now, "begins": slot.begins, "ends": slot.ends})
    return queries.write_snapshots(db, rows)
