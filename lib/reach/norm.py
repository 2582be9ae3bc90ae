"""Within what time the community means to answer: a setting, because regions have norms of their own
(domain 2.3). Counted by the clock, nights and days off included."""

from __future__ import annotations

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.reach.errors import ReachError
from lib.store import Store
from lib.store.state import get_state, put_state

ROW = "reach.norm"
DAY = 86_400
LONGEST = 30 * DAY


class NoNorm(ReachError):
    """A norm that cannot be one."""


def norm(db: Database) -> int:
    """Seconds within which the first answer is meant to come; a day where nobody said otherwise."""
    return int(get_state(db, ROW, DAY))


def change_norm(store: Store, seconds: int, *, actor: Actor, now: int) -> None:
    """Put another norm in force, from a minute to 30 days. Raises `Forbidden`, `NoNorm`."""
    require(actor, "reach.change")
    if not 60 <= seconds <= LONGEST:
        raise NoNorm(N_("The norm is a time from a minute to 30 days."))
    with store.writer() as db:
        put_state(db, ROW, seconds, now=now)
        journal.record(
            db, "reach.norm", actor=actor.name, subject="reach", outcome="done", now=now,
            seconds=seconds,
        )  # fmt: skip
