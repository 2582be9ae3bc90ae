"""Questions come in by themselves: new comments under the announcements and broadcasts of chats that are not
closed, and messages to those that take them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from lib.access.permissions import Actor
from lib.chats import queries
from lib.chats.questions import add_said
from lib.chats.rows import Chat
from lib.chats.said.queries import new_comments, new_messages, new_video_comments

CITIZENS = Actor("VK", "")
"""In whose name the record tells that a question came."""


def collect(db: Database, *, now: int) -> int:
    """Make questions of what citizens have written, in the caller's transaction; answers how many.

    Called with every batch of events and after every reading; the same words are a question once.
    """
    come = 0
    for chat in queries.collecting_chats(db):
        # What a person writes after a question belongs to it, so that it is looked at again after each round.
        while found := list(_new(db, chat)):
            come += sum(
                add_said(db, chat.chat_id, where, row, actor=CITIZENS, now=now)
                for where, row in found
            )
    return come


def has_new(db: Database) -> bool:
    """Whether `collect` would find anything."""
    return any(next(_new(db, chat), None) is not None for chat in queries.collecting_chats(db))


def announcements(db: Database) -> frozenset[int]:
    """The posts under which questions are asked now."""
    chats = queries.collecting_chats(db)
    return frozenset(chat.post_id for chat in chats if chat.post_id is not None)


def videos(db: Database) -> frozenset[int]:
    """The videos under which questions are asked now."""
    chats = queries.collecting_chats(db)
    return frozenset(chat.video_id for chat in chats if chat.video_id is not None)


def messages_from(db: Database) -> int | None:
    """The moment since which messages are questions of some chat; None: of none."""
    chats = queries.collecting_chats(db)
    return min(
        (chat.messages_from for chat in chats if chat.messages_from is not None), default=None
    )


def _new(db: Database, chat: Chat) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What would be a question of the chat: where it was said, and its row. One of a person's messages at a
    time."""
    if chat.post_id is not None:
        for row in new_comments(db, chat_id=chat.chat_id, post_id=chat.post_id):
            yield {"source": "comment", "source_id": row["comment_id"]}, row
    if chat.video_id is not None:
        for row in new_video_comments(db, chat_id=chat.chat_id, video_id=chat.video_id):
            yield {"source": "video", "source_id": row["comment_id"]}, row
    if chat.messages_from is not None:
        for row in new_messages(db, since=chat.messages_from):
            where = {"source": "message", "source_id": row["message_id"], "peer_id": row["peer_id"]}
            yield where, row
