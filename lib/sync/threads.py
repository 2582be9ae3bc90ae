"""Reading the comments of posts in full, and keeping what was read.

VK's answer is the truth: a comment that the store has and a full answer lacks was deleted. Events that come
while a reading is under way are newer than the reading; the comments that they touch are left to them.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from lib.base.clock import Clock
from lib.store import Store
from lib.sync import queries
from lib.sync.intake import drop_comments, take_authors, take_comments
from lib.sync.objects import Object, branch, number, objects
from lib.vk import Call, Vk
from lib.vk.errors import Flood, HumanNeeded, KeyDead, QuotaUsed, Refused, TooFast

log = logging.getLogger(__name__)

PAGE = 100
THREAD_ITEMS = 10
KEPT_AT_ONCE = 200
"""Comments, those that came inside others not counted, after which a transaction ends."""


@dataclass
class Reading:
    """The comments of one post as far as they have been read."""

    post_id: int
    counted: int | None
    """The post's own counter before the reading."""
    known: Mapping[int, tuple[str, int | None]]
    """Comments that the store had before the reading: id -> (text, deleted_at)."""
    items: list[Object] = field(default_factory=list)
    profiles: list[Any] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)
    counts: dict[int, set[int | None]] = field(default_factory=dict)
    """By level (0: the post itself, else the comment): the numbers that VK's pages named."""
    count: int = 0
    open_calls: int = 0
    refused: Refused | None = None

    @property
    def steady(self) -> bool:
        """Nothing moved between the pages, so what is not there does not exist."""
        return self.refused is None and all(len(named) == 1 for named in self.counts.values())


@dataclass(frozen=True)
class _Step:
    reading: Reading
    offset: int = 0
    comment_id: int = 0


def read_threads(
    store: Store,
    vk: Vk,
    post_ids: Collection[int],
    *,
    clock: Clock,
    stop: threading.Event | None = None,
    report: Callable[[int], None] | None = None,
) -> None:
    """Read the comments of these posts, in this order, and keep them post by post.

    `report` hears after every batch how many posts are done. Ends early once `stop` is set. A post that VK
    refuses is logged and stays unread. Raises `VkError` where no further call makes sense.
    """
    done = 0
    for readings in _readings(store, vk, list(post_ids), stop=stop):
        for portion in _portions(readings):
            with store.writer() as db:
                for reading in portion:
                    _keep(db, reading, group_id=vk.group_id, now=int(clock()))
        done += len(readings)
        if report:
            report(done)


def _portions(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """What goes into one transaction: it costs a moment of its own, but somebody may be typing a draft."""
    portion: list[Reading] = []
    for reading in readings:
        portion.append(reading)
        if sum(len(one.items) for one in portion) >= KEPT_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _readings(
    store: Store, vk: Vk, post_ids: Sequence[int], *, stop: threading.Event | None
) -> Iterator[list[Reading]]:
    fresh = deque(post_ids)
    begun: deque[_Step] = deque()

    def take(count: int) -> list[tuple[_Step, Call]]:
        # What is begun goes first: a post is kept only when it is complete.
        steps = [begun.popleft() for _ in range(min(count, len(begun)))]
        starting = [fresh.popleft() for _ in range(min(count - len(steps), len(fresh)))]
        if starting:
            with store.reader() as db:
                for post_id in starting:
                    known = queries.comments_of(db, post_id)
                    counted = queries.comment_counter(db, post_id)
                    steps.append(_Step(Reading(post_id, counted, known, open_calls=1)))
        return [(step, _call(step, vk.group_id)) for step in steps]

    if stop and stop.is_set():
        return
    for answers in vk.overlapping(take):
        finished = []
        for step, answer in answers:
            following = _take(step, answer)
            step.reading.open_calls += len(following) - 1
            begun += following
            if step.reading.open_calls == 0:
                finished.append(step.reading)
        yield finished
        if stop and stop.is_set():
            return


def _call(step: _Step, group_id: int) -> Call:
    params = {
        "owner_id": -group_id,
        "post_id": step.reading.post_id,
        "need_likes": 1,
        "count": PAGE,
        "offset": step.offset,
        "sort": "asc",
        # VK cuts texts at 90 characters where this is left out.
        "preview_length": 0,
        "extended": 1,
    }
    if step.comment_id:
        params["comment_id"] = step.comment_id
    else:
        params["thread_items_count"] = THREAD_ITEMS
    return Call("wall.getComments", params)


def _take(step: _Step, answer: Any) -> list[_Step]:
    reading = step.reading
    if isinstance(answer, Refused):
        if isinstance(answer, KeyDead | QuotaUsed | Flood | HumanNeeded | TooFast):
            raise answer
        reading.refused = answer
        return []
    page = answer if isinstance(answer, Mapping) else {}
    items = objects(page.get("items"))
    reading.items += items
    reading.profiles += objects(page.get("profiles"))
    reading.groups += objects(page.get("groups"))
    level = number(page.get("current_level_count"))
    total = level if level is not None else number(page.get("count"))
    reading.counts.setdefault(step.comment_id, set()).add(total)
    following = []
    if not step.comment_id:
        reading.count = number(page.get("count")) or 0
        for item in items:
            inside = branch(item)
            replies = number(inside.get("count")) or 0
            comment_id = number(item.get("id"))
            if comment_id and replies > len(objects(inside.get("items"))):
                following.append(_Step(reading, comment_id=comment_id))
    if step.offset == 0 and level is not None:
        offsets = range(PAGE, level, PAGE)
        following += [_Step(reading, offset, step.comment_id) for offset in offsets]
    elif level is None and len(items) == PAGE:
        following.append(_Step(reading, step.offset + PAGE, step.comment_id))
    return following


def _keep(db: Database, reading: Reading, *, group_id: int, now: int) -> None:
    if reading.refused:
        log.warning("comments of post %s stay unread: %s", reading.post_id, reading.refused)
        return
    current = queries.comments_of(db, reading.post_id)
    touched = {id_ for id_, row in current.items() if row != reading.known.get(id_)}
    take_authors(db, reading.profiles, reading.groups, now=now)
    told = take_comments(
        db,
        reading.items,
        group_id=group_id,
        now=now,
        post_id=reading.post_id,
        told="read",
        skip=touched,
    )
    if reading.steady:
        alive = {id_ for id_, (_text, deleted_at) in current.items() if deleted_at is None}
        drop_comments(db, alive - told - touched, now=now)
    if reading.steady and not touched:
        counted = reading.count if reading.counted is None else reading.counted
        queries.threads_are_read(db, reading.post_id, counted, now=now)
