"""Which comments the community has answered, found without reading the comments themselves."""

from __future__ import annotations

from sqlite_utils import Database


def apply(db: Database) -> None:
    db.execute(
        "CREATE INDEX comment_ours ON comment (thread_id, comment_id, reply_to_id)"
        " WHERE is_ours = 1 AND deleted_at IS NULL"
    )
