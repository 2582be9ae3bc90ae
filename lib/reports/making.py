"""Making what was asked for: reports in their order, slots of schedules as they come, each once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from lib.access import journal
from lib.base.clock import Clock
from lib.base.errors import PultError
from lib.base.language import speaking
from lib.base.settings import Settings
from lib.reports import queries
from lib.reports.commands import schedules
from lib.reports.documents import documents
from lib.reports.errors import Unforeseen
from lib.reports.folder import folder_of, put_files, sweep
from lib.reports.rows import Report, report_of
from lib.reports.schedule import last_slot, period_of_slot
from lib.store import Store

log = logging.getLogger(__name__)

AGAIN_SECONDS = 600
"""A scheduled report that failed is tried again after so many seconds, until its next slot."""


class Stopped(Exception):
    """The worker stops; the report is made after the next start."""


@dataclass(frozen=True)
class Kitchen:
    """What is needed to make a report."""

    store: Store
    settings: Settings
    clock: Clock
    stopped: Callable[[], bool] = lambda: False


def take_over(kitchen: Kitchen) -> None:
    """After a start: what another process left half made is made anew. Raises `StoreError`."""
    with kitchen.store.writer() as db:
        for report_id in queries.begun(db):
            queries.wait_again(db, report_id)
        folder = folder_of(db, kitchen.settings)
    sweep(folder)


def ask_scheduled(kitchen: Kitchen) -> None:
    """Put down a report for each slot that has come and has none yet. Raises `StoreError`."""
    now, zone = int(kitchen.clock()), kitchen.settings.zone
    with kitchen.store.reader() as db:
        planned = schedules(db)
    for one in planned:
        day = last_slot(one, now=now, zone=zone)
        if day is None:
            continue
        period = period_of_slot(one.kind, day)
        row = {
            "kind": one.kind,
            "subject_id": None,
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "language": one.language,
            "schedule_id": one.schedule_id,
            "slot": day.isoformat(),
            "asked_by": one.created_by,
            "asked_at": now,
        }
        with kitchen.store.reader() as db:
            served = queries.slot_served(db, one.schedule_id, day.isoformat())
        if not served:
            with kitchen.store.writer() as db:
                queries.add_report(db, row)


def try_failed_again(kitchen: Kitchen) -> list[Report]:
    """Scheduled reports that failed wait again once their pause is over; answers those that have failed.

    Raises `StoreError`.
    """
    now = int(kitchen.clock())
    with kitchen.store.reader() as db:
        failed = [report_of(row) for row in queries.failed_of_schedules(db)]
    for one in failed:
        # A clock that was set back must not leave it failed for a year.
        if abs(now - (one.tried_at or 0)) >= AGAIN_SECONDS:
            with kitchen.store.writer() as db:
                queries.wait_again(db, one.report_id)
    return failed


def make_next(kitchen: Kitchen) -> bool:
    """Make the report that waits the longest; whether there was one.

    A report that cannot be made says why in its row. Raises `StoreError`, `Stopped`.
    """
    with kitchen.store.reader() as db:
        row = queries.waiting(db)
    if row is None:
        return False
    found = report_of(row)
    with kitchen.store.writer() as db:
        queries.begin(db, found.report_id, now=int(kitchen.clock()))
    try:
        make(kitchen, found)
    except PultError as error:
        log.warning("report %d: %s", found.report_id, error)
        _failed(kitchen, found, error)
    except Stopped:
        raise
    except Exception as error:  # a mistake of ours must not be made again and again
        log.exception("report %d broke", found.report_id)
        _failed(kitchen, found, Unforeseen(type(error).__name__))
    return True


def make(kitchen: Kitchen, report: Report) -> None:
    """Make one report and put it into the folder. Raises `PultError`, `Stopped`."""
    began = time.monotonic()

    def progress(done: int, total: int) -> None:
        if kitchen.stopped():
            raise Stopped
        with kitchen.store.writer() as db:
            queries.progress(db, report.report_id, done, total)

    now = int(kitchen.clock())
    with speaking(report.language):
        made = documents(
            kitchen.store, report, now=now, zone=kitchen.settings.zone, progress=progress
        )
    with kitchen.store.reader() as db:
        folder = folder_of(db, kitchen.settings)
    named = {form: f"{name_of(report)}.{form}" for form in made}
    put_files(folder, {named[form]: content for form, content in made.items()})
    files = {form: {"name": named[form], "bytes": len(made[form])} for form in made}
    with kitchen.store.writer() as db:
        queries.made(
            db, report.report_id, folder=str(folder), files=files, now=int(kitchen.clock())
        )
        journal.record(
            db, "report.make", actor="console", subject=f"report:{report.report_id}", outcome="done",
            now=now, kind=report.kind, file=named["docx"],
        )  # fmt: skip
    log.info("report %d: made in %.1f s", report.report_id, time.monotonic() - began)


def name_of(report: Report) -> str:
    """`report-2026-10-month-12`, `report-2026-11-26-campaign-3-14`: told apart by the number at the end."""
    since = report.period.since.isoformat()
    day = since[:7] if report.kind == "month" else since
    subject = "" if report.subject_id is None else f"-{report.subject_id}"
    return f"report-{day}-{report.kind}{subject}-{report.report_id}"


def trouble(failed: list[Report]) -> PultError | None:
    """Why the newest scheduled report is not there, to be told to a person; None: all are."""
    if not failed:
        return None
    reason = failed[-1].reason or {}
    return PultError(str(reason.get("message", "")), **(reason.get("values") or {}))


def _failed(kitchen: Kitchen, report: Report, error: PultError) -> None:
    values = {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in error.values.items()
    }
    with kitchen.store.writer() as db:
        queries.failed(db, report.report_id, {"message": error.message, "values": values})
        journal.record(
            db, "report.make", actor="console", subject=f"report:{report.report_id}",
            outcome="failed", now=int(kitchen.clock()), kind=report.kind,
        )  # fmt: skip
