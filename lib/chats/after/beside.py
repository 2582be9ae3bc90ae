"""The report of a chat beside those of the chats before it: the last one, and what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlite_utils import Database

from lib.chats import queries
from lib.chats.after.report import Report, chat_report
from lib.chats.after.wording import measures
from lib.paper.figures import Measure

EARLIER = 12
"""Usual is the median of so many chats at most."""


@dataclass(frozen=True)
class Beside:
    """A measure of a chat, of the chat before it, and the median of the chats before it; None is no data."""

    measure: Measure
    before: float | None
    usual: float | None


def earlier_reports(db: Database, report: Report, *, now: int) -> list[Report]:
    """Reports of the chats that were closed before this one opened, the newest first."""
    begins = report.chat.opened_at or report.chat.starts_at
    closed = [
        one
        for one in queries.chats(db)
        if one.chat_id != report.chat.chat_id
        and one.closed_at is not None
        and one.closed_at <= begins
    ]
    closed.sort(key=lambda one: -(one.closed_at or 0))
    return [chat_report(db, one.chat_id, now=now) for one in closed[:EARLIER]]


def beside(report: Report, earlier: Sequence[Report]) -> list[Beside]:
    """The figures of a chat in the order they are read, with those of the chats before it."""
    others = [measures(one) for one in earlier]
    found = []
    for place, measure in enumerate(measures(report)):
        values = [one[place].value for one in others]
        known = [value for value in values if value is not None]
        found.append(
            Beside(measure, values[0] if values else None, float(median(known)) if known else None)
        )
    return found
