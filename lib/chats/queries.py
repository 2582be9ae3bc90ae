"""SQL of open chats and of their specialists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from lib.chats.rows import Chat, Specialist

_CHAT = """
  SELECT chat.chat_id, chat.topic, chat.starts_at, chat.ends_at, chat.opened_at, chat.closed_at,
    chat.checked, chat.joined_get, chat.takes_messages, chat.announcement_action,
    announcement.state AS announcement_state, chat.rules_action, rules.state AS rules_state,
    chat.on_air, chat.created_by, chat.created_at, chat.messages_since,
    -- A scheduled post gets a new id when it goes out.
    coalesce(chat.post_id, released.became_id,
      CASE announcement.state WHEN 'confirmed' THEN announcement.result_id END) AS post_id,
    coalesce((SELECT published_at FROM post WHERE post_id = coalesce(chat.post_id, released.became_id,
      announcement.result_id)), announcement.settled_at) AS announced_at,
    coalesce(chat.video_id, CASE begun.state WHEN 'confirmed' THEN begun.result_id END) AS video_id,
    chat.broadcast_action, begun.state AS broadcast_state, chat.broadcast_end_action,
    ended.state AS broadcast_end_state, ended.answer ->> '$.unique_viewers' AS viewers
  FROM chat
  LEFT JOIN outbox AS begun ON begun.action_id = chat.broadcast_action
  LEFT JOIN outbox AS ended ON ended.action_id = chat.broadcast_end_action
  LEFT JOIN outbox AS announcement ON announcement.action_id = chat.announcement_action
  LEFT JOIN post AS released ON released.post_id = announcement.result_id
  LEFT JOIN outbox AS rules ON rules.action_id = chat.rules_action
"""


def add_chat(db: Database, values: Mapping[str, Any]) -> int:
    """The id of a new session; `values` by the columns."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    row = db.execute(
        f"INSERT INTO chat ({names}) VALUES ({marks}) RETURNING chat_id", dict(values)
    ).fetchone()
    return int(row[0])


def change_chat(db: Database, chat_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a session."""
    setting = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(f"UPDATE chat SET {setting} WHERE chat_id = :_id", {**values, "_id": chat_id})


def chat(db: Database, chat_id: int) -> Chat | None:
    """The session with this id."""
    return next(iter(_chats(db, "WHERE chat.chat_id = ?", [chat_id])), None)


def chats(db: Database) -> list[Chat]:
    """All sessions: what runs or comes, soonest first; then the past, the last first."""
    return _chats(
        db,
        "ORDER BY chat.closed_at IS NOT NULL,"
        " CASE WHEN chat.closed_at IS NULL THEN chat.starts_at ELSE -chat.starts_at END",
        [],
    )


def collecting_chats(db: Database) -> list[Chat]:
    """The chats into which questions come in by themselves now."""
    return _chats(db, "WHERE chat.closed_at IS NULL ORDER BY chat.chat_id", [])


def _chats(db: Database, rest: str, values: list[Any]) -> list[Chat]:
    found = []
    for row in db.query(f"{_CHAT} {rest}", values):
        row["checked"], row["takes_messages"] = bool(row["checked"]), bool(row["takes_messages"])
        found.append(Chat(**row))
    return found


def write_specialist(db: Database, values: Mapping[str, Any]) -> None:
    """Put a specialist of a chat down anew; `values` by the columns, `topics` a list."""
    row = {**values, "topics": json.dumps(list(values["topics"]), ensure_ascii=False)}
    db.execute(
        "INSERT INTO chat_specialist (chat_id, person_id, position, institution, topics, signature)"
        " VALUES (:chat_id, :person_id, :position, :institution, :topics, :signature)"
        " ON CONFLICT (chat_id, person_id) DO UPDATE SET position = excluded.position,"
        " institution = excluded.institution, topics = excluded.topics, signature = excluded.signature",
        row,
    )


def specialists(db: Database, chat_id: int) -> list[Specialist]:
    """Who answers in a chat, in the order of coming."""
    rows = db.query(
        "SELECT chat_specialist.*, person.name, person.ended_at FROM chat_specialist"
        " JOIN person USING (person_id) WHERE chat_id = ? ORDER BY person_id",
        [chat_id],
    )
    return [Specialist(**{**row, "topics": tuple(json.loads(row["topics"]))}) for row in rows]


def specialist(db: Database, chat_id: int, person_id: int) -> Specialist | None:
    """One of them."""
    found = [one for one in specialists(db, chat_id) if one.person_id == person_id]
    return found[0] if found else None


def note_seen(db: Database, chat_id: int, person_id: int, *, now: int) -> None:
    """Note that a specialist had the page open at this moment."""
    db.execute(
        "UPDATE chat_specialist SET seen_at = ? WHERE chat_id = ? AND person_id = ?",
        [now, chat_id, person_id],
    )


def by_clock(db: Database, *, online_seconds: int, now: int) -> list[tuple[str, int, int]]:
    """What the clock alone decides in all chats: ("here", chat, person) whose page was open within
    `online_seconds`, ("late", chat, question) whose hold has ended."""
    rows = db.execute(
        "SELECT 'here', chat_id, person_id FROM chat_specialist WHERE seen_at + :online > :now"
        " UNION ALL SELECT 'late', chat_id, question_id FROM question"
        " WHERE state = 'answering' AND held_until <= :now ORDER BY 1, 2, 3",
        {"online": online_seconds, "now": now},
    )
    return [(str(row[0]), int(row[1]), int(row[2])) for row in rows]
