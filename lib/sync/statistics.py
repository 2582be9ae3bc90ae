"""Reach, visitors and activity by day, and reach by post, as VK measures them.

Sources: VK API, stats.get and stats.getPostReach. Every key may be absent. What VK did not measure stays NULL;
only the counters of `activity` are left out by VK when they are zero.

A day is read again every hour while it is young, then at ever longer intervals; where VK says another number
for a day that was over, the earlier one is kept as a revision, whether the new one is larger or smaller. A day
that is missing between measured ones is asked for again for nine weeks (`lib.sync.measures.gaps`), then it
stays missing. A reading of all this is about 15 calls.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from lib.base.clock import Clock, day_span, local_day
from lib.store import Store
from lib.store.state import get_state, put_state
from lib.sync.measures import gaps, queries
from lib.sync.measures.audience import audience_rows
from lib.sync.objects import Object, Row, needed, number, objects, packed
from lib.vk import Call, Vk
from lib.vk.errors import Refused

DAY = 86400
HOUR = 3600
CHUNK_DAYS = 180
OLDEST_DAYS = 5 * 365
FRESH_DAYS = 7
REREADS = ((45, DAY), (CHUNK_DAYS, 7 * DAY))
"""So many days back, read again after so many seconds, for what VK corrects late; a call each."""
GAP_CALLS = 10
"""At most so many calls a reading for days that are missing."""
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
    rows, audience = [], {}
    for period in filter(measured, periods):
        row = day_row(period, zone=zone)
        rows.append(row | {"now": now})
        audience[row["day"]] = audience_rows(period, day=row["day"])
    queries.write_days(db, rows, audience)
    return len(rows)


def measured(period: Object) -> bool:
    """Whether VK measured anything in this period."""
    return any(_section(period, name) for name in ("reach", "visitors", "activity"))


def day_row(period: Object, *, zone: str) -> Row:
    """A row of `day_stat` for a period of `stats.get`, and `over_at`, when the period ends.

    Raises `Malformed` without its beginning.
    """
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
        "over_at": _over_at(begins, number(period.get("period_to"))),
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


def take_reach(db: Database, post_ids: list[int], answer: Any, *, now: int) -> list[Row]:
    """Keep an answer of `stats.getPostReach` for `post_ids`, in whose order it stands; answers its rows."""
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
    return rows


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
    if past["whole"] and not (stop and stop.is_set()):
        _read_again(store, vk, zone=zone, now=now)
        _ask_again(store, vk, zone=zone, now=now)


def _read_again(store: Store, vk: Vk, *, zone: str, now: int) -> None:
    """Older days, for what VK corrected since."""
    with store.reader() as db:
        last = get_state(db, "sync.statistics.again")
    # The first time all of them have just been read.
    at = dict(last or {str(days): now for days, _every in REREADS})
    for days, every in REREADS:
        if now >= at[str(days)] + every:
            _days(store, vk, now - days * DAY, now, zone=zone, now=now)
            at[str(days)] = now
    if at != last:
        with store.writer() as db:
            put_state(db, "sync.statistics.again", at, now=now)


def _ask_again(store: Store, vk: Vk, *, zone: str, now: int) -> None:
    """Days that are missing between measured ones and older than those that are read anyway."""
    until = local_day(now, zone=zone) - timedelta(days=FRESH_DAYS)
    with store.reader() as db:
        known = [date.fromisoformat(day) for day in queries.days_of_vk(db)]
        asked = {date.fromisoformat(day): how for day, how in queries.asked_days(db).items()}
    missing = gaps.missing_days(known, until=until)
    waiting = gaps.to_ask(missing, asked, now=now)
    for first, last in gaps.spans(waiting, longest=CHUNK_DAYS)[:GAP_CALLS]:
        begins, ends = day_span(first, zone=zone)[0], day_span(last, zone=zone)[1] - 1
        _days(store, vk, begins, ends, zone=zone, now=now)
        days = [str(first + timedelta(days=n)) for n in range((last - first).days + 1)]
        with store.writer() as db:
            queries.note_gaps(db, days, now=now)


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


def reach_calls(vk: Vk, post_ids: list[int]) -> list[Call]:
    """Calls for the reach of these posts."""
    parts = [post_ids[start : start + REACH_CALL] for start in range(0, len(post_ids), REACH_CALL)]
    return [
        Call("stats.getPostReach", {"owner_id": -vk.group_id, "post_ids": part}) for part in parts
    ]


def _read_reach(store: Store, vk: Vk, *, clock: Clock) -> None:
    with store.reader() as db:
        newest = queries.newest_posts(db, limit=REACH_POSTS)
    calls = reach_calls(vk, newest)
    for call, answer in zip(calls, vk.batch(calls), strict=True):
        if isinstance(answer, Refused):
            raise answer
        with store.writer() as db:
            take_reach(db, call.params["post_ids"], answer, now=int(clock()))


def _over_at(begins: int, ends: int | None) -> int:
    """The first second after a period; a shift of the clock makes a day an hour shorter or longer."""
    if ends is not None and abs(ends + 1 - begins - DAY) <= HOUR:
        return ends + 1
    return begins + DAY


def _section(period: Object, name: str) -> Mapping[str, Any]:
    found = period.get(name)
    return found if isinstance(found, Mapping) else {}
