"""A console that makes reports of what is in its store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from lib.access.permissions import Actor
from lib.base.settings import Settings
from lib.reports.making import Kitchen
from lib.store import Store
from tests.conftest import SetClock
from tests.inbox.conftest import Wall

ZONE = "Europe/Moscow"
MODERATOR, ANALYST = Actor("Ольга", "moderator"), Actor("Анна", "analyst")


@pytest.fixture
def kitchen(store: Store, clock: SetClock, tmp_path: Path) -> Kitchen:
    settings = Settings(data=tmp_path, vk_url="http://127.0.0.1:9", group_id=1, zone=ZONE)
    return Kitchen(store, settings, clock)


@pytest.fixture
def measure(store: Store) -> Callable[..., None]:
    """Put a day's measures into the store: `measure(date(2026, 9, 1), reach=10, joined=2)`."""

    def put(day: date, **columns: int | None) -> None:
        with store.writer() as db:
            row = {"day": day.isoformat(), "raw": "{}", "measured_at": 1_790_000_000, **columns}
            db.table("day_stat").insert(row, pk="day")

    return put


@pytest.fixture
def days(measure: Callable[..., None]) -> Callable[..., None]:
    """Measured days from one to another, both included, but those left out."""

    def put(since: date, until: date, *, but: tuple[date, ...] = ()) -> None:
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            if day not in but:
                measure(
                    day,
                    reach=500 + 10 * number,
                    reach_subscribers=300 + number,
                    views=900 + number,
                    joined=5,
                    departed=2,
                )

    return put


@pytest.fixture
def wall(store: Store) -> Wall:
    return Wall(store)
