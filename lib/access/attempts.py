"""Guessing passwords is slowed down: by the name tried and by the address it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from lib.access import queries

FREE = 4
"""So many failures cost nothing: fingers slip."""
LONGEST = 900
FORGOTTEN_AFTER = 86_400


def seconds_to_wait(db: Database, subjects: Iterable[str], *, now: int) -> int:
    """Until the next try is looked at: 2, 4, 8 ... 900 s after the fifth failure and each further one."""
    waits = [0]
    for failures, last_at in queries.failures(db, subjects):
        if failures > FREE and 0 <= now - last_at < FORGOTTEN_AFTER:
            pause = min(2 ** min(failures - FREE, 12), LONGEST)
            waits.append(last_at + pause - now)
    return max(waits)


def note_failure(db: Database, subjects: Iterable[str], *, now: int) -> None:
    """Count a failure against each subject; what is older than a day no longer counts."""
    for subject in subjects:
        queries.add_failure(db, subject, now=now, since=now - FORGOTTEN_AFTER)


def forget_failures(db: Database, subjects: Iterable[str]) -> None:
    """A success clears the name; the address keeps its count, or one known password would free a guesser."""
    queries.clear_failures(db, [one for one in subjects if one.startswith("name:")])
