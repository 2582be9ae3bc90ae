"""SQL of reports and of the schedules that ask for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

_COLUMNS = (
    "report_id, kind, subject_id, since, until, language, schedule_id, slot, asked_by, asked_at, state, done,"
    " total, reason, tried_at, made_at, folder, files"
)


def add_report(db: Database, row: Mapping[str, Any]) -> int | None:
    """Its number; None where the slot of the schedule has its report already."""
    made = db.execute(
        "INSERT INTO report (kind, subject_id, since, until, language, schedule_id, slot, asked_by, asked_at)"
        " VALUES (:kind, :subject_id, :since, :until, :language, :schedule_id, :slot, :asked_by, :asked_at)"
        " ON CONFLICT (schedule_id, slot) DO NOTHING RETURNING report_id",
        dict(row),
    ).fetchone()
    return None if made is None else int(made[0])


def under_way(db: Database, row: Mapping[str, Any]) -> int | None:
    """The report of the same that a person has asked for and that waits or is being made."""
    found = db.execute(
        "SELECT report_id FROM report WHERE state IN ('queued', 'making') AND schedule_id IS NULL"
        " AND kind = :kind AND subject_id IS :subject_id AND since = :since AND until = :until"
        " AND language = :language ORDER BY report_id LIMIT 1",
        dict(row),
    ).fetchone()
    return None if found is None else int(found[0])


def slot_served(db: Database, schedule_id: int, slot: str) -> bool:
    """Whether the slot of the schedule has its report, made or not."""
    row = db.execute(
        "SELECT 1 FROM report WHERE schedule_id = ? AND slot = ?", [schedule_id, slot]
    ).fetchone()
    return row is not None


def reports(db: Database, *, limit: int) -> list[dict[str, Any]]:
    """The newest first."""
    return list(db.query(f"SELECT {_COLUMNS} FROM report ORDER BY report_id DESC LIMIT ?", [limit]))


def report(db: Database, report_id: int) -> dict[str, Any] | None:
    return next(
        iter(db.query(f"SELECT {_COLUMNS} FROM report WHERE report_id = ?", [report_id])), None
    )


def waiting(db: Database) -> dict[str, Any] | None:
    """The oldest report that waits to be made."""
    return next(
        iter(
            db.query(
                f"SELECT {_COLUMNS} FROM report WHERE state = 'queued' ORDER BY report_id LIMIT 1"
            )
        ),
        None,
    )


def failed_of_schedules(db: Database) -> list[dict[str, Any]]:
    """The newest report of each living schedule, where it failed."""
    return list(
        db.query(
            f"SELECT {_COLUMNS} FROM report WHERE state = 'failed' AND report_id IN"
            " (SELECT max(report_id) FROM report JOIN report_schedule USING (schedule_id)"
            " WHERE report_schedule.ended_at IS NULL GROUP BY schedule_id)"
        )
    )


def begin(db: Database, report_id: int, *, now: int) -> None:
    db.execute(
        "UPDATE report SET state = 'making', done = 0, total = 0, reason = NULL, tried_at = ?"
        " WHERE report_id = ?",
        [now, report_id],
    )


def wait_again(db: Database, report_id: int) -> None:
    """A report that was begun, or that failed, waits to be made."""
    db.execute("UPDATE report SET state = 'queued', reason = NULL WHERE report_id = ?", [report_id])


def begun(db: Database) -> list[int]:
    """Reports that somebody began to make."""
    rows = db.execute("SELECT report_id FROM report WHERE state = 'making' ORDER BY report_id")
    return [int(row[0]) for row in rows]


def progress(db: Database, report_id: int, done: int, total: int) -> None:
    db.execute(
        "UPDATE report SET done = ?, total = ? WHERE report_id = ?", [done, total, report_id]
    )


def made(db: Database, report_id: int, *, folder: str, files: Mapping[str, Any], now: int) -> None:
    db.execute(
        "UPDATE report SET state = 'made', made_at = ?, folder = ?, files = ?, done = total"
        " WHERE report_id = ?",
        [now, folder, json.dumps(files), report_id],
    )


def failed(db: Database, report_id: int, reason: Mapping[str, Any]) -> None:
    db.execute(
        "UPDATE report SET state = 'failed', reason = ? WHERE report_id = ?",
        [json.dumps(reason, ensure_ascii=False), report_id],
    )


def add_schedule(db: Database, row: Mapping[str, Any]) -> int:
    made = db.execute(
        "INSERT INTO report_schedule (kind, weekday, month_day, minute, language, since, created_by)"
        " VALUES (:kind, :weekday, :month_day, :minute, :language, :since, :created_by)"
        " RETURNING schedule_id",
        dict(row),
    ).fetchone()
    return int(made[0])


def schedules(db: Database) -> list[dict[str, Any]]:
    """The living ones, the oldest first."""
    return list(
        db.query(
            "SELECT schedule_id, kind, weekday, month_day, minute, language, since, created_by, ended_at"
            " FROM report_schedule WHERE ended_at IS NULL ORDER BY schedule_id"
        )
    )


def end_schedule(db: Database, schedule_id: int, *, now: int) -> bool:
    """Whether it was alive."""
    ended = db.execute(
        "UPDATE report_schedule SET ended_at = ? WHERE schedule_id = ? AND ended_at IS NULL",
        [now, schedule_id],
    )
    return ended.rowcount == 1


def community_name(db: Database) -> str | None:
    row = db.execute("SELECT name FROM community LIMIT 1").fetchone()
    return None if row is None else str(row[0])
