"""Small facts with one writer each, as JSON values under a name: cursors, positions, heartbeats."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database


def put_state(db: Database, name: str, value: Any, *, now: int) -> None:
    """Remember `value` (anything JSON can hold) under `name`."""
    db.execute(
        "INSERT INTO state (name, value, updated_at) VALUES (:name, :value, :now)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        {"name": name, "value": json.dumps(value, ensure_ascii=False), "now": now},
    )


def get_state(db: Database, name: str, default: Any = None) -> Any:
    """What was last remembered under `name`, or `default`."""
    row = db.execute("SELECT value FROM state WHERE name = ?", [name]).fetchone()
    return default if row is None else json.loads(row[0])
