"""Texts that a head is asked to agree to, by a link."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    """
    CREATE TABLE agreement (
      agreement_id INTEGER PRIMARY KEY,
      person_id INTEGER NOT NULL REFERENCES person,
      -- The draft that the text was taken from.
      kind TEXT NOT NULL,
      target TEXT NOT NULL,
      -- As it would go out; what is agreed to is this and nothing else.
      text TEXT NOT NULL,
      asked_at INTEGER NOT NULL,
      asked_by TEXT NOT NULL,
      outcome TEXT CHECK (outcome IN ('agreed', 'returned')),
      remark TEXT NOT NULL DEFAULT '',
      answered_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX agreement_by_target ON agreement (kind, target)",
    "INSERT INTO revision (topic) VALUES ('agreements')",
    """
    CREATE TRIGGER revision_agreement_insert AFTER INSERT ON agreement BEGIN
      UPDATE revision SET n = n + 1 WHERE topic = 'agreements';
    END
    """,
    """
    CREATE TRIGGER revision_agreement_update AFTER UPDATE ON agreement BEGIN
      UPDATE revision SET n = n + 1 WHERE topic = 'agreements';
    END
    """,
)


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
