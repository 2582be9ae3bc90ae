"""The outbox carries changes of what VK has, not only what is said; any kind of text may be a draft."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # When VK said yes. What only changes something has no id of its own as its result.
    "ALTER TABLE outbox ADD COLUMN answered_at INTEGER",
    "UPDATE outbox SET answered_at = coalesce(settled_at, attempted_at, created_at)"
    " WHERE result_id IS NOT NULL",
    # What is changed, 'post:7' or 'comment:9': one change of a thing at a time. NULL: nothing is changed.
    "ALTER TABLE outbox ADD COLUMN about TEXT",
    "CREATE UNIQUE INDEX outbox_about ON outbox (about)"
    " WHERE state IN ('held', 'queued', 'sending', 'paused', 'unknown') AND about IS NOT NULL",
    # The kinds of draft are no longer listed in a CHECK, which SQLite cannot change.
    "ALTER TABLE draft RENAME TO draft_before",
    """CREATE TABLE draft (
      draft_id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      target TEXT NOT NULL,
      actor TEXT NOT NULL,
      text TEXT NOT NULL,
      fields TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(fields)),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      UNIQUE (kind, target, actor)
    ) STRICT""",
    "INSERT INTO draft SELECT * FROM draft_before",
    "DROP TABLE draft_before",
)


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
