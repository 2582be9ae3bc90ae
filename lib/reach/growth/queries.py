"""SQL behind curves of growth: snapshots of posts' counters, as they were taken."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Literal

from sqlite_utils import Database

Counter = Literal["views", "reach_total"]

Snapshot = tuple[int, int, int]
"""post_id, seconds since the publication, the counter."""


def snapshots_of(
    db: Database, post_ids: Collection[int], *, counter: Counter, until: int
) -> list[Snapshot]:
    """The snapshots of these posts up to the age `until` (seconds) that hold the counter, by post and age."""
    rows = db.execute(
        f"SELECT s.post_id, s.taken_at - p.published_at, s.{counter}"
        " FROM json_each(:ids) AS wanted CROSS JOIN post AS p ON p.post_id = wanted.value"
        " CROSS JOIN post_snapshot AS s ON s.post_id = p.post_id"
        f" WHERE s.taken_at >= p.published_at AND s.taken_at <= p.published_at + :until"
        f" AND s.{counter} IS NOT NULL ORDER BY s.post_id, s.taken_at",
        {"ids": json.dumps(sorted(post_ids)), "until": until},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def published(db: Database, post_id: int) -> tuple[int, int | None] | None:
    """(moment of publication, rubric_id) of a published post; None where there is none."""
    row = db.execute(
        "SELECT published_at, rubric_id FROM post WHERE post_id = ? AND state = 'published'",
        [post_id],
    ).fetchone()
    return None if row is None else (row[0], row[1])


def comparable_posts(
    db: Database, *, before: int, since: int, rubric_id: int | None, limit: int
) -> list[int]:
    """Posts published from `since` until before `before` that have snapshots, the newest first, of one rubric
    or (None) of all."""
    one = "" if rubric_id is None else " AND rubric_id = :rubric_id"
    rows = db.execute(
        "SELECT post_id FROM post WHERE state = 'published' AND published_at >= :since"
        f" AND published_at < :before{one}"
        " AND EXISTS (SELECT 1 FROM post_snapshot AS s WHERE s.post_id = post.post_id)"
        " ORDER BY published_at DESC, post_id DESC LIMIT :limit",
        {"since": since, "before": before, "rubric_id": rubric_id, "limit": limit},
    )
    return [row[0] for row in rows]
