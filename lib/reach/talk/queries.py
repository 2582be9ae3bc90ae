"""SQL behind the conversation: sums that the store keeps as comments come (migration m0012)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlite_utils import Database

Part = Literal["all", "rubric", "institution"]

Sums = tuple[int, int, int, int]
"""Citizens' comments, questions, questions answered, comments of the community."""
_SUMS = "sum(comments), sum(questions), sum(answered), sum(answers)"


def sums_by_day(
    db: Database, *, since: str, until: str, part: Part, part_id: int
) -> dict[str, Sums]:
    """ISO day -> sums of everything (`all`, 0) or of one rubric or institution; quiet days are left out."""
    rows = db.execute(
        "SELECT day, comments, questions, answered, answers FROM talk_day"
        " WHERE part = :part AND day >= :since AND day <= :until AND part_id = :part_id",
        {"part": part, "since": since, "until": until, "part_id": part_id},
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def sums_by_part(db: Database, *, since: str, until: str, part: Part) -> dict[int, Sums]:
    """Rubric or institution -> sums over the days; those without any are left out."""
    rows = db.execute(
        f"SELECT part_id, {_SUMS} FROM talk_day WHERE part = ? AND day >= ? AND day <= ? GROUP BY part_id",
        [part, since, until],
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def waits_by_day(
    db: Database, *, since: str, until: str, part: Part, part_id: int | None = None
) -> list[tuple[str, int, int]]:
    """(ISO day, rubric or institution, seconds) of every answered question, by day and length."""
    values = {"since": since, "until": until, "part_id": part_id}
    if part != "institution":
        one = "" if part_id is None or part == "all" else " AND rubric_id = :part_id"
        asked = (
            "SELECT day, rubric_id, waited FROM talk"
            f" WHERE waited IS NOT NULL AND day >= :since AND day <= :until{one}"
        )
    else:
        one = "" if part_id is None else " AND institution_id = :part_id"
        asked = (
            "SELECT day, institution_id, waited FROM talk CROSS JOIN named USING (comment_id)"
            f" WHERE waited IS NOT NULL AND day >= :since AND day <= :until{one}"
        )
    return [(row[0], row[1], row[2]) for row in db.execute(asked, values)]


def waits_by_month(
    db: Database, *, since: str, until: str, part: Part, part_id: int
) -> list[tuple[str, int, int]]:
    """(month, shortest wait of the bucket, questions) of whole months, in order."""
    rows = db.execute(
        "SELECT month, bucket, questions FROM talk_wait"
        " WHERE part = :part AND month >= :since AND month <= :until AND part_id = :part_id"
        " ORDER BY month, bucket",
        {"part": part, "since": since, "until": until, "part_id": part_id},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def waits_together(
    db: Database, *, since: str, until: str, part: Part, part_id: int
) -> list[tuple[int, int]]:
    """(shortest wait of the bucket, questions) of whole months together."""
    rows = db.execute(
        "SELECT bucket, sum(questions) FROM talk_wait"
        " WHERE part = :part AND month >= :since AND month <= :until AND part_id = :part_id"
        " GROUP BY bucket",
        {"part": part, "since": since, "until": until, "part_id": part_id},
    )
    return [(row[0], row[1]) for row in rows]


def waits_by_part(
    db: Database, *, since: str, until: str, part: Part
) -> list[tuple[int, int, int]]:
    """(rubric or institution, shortest wait of the bucket, questions) of whole months together, in order."""
    rows = db.execute(
        "SELECT part_id, bucket, sum(questions) FROM talk_wait"
        " WHERE part = ? AND month >= ? AND month <= ? GROUP BY part_id, bucket"
        " ORDER BY part_id, bucket",
        [part, since, until],
    )
    return [(row[0], row[1], row[2]) for row in rows]


def institutions(db: Database) -> dict[int, str]:
    """The institutions that comments are searched for: id -> name."""
    rows = db.execute("SELECT institution_id, name FROM institution ORDER BY name")
    return {row[0]: row[1] for row in rows}


def phrases(db: Database) -> dict[int, list[str]]:
    """Institution -> what it is called."""
    found: dict[int, list[str]] = {}
    rows = db.execute(
        "SELECT institution_id, said FROM institution_phrase JOIN institution USING (institution_id)"
        " ORDER BY institution_id, said <> name, said"
    )
    for institution_id, said in rows:
        found.setdefault(institution_id, []).append(said)
    return found


def put_institution(
    db: Database, name: str, said: Mapping[str, str], *, institution_id: int | None
) -> int:
    """Keep an institution with its names (stems -> as it was written), and find who names it."""
    row = db.execute(
        "INSERT INTO institution (institution_id, name) VALUES (?, ?)"
        " ON CONFLICT (institution_id) DO UPDATE SET name = excluded.name RETURNING institution_id",
        [institution_id, name],
    ).fetchone()
    found = int(row[0])
    _count_anew(db, found)
    db.execute("DELETE FROM institution_phrase WHERE institution_id = ?", [found])
    for phrase, written in said.items():
        db.execute(
            "INSERT INTO institution_phrase (institution_id, said, stems) VALUES (?, ?, ?)",
            [found, written, phrase],
        )
        db.execute(
            "INSERT OR IGNORE INTO talk_dirty (comment_id)"
            " SELECT rowid FROM comment_search WHERE comment_search MATCH ?",
            [f'"{phrase}"'],
        )
    return found


def drop_institution(db: Database, institution_id: int) -> None:
    """Forget an institution, its names and who names it."""
    _count_anew(db, institution_id)
    for table in ("institution_phrase", "institution"):
        db.execute(f"DELETE FROM {table} WHERE institution_id = ?", [institution_id])


def _count_anew(db: Database, institution_id: int) -> None:
    """What named the institution so far is looked at anew before the transaction ends (lib.store.talk)."""
    db.execute(
        "INSERT OR IGNORE INTO talk_dirty (comment_id)"
        " SELECT comment_id FROM named WHERE institution_id = ?",
        [institution_id],
    )
