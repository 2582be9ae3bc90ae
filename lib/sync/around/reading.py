"""Reading reposts of our posts and others' posts with a hashtag, for the campaigns that ask for them.

`wall.getReposts` lists the reposts whose makers VK shows to the key, so fewer than the counter says; nothing
more is known of the others. `newsfeed.search` reaches back 1,000 posts and costs a call of a small daily
number, so a hashtag is looked for once an hour, over the last days only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from lib.base.clock import Clock
from lib.store import Store
from lib.store.search import normal
from lib.sync.around import queries
from lib.sync.intake import take_authors
from lib.sync.objects import (
    Malformed,
    Object,
    Row,
    count_of,
    needed,
    number,
    objects,
    packed,
    text_of,
)
from lib.sync.walls import answered
from lib.vk import Call, Vk
from lib.vk.errors import Refused

AGAIN_SECONDS = 3600
"""The same post, the same hashtag are not asked for more often."""
FRESH_SECONDS = 3 * 86_400
"""Posts with a hashtag are read again for so long: their counters grow most then."""
REPOSTS_PAGE = 100
REPOSTS_MOST = 1000
TAGGED_PAGE = 200
TAGGED_PAGES = 5
"""As far back as VK lets anybody page."""
GONE = {15, 210}
"""Codes with which VK says that it does not show the post."""
AT_ONCE = 900
"""Posts asked of the store in one question."""
_HASHTAG = re.compile(r"#(\w+)(?:@\w+)?")


def read_reposts(store: Store, vk: Vk, post_ids: Collection[int], *, clock: Clock) -> None:
    """Read the reposts of these posts of ours, where their counters moved. Raises `VkError`."""
    if not post_ids or not vk.can("wall.getReposts"):
        return
    moved: dict[int, int] = {}
    ids = sorted(post_ids)
    with store.reader() as db:
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            moved |= queries.unread_reposts(db, part, before=int(clock()) - AGAIN_SECONDS)
    waiting = dict.fromkeys(moved, 0)
    while waiting:
        calls = [
            Call(
                "wall.getReposts",
                {
                    "owner_id": -vk.group_id,
                    "post_id": post_id,
                    "offset": offset,
                    "count": REPOSTS_PAGE,
                },
            )
            for post_id, offset in waiting.items()
        ]
        again: dict[int, int] = {}
        for call, answer in vk.batches(calls):
            post_id, offset = call.params["post_id"], call.params["offset"]
            if isinstance(answer, Refused):
                # A post that is no more; the catch-up will see that it is gone.
                if answer.code not in GONE:
                    raise answer
                with store.writer() as db:
                    queries.reposts_are_read(db, post_id, moved[post_id], now=int(clock()))
                continue
            items = objects(answered(answer).get("items"))
            if len(items) == REPOSTS_PAGE and offset + REPOSTS_PAGE < REPOSTS_MOST:
                again[post_id] = offset + REPOSTS_PAGE
            now = int(clock())
            with store.writer() as db:
                take_authors(db, [], objects(answered(answer).get("groups")), now=now)
                queries.write_reposts(db, _readable(items, post_id, now))
                if post_id not in again:
                    queries.reposts_are_read(db, post_id, moved[post_id], now=now)
        waiting = again


def read_tags(store: Store, vk: Vk, tags: Mapping[str, int], *, clock: Clock) -> None:
    """Look for posts of others with these hashtags (without #, as `normal` writes them), each from its moment
    on (seconds UTC). Raises `VkError`."""
    if not vk.can("newsfeed.search"):
        return
    for tag, begins_at in sorted(tags.items()):
        now = int(clock())
        with store.reader() as db:
            read = queries.tag_reading(db, tag)
        if read is None or read[0] > begins_at:
            _read_tag(store, vk, tag, begins_at, begins_at, now=now)
        elif not 0 <= now - read[1] < AGAIN_SECONDS:
            _read_tag(store, vk, tag, max(begins_at, read[1] - FRESH_SECONDS), read[0], now=now)


def _read_tag(store: Store, vk: Vk, tag: str, since: int, known_since: int, *, now: int) -> None:
    if since >= now:
        return
    start_from: str | None = None
    oldest: int | None = None
    for _page in range(TAGGED_PAGES):
        body = answered(
            vk.call(
                "newsfeed.search",
                q=f"#{tag}",
                start_time=since,
                end_time=now,
                count=TAGGED_PAGE,
                start_from=start_from,
                extended=1,
            )
        )
        items = objects(body.get("items"))
        with store.writer() as db:
            take_authors(db, [], objects(body.get("groups")), now=now)
            queries.write_tagged(db, _tagged(items, tag, vk.group_id, now))
        oldest = min((at for item in items if (at := number(item.get("date")))), default=oldest)
        start_from = text_of(body.get("next_from")) or None
        if start_from is None or not items:
            oldest = None
            break
    with store.writer() as db:
        queries.tag_is_read(db, tag, since=known_since, until=now, cut_at=oldest)


def _readable(items: list[Object], post_id: int, now: int) -> list[Row]:
    rows = []
    for item in items:
        try:
            rows.append(
                {
                    "owner_id": number(item.get("owner_id")) or needed(item, "to_id"),
                    "repost_id": needed(item, "id"),
                    "post_id": post_id,
                    "reposted_at": needed(item, "date"),
                    "views": count_of(item.get("views")),
                    "likes": count_of(item.get("likes")),
                    "comments": count_of(item.get("comments")),
                    "raw": packed(item),
                    "now": now,
                }
            )
        except Malformed:
            continue
    return rows


def _tagged(items: list[Object], tag: str, group_id: int, now: int) -> list[Row]:
    """Rows of communities' posts that truly have the hashtag: VK's search finds word forms as well."""
    rows = []
    for item in items:
        owner_id, text = number(item.get("owner_id")), text_of(item.get("text"))
        mine = {normal(found) for found in _HASHTAG.findall(text)}
        if owner_id is None or owner_id >= 0 or owner_id == -group_id or tag not in mine:
            continue
        try:
            rows.append(
                {
                    "tag": tag,
                    "owner_id": owner_id,
                    "post_id": needed(item, "id"),
                    "published_at": needed(item, "date"),
                    "text": text,
                    "views": count_of(item.get("views")),
                    "likes": count_of(item.get("likes")),
                    "reposts": count_of(item.get("reposts")),
                    "comments": count_of(item.get("comments")),
                    "raw": packed(item),
                    "now": now,
                }
            )
        except Malformed:
            continue
    return rows
