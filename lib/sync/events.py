"""Live events of the community -> store.

Events come late, twice, out of order, and not at all; so an event never has the last word where VK can be
asked. What must be asked is answered as `Wanted`, and `lib.sync.refresh` asks it.
Shapes: VK API, Bots Long Poll, events of version 5.199.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from lib.sync import queries
from lib.sync.intake import Told, drop_comments, take_comments, take_posts
from lib.sync.objects import Malformed, Object, needed, number, objects, text_of
from lib.sync.talks.intake import take_messages, take_video_comments
from lib.sync.talks.queries import mark_video_comments_deleted

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """What is to be asked of VK because an event spoke of it."""

    author_ids: frozenset[int] = frozenset()
    """Authors of whom only the id is known."""
    post_ids: frozenset[int] = frozenset()
    """Posts whose counters moved, or that the store does not have."""
    thread_post_ids: frozenset[int] = frozenset()
    """Posts whose comments must be read again: an event was cropped or out of order."""
    liked_post_ids: frozenset[int] = frozenset()
    """Posts whose comments got or lost a like; how many there are now is not told."""
    community: bool = False
    """The number of subscribers moved."""
    scheduled: bool = False
    """The list of scheduled posts changed; VK tells no event of that."""
    video_ids: frozenset[int] = frozenset()
    """Videos whose comments must be read again."""
    peer_ids: frozenset[int] = frozenset()
    """People with whom the dialog must be read again."""

    def __or__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.author_ids | other.author_ids,
            self.post_ids | other.post_ids,
            self.thread_post_ids | other.thread_post_ids,
            self.liked_post_ids | other.liked_post_ids,
            self.community or other.community,
            self.scheduled or other.scheduled,
            self.video_ids | other.video_ids,
            self.peer_ids | other.peer_ids,
        )

    def __bool__(self) -> bool:
        return self != Wanted()


def take_event(db: Database, event: Any, *, group_id: int, now: int) -> Wanted:
    """Put one event ({"type", "object", "event_id", ...}) into the store; answers what to ask VK.

    An event of an unknown type or of a broken shape changes nothing and is logged: the next catch-up reads
    from VK what it would have told.
    """
    kind = text_of(event.get("type")) if isinstance(event, Mapping) else ""
    told = event.get("object") if isinstance(event, Mapping) else None
    handler = _HANDLERS.get(kind)
    if handler is None or not isinstance(told, Mapping):
        log.debug("ignored event %r", kind)
        return Wanted()
    try:
        return handler(db, told, group_id, now)
    except Malformed as reason:
        log.warning("ignored a broken event %s: %s", kind, reason)
        return Wanted()


def _reply_new(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if _elsewhere(told, group_id):
        return Wanted()
    known = bool(queries.known_comments(db, [needed(told, "id")]))
    take_comments(db, [told], group_id=group_id, now=now, told="new")
    return _wanted_after_comment(db, told, unsure=known or told.get("is_cropped") is True)


def _reply_edit(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if _elsewhere(told, group_id):
        return Wanted()
    take_comments(db, [told], group_id=group_id, now=now, told="edited")
    return _wanted_after_comment(db, told, unsure=True)


def _reply_restore(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if _elsewhere(told, group_id):
        return Wanted()
    take_comments(db, [told], group_id=group_id, now=now, told="restored")
    return _wanted_after_comment(db, told, unsure=True)


def _reply_delete(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if _elsewhere(told, group_id):
        return Wanted()
    drop_comments(db, [needed(told, "id")], now=now)
    return _wanted_after_comment(db, told, unsure=True)


def _wanted_after_comment(db: Database, told: Object, *, unsure: bool) -> Wanted:
    post_id = number(told.get("post_id"))
    author_id = number(told.get("from_id"))
    authors = queries.stubs_among(db, [author_id] if author_id else [])
    if post_id is None:
        return Wanted(author_ids=frozenset(authors))
    if unsure:
        # Two edits out of order cannot be told apart: comments carry no version. VK has the last word.
        queries.threads_unsure(db, [post_id])
    cropped = told.get("is_cropped") is True
    return Wanted(
        author_ids=frozenset(authors),
        post_ids=frozenset([post_id]),
        thread_post_ids=frozenset([post_id] if cropped else []),
    )


def _post_new(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if _elsewhere(told, group_id):
        return Wanted()
    post_id = needed(told, "id")
    kind = text_of(told.get("post_type")) or "post"
    if kind not in {"post", "copy", "postpone", "suggest"}:
        log.debug("ignored a post of type %s", kind)
        return Wanted()
    was = queries.post_states(db, [post_id]).get(post_id)
    if was is None or (was in {"scheduled", "suggested"} and kind in {"post", "copy"}):
        take_posts(db, [told], now=now)
    postponed_id = number(told.get("postponed_id"))
    if postponed_id and postponed_id != post_id:
        queries.release_post(db, postponed_id, became_id=post_id)
    author_id = number(told.get("from_id"))
    authors = queries.stubs_among(db, [author_id] if author_id else [])
    cropped = told.get("is_cropped") is True
    again = was is not None or cropped
    return Wanted(author_ids=frozenset(authors), post_ids=frozenset([post_id] if again else []))


def _repost(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    ours = [
        number(original.get("id"))
        for original in objects(told.get("copy_history"))
        if number(original.get("owner_id")) == -group_id
    ]
    return Wanted(post_ids=frozenset(found for found in ours if found))


def _like(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if number(told.get("object_owner_id")) != -group_id:
        return Wanted()
    if told.get("object_type") == "comment":
        post_id = number(told.get("post_id"))
        return Wanted(liked_post_ids=frozenset([post_id] if post_id else []))
    is_post = told.get("object_type") == "post"
    return Wanted(post_ids=frozenset([needed(told, "object_id")] if is_post else []))


def _message_new(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    message = told.get("message")
    # The community's own words, and edited ones, come bare.
    return _message(db, message if isinstance(message, Mapping) else told, group_id, now, "new")


def _message_edit(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    return _message(db, told, group_id, now, "edited")


def _message(db: Database, told: Object, group_id: int, now: int, how: Told) -> Wanted:
    authors = take_messages(db, [told], group_id=group_id, now=now, told=how)
    cropped = told.get("is_cropped") is True
    return Wanted(
        author_ids=frozenset(queries.stubs_among(db, authors)),
        peer_ids=frozenset([needed(told, "peer_id")] if cropped else []),
    )


def _video_comment_new(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    return _video_comment(db, told, group_id, now, "new")


def _video_comment_edit(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    return _video_comment(db, told, group_id, now, "edited")


def _video_comment_restore(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    return _video_comment(db, told, group_id, now, "restored")


def _video_comment(db: Database, told: Object, group_id: int, now: int, how: Told) -> Wanted:
    if _on_foreign_video(told, group_id):
        return Wanted()
    authors = take_video_comments(db, [told], group_id=group_id, now=now, told=how)
    # As on the wall, two edits out of order cannot be told apart.
    unsure = how != "new" or told.get("is_cropped") is True
    return Wanted(
        author_ids=frozenset(queries.stubs_among(db, authors)),
        video_ids=frozenset([needed(told, "video_id")] if unsure else []),
    )


def _video_comment_delete(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    if _on_foreign_video(told, group_id):
        return Wanted()
    mark_video_comments_deleted(db, [needed(told, "id")], now=now)
    return Wanted(video_ids=frozenset([needed(told, "video_id")]))


def _on_foreign_video(told: Object, group_id: int) -> bool:
    owner = number(told.get("video_owner_id")) or number(told.get("owner_id"))
    return owner is not None and owner != -group_id


def _members(db: Database, told: Object, group_id: int, now: int) -> Wanted:
    return Wanted(community=True)


def _elsewhere(told: Object, group_id: int) -> bool:
    owner = number(told.get("post_owner_id")) or number(told.get("owner_id"))
    return owner is not None and owner != -group_id


_HANDLERS: Mapping[str, Callable[[Database, Object, int, int], Wanted]] = {
    "wall_reply_new": _reply_new,
    "wall_reply_edit": _reply_edit,
    "wall_reply_restore": _reply_restore,
    "wall_reply_delete": _reply_delete,
    "wall_post_new": _post_new,
    "wall_repost": _repost,
    "like_add": _like,
    "like_remove": _like,
    "group_join": _members,
    "group_leave": _members,
    "message_new": _message_new,
    "message_reply": _message_new,
    "message_edit": _message_edit,
    "video_comment_new": _video_comment_new,
    "video_comment_edit": _video_comment_edit,
    "video_comment_restore": _video_comment_restore,
    "video_comment_delete": _video_comment_delete,
}
