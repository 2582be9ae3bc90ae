"""A console that makes reports of what is in its store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from lib.access.permissions import Actor
from lib.base.settings import Settings
from lib.reports.making import Kitchen
from lib.store import Store
from tests.conftest import SetClock

ZONE = "Europe/Moscow"
MODERATOR, ANALYST = Actor("Ольга", "moderator"), Actor("Анна", "analyst")


@pytest.fixture
def kitchen(store: Store, clock: SetClock, tmp_path: Path) -> Kitchen:
    settings = Settings(data=tmp_path, vk_url="http://127.0.0.1:9", group_id=1, zone=ZONE)
    return Kitchen(store, settings, clock)


def fill_days(store: Store, since: date, until: date, *, but: tuple[date, ...] = ()) -> None:
    """Measured days from one to another, both included, but those left out."""
    with store.writer() as db:
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            if day not in but:
                measure_day(
                    db, day, reach=500 + 10 * number, reach_subscribers=300 + number,
                    views=900 + number, joined=5, departed=2,
                )  # fmt: skip


def measure_day(db: Database, day: date, **columns: int | None) -> None:
    row = {"day": day.isoformat(), "raw": "{}", "measured_at": 1_790_000_000, **columns}
    db.table("day_stat").insert(row, pk="day")


@pytest.fixture
def measure(store: Store) -> Callable[..., None]:
    """Put a day's measures into the store: `measure(date(2026, 9, 1), reach=10, joined=2)`."""

    def put(day: date, **columns: int | None) -> None:
        with store.writer() as db:
            measure_day(db, day, **columns)

    return put


@pytest.fixture
def days(store: Store) -> Callable[..., None]:
    """`fill_days` of this store."""

    def put(since: date, until: date) -> None:
        fill_days(store, since, until)

    return put
