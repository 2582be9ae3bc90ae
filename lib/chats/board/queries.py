"""SQL of the questions of open chats. What a question's state is, is said in one place: `STATE`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from lib.chats.rows import Counters, Question
from lib.chats.states import HOLD_SECONDS, LEFT, OPEN

# Clocks jump: a hold that ends further ahead than this was given by another clock, and has ended.
_LONGEST_HOLD = 2 * HOLD_SECONDS
_HOLD_IS_OVER = f"""
  (q.state = 'answering' AND q.held_until NOT BETWEEN :now + 1 AND :now + {_LONGEST_HOLD})
"""

SAID = """
  LEFT JOIN comment AS c ON q.source = 'comment' AND c.comment_id = q.source_id
  LEFT JOIN video_comment AS v ON q.source = 'video' AND v.comment_id = q.source_id
  LEFT JOIN message AS m ON q.source = 'message' AND m.message_id = q.source_id
  LEFT JOIN outbox AS o ON o.action_id = q.sent_action
  -- The community's own word to the question's author that did not come from this console. An answer to the
  -- thread's first comment is none to what others ask further down in it.
  LEFT JOIN comment AS told ON told.comment_id = (
    SELECT ours.comment_id FROM comment AS ours
    WHERE ours.thread_id = c.thread_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
      AND ours.comment_id > c.comment_id
      AND (ours.reply_to_id IS NULL OR ours.reply_to_id = c.comment_id)
    ORDER BY ours.comment_id LIMIT 1)
  -- Under a video there are no threads: an answer names what it answers.
  LEFT JOIN video_comment AS told_there ON told_there.comment_id = (
    SELECT ours.comment_id FROM video_comment AS ours
    WHERE ours.reply_to_id = v.comment_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
    ORDER BY ours.comment_id LIMIT 1)
  -- What this console has said in the dialog answers the question that it was sent for, and no later one.
  LEFT JOIN message AS told_alone ON told_alone.message_id = (
    SELECT ours.message_id FROM message AS ours
    WHERE ours.peer_id = m.peer_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
      AND ours.message_id > m.message_id AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE kind = 'message' AND result_id = ours.message_id)
    ORDER BY ours.message_id LIMIT 1)
"""
"""What VK has of a question `q`, its answer from here (`o`), and what was told in VK itself."""

_TOLD_AT = "coalesce(told.created_at, told_there.created_at, told_alone.created_at)"
_TOLD = "coalesce(told.text, told_there.text, told_alone.text)"
_GONE_AT = "coalesce(c.deleted_at, v.deleted_at, m.deleted_at)"

# All words of a message's author up to the answer, or to the next question of the same person.
_WORDS = """
  (SELECT group_concat(text, char(10)) FROM (
    SELECT more.text FROM message AS more
    WHERE more.peer_id = m.peer_id AND more.is_ours = 0 AND more.deleted_at IS NULL
      AND more.text <> '' AND more.message_id >= m.message_id
      AND more.created_at <= coalesce((SELECT closed_at FROM chat WHERE chat_id = q.chat_id), 1e18)
      AND more.message_id < coalesce((SELECT min(source_id) FROM question AS later
        WHERE later.source = 'message' AND later.peer_id = m.peer_id
          AND later.source_id > m.message_id), 1e18)
      AND more.message_id < coalesce((SELECT min(message_id) FROM message AS ours
        WHERE ours.peer_id = m.peer_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
          AND ours.message_id > m.message_id), 1e18)
    ORDER BY more.message_id))
"""

STATE = f"""
  CASE
    WHEN q.joined_to IS NOT NULL THEN 'joined'
    WHEN q.state = 'declined' THEN 'declined'
    WHEN q.state = 'sent' AND o.state = 'confirmed' THEN 'published'
    WHEN q.state = 'sent' AND o.state = 'withdrawn' THEN 'review'
    WHEN q.state = 'sent' THEN 'sending'
    WHEN {_TOLD_AT} IS NOT NULL THEN 'published'
    WHEN {_GONE_AT} IS NOT NULL THEN 'gone'
    WHEN {_HOLD_IS_OVER}
      THEN CASE q.assigned WHEN 1 THEN 'assigned' ELSE 'new' END
    ELSE q.state
  END
