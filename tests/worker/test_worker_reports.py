"""The worker makes scheduled reports in their time, once, and says where people look when it cannot."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lib.access.permissions import Actor
from lib.base.settings import Settings
from lib.reports import commands
from lib.reports.making import AGAIN_SECONDS
from lib.store import Store
from lib.worker import reports
from lib.worker.health import health
from lib.worker.notes import Notes
from lib.worker.reports import Reports
from tests.conftest import SetClock
from tests.processes import wait_for

ZONE = "Europe/Moscow"
MONDAY = int(datetime(2026, 11, 23, 9, tzinfo=ZoneInfo(ZONE)).timestamp())
MODERATOR = Actor("Ольга", "moderator")
WEEK = 7 * 86_400


@pytest.fixture
def weekly(store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store in which a report is wanted every Monday at nine; it is a minute before."""
    monkeypatch.setattr(reports, "LOOK_SECONDS", 0.02)
    clock.at = MONDAY - 60
    commands.plan_reports(
        store, "week", weekday=0, minute=540, language="ru", actor=MODERATOR, now=int(clock())
    )
    return store


@contextmanager
def working(store: Store, folder: Path, clock: SetClock) -> Iterator[None]:
    """The worker's loop in a thread of its own."""
    stop = threading.Event()
    settings = Settings(data=folder, vk_url="http://127.0.0.1:9", group_id=1, zone=ZONE)
    part = Reports(settings, store, Notes(store, clock=clock), clock=clock, stop=stop)
    thread = threading.Thread(target=part.work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def states(store: Store) -> list[tuple[str, str]]:
    with store.reader() as db:
        return [(str(one.slot), one.state) for one in commands.reports(db)]


def told(store: Store, clock: SetClock) -> Callable[[], list[str]]:
    return lambda: [one.text() for one in health(store, now=int(clock())).problems]


def test_a_report_comes_on_monday_once_and_one_is_made_up_for(
    weekly: Store, clock: SetClock, tmp_path: Path
) -> None:
    with working(weekly, tmp_path, clock):
        threading.Event().wait(0.2)
        assert states(weekly) == []
        clock.at = MONDAY
        wait_for(lambda: states(weekly) == [("2026-11-23", "made")], seconds=40, message="a report")
    files = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert files == ["report-2026-11-16-week-1.docx", "report-2026-11-16-week-1.xlsx"]
    # Switched off for five weeks: the last of them is made up for, the others are not.
    clock.advance(5 * WEEK + 3600)
    with working(weekly, tmp_path, clock):
        wanted = [("2026-12-28", "made"), ("2026-11-23", "made")]
        wait_for(lambda: states(weekly) == wanted, seconds=40, message="the last slot")
        threading.Event().wait(0.2)
    assert states(weekly) == wanted


def test_a_folder_that_cannot_be_written_is_told_until_it_can(
    weekly: Store, clock: SetClock, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "reports"
    in_the_way.write_text("a file, not a folder")
    problems = told(weekly, clock)
    clock.at = MONDAY
    with working(weekly, tmp_path, clock):
        wait_for(
            lambda: any(str(in_the_way) in words for words in problems()), seconds=40, message="why"
        )
        assert states(weekly) == [("2026-11-23", "failed")]
        in_the_way.unlink()
        clock.advance(AGAIN_SECONDS)
        wait_for(lambda: states(weekly) == [("2026-11-23", "made")], seconds=40, message="a report")
        wait_for(
            lambda: not any(str(in_the_way) in words for words in problems()), seconds=10,
            message="silence",
        )  # fmt: skip
