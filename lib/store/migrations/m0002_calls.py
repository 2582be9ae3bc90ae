"""Calls to VK by its day, method and kind of key, and methods that rest because their day is used up."""

from __future__ import annotations

from sqlite_utils import Database

# No triggers: these numbers change with every call, and who shows them looks again by itself.
TABLES = (
    """
    CREATE TABLE vk_call (
      day TEXT NOT NULL,            -- VK's day, ISO
      method TEXT NOT NULL,
      key_kind TEXT NOT NULL,       -- community, service, user
      calls INTEGER NOT NULL,
      refused INTEGER NOT NULL,     -- of these calls
      a_day INTEGER,                -- VK's daily number, where one is known
      PRIMARY KEY (day, method, key_kind)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE vk_rest (
      method TEXT NOT NULL,
      key_kind TEXT NOT NULL,
      code INTEGER NOT NULL,        -- what VK answered: 29, 214, 601
      until INTEGER NOT NULL,
      PRIMARY KEY (method, key_kind)
    ) WITHOUT ROWID
    """,
)


def apply(db: Database) -> None:
    for statement in TABLES:
        db.execute(statement)
