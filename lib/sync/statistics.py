"""Reach, visitors and activity by day, and reach by post, as VK measures them.

Sources: VK API, stats.get and stats.getPostReach. Every key may be absent. What VK did not measure stays NULL;
only the counters of `activity` are left out by VK when they are zero.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from lib.base.clock import Clock, local_day
from lib.store import Store
from lib.store.state import get_state, put_state
from lib.sync import queries
from lib.sync.objects import Object, Row, needed, number, objects, packed
from lib.vk import Call, Vk
from lib.vk.errors import Refused

DAY = 86400
CHUNK_DAYS = 180
OLDEST_DAYS = 5 * 365
FRESH_DAYS = 7
REACH_POSTS = 300
"""VK keeps the reach of the newest posts only; 300 is what its users report."""
REACH_CALL = 30


def read_statistics(
    store: Store, vk: Vk, *, clock: Clock, zone: str, stop: threading.Event | None = None
) -> None:
    """Read the days that are missing and the last ones again, then the reach of the newest posts.

    Does nothing where no key may read statistics. Raises `VkError`.
    """
    if vk.can("stats.get"):
        _read_days(store, vk, clock=clock, zone=zone, stop=stop)
    if vk.can("stats.getPostReach") and not (stop and stop.is_set()):
        _read_reach(store, vk, clock=clock)


def take_days(db: Database, periods: list[Object], *, zone: str, now: int) -> int:
    """Keep daily periods of `stats.get`; answers how many held any measure."""
    rows = [day_row(period, zone=zone) for period in periods if measured(period)]
    queries.write_days(db, [row | {"now": now} for row in rows])
    return len(rows)


def measured(period: Object) -> bool:
    """Whether VK measured anything in this period."""
    return any(_section(period, name) for name in ("reach", "visitors", "activity"))


def day_row(period: Object, *, zone: str) -> Row:
    """A row of `day_stat` for a period of `stats.get`. Raises `Malformed` without its beginning."""
    begins = needed(period, "period_from")
    # The middle of the period: VK's day may begin some hours off the region's.
    day = local_day(begins + DAY // 2, zone=zone)
    reach, visitors = _section(period, "reach"), _section(period, "visitors")
    activity = _section(period, "activity")
    row = {
        "day": str(day),
        "reach": number(reach.get("reach")),
        "reach_subscribers": number(reach.get("reach_subscribers")),
        "views": number(visitors.get("views")),
        "visitors": number(visitors.get("visitors")),
        "raw": packed(period),
    }
    names = {
        "likes": "likes",
        "comments": "comments",
        "reposts": "copies",
        "joined": "subscribed",
        "departed": "unsubscribed",
    }
    for column, name in names.items():
        row[column] = (number(activity.get(name)) or 0) if "activity" in period else None
    return row


def take_reach(db: Database, post_ids: list[int], answer: Any, *, now: int) -> None:
    """Keep an answer of `stats.getPostReach` for `post_ids`, in whose order it stands."""
    entries = objects(answer)
    rows = []
    for place, entry in enumerate(entries):
        # VK's example names no post; then only the order tells, and only a full answer has one.
        post_id = number(entry.get("post_id"))
        if post_id is None and len(entries) == len(post_ids):
            post_id = post_ids[place]
        if post_id is not None:
            rows.append(
                {
                    "post_id": post_id,
                    "reach_total": number(entry.get("reach_total")),
                    "reach_subscribers": number(entry.get("reach_subscribers")),
                    "reach_viral": number(entry.get("reach_viral")),
                    "raw": packed(entry),
                    "now": now,
                }
            )
    queries.write_reach(db, rows)


def _read_days(
    store: Store, vk: Vk, *, clock: Clock, zone: str, stop: threading.Event | None
) -> None:
    now = int(clock())
    with store.reader() as db:
        past = get_state(db, "sync.statistics") or {"until": None, "whole": False}
        newest = queries.newest_measured_day(db)
    # A console that stood still for a month lacks more than the last days.
    since = now - FRESH_DAYS * DAY
    if newest is not None:
        since = min(since, newest - DAY)
    _days(store, vk, since, now, zone=zone, now=now)
    until = past["until"] or since
    while not past["whole"] and not (stop and stop.is_set()):
        begins = until - CHUNK_DAYS * DAY
        found = _days(store, vk, begins, until, zone=zone, now=now)
        until = begins
        past = {"until": until, "whole": found == 0 or until < now - OLDEST_DAYS * DAY}
        with store.writer() as db:
            put_state(db, "sync.statistics", past, now=now)


def _days(store: Store, vk: Vk, since: int, until: int, *, zone: str, now: int) -> int:
    answer = vk.call(
        "stats.get",
        group_id=vk.group_id,
        timestamp_from=since,
        timestamp_to=until,
        interval="day",
        stats_groups=["visitors", "reach", "activity"],
        extended=1,
    )
    with store.writer() as db:
        return take_days(db, objects(answer), zone=zone, now=now)


def _read_reach(store: Store, vk: Vk, *, clock: Clock) -> None:
    with store.reader() as db:
        newest = queries.newest_posts(db, limit=REACH_POSTS)
    parts = [newest[start : start + REACH_CALL] for start in range(0, len(newest), REACH_CALL)]
    calls = [
        Call("stats.getPostReach", {"owner_id": -vk.group_id, "post_ids": part}) for part in parts
    ]
    for part, answer in zip(parts, vk.batch(calls), strict=True):
        if isinstance(answer, Refused):
            raise answer
        with store.writer() as db:
            take_reach(db, part, answer, now=int(clock()))


def _section(period: Object, name: str) -> Mapping[str, Any]:
    found = period.get(name)
    return found if isinstance(found, Mapping) else {}
