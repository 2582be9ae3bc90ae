"""Reading dialogs and the comments of videos: what events did not tell, and what they never tell.

VK tells of no deleted message and of no like under a video, and any event may be lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from lib.base.clock import Clock
from lib.store import Store
from lib.sync.intake import take_authors
from lib.sync.objects import Object, number, objects
from lib.sync.talks import queries
from lib.sync.talks.intake import take_messages, take_video_comments
from lib.sync.walls import answered
from lib.vk import Vk
from lib.vk.errors import Flood, HumanNeeded, KeyDead, QuotaUsed, Refused, TooFast

log = logging.getLogger(__name__)

COMMENTS_PAGE = 100
COMMENT_PAGES = 100
DIALOGS = 200
"""As many dialogs as VK gives at once, those with the newest messages first."""
HISTORY = 200
AUTHOR_FIELDS = "photo_100"
_NOT_ABOUT_THIS = (Flood, HumanNeeded, KeyDead, QuotaUsed, TooFast)
"""Refusals that say nothing of the one video or dialog that was asked for."""


def read_videos(
    store: Store, vk: Vk, video_ids: Iterable[int], *, clock: Clock, whole: bool
) -> None:
    """Read the comments of the community's videos with their likes: the newest, until a page brings nothing
    new, or all of them. A video that VK does not show is left out. Raises `VkError`.
    """
    for video_id in sorted(set(video_ids)):
        if not vk.can("video.getComments"):
            return
        try:
            _read_video(store, vk, video_id, clock=clock, whole=whole)
        except _NOT_ABOUT_THIS:
            raise
        except Refused as refused:
            log.info("comments of video %d are not read: %s", video_id, refused)


def _read_video(store: Store, vk: Vk, video_id: int, *, clock: Clock, whole: bool) -> None:
    with store.reader() as db:
        known = queries.comments_of_video(db, video_id)
    seen: set[int] = set()
    counts: set[int | None] = set()
    ended = False
    for page in range(COMMENT_PAGES):
        body = answered(
            vk.call(
                "video.getComments",
                owner_id=-vk.group_id,
                video_id=video_id,
                need_likes=1,
                sort="desc",
                count=COMMENTS_PAGE,
                offset=page * COMMENTS_PAGE,
                extended=1,
                fields=AUTHOR_FIELDS,
            )
        )
        items = objects(body.get("items"))
        counts.add(number(body.get("count")))
        now = int(clock())
        with store.writer() as db:
            take_authors(db, objects(body.get("profiles")), objects(body.get("groups")), now=now)
            take_video_comments(db, items, group_id=vk.group_id, now=now, video_id=video_id)
        ids = _ids(items)
        fresh = ids - known - seen
        seen |= ids
        ended = len(items) < COMMENTS_PAGE
        if ended or (not whole and not fresh):
            break
    # A comment deleted between two pages pulls the older ones up past us: only what stood still is believed.
    if len(counts) == 1:
        reach = 0 if ended else min(seen, default=0)
        gone = {comment_id for comment_id in known if comment_id >= reach} - seen
        if gone:
            with store.writer() as db:
                queries.mark_video_comments_deleted(db, gone, now=int(clock()))


def read_dialogs(store: Store, vk: Vk, *, since: int, clock: Clock) -> None:
    """Read what was said with people since a moment, in the dialogs whose last word the store does not have.

    Raises `VkError`.
    """
    if not vk.can("messages.getConversations"):
        return
    body = answered(
        vk.call("messages.getConversations", key="community", group_id=vk.group_id, count=DIALOGS)
    )
    last = [
        message
        for item in objects(body.get("items"))
        if isinstance(message := item.get("last_message"), dict)
        and (number(message.get("date")) or 0) >= since
    ]
    with store.reader() as db:
        known = queries.known_messages(db, _ids(last))
    peers = {
        peer_id
        for message in last
        if number(message.get("id")) not in known
        and (peer_id := number(message.get("peer_id"))) is not None
    }
    read_peers(store, vk, peers, since=since, clock=clock)


def read_peers(
    store: Store, vk: Vk, peer_ids: Iterable[int], *, since: int = 0, clock: Clock
) -> None:
    """Read what was said with these people since a moment. Raises `VkError`."""
    for peer_id in sorted(peer_ids):
        if vk.can("messages.getHistory"):
            _read_peer(store, vk, peer_id, since=since, clock=clock)


def _read_peer(store: Store, vk: Vk, peer_id: int, *, since: int, clock: Clock) -> None:
    with store.reader() as db:
        known = queries.messages_with(db, peer_id)
    body = answered(
        vk.call(
            "messages.getHistory",
            key="community",
            group_id=vk.group_id,
            peer_id=peer_id,
            count=HISTORY,
            extended=1,
            fields=AUTHOR_FIELDS,
        )
    )
    items = objects(body.get("items"))
    wanted = [item for item in items if (number(item.get("date")) or 0) >= since]
    reach = 0 if len(items) < HISTORY else min(_ids(items))
    gone = {message_id for message_id in known if message_id >= reach} - _ids(items)
    now = int(clock())
    with store.writer() as db:
        take_authors(db, objects(body.get("profiles")), objects(body.get("groups")), now=now)
        take_messages(db, wanted, group_id=vk.group_id, now=now)
        if gone:
            queries.mark_messages_deleted(db, gone, now=now)


def _ids(items: Iterable[Object | dict[str, Any]]) -> set[int]:
    return {found for item in items if (found := number(item.get("id"))) is not None}
