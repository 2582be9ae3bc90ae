"""What people do with reports: ask for one, plan them, take one away. Each leaves an entry in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.clock import local_day
from lib.base.language import LANGUAGES, N_
from lib.campaigns.campaigns import found_campaign
from lib.chats.sessions import found_chat
from lib.reach.errors import NotYet
from lib.reach.periods import ONE, Period, month_of, week_of
from lib.reports import queries
from lib.reports.errors import ReportError
from lib.reports.rows import FORMS, PERIODS, Report, report_of
from lib.reports.schedule import KINDS, LAST_MONTH_DAY, Schedule
from lib.store import Store


@dataclass(frozen=True)
class File:
    """A file to hand out; nothing of what citizens wrote is in its name."""

    name: str
    content: bytes


def reports(db: Database, *, limit: int = 50) -> list[Report]:
    """Reports that were asked for, the newest first."""
    return [report_of(row) for row in queries.reports(db, limit=limit)]


def schedules(db: Database) -> list[Schedule]:
    """The schedules in force."""
    return [Schedule(**row) for row in queries.schedules(db)]


def period_around(kind: str, day: date, *, today: date) -> Period:
    """The day, week or month in which `day` lies, up to yesterday: today's figures are only half there.

    Raises `NotYet` where nothing of it is over.
    """
    whole = {"day": Period(day, day), "week": week_of(day), "month": month_of(day)}[kind]
    if whole.since >= today:
        raise NotYet(whole.since, today)
    return Period(whole.since, min(whole.until, today - ONE))


def ask_report(
    store: Store,
    kind: str,
    *,
    day: date | None = None,
    subject_id: int | None = None,
    language: str,
    actor: Actor,
    now: int,
    zone: str,
) -> int:
    """Ask the worker for a report: of the period of `kind` around `day`, or of the campaign or chat
    `subject_id`. Answers its number; of one that waits or is being made already, that one's: a second press is
    no second report. Raises `Forbidden`, `ReportError`, `NotYet`, what finds no subject.
    """
    require(actor, "report.make")
    _known_language(language)
    today = local_day(now, zone=zone)
    with store.writer() as db:
        if kind in PERIODS:
            if day is None:
                raise ReportError(N_("Choose a day of the period."))
            period = period_around(kind, day, today=today)
        else:
            period = _period_of_subject(db, kind, subject_id, today, zone)
        row = {
            "kind": kind,
            "subject_id": None if kind in PERIODS else subject_id,
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "language": language,
            "schedule_id": None,
            "slot": None,
            "asked_by": actor.name,
            "asked_at": now,
        }
        if (under_way := queries.under_way(db, row)) is not None:
            return under_way
        made = queries.add_report(db, row)
        assert made is not None  # only a slot of a schedule can be served already
        _record(db, "report.ask", f"report:{made}", actor, now, kind=kind, period=str(period))
    return made


def ask_again(store: Store, report_id: int, *, actor: Actor, now: int) -> None:
    """Have a failed report made after all. Raises `Forbidden`, `ReportError`."""
    require(actor, "report.make")
    with store.writer() as db:
        found = queries.report(db, report_id)
        if found is None or found["state"] != "failed":
            raise ReportError(N_("This report has not failed."))
        queries.wait_again(db, report_id)
        _record(db, "report.ask", f"report:{report_id}", actor, now, kind=found["kind"])


def take_file(store: Store, report_id: int, form: str, *, actor: Actor, now: int) -> File:
    """A made report as `form` (`docx` or `xlsx`). Raises `Forbidden`, `ReportError`."""
    require(actor, "report.make")
    with store.reader() as db:
        row = queries.report(db, report_id)
    found = None if row is None else report_of(row)
    if found is None or found.folder is None or form not in FORMS or form not in found.files:
        raise ReportError(N_("There is no such file."))
    name = str(found.files[form]["name"])
    try:
        content = (found.folder / name).read_bytes()
    except OSError as error:
        raise ReportError(
            N_("The file {file} is not in its folder any more ({reason}). Make the report anew."),
            file=name,
            reason=error.strerror or str(error),
        ) from error
    with store.writer() as db:
        _record(db, "report.take", f"report:{report_id}", actor, now, file=name, bytes=len(content))
    return File(name, content)


def plan_reports(
    store: Store,
    kind: str,
    *,
    minute: int,
    language: str,
    weekday: int | None = None,
    month_day: int | None = None,
    actor: Actor,
    now: int,
) -> int:
    """Have a report made every day, every week on `weekday` (0 is Monday) or every month on `month_day`, at
    `minute` of the day in the region's zone, from now on. Its number. Raises `Forbidden`, `ReportError`."""
    require(actor, "report.schedule")
    _known_language(language)
    wrong = (
        kind not in KINDS
        or not 0 <= minute < 24 * 60
        or (kind == "week" and (weekday is None or not 0 <= weekday <= 6))
        or (kind == "month" and (month_day is None or not 1 <= month_day <= LAST_MONTH_DAY))
    )
    if wrong:
        raise ReportError(
            N_(
                "A schedule is daily, weekly on a day of the week, or monthly on a day from 1 to {n}."
            ),
            n=LAST_MONTH_DAY,
        )
    row = {
        "kind": kind,
        "weekday": weekday if kind == "week" else None,
        "month_day": month_day if kind == "month" else None,
        "minute": minute,
        "language": language,
    }
    with store.writer() as db:
        same = [one for one in queries.schedules(db) if all(one[k] == row[k] for k in row)]
        if same:
            raise ReportError(N_("There is such a schedule already."))
        made = queries.add_schedule(db, row | {"since": now, "created_by": actor.name})
        _record(db, "report.plan", f"schedule:{made}", actor, now, kind=kind)
    return made


def end_schedule(store: Store, schedule_id: int, *, actor: Actor, now: int) -> None:
    """No more reports by this schedule. Raises `Forbidden`, `ReportError`."""
    require(actor, "report.schedule")
    with store.writer() as db:
        if not queries.end_schedule(db, schedule_id, now=now):
            raise ReportError(N_("This schedule has been ended already."))
        _record(db, "report.unplan", f"schedule:{schedule_id}", actor, now)


def _period_of_subject(
    db: Database, kind: str, subject_id: int | None, today: date, zone: str
) -> Period:
    if subject_id is None or kind not in {"campaign", "chat"}:
        raise ReportError(N_("Choose what to report on."))
    if kind == "campaign":
        campaign = found_campaign(db, subject_id)
        begins, ends = campaign.begins_at, campaign.closed_at
    else:
        chat = found_chat(db, subject_id)
        begins, ends = chat.opened_at or chat.starts_at, chat.closed_at
    since = local_day(begins, zone=zone)
    if since > today:
        raise NotYet(since, today)
    return Period(since, max(since, local_day(ends, zone=zone) if ends else today))


def _known_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ReportError(N_("There is no such language."))


def _record(
    db: Database, action: str, subject: str, actor: Actor, now: int, **detail: object
) -> None:
    journal.record(db, action, actor=actor.name, subject=subject, outcome="done", now=now, **detail)
