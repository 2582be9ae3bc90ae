"""Events that VK brings to the console's own address, kept until they are taken in, and a while longer."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    """CREATE TABLE hook_event (
      event_no INTEGER PRIMARY KEY,
      -- VK's event_id, or a hash of the body where VK gave none: VK brings an event again after any trouble.
      event_id TEXT NOT NULL UNIQUE,
      -- Without the secret that VK sends along.
      body TEXT NOT NULL CHECK (json_valid(body)),
      -- Which repetition this was, by VK's X-Retry-Counter.
      retry INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      taken_at INTEGER
    ) STRICT""",
    "CREATE INDEX hook_event_waiting ON hook_event (event_no) WHERE taken_at IS NULL",
    "CREATE INDEX hook_event_by_time ON hook_event (received_at)",
)


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
