"""The inbox of events that VK brought by itself: kept in the request, taken in by the worker, in order."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database


def keep_event(db: Database, event: dict[str, Any], *, event_id: str, retry: int, now: int) -> bool:
    """Keep an event under its id; False where it is there already, taken in or not."""
    row = db.execute(
        "INSERT INTO hook_event (event_id, body, retry, received_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (event_id) DO NOTHING RETURNING event_no",
        [event_id, json.dumps(event), retry, now],
    ).fetchone()
    return row is not None


def waiting_events(db: Database, *, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """Events that nobody has taken in, with their numbers, in the order in which they came."""
    rows = db.execute(
        "SELECT event_no, body FROM hook_event WHERE taken_at IS NULL ORDER BY event_no LIMIT ?",
        [limit],
    )
    return [(int(number), json.loads(body)) for number, body in rows.fetchall()]


def mark_taken(db: Database, numbers: list[int], *, now: int) -> None:
    """Note that these events were taken in."""
    db.execute(
        "UPDATE hook_event SET taken_at = ? WHERE event_no IN (SELECT value FROM json_each(?))",
        [now, json.dumps(numbers)],
    )


def last_arrival(db: Database) -> int:
    """Number of the newest event, 0 where there is none; it grows with every new one."""
    return int(db.execute("SELECT coalesce(max(event_no), 0) FROM hook_event").fetchone()[0])


def forget_events(db: Database, *, before: int) -> None:
    """Drop what was taken in and came before that moment, but for the newest, whose number goes on counting."""
    db.execute(
        "DELETE FROM hook_event WHERE taken_at IS NOT NULL AND received_at < ?"
        " AND event_no < (SELECT max(event_no) FROM hook_event)",
        [before],
    )
