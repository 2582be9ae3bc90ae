"""What has been asked of VK, day by day; VK's day is Moscow's, as far as anybody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

KEPT_DAYS = 92


@dataclass(frozen=True)
class CallCount:
    """Calls of one method with one kind of key on one day."""

    method: str
    kind: str
    """community, service, user"""
    calls: int
    refused: int
    """Of these calls."""
    limit: int | None
    """VK's daily number; None where none is known."""
    rests_until: int | None
    """Seconds UTC; None: the method does not rest."""

    @property
    def left(self) -> int | None:
        """How many calls VK still allows on this day; None where no limit is known."""
        return None if self.limit is None else max(0, self.limit - self.calls)


def calls_of_day(db: Database, day: str, *, now: int) -> list[CallCount]:
    """The calls of `day` (ISO), those with a limit first, then the most called; rests as they are at `now`."""
    rows = db.query(
        "SELECT c.method, c.key_kind, c.calls, c.refused, c.a_day, r.until"
        " FROM vk_call AS c LEFT JOIN vk_rest AS r"
        " ON r.method = c.method AND r.key_kind = c.key_kind AND r.until > :now"
        " WHERE c.day = :day ORDER BY c.a_day IS NULL, c.calls DESC, c.method, c.key_kind",
        {"day": day, "now": now},
    )
    return [
        CallCount(
            method=row["method"],
            kind=row["key_kind"],
            calls=row["calls"],
            refused=row["refused"],
            limit=row["a_day"],
            rests_until=row["until"],
        )
        for row in rows
    ]


def add_calls(db: Database, rows: Iterable[Mapping[str, Any]], *, oldest: str) -> None:
    """Add `{day, method, key_kind, calls, refused, a_day}` to what is counted; days before `oldest` go."""
    for row in rows:
        db.execute(
            "INSERT INTO vk_call (day, method, key_kind, calls, refused, a_day)"
            " VALUES (:day, :method, :key_kind, :calls, :refused, :a_day)"
            " ON CONFLICT (day, method, key_kind) DO UPDATE SET calls = calls + excluded.calls,"
            " refused = refused + excluded.refused, a_day = excluded.a_day",
            dict(row),
        )
    db.execute("DELETE FROM vk_call WHERE day < ?", [oldest])


def put_rests(db: Database, rows: Iterable[Mapping[str, Any]], *, now: int) -> None:
    """Remember `{method, key_kind, code, until}`; what is over goes."""
    db.execute("DELETE FROM vk_rest WHERE until <= ?", [now])
    for row in rows:
        db.execute(
            "INSERT OR REPLACE INTO vk_rest (method, key_kind, code, until)"
            " VALUES (:method, :key_kind, :code, :until)",
            dict(row),
        )


def rests(db: Database, *, now: int) -> list[dict[str, Any]]:
    """What `put_rests` took and is not over."""
    return list(
        db.query("SELECT method, key_kind, code, until FROM vk_rest WHERE until > ?", [now])
    )
