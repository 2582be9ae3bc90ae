from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lib.store import Store

Measure = Callable[..., None]


@pytest.fixture
def measure(store: Store) -> Measure:
    """Put a day's measures into the store: `measure(date(2026, 9, 1), reach=10, joined=2)`."""

    def put(day: date, **columns: int | None) -> None:
        with store.writer() as db:
            row = {"day": day.isoformat(), "raw": "{}", "measured_at": 1_790_000_000, **columns}
            db.table("day_stat").insert(row, pk="day")

    return put


@pytest.fixture
def count_members(store: Store) -> Callable[[int, int], None]:
    """Say how many subscribers VK counted, and when (seconds UTC)."""

    def put(members: int, at: int) -> None:
        with store.writer() as db:
            db.table("community").insert(
                {
                    "group_id": 1,
                    "name": "Учебное сообщество",
                    "screen_name": "pult",
                    "members": members,
                    "raw": "{}",
                    "updated_at": at,
                },
                pk="group_id",
                replace=True,
            )

    return put
