"""Reports as rows: asked for, being made, made, failed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lib.reach.periods import Period

PERIODS = ("day", "week", "month")
FORMS = ("docx", "xlsx")


@dataclass(frozen=True)
class Report:
    """A report; times in seconds UTC."""

    report_id: int
    kind: str
    """`day`, `week`, `month`, `campaign` or `chat`."""
    subject_id: int | None
    """The campaign or the chat."""
    period: Period
    language: str
    schedule_id: int | None
    slot: date | None
    """The day of its schedule; None where a person asked."""
    asked_by: str
    asked_at: int
    state: str
    """`queued`, `making`, `made` or `failed`."""
    done: int
    total: int
    reason: Mapping[str, Any] | None
    """{message, values} of a failed one."""
    tried_at: int | None
    made_at: int | None
    folder: Path | None
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Form -> {name, bytes}."""


def report_of(row: Mapping[str, Any]) -> Report:
    """A row of the table as a `Report`."""
    known = {name: row[name] for name in row if name not in {"since", "until"}}
    return Report(
        **known
        | {
            "period": Period(date.fromisoformat(row["since"]), date.fromisoformat(row["until"])),
            "slot": date.fromisoformat(row["slot"]) if row["slot"] else None,
            "reason": json.loads(row["reason"]) if row["reason"] else None,
            "folder": Path(row["folder"]) if row["folder"] else None,
            "files": json.loads(row["files"]),
        }
    )
