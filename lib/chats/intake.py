"""How questions come to the board: collected by hand, and by themselves.

By themselves come new comments under the announcements and broadcasts of chats that are not closed, and
messages to those that take them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from lib.access.permissions import Actor
from lib.base.language import N_
from lib.chats import queries
from lib.chats.board import queries as board
from lib.chats.errors import ChatError
from lib.chats.record import note
from lib.chats.rows import Chat
from lib.chats.said.queries import (
    comments_by_id,
    new_comments,
    new_messages,
    new_video_comments,
)
from lib.chats.sessions import found_chat
from lib.chats.specialists import require_in_chat
from lib.chats.topics import topic_of_new
from lib.store import Store

CITIZENS = Actor("VK", "")
"""In whose name the record tells that a question came."""

LONGEST_PASTE = 200
"""Questions that one paste may bring."""
LONGEST_QUESTION = 4096


def paste_questions(
    store: Store, chat_id: int, texts: Iterable[str], *, actor: Actor, now: int
) -> int:
    """Add questions collected elsewhere, one a text; answers how many. Raises `Forbidden`, `ChatError`."""
    wanted = [text.strip()[:LONGEST_QUESTION] for text in texts if text.strip()]
    if not wanted:
        raise ChatError(N_("Write at least one question."))
    if len(wanted) > LONGEST_PASTE:
        raise ChatError(N_("Too many at once: {n} questions at most."), n=LONGEST_PASTE)
    with store.writer() as db:
        require_in_chat(db, chat_id, actor, "chat.prepare")
        found_chat(db, chat_id)
        for text in wanted:
            question_id = board.add_question(
                db,
                {
                    "chat_id": chat_id,
                    "source": "pasted",
                    "text": text,
                    "asked_at": now,
                    "topic": topic_of_new(db, chat_id, text),
                },
            )
            note(
                db, "question.paste", chat_id=chat_id, question_id=question_id, actor=actor,
                now=now, text=text,
            )  # fmt: skip
    return len(wanted)


def take_comments(
    store: Store, chat_id: int, comment_ids: Collection[int], *, actor: Actor, now: int
) -> int:
    """Make comments from anywhere on the wall questions of the chat; answers how many were new.

    Raises `Forbidden`, `ChatError`.
    """
    with store.writer() as db:
        require_in_chat(db, chat_id, actor, "chat.prepare")
        found_chat(db, chat_id)
        rows = comments_by_id(db, comment_ids)
        return sum(_add(db, chat_id, _comment(row), row, actor=actor, now=now) for row in rows)


def collect(db: Database, *, now: int) -> int:
    """Make questions of what citizens have written, in the caller's transaction; answers how many.

    Called with every batch of events and after every reading; the same words are a question once.
    """
    come = 0
    for chat in queries.collecting_chats(db):
        # What a person writes after a question belongs to it, so that it is looked at again after each round.
        while found := list(_new(db, chat)):
            come += sum(
                _add(db, chat.chat_id, where, row, actor=CITIZENS, now=now) for where, row in found
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
            yield _comment(row), row
    if chat.video_id is not None:
        for row in new_video_comments(db, chat_id=chat.chat_id, video_id=chat.video_id):
            yield {"source": "video", "source_id": row["comment_id"]}, row
    if chat.messages_from is not None:
        for row in new_messages(db, since=chat.messages_from):
            where = {"source": "message", "source_id": row["message_id"], "peer_id": row["peer_id"]}
            yield where, row


def _comment(row: dict[str, Any]) -> dict[str, Any]:
    """Where a comment of the wall was said."""
    return {"source": "comment", "source_id": row["comment_id"]}


def _add(
    db: Database,
    chat_id: int,
    where: dict[str, Any],
    row: dict[str, Any],
    *,
    actor: Actor,
    now: int,
) -> bool:
    """Make what a citizen said a question; `where`: source, source_id, and peer_id of a message.

    False where it is one already.
    """
    question_id = board.add_question(
        db,
        {
            "chat_id": chat_id,
            **where,
            "author_name": row["author_name"],
            "text": row["text"],
            "asked_at": row["created_at"],
            "topic": topic_of_new(db, chat_id, str(row["text"])),
        },
    )
    if question_id is None:
        return False
    note(
        db, "question.come", chat_id=chat_id, question_id=question_id, actor=actor, now=now,
        text=str(row["text"]),
    )  # fmt: skip
    return True
