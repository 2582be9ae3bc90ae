"""SQL of saved questions, of the names behind author numbers, and of the zone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

EXAMPLE = """\
SELECT rubric, count(*) AS posts, median(views) AS views
FROM v_posts
GROUP BY rubric
ORDER BY views DESC"""
"""What stands in an editor that nobody has written in yet."""

_SAVED = """
  SELECT q.question_id, q.token, q.owner_id, q.owner, q.title, q.kind, q.text, q.params, q.chart,
    q.shared_at, q.created_at, q.updated_at,
    EXISTS (SELECT 1 FROM pinned_question AS p
      WHERE p.question_id = q.question_id AND p.person_id = :person) AS pinned
  FROM saved_question AS q
"""
_VISIBLE = "(q.shared_at IS NOT NULL OR q.owner_id IS :owner)"


def saved(
    db: Database,
    *,
    owner_id: int | None,
    question_id: int | None = None,
    token: str | None = None,
    pinned: bool = False,
) -> list[dict[str, Any]]:
    """What this person may see: one's own and shared ones, by title; of them the one with this id or token,
    or those that the person has pinned."""
    where = _VISIBLE
    if question_id is not None:
        where += " AND q.question_id = :id"
    if token is not None:
        where += " AND q.token = :token"
    if pinned:
        where += " AND q.question_id IN (SELECT question_id FROM pinned_question WHERE person_id = :person)"
    return list(
        db.query(
            f"{_SAVED} WHERE {where} ORDER BY q.title_key, q.question_id",
            {
                "owner": owner_id,
                "person": owner_id or 0,
                "id": question_id,
                "token": token,
            },
        )
    )


def same_title(db: Database, title_key: str, *, owner_id: int | None) -> int | None:
    """The question of this person that has this title."""
    row = db.execute(
        "SELECT question_id FROM saved_question WHERE coalesce(owner_id, 0) = ? AND title_key = ?",
        [owner_id or 0, title_key],
    ).fetchone()
    return None if row is None else int(row[0])


def add(db: Database, values: Mapping[str, Any]) -> int:
    """Keep a question; its id."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    row = db.execute(
        f"INSERT INTO saved_question ({names}) VALUES ({marks}) RETURNING question_id", dict(values)
    ).fetchone()
    return int(row[0])


def change(db: Database, question_id: int, values: Mapping[str, Any]) -> None:
    """Give a question other values."""
    setting = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(
        f"UPDATE saved_question SET {setting} WHERE question_id = :_id",
        {**values, "_id": question_id},
    )


def remove(db: Database, question_id: int) -> None:
    """Throw a question away, off everybody's pins too."""
    db.execute("DELETE FROM pinned_question WHERE question_id = ?", [question_id])
    db.execute("DELETE FROM saved_question WHERE question_id = ?", [question_id])


def set_pinned(
    db: Database, question_id: int, *, person_id: int | None, pinned: bool, now: int
) -> None:
    """Put a question on a person's «Сегодня», or take it off."""
    if pinned:
        db.execute(
            "INSERT INTO pinned_question (question_id, person_id, pinned_at) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [question_id, person_id or 0, now],
        )
    else:
        db.execute(
            "DELETE FROM pinned_question WHERE question_id = ? AND person_id = ?",
            [question_id, person_id or 0],
        )


def names_of(db: Database, numbers: Iterable[int]) -> dict[int, str]:
    """The names behind author numbers, as VK told them."""
    rows = db.execute(
        "SELECT n.number, a.name FROM author_number AS n JOIN author AS a USING (author_id)"
        " WHERE n.number IN (SELECT value FROM json_each(?))",
        [json.dumps(list(numbers))],
    )
    return {int(row[0]): str(row[1]) for row in rows}


def rubric_names(db: Database) -> list[str]:
    """Rubrics in use, in their order."""
    rows = db.execute("SELECT name FROM rubric WHERE archived_at IS NULL ORDER BY position, name")
    return [str(row[0]) for row in rows]
