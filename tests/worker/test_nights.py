"""The nightly backup: when it is due, that the worker makes it, and what is told when there is none."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.store import Store, StoreError
from lib.store.backup import back_up
from lib.store.backup_files import backups
from lib.store.state import put_state
from lib.worker import nights
from lib.worker.health import health

ZONE = "Asia/Yekaterinburg"


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+05:00").timestamp())


@pytest.mark.parametrize(
    ("good", "now", "due"),
    [
        ("2026-11-23T03:00", "2026-11-24T02:59", False),
        ("2026-11-23T03:00", "2026-11-24T03:01", True),
        ("2026-11-24T03:01", "2026-11-24T23:00", False),
        ("2026-11-20T03:01", "2026-11-24T12:00", True),
        ("2027-11-20T03:01", "2026-11-24T12:00", True),
    ],
)
def test_one_backup_a_night_and_a_missed_one_is_made_up(
    store: Store, good: str, now: str, due: bool
) -> None:
    with store.writer() as db:
        put_state(db, "backup.good", {"at": at(good)}, now=1)
    assert nights.due(store, now=at(now), zone=ZONE) is due


def test_a_new_store_waits_for_its_first_night(store: Store) -> None:
    assert not nights.due(store, now=at("2026-11-24T12:00"), zone=ZONE)
    assert not nights.due(store, now=at("2026-11-24T23:59"), zone=ZONE)
    assert nights.due(store, now=at("2026-11-25T03:30"), zone=ZONE)


@given(
    st.integers(1_700_000_000, 1_900_000_000),
    st.sampled_from([ZONE, "Europe/Berlin", "Asia/Tokyo"]),
)
def test_a_night_is_never_further_back_than_a_day_and_an_hour(now: int, zone: str) -> None:
    night = nights.last_night(now, zone=zone)
    assert night <= now < night + 25 * 3600 + 1


def test_the_worker_makes_it_and_health_tells(
    local_vk, store, start, until, monkeypatch, settings
) -> None:
    monkeypatch.setattr(nights, "FIRST_LOOK", 0.0)
    with store.writer() as db:
        put_state(db, "backup.since", int(time.time()) - 2 * 86400, now=1)
    start(local_vk.url)
    [made] = until(lambda: backups(settings.backups))
    found = until(lambda: health(store, now=int(time.time())).backup)
    assert (found.ok, found.file, found.bytes) == (True, str(made.file), made.bytes)
    assert found.good_at == made.at


def test_three_days_without_a_backup_are_told_with_the_reason(store: Store, tmp_path: Path) -> None:
    now = 1_790_000_000
    back_up(store, tmp_path / "b", now=now, zone=ZONE)
    later = now + 3 * 86400 + 60
    with pytest.raises(StoreError):
        back_up(store, tmp_path / "b", now=later - 30, zone=ZONE, free=lambda folder: 0)

    def told(when: int) -> list[str]:
        return [problem.message for problem in health(store, now=when).problems]

    assert told(later - 120) == []
    assert [words[:25] for words in told(later)] == [
        "There has been no good ba",
        "There is too little space",
    ]
    found = health(store, now=later).backup
    assert found is not None and not found.ok and found.good_at == now
    assert "МБ" in health(store, now=later).as_dict()["backup"]["reason"]
