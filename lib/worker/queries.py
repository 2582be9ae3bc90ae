"""What the worker asks the store besides what the rooms answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Change:
    """A change of a post or comment that VK has confirmed to the outbox."""

    action_id: int
    kind: str
    post_id: int
    comment_id: int | None
    result_id: int | None


def settled_changes(db: Database, *, since: int, but: Collection[int]) -> list[Change]:
    """Changes settled at `since` or later, without those whose action is in `but`, in their order."""
    rows = db.query(
        "SELECT action_id, kind, json_extract(payload, '$.post_id') AS post_id,"
        " json_extract(payload, '$.comment_id') AS comment_id, result_id"
        " FROM outbox WHERE state = 'confirmed' AND about IS NOT NULL AND settled_at >= ?"
        " AND json_extract(payload, '$.post_id') IS NOT NULL ORDER BY settled_at, action_id",
        [since],
    )
    return [Change(**row) for row in rows if row["action_id"] not in but]
