"""SQL of what was said: comments that may be questions, the threads around them, the record of a session."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from lib.chats.rows import Said


def thread_of(db: Database, thread_id: int, *, but: int) -> list[Said]:
    """What stands in a thread beside the comment `but`, oldest first, without what was deleted."""
    rows = db.query(
        "SELECT coalesce(author.name, '') AS author_name, text, created_at, is_ours FROM comment"
        " LEFT JOIN author ON author.author_id = comment.from_id WHERE thread_id = ?"
        " AND comment_id <> ? AND deleted_at IS NULL ORDER BY comment_id",
        [thread_id, but],
    )
    return [Said(**{**row, "is_ours": bool(row["is_ours"])}) for row in rows]


def new_comments(db: Database, *, chat_id: int, post_id: int) -> list[dict[str, Any]]:
    """Citizens' comments under an announcement that are no question of the chat yet, oldest first.

    A further comment of the same person in a thread, written before the question was answered, is part of that
    question and is shown with it.
    """
    return list(
        db.query(
            """
            SELECT c.comment_id, c.text, c.created_at, coalesce(author.name, '') AS author_name
            FROM comment AS c LEFT JOIN author ON author.author_id = c.from_id
            WHERE c.post_id = :post_id AND c.is_ours = 0 AND c.deleted_at IS NULL
              AND c.dismissed_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM question WHERE chat_id = :chat_id
                AND source = 'comment' AND source_id = c.comment_id)
              AND NOT EXISTS (
                SELECT 1 FROM question AS q JOIN comment AS asked ON asked.comment_id = q.source_id
                LEFT JOIN outbox ON outbox.action_id = q.sent_action
                WHERE q.chat_id = :chat_id AND q.source = 'comment'
                  AND (q.state <> 'sent' OR c.created_at <= outbox.created_at)
                  AND asked.thread_id = c.thread_id AND asked.from_id = c.from_id
                  AND asked.comment_id < c.comment_id)
            ORDER BY c.comment_id
            """,
            {"chat_id": chat_id, "post_id": post_id},
        )
    )


def announcement_deleted(db: Database, post_id: int | None) -> bool:
    """Whether the post was there and VK has it no more."""
    row = db.execute("SELECT state FROM post WHERE post_id = ?", [post_id]).fetchone()
    return row is not None and row[0] == "deleted"


def is_deleted(db: Database, comment_id: int | None) -> bool:
    """Whether a comment is gone in VK, or was never read."""
    row = db.execute(
        "SELECT 1 FROM comment WHERE comment_id = ? AND deleted_at IS NULL", [comment_id]
    ).fetchone()
    return row is None


def new_video_comments(db: Database, *, chat_id: int, video_id: int) -> list[dict[str, Any]]:
    """Citizens' comments under a broadcast that are no question of the chat yet, oldest first.

    What a person adds to the own question by answering it is part of that question.
    """
    return list(
        db.query(
            """
            SELECT v.comment_id, v.text, v.created_at, coalesce(author.name, '') AS author_name
            FROM video_comment AS v LEFT JOIN author ON author.author_id = v.from_id
            WHERE v.video_id = :video_id AND v.is_ours = 0 AND v.deleted_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM question WHERE chat_id = :chat_id
                AND source = 'video' AND source_id = v.comment_id)
              AND NOT EXISTS (
                SELECT 1 FROM video_comment AS asked WHERE asked.comment_id = v.reply_to_id
                  AND asked.from_id = v.from_id)
            ORDER BY v.comment_id
            """,
            {"chat_id": chat_id, "video_id": video_id},
        )
    )


def new_messages(db: Database, *, since: int) -> list[dict[str, Any]]:
    """The first message of each person since a moment that is neither a question of any chat nor further words
    to one, written before it was answered."""
    return list(
        db.query(
            """
            SELECT min(m.message_id) AS message_id, m.peer_id, m.text, m.created_at,
              coalesce(author.name, '') AS author_name
            FROM message AS m LEFT JOIN author ON author.author_id = m.from_id
            WHERE m.created_at >= :since AND m.is_ours = 0 AND m.deleted_at IS NULL AND m.text <> ''
              AND NOT EXISTS (SELECT 1 FROM question
                WHERE source = 'message' AND source_id = m.message_id)
              AND NOT EXISTS (
                SELECT 1 FROM question AS q LEFT JOIN outbox ON outbox.action_id = q.sent_action
                WHERE q.source = 'message' AND q.peer_id = m.peer_id
                  AND q.source_id < m.message_id
                  -- What was there when the answer was sent, whoever sent it has read.
                  AND (q.state <> 'sent' OR m.message_id <= outbox.payload ->> '$.seen.last_message_id')
                  AND NOT EXISTS (
                    SELECT 1 FROM message AS ours WHERE ours.peer_id = m.peer_id AND ours.is_ours = 1
                      AND ours.deleted_at IS NULL
                      AND ours.message_id BETWEEN q.source_id AND m.message_id))
            GROUP BY m.peer_id ORDER BY 1
            """,
            {"since": since},
        )
    )


def video_comment(db: Database, comment_id: int) -> dict[str, Any] | None:
    """Where a comment of a video stands: video_id, text, last_reply_id (the community's last word to it)."""
    return next(
        db.query(
            "SELECT video_id, text, (SELECT max(comment_id) FROM video_comment WHERE is_ours = 1"
            "   AND reply_to_id = asked.comment_id AND deleted_at IS NULL) AS last_reply_id"
            " FROM video_comment AS asked WHERE comment_id = ? AND deleted_at IS NULL",
            [comment_id],
        ),
        None,
    )


def last_message(db: Database, peer_id: int) -> int:
    """Id of the last message in the dialog with a person, 0 where there is none."""
    row = db.execute(
        "SELECT coalesce(max(message_id), 0) FROM message WHERE peer_id = ?", [peer_id]
    ).fetchone()
    return int(row[0])


def comments_by_id(db: Database, comment_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Citizens' comments with these ids, oldest first."""
    return list(
        db.query(
            "SELECT comment_id, text, created_at, coalesce(author.name, '') AS author_name"
            " FROM comment LEFT JOIN author ON author.author_id = comment.from_id"
            " WHERE comment_id IN (SELECT value FROM json_each(?)) AND is_ours = 0"
            " AND deleted_at IS NULL ORDER BY comment_id",
            [json.dumps(list(comment_ids))],
        )
    )


def add_record(
    db: Database,
    *,
    chat_id: int,
    question_id: int | None,
    at: int,
    actor: str,
    what: str,
    text: str,
) -> None:
    """Add a line to the record of a chat, which is only added to."""
    db.execute(
        "INSERT INTO chat_record (chat_id, question_id, at, actor, what, text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [chat_id, question_id, at, actor, what, text],
    )


def record_of(db: Database, chat_id: int) -> list[dict[str, Any]]:
    """Everything said and done in a session, oldest first: question_id, at, actor, what, text."""
    return list(
        db.query(
            "SELECT question_id, at, actor, what, text FROM chat_record WHERE chat_id = ?"
            " ORDER BY record_id",
            [chat_id],
        )
    )
