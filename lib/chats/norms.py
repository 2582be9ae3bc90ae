"""Norms of open chats: how soon what was left open is answered, when an earlier answer counts as old.

Regions have norms of their own, so each is a setting with a default.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.base.working_time import Hours, deadline
from lib.chats.errors import ChatError
from lib.store import Store
from lib.store.state import get_state, put_state

ROW = "chats.norms"
MONTH = 30 * 86_400


@dataclass(frozen=True)
class Norms:
    """The norms in force."""

    answer_days: int = 1
    """Working days from the closing of a chat within which its open questions are answered."""
    begins: time = time(9)
    ends: time = time(18)
    stale_months: int = 12
    """An answer older than so many months is marked as old."""

    def due_at(self, closed_at: int, *, zone: str) -> int:
        """Until when what stood open at `closed_at` is answered; both in seconds UTC."""
        hours = Hours(self.begins, self.ends)
        return deadline(closed_at, days=self.answer_days, hours=hours, zone=zone)

    def is_stale(self, answered_at: int, *, now: int) -> bool:
        """Whether an answer of that time counts as old."""
        return now - answered_at > self.stale_months * MONTH


def norms(db: Database) -> Norms:
    """The norms in force."""
    kept: dict[str, Any] = get_state(db, ROW) or {}
    default = Norms()
    return Norms(
        answer_days=kept.get("answer_days", default.answer_days),
        begins=time.fromisoformat(kept["begins"]) if "begins" in kept else default.begins,
        ends=time.fromisoformat(kept["ends"]) if "ends" in kept else default.ends,
        stale_months=kept.get("stale_months", default.stale_months),
    )


def change_norms(store: Store, wanted: Norms, *, actor: Actor, now: int) -> None:
    """Put other norms in force; deadlines that were given stay. Raises `Forbidden`, `ChatError`."""
    require(actor, "chat.run")
    if not (1 <= wanted.answer_days <= 30 and 1 <= wanted.stale_months <= 120):
        raise ChatError(
            N_("A norm is 1 to 30 working days, and an answer is old after 1 to 120 months.")
        )
    if wanted.ends <= wanted.begins:
        raise ChatError(N_("The working day must end after it begins."))
    row = {
        "answer_days": wanted.answer_days,
        "begins": wanted.begins.strftime("%H:%M"),
        "ends": wanted.ends.strftime("%H:%M"),
        "stale_months": wanted.stale_months,
    }
    with store.writer() as db:
        put_state(db, ROW, row, now=now)
        journal.record(
            db, "chat.norms", actor=actor.name, subject="chats", outcome="done", now=now, **row
        )
