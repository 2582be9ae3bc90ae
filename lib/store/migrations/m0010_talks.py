"""What is said beside the wall: messages to the community, comments under videos; broadcasts of open chats."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # Dialogs with people. What was said in private is shown in open chats that take messages, nowhere else.
    """
    CREATE TABLE message (
      message_id INTEGER PRIMARY KEY,
      peer_id INTEGER NOT NULL,
      from_id INTEGER NOT NULL,
      conversation_message_id INTEGER,
      created_at INTEGER NOT NULL,
      edited_at INTEGER,
      text TEXT NOT NULL,
      attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
      is_ours INTEGER NOT NULL CHECK (is_ours IN (0, 1)),
      -- VK tells of no deletion; a reading that does not list the message any more does.
      deleted_at INTEGER,
      raw TEXT NOT NULL CHECK (json_valid(raw)),
      seen_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX message_by_peer ON message (peer_id, message_id)",
    "CREATE INDEX message_by_time ON message (created_at) WHERE is_ours = 0",
    # VK numbers them for all videos of the community in one row, apart from the comments of the wall:
    # video.editComment and video.deleteComment name no video.
    """
    CREATE TABLE video_comment (
      comment_id INTEGER PRIMARY KEY,
      video_id INTEGER NOT NULL,
      reply_to_id INTEGER,
      from_id INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      edited_at INTEGER,
      text TEXT NOT NULL,
      likes INTEGER,
      attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
      is_ours INTEGER NOT NULL CHECK (is_ours IN (0, 1)),
      deleted_at INTEGER,
      raw TEXT NOT NULL CHECK (json_valid(raw)),
      seen_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX video_comment_by_video ON video_comment (video_id, comment_id)",
    "CREATE INDEX video_comment_by_answered ON video_comment (reply_to_id)"
    " WHERE reply_to_id IS NOT NULL",
    # Since when messages may become questions: nothing that was written before is taken.
    "ALTER TABLE chat ADD COLUMN messages_since INTEGER",
    "UPDATE chat SET messages_since = created_at WHERE takes_messages = 1",
    # The actions of the outbox that begin and end the broadcast.
    "ALTER TABLE chat ADD COLUMN broadcast_action INTEGER REFERENCES outbox (action_id)",
    "ALTER TABLE chat ADD COLUMN broadcast_end_action INTEGER REFERENCES outbox (action_id)",
    # The action that tells everybody, without a name, what was asked and answered in private.
    "ALTER TABLE question ADD COLUMN public_action INTEGER REFERENCES outbox (action_id)",
    # What VK told beside the id, where it is worth keeping: {"unique_viewers": 41}.
    "ALTER TABLE outbox ADD COLUMN answer TEXT CHECK (answer IS NULL OR json_valid(answer))",
)

SHOWN = {
    "message": "edited_at, text, attachments, deleted_at",
    "video_comment": "edited_at, text, attachments, likes, deleted_at",
    # The columns that are new; the others have their triggers already.
    "chat": "broadcast_action, broadcast_end_action",
}
"""Columns whose change open chats must redraw."""


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    for table, columns in SHOWN.items():
        events = [f"UPDATE OF {columns}"] if table == "chat" else []
        events = events or ["INSERT", "DELETE", f"UPDATE OF {columns}"]
        for event in events:
            name = f"revision_{table}_{event.split()[0].lower()}"
            name += "_broadcast" if table == "chat" else ""
            db.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table}"
                " BEGIN UPDATE revision SET n = n + 1 WHERE topic = 'chats'; END"
            )