"""

_QUESTION = f"""
  SELECT q.question_id, q.chat_id, {STATE} AS state, q.source, q.source_id,
    c.post_id, c.thread_id, v.video_id, q.peer_id,
    coalesce(c.from_id, v.from_id, q.peer_id) AS author_id,
    coalesce(author.name, q.author_name) AS author_name, author.photo_url,
    CASE WHEN {_GONE_AT} IS NULL THEN coalesce(c.text, v.text, {_WORDS}, q.text) ELSE q.text END
      AS text,
    q.text AS asked_text, q.asked_at, coalesce(c.likes, v.likes, 0) AS votes, q.topic,
    CASE WHEN {_HOLD_IS_OVER} AND q.assigned = 0 THEN NULL
      ELSE q.assignee_id END AS assignee_id,
    CASE WHEN {_HOLD_IS_OVER} AND q.assigned = 0 THEN NULL
      ELSE holder.name END AS assignee,
    q.assigned, q.held_until, q.joined_to, q.declined_because,
    CASE WHEN q.state = 'sent' OR {_TOLD_AT} IS NULL THEN q.answer ELSE {_TOLD} END AS answer,
    q.answered_by AS answered_by_id, writer.name AS answered_by, q.submitted_at, q.remark, q.note,
    q.sent_action AS action_id, o.state AS action_state, o.reason AS action_reason,
    CASE WHEN q.state = 'sent' AND o.state = 'confirmed' THEN o.settled_at ELSE {_TOLD_AT} END
      AS published_at,
    q.state <> 'sent' AND {_TOLD_AT} IS NOT NULL AS in_vk, q.task_due_at, q.public_action
  FROM question AS q
  {SAID}
  LEFT JOIN author ON author.author_id = coalesce(c.from_id, v.from_id, q.peer_id)
  LEFT JOIN person AS holder ON holder.person_id = q.assignee_id
  LEFT JOIN person AS writer ON writer.person_id = q.answered_by
"""


def questions(db: Database, chat_id: int, *, now: int, by_votes: bool = False) -> list[Question]:
    """All questions of a chat but the joined ones, oldest first or those with most votes first."""
    order = "votes DESC, q.asked_at, q.question_id" if by_votes else "q.asked_at, q.question_id"
    return _questions(
        db,
        f"WHERE q.chat_id = :chat_id AND q.joined_to IS NULL ORDER BY {order}",
        {"chat_id": chat_id, "now": now},
    )


def questions_for(db: Database, chat_id: int, person_id: int, *, now: int) -> list[Question]:
    """What a specialist sees of a chat, oldest first: what nobody has answered yet, and this person's own."""
    return _questions(
        db,
        "WHERE q.chat_id = :chat_id AND q.joined_to IS NULL"
        " AND (q.state IN ('new', 'assigned', 'answering')"
        " OR :person_id IN (q.assignee_id, q.answered_by))"
        " ORDER BY q.asked_at, q.question_id",
        {"chat_id": chat_id, "person_id": person_id, "now": now},
    )


def question(db: Database, question_id: int, *, now: int) -> Question | None:
    """The question with this id, a joined one too."""
    found = _questions(db, "WHERE q.question_id = :id", {"id": question_id, "now": now})
    return found[0] if found else None


def left_questions(db: Database, *, now: int, chat_id: int | None = None) -> list[Question]:
    """What closed chats (or one of them) still owe an answer, the nearest deadline first.

    One whose answer is on its way is among them: VK may yet refuse it.
    """
    found = _questions(
        db,
        "WHERE q.chat_id IN (SELECT chat_id FROM chat WHERE closed_at IS NOT NULL"
        " AND chat_id = coalesce(:chat_id, chat_id)) AND q.joined_to IS NULL"
        " AND q.state <> 'declined' AND (o.state IS NULL OR o.state <> 'confirmed')"
        " ORDER BY q.task_due_at, q.asked_at, q.question_id",
        {"chat_id": chat_id, "now": now},
    )
    return [one for one in found if one.state in LEFT]


def joined_questions(db: Database, question_id: int, *, now: int) -> list[Question]:
    """What was joined to a question, oldest first."""
    return _questions(
        db,
        "WHERE q.joined_to = :id ORDER BY q.asked_at, q.question_id",
        {"id": question_id, "now": now},
    )


def _questions(db: Database, rest: str, values: Mapping[str, Any]) -> list[Question]:
    rows = list(db.query(f"{_QUESTION} {rest}", dict(values)))
    joined: dict[int, list[int]] = {}
    for row in db.query(
        "SELECT question_id, joined_to FROM question WHERE joined_to IN"
        " (SELECT value FROM json_each(?)) ORDER BY asked_at, question_id",
        [json.dumps([row["question_id"] for row in rows])],
    ):
        joined.setdefault(row["joined_to"], []).append(row["question_id"])
    found = []
    for row in rows:
        row["joined"] = tuple(joined.get(row["question_id"], ()))
        row["assigned"], row["in_vk"] = bool(row["assigned"]), bool(row["in_vk"])
        reason = row["action_reason"]
        row["action_reason"] = None if reason is None else json.loads(reason)
        found.append(Question(**row))
    return found


