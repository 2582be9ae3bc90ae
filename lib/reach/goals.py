"""The number of subscribers that the owner wants to reach, by a day or without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.reach.errors import NoGoal
from lib.reach.growth.forecast import Forecast
from lib.store import Store
from lib.store.state import get_state, put_state

ROW = "reach.goal"
MOST = 100_000_000


@dataclass(frozen=True)
class Goal:
    """`subscribers` by the end of the day `by`; None: by no particular day."""

    subscribers: int
    by: date | None
    set_by: str
    set_at: int


@dataclass(frozen=True)
class Distance:
    """How far it is. `missing` is not above nought where the goal is reached."""

    missing: int
    days: int | None
    """Days that are left, today not counted; None: no day was set; below nought: the day is past."""
    a_day: float | None
    """Net growth a day that would do; None: no day was set, none is left, or the goal is reached."""


def goal(db: Database) -> Goal | None:
    """The goal in force, None where there is none."""
    kept = get_state(db, ROW)
    if kept is None:
        return None
    by = date.fromisoformat(kept["by"]) if kept["by"] else None
    return Goal(kept["subscribers"], by, kept["set_by"], kept["set_at"])


def set_goal(
    store: Store, subscribers: int, by: date | None, *, today: date, actor: Actor, now: int
) -> None:
    """Set the goal. Raises `Forbidden`, and `NoGoal` where the number or the day cannot be one."""
    require(actor, "goal.set")
    if not 1 <= subscribers <= MOST:
        raise NoGoal(N_("The goal is a number of subscribers from 1 to 100 million."))
    if by is not None and by <= today:
        raise NoGoal(N_("The day of the goal must lie ahead."))
    row = {
        "subscribers": subscribers,
        "by": by.isoformat() if by else None,
        "set_by": actor.name,
        "set_at": now,
    }
    with store.writer() as db:
        put_state(db, ROW, row, now=now)
        journal.record(
            db, "goal.set", actor=actor.name, subject="goal", outcome="done", now=now,
            subscribers=subscribers, by=row["by"],
        )  # fmt: skip


def drop_goal(store: Store, *, actor: Actor, now: int) -> None:
    """Have no goal any more. Raises `Forbidden`."""
    require(actor, "goal.set")
    with store.writer() as db:
        if get_state(db, ROW) is None:
            return
        put_state(db, ROW, None, now=now)
        journal.record(db, "goal.drop", actor=actor.name, subject="goal", outcome="done", now=now)


def distance(wanted: Goal, *, level: int, today: date) -> Distance:
    """How far `level` subscribers are from the goal."""
    missing = wanted.subscribers - level
    if wanted.by is None:
        return Distance(missing, None, None)
    days = (wanted.by - today).days
    return Distance(missing, days, missing / days if days > 0 and missing > 0 else None)


Prospect = Literal["reached", "likely", "possible", "unlikely", "unknown"]


def prospect(wanted: Goal, ahead: Forecast, *, level: int) -> Prospect:
    """Whether the goal will be reached by its day, as far as the forecast goes.

    `likely`: even the low end of the band is there; `possible`: the band contains it; `unlikely`: it lies above
    the band; `unknown`: no day was set, or the forecast does not reach so far.
    """
    if level >= wanted.subscribers:
        return "reached"
    day = next((one for one in ahead.days if one.day == wanted.by), None)
    if day is None:
        return "unknown"
    if day.low >= wanted.subscribers:
        return "likely"
    return "possible" if day.high >= wanted.subscribers else "unlikely"
