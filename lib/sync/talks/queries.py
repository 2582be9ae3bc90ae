"""SQL of messages and of comments under videos. No statement touches a row that would stay as it is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlite_utils import Database

from lib.sync.objects import Row

_MESSAGE_NEW = """
INSERT INTO message (message_id, peer_id, from_id, conversation_message_id, created_at, edited_at, text,
  attachments, is_ours, raw, seen_at)
VALUES (:message_id, :peer_id, :from_id, :conversation_message_id, :created_at, :edited_at, :text,
  :attachments, :is_ours, :raw, :now)
ON CONFLICT (message_id) DO NOTHING
"""

# VK dates the edits of a message, so that of two the later one wins, whatever their order here.
_MESSAGE_CHANGED = """
UPDATE message SET edited_at = :edited_at, text = :text, attachments = :attachments, raw = :raw,
  deleted_at = NULL, seen_at = :now
WHERE message_id = :message_id AND coalesce(:edited_at, 0) >= coalesce(edited_at, 0)
  AND (text IS NOT :text OR attachments IS NOT :attachments OR edited_at IS NOT :edited_at
    OR deleted_at IS NOT NULL)
"""

_VIDEO_COMMENT_NEW = """
INSERT INTO video_comment (comment_id, video_id, reply_to_id, from_id, created_at, edited_at, text, likes,
  attachments, is_ours, raw, seen_at)
VALUES (:comment_id, :video_id, :reply_to_id, :from_id, :created_at, :edited_at, :text, :likes,
  :attachments, :is_ours, :raw, :now)
ON CONFLICT (comment_id) DO NOTHING
"""

_VIDEO_COMMENT_CHANGED = """
UPDATE video_comment SET text = :text, attachments = :attachments, raw = :raw,
  likes = coalesce(:likes, likes), reply_to_id = coalesce(reply_to_id, :reply_to_id),
  edited_at = CASE WHEN text <> :text THEN coalesce(:edited_at, :now) ELSE edited_at END, seen_at = :now
WHERE comment_id = :comment_id AND (text IS NOT :text OR attachments IS NOT :attachments
  OR likes IS NOT coalesce(:likes, likes))
"""

_VIDEO_COMMENT_ALIVE = """
UPDATE video_comment SET deleted_at = NULL WHERE comment_id = :comment_id AND deleted_at IS NOT NULL
"""


def insert_messages(db: Database, rows: Iterable[Row]) -> None:
    """Add messages that are new; known ones stay as they are."""
    db.conn.executemany(_MESSAGE_NEW, rows)


def update_messages(db: Database, rows: Iterable[Row]) -> None:
    """Bring known messages to what VK has now."""
    db.conn.executemany(_MESSAGE_CHANGED, rows)


def insert_video_comments(db: Database, rows: Iterable[Row]) -> None:
    """Add comments that are new; known ones stay as they are."""
    db.conn.executemany(_VIDEO_COMMENT_NEW, rows)


def update_video_comments(db: Database, rows: list[Row], *, revive: bool) -> None:
    """Bring known comments to what VK has now; `revive`: those that were deleted are there again."""
    db.conn.executemany(_VIDEO_COMMENT_CHANGED, rows)
    if revive:
        db.conn.executemany(_VIDEO_COMMENT_ALIVE, rows)


def mark_messages_deleted(db: Database, message_ids: Collection[int], *, now: int) -> None:
    """Note that messages are no longer in VK; their words stay."""
    db.execute(
        "UPDATE message SET deleted_at = ? WHERE deleted_at IS NULL"
        " AND message_id IN (SELECT value FROM json_each(?))",
        [now, json.dumps(list(message_ids))],
    )


def mark_video_comments_deleted(db: Database, comment_ids: Collection[int], *, now: int) -> None:
    """Note that comments under a video are no longer in VK; their words stay."""
    db.execute(
        "UPDATE video_comment SET deleted_at = ? WHERE deleted_at IS NULL"
        " AND comment_id IN (SELECT value FROM json_each(?))",
        [now, json.dumps(list(comment_ids))],
    )


def known_messages(db: Database, message_ids: Collection[int]) -> set[int]:
    """Those of `message_ids` that the store has, deleted ones too."""
    rows = db.execute(
        "SELECT message_id FROM message WHERE message_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(message_ids))],
    )
    return {row[0] for row in rows}


def messages_with(db: Database, peer_id: int) -> set[int]:
    """Messages of a dialog that are there as far as the store knows."""
    rows = db.execute(
        "SELECT message_id FROM message WHERE peer_id = ? AND deleted_at IS NULL", [peer_id]
    )
    return {row[0] for row in rows}


def comments_of_video(db: Database, video_id: int) -> set[int]:
    """Comments of a video that are there as far as the store knows."""
    rows = db.execute(
        "SELECT comment_id FROM video_comment WHERE video_id = ? AND deleted_at IS NULL", [video_id]
    )
    return {row[0] for row in rows}
