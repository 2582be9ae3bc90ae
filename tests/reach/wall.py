"""Posts, days and snapshots put into a store by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from lib.base.clock import day_span
from lib.store import Store

ZONE = "Europe/Moscow"


def publish(
    store: Store, post_id: int, day: date, *, hour: int = 12, reach: int | None = None, **more: Any
) -> int:
    """Put a post into the store; answers its moment of publication."""
    at = day_span(day, zone=ZONE)[0] + hour * 3600
    row = {
        "post_id": post_id,
        "from_id": -1,
        "state": "published",
        "published_at": at,
        "text": f"Запись {post_id}",
        "raw": "{}",
        "seen_at": at,
        **more,
    }
    with store.writer() as db:
        db.table("post").insert(row)
        if reach is not None:
            db.table("post_reach").insert(
                {"post_id": post_id, "reach_total": reach, "raw": "{}", "measured_at": at}
            )
    return at


def snap(store: Store, post_id: int, at: int, hours: float, **counters: int | None) -> None:
    """Put a snapshot taken `hours` after `at` into the store."""
    with store.writer() as db:
        db.table("post_snapshot").insert(
            {"post_id": post_id, "taken_at": at + int(hours * 3600), **counters}
        )
