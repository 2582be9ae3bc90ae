"""The sums of what is said on the wall: kept in every transaction, compared with the comments, counted anew.

`Store.writer` settles them before it commits, so nobody who writes comments or posts has to think of it.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from lib.base.clock import shifts
from lib.store.migrations.m0012_talk import (
    COLUMNS,
    DAY_COLUMNS,
    DAYS,
    DAYS_WANTED,
    FILL,
    PARTS,
    WAIT_COLUMNS,
    WAITS,
    WAITS_WANTED,
)

DERIVED = frozenset({"talk", "talk_day", "talk_wait", "named"})
"""Tables in which everything can be counted anew."""

_WANTED = {
    "named": ("comment_id, institution_id", "SELECT * FROM named_wanted"),
    "talk": (COLUMNS, f"SELECT {COLUMNS} FROM talk_wanted"),
    "talk_day": (DAY_COLUMNS, DAYS_WANTED),
    "talk_wait": (WAIT_COLUMNS, WAITS_WANTED),
}

_DIRTY = "(SELECT comment_id FROM talk_dirty)"
_ROWS = "talk_dirty CROSS JOIN talk ON talk.comment_id = talk_dirty.comment_id"
# Where nobody is named, looking for names would be most of the work.
_NAMELESS = (
    f"SELECT talk.*, 'rubric' AS part, rubric_id AS part_id FROM {_ROWS}"
    f" UNION ALL SELECT talk.*, 'all', 0 FROM {_ROWS}"
)


def _add(sign: int, parts: str) -> tuple[str, str]:
    """Statements that add the dirty rows of `talk` to the sums, or take them out."""
    return (
        f"INSERT INTO talk_day ({DAY_COLUMNS}) {DAYS.format(sign=sign, parts=parts)}"
        " ON CONFLICT DO UPDATE SET comments = comments + excluded.comments,"
        " answers = answers + excluded.answers, questions = questions + excluded.questions,"
        " answered = answered + excluded.answered",
        f"INSERT INTO talk_wait ({WAIT_COLUMNS}) {WAITS.format(sign=sign, parts=parts)}"
        " ON CONFLICT DO UPDATE SET questions = questions + excluded.questions",
    )


_FORGET = f"DELETE FROM talk WHERE comment_id IN {_DIRTY}"
_COUNT = (
    f"INSERT INTO talk ({COLUMNS}) SELECT {COLUMNS} FROM talk_wanted WHERE comment_id IN {_DIRTY}"
)
_NAME = (
    f"DELETE FROM named WHERE comment_id IN {_DIRTY}",
    "INSERT INTO named (comment_id, institution_id)"
    f" SELECT * FROM named_wanted WHERE comment_id IN {_DIRTY}",
)
# No rows of noughts stay behind, so that counting anew gives the same.
_EMPTY = (
    "DELETE FROM talk_day WHERE comments = 0 AND answers = 0",
    "DELETE FROM talk_wait WHERE questions = 0",
)


def settle(db: sqlite3.Connection) -> None:
    """Count those comments anew that this transaction has touched. Costs next to nothing where it has not."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'talk_dirty'").fetchone():
        # A database that is still to be brought to this schema.
        return
    dirty, known, names = db.execute(
        "SELECT EXISTS (SELECT 1 FROM talk_dirty),"
        f" EXISTS (SELECT 1 FROM talk WHERE comment_id IN {_DIRTY}),"
        " EXISTS (SELECT 1 FROM institution) OR EXISTS (SELECT 1 FROM named)"
    ).fetchone()
    if not dirty:
        return
    parts = PARTS.format(talk=_ROWS) if names else _NAMELESS
    statements = [
        *((*_add(-1, parts), _FORGET) if known else ()),
        *(_NAME if names else ()),
        _COUNT,
        *_add(1, parts),
        *(_EMPTY if known else ()),
        "DELETE FROM talk_dirty",
    ]
    for statement in statements:
        db.execute(statement)


def keep_zone(db: Database, zone: str) -> None:
    """Days are days of `zone` from now on; counts everything anew where they were another zone's."""
    wanted = shifts(zone)
    kept = db.execute("SELECT begins_at, seconds FROM zone_shift ORDER BY begins_at").fetchall()
    if tuple(kept) == tuple(wanted):
        return
    db.execute("DELETE FROM zone_shift")
    for begins_at, seconds in wanted:
        db.execute("INSERT INTO zone_shift VALUES (?, ?)", [begins_at, seconds])
    count_anew(db)


def count_anew(db: Database) -> None:
    """Throw the sums away and make them from the comments."""
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
