"""Change counters by topic; triggers of the schema raise them in the transaction that changes the data."""

from __future__ import annotations

from sqlite_utils import Database


def revisions(db: Database) -> dict[str, int]:
    """Counter of every topic: community, authors, posts, comments, outbox, stats, system."""
    return {row["topic"]: row["n"] for row in db.query("SELECT topic, n FROM revision")}