def counters(db: Database, chat_id: int, *, now: int) -> Counters:
    """How a session stands."""
    values = {"chat_id": chat_id, "now": now}
    rows = list(
        db.query(
            f"""
            SELECT state, count(*) AS n, sum(published_at - asked_at) AS seconds FROM (
              SELECT {STATE} AS state, q.asked_at,
                CASE WHEN q.state = 'sent' AND o.state = 'confirmed' THEN o.settled_at
                  ELSE {_TOLD_AT} END AS published_at
              FROM question AS q {SAID}
              WHERE q.chat_id = :chat_id
            ) GROUP BY state
            """,
            values,
        )
    )
    number = {row["state"]: row["n"] for row in rows}
    seconds = {row["state"]: row["seconds"] for row in rows}
    answered = number.get("published", 0)
    return Counters(
        total=sum(n for state, n in number.items() if state != "joined"),
        waiting=sum(number.get(state, 0) for state in OPEN),
        review=number.get("review", 0),
        answered=answered,
        declined=number.get("declined", 0),
        mean_seconds=round(seconds["published"] / answered) if answered else None,
    )


def add_question(db: Database, values: Mapping[str, Any]) -> int | None:
    """Put a question down; None where it is there already."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    row = db.execute(
        f"INSERT INTO question ({names}) VALUES ({marks})"
        " ON CONFLICT (chat_id, source, source_id) DO NOTHING RETURNING question_id",
        dict(values),
    ).fetchone()
    return None if row is None else int(row[0])


def without_topic(db: Database, chat_id: int) -> list[tuple[int, str]]:
    """(question_id, text) of the questions of a chat of which nobody has said what they are about."""
    rows = db.execute(
        "SELECT question_id, text FROM question WHERE chat_id = ? AND topic IS NULL", [chat_id]
    )
    return rows.fetchall()


def move(
    db: Database,
    question_id: int,
    to: str,
    *,
    states: Iterable[str],
    **changes: Any,
) -> bool:
    """Give a question the kept state `to`, and `changes` with it, where it is in one of `states` now.

    Answers whether it moved: of two who try at once, one gets True.
    """
    changes = {"state": to, "held_until": None, **changes}
    setting = ", ".join(f"{name} = :{name}" for name in changes)
    row = db.execute(
        f"UPDATE question SET {setting} WHERE question_id = :_id AND joined_to IS NULL"
        " AND state IN (SELECT value FROM json_each(:_states)) RETURNING question_id",
        {**changes, "_id": question_id, "_states": json.dumps(list(states))},
    ).fetchone()
    return row is not None


def change_question(db: Database, question_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a question that are no move of it."""
    setting = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(
        f"UPDATE question SET {setting} WHERE question_id = :_id", {**values, "_id": question_id}
    )


def join(db: Database, question_ids: Iterable[int], to: int) -> None:
    """Join questions, and what was joined to them, to the question `to`."""
    ids = json.dumps(list(question_ids))
    db.execute(
        "UPDATE question SET joined_to = ?, state = 'new', assignee_id = NULL, assigned = 0,"
        " held_until = NULL WHERE question_id IN (SELECT value FROM json_each(?))"
        " OR joined_to IN (SELECT value FROM json_each(?))",
        [to, ids, ids],
    )


def renew_hold(db: Database, question_id: int, person_id: int, *, until: int, now: int) -> bool:
    """Let a hold last until `until`; False where that person holds the question no more."""
    row = db.execute(
        "UPDATE question SET held_until = ? WHERE question_id = ? AND state = 'answering'"
        " AND assignee_id = ? AND held_until BETWEEN ? AND ? RETURNING question_id",
        [until, question_id, person_id, now + 1, now + _LONGEST_HOLD],
    ).fetchone()
    return row is not None


def free_questions(db: Database, chat_id: int, person_id: int) -> None:
    """What a person has and has not handed in goes back to everybody."""
    db.execute(
        "UPDATE question SET state = 'new', assignee_id = NULL, assigned = 0, held_until = NULL"
        " WHERE chat_id = ? AND assignee_id = ? AND state IN ('assigned', 'answering')",
        [chat_id, person_id],
    )
