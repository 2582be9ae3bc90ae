"""SQL of comments: as cards, as what a reply or a change must know of them, as what waits for an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from lib.inbox.card import ANSWERS_SHOWN, Answer, Author, Card, Parent, PostRef, ReplyTo

_CARDS = """
SELECT c.comment_id, c.post_id, c.thread_id, c.from_id, c.created_at, c.edited_at, c.text, c.likes,
  c.attachments, c.is_ours, c.deleted_at, c.dismissed_at, c.awaits,
  (SELECT json_group_array(e.text) FROM comment_earlier_text AS e
   WHERE e.comment_id = c.comment_id) AS earlier_texts,
  a.name, a.photo_url, a.deactivated,
  substr(p.text, 1, 300) AS post_text, p.state AS post_state,
  r.comment_id AS parent_id, substr(r.text, 1, 300) AS parent_text, r.is_ours AS parent_is_ours,
  r.deleted_at AS parent_deleted_at, ra.name AS parent_name
FROM comment AS c
LEFT JOIN author AS a ON a.author_id = c.from_id
LEFT JOIN post AS p ON p.post_id = c.post_id
LEFT JOIN comment AS r ON r.comment_id = coalesce(c.reply_to_id, nullif(c.thread_id, c.comment_id))
LEFT JOIN author AS ra ON ra.author_id = r.from_id
WHERE c.comment_id IN (SELECT value FROM json_each(?))
"""

# The rule of lib.store.awaiting for which words of ours are meant for a comment.
_ANSWERS = """
SELECT c.comment_id AS about_id, o.comment_id, o.text, o.created_at, o.attachments
FROM comment AS c CROSS JOIN comment AS o ON o.thread_id = c.thread_id
WHERE c.comment_id IN (SELECT value FROM json_each(?))
  AND o.is_ours = 1 AND o.deleted_at IS NULL AND o.comment_id > c.comment_id
  AND (o.reply_to_id IS NULL OR o.reply_to_id IN (c.comment_id, c.thread_id))
ORDER BY o.comment_id
"""


@dataclass(frozen=True)
class Waiting:
    """How many comments wait for an answer, and when the oldest of them was written (None: none waits)."""

    count: int
    oldest_at: int | None


@dataclass(frozen=True)
class CommentInVk:
    """A comment with what a change of it must know; `raw` is VK's object as JSON, `name` the author's."""

    comment_id: int
    post_id: int
    thread_id: int
    from_id: int
    name: str | None
    text: str
    is_ours: bool
    is_deleted: bool
    raw: str


def cards(db: Database, comment_ids: Sequence[int]) -> list[Card]:
    """The cards of these comments in the order given; ids that are not in the store are left out."""
    wanted = json.dumps(list(comment_ids))
    answers = _answers(db, wanted)
    found = {
        row["comment_id"]: _card(row, answers.get(row["comment_id"], ()))
        for row in db.query(_CARDS, [wanted])
    }
    return [found[comment_id] for comment_id in comment_ids if comment_id in found]


def post_title(db: Database, post_id: int) -> str | None:
    """The beginning of a post's text, or None where the post is not in the store."""
    row = db.execute(
        "SELECT substr(text, 1, 300) FROM post WHERE post_id = ?", [post_id]
    ).fetchone()
    return None if row is None else str(row[0])


def reply_to(db: Database, comment_id: int) -> ReplyTo | None:
    """What a reply must know of the comment it answers, or None where the comment is not in the store."""
    rows = db.query(
        "SELECT c.post_id, c.thread_id, c.text, c.deleted_at IS NOT NULL AS is_deleted,"
        " (SELECT coalesce(max(o.comment_id), 0) FROM comment AS o"
        "  WHERE o.thread_id = c.thread_id AND o.is_ours = 1 AND o.deleted_at IS NULL) AS last_reply_id"
        " FROM comment AS c WHERE c.comment_id = ?",
        [comment_id],
    )
    return next((ReplyTo(**{**row, "is_deleted": bool(row["is_deleted"])}) for row in rows), None)


def comment_in_vk(db: Database, comment_id: int) -> CommentInVk | None:
    """A comment as VK last showed it; None where the store does not have it."""
    rows = db.query(
        "SELECT c.comment_id, c.post_id, c.thread_id, c.from_id, a.name, c.text, c.is_ours,"
        " c.deleted_at IS NOT NULL AS is_deleted, c.raw"
        " FROM comment AS c LEFT JOIN author AS a ON a.author_id = c.from_id WHERE c.comment_id = ?",
        [comment_id],
    )
    for row in rows:
        return CommentInVk(
            **{**row, "is_ours": bool(row["is_ours"]), "is_deleted": bool(row["is_deleted"])}
        )
    return None


def set_dismissed(db: Database, comment_id: int, dismissed_at: int | None) -> int | None:
    """Note that a comment needs no answer (None: that it does); its thread, or None where nothing changed."""
    row = db.execute(
        "UPDATE comment SET dismissed_at = :at WHERE comment_id = :id"
        " AND (dismissed_at IS NULL) <> (:at IS NULL) RETURNING thread_id",
        {"at": dismissed_at, "id": comment_id},
    ).fetchone()
    return None if row is None else int(row[0])


def waiting(db: Database) -> Waiting:
    """Comments that wait for an answer, and the age of the oldest."""
    count = db.execute("SELECT count(*) FROM comment WHERE awaits = 1").fetchone()[0]
    row = db.execute(
        "SELECT created_at FROM comment WHERE awaits = 1 ORDER BY comment_id LIMIT 1"
    ).fetchone()
    return Waiting(int(count), None if row is None else int(row[0]))


def _answers(db: Database, wanted: str) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = {}
    for row in db.query(_ANSWERS, [wanted]):
        about_id = row.pop("about_id")
        row["attachments"] = tuple(json.loads(row["attachments"]))
        found.setdefault(about_id, []).append(Answer(**row))
    return found


def _card(row: Mapping[str, Any], answers: Iterable[Answer]) -> Card:
    parent = None
    if row["parent_id"] is not None:
        parent = Parent(
            comment_id=row["parent_id"],
            name=row["parent_name"],
            text=row["parent_text"],
            is_ours=bool(row["parent_is_ours"]),
            is_deleted=row["parent_deleted_at"] is not None,
        )
    return Card(
        comment_id=row["comment_id"],
        post=PostRef(row["post_id"], row["post_text"], row["post_state"] == "deleted"),
        thread_id=row["thread_id"],
        author=Author(row["from_id"], row["name"], row["photo_url"], row["deactivated"]),
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        text=row["text"],
        likes=row["likes"],
        attachments=tuple(json.loads(row["attachments"])),
        parent=parent,
        answers=tuple(answers)[-ANSWERS_SHOWN:],
        is_ours=bool(row["is_ours"]),
        is_deleted=row["deleted_at"] is not None,
        is_dismissed=row["dismissed_at"] is not None,
        awaits=bool(row["awaits"]),
        earlier_texts=tuple(json.loads(row["earlier_texts"])),
    )
