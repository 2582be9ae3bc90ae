"""Which comments the community owes an answer to.

The rule: a citizen's comment, not deleted, not dismissed by a person, under a post that stands, written
after the horizon (14 days before the console first ran, so that old history does not pile up as work),
with no later word of the community in its thread that is meant for it. A reply of the community is meant for
the comment it names, and, where it names none or names the first comment of the thread, for all earlier
ones of the thread.
"""

from __future__ import annotations

from sqlite_utils import Database

from lib.store.state import get_state, put_state

HORIZON_DAYS = 14


def set_horizon(db: Database, *, now: int) -> None:
    """On the first run, fix the moment before which nothing counts as waiting."""
    if get_state(db, "awaiting.horizon") is None:
        put_state(db, "awaiting.horizon", now - HORIZON_DAYS * 86400, now=now)


def horizon(db: Database) -> int | None:
    """The moment (seconds UTC) before which nothing counts as waiting; None: the console has not run yet."""
    found: int | None = get_state(db, "awaiting.horizon")
    return found


def settle_threads(db: Database, thread_ids: set[int]) -> None:
    """Bring `awaits` up to date in these threads; call in the transaction that changed a comment of theirs."""
    values = {"horizon": horizon(db) or 0}
    for thread_id in thread_ids:
        db.execute(_SETTLE, values | {"thread": thread_id})


def settle_post(db: Database, post_id: int) -> None:
    """The same for every thread of a post, after the post was deleted or restored."""
    rows = db.query("SELECT DISTINCT thread_id FROM comment WHERE post_id = ?", [post_id])
    settle_threads(db, {row["thread_id"] for row in rows})


_SETTLE = """
WITH wanted AS (
  SELECT c.comment_id,
    c.is_ours = 0 AND c.deleted_at IS NULL AND c.dismissed_at IS NULL
    AND c.created_at >= :horizon
    AND NOT EXISTS (
      SELECT 1 FROM post WHERE post.post_id = c.post_id AND post.state = 'deleted')
    AND NOT EXISTS (
      SELECT 1 FROM comment AS ours
      WHERE ours.thread_id = c.thread_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
        AND ours.comment_id > c.comment_id
        AND (ours.reply_to_id IS NULL OR ours.reply_to_id IN (c.comment_id, c.thread_id)))
    AS awaits
  FROM comment AS c WHERE c.thread_id = :thread
)
UPDATE comment SET awaits = wanted.awaits FROM wanted
WHERE comment.comment_id = wanted.comment_id AND comment.awaits <> wanted.awaits
"""
