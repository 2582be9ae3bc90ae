"""The sums of what is said on the wall: compared with the comments themselves, and counted anew.

Triggers of migration m0012 keep them; nobody has to call this but who looks after the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from lib.base.clock import shifts
from lib.store.migrations.m0012_talk import COLUMNS, DAYS_WANTED, FILL, SUMS, WAITS_WANTED

DERIVED = frozenset({"talk", "talk_day", "talk_wait", "named"})
"""Tables in which everything can be counted anew."""

_WANTED = {
    "named": ("comment_id, institution_id", "SELECT * FROM named_wanted"),
    "talk": (COLUMNS, f"SELECT {COLUMNS} FROM talk_wanted"),
    "talk_day": ("day, part, part_id, comments, answers, questions, answered", DAYS_WANTED),
    "talk_wait": ("month, part, part_id, bucket, questions", WAITS_WANTED),
}


def keep_zone(db: Database, zone: str) -> None:
    """Days are days of `zone` from now on; counts everything anew where they were another zone's."""
    wanted = shifts(zone)
    kept = db.execute("SELECT begins_at, seconds FROM zone_shift ORDER BY begins_at").fetchall()
    if [tuple(row) for row in kept] == wanted:
        return
    db.execute("DELETE FROM zone_shift")
    for begins_at, seconds in wanted:
        db.execute("INSERT INTO zone_shift VALUES (?, ?)", [begins_at, seconds])
    count_anew(db)


def count_anew(db: Database) -> None:
    """Throw the sums away and make them from the comments; about 10 s for a million of them."""
    with _without_sums(db):
        for statement in FILL:
            db.execute(statement)


def differences(db: sqlite3.Connection) -> dict[str, int]:
    """Table -> in how many rows it is not what the comments say; empty where all fits."""
    found = {}
    for table, (columns, wanted) in _WANTED.items():
        there = f"SELECT {columns} FROM {table}"
        wrong = db.execute(
            f"SELECT (SELECT count(*) FROM (SELECT * FROM ({wanted}) EXCEPT {there}))"
            f" + (SELECT count(*) FROM ({there} EXCEPT SELECT * FROM ({wanted})))"
        ).fetchone()[0]
        if wrong:
            found[table] = int(wrong)
    return found


@contextmanager
def _without_sums(db: Database) -> Iterator[None]:
    # Row by row the triggers would take several times as long as one counting of all rows.
    for name in SUMS:
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    yield
    for name, body in SUMS.items():
        db.execute(f"CREATE TRIGGER {name} {body}")
