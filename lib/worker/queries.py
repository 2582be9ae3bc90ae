"""What the worker asks the store besides what the rooms answer."""

from __future__ import annotations

from sqlite_utils import Database


def unseen_posts(db: Database) -> frozenset[int]:
    """Ids of posts that VK confirmed to the outbox and that the store has not seen yet."""
    rows = db.execute(
        "SELECT result_id FROM outbox WHERE kind = 'post' AND state = 'confirmed'"
        " AND result_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM post WHERE post_id = result_id)"
    )
    return frozenset(row[0] for row in rows)


def newest_post(db: Database) -> int | None:
    """Id of the newest published post that the store knows."""
    row = db.execute(
        "SELECT post_id FROM post WHERE state = 'published' ORDER BY published_at DESC LIMIT 1"
    ).fetchone()
    return row[0] if row else None
