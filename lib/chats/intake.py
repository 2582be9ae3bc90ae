"""Questions come in by themselves: new comments under the announcements of chats that are not closed."""

from __future__ import annotations

from sqlite_utils import Database

from lib.access.permissions import Actor
from lib.chats import queries
from lib.chats.questions import add_comment
from lib.chats.said.queries import new_comments

CITIZENS = Actor("VK", "")
"""In whose name the record tells that a question came."""


def collect(db: Database, *, now: int) -> int:
    """Make questions of what citizens have written, in the caller's transaction; answers how many.

    Called with every batch of events and after every reading; the same comment is a question once.
    """
    come = 0
    for chat_id, post_id in queries.collecting_chats(db):
        for row in new_comments(db, chat_id=chat_id, post_id=post_id):
            come += add_comment(db, chat_id, row, actor=CITIZENS, now=now)
    return come


def has_new(db: Database) -> bool:
    """Whether `collect` would find anything."""
    return any(
        new_comments(db, chat_id=chat_id, post_id=post_id)
        for chat_id, post_id in queries.collecting_chats(db)
    )


def announcements(db: Database) -> frozenset[int]:
    """The posts under which questions are asked now."""
    return frozenset(post_id for _chat_id, post_id in queries.collecting_chats(db))
