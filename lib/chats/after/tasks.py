"""What closed chats still owe: each question left open is a task with a deadline."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from lib.chats.board import queries as board


@dataclass(frozen=True)
class Owed:
    """How many questions of closed chats wait, how many of them are overdue, the nearest deadline (seconds UTC)
    and the chat that has it; None where nothing waits."""

    count: int
    overdue: int
    next_due_at: int | None
    chat_id: int | None


def owed(db: Database, *, now: int) -> Owed:
    """What all closed chats owe."""
    found = board.left_questions(db, now=now)
    due = [one.task_due_at for one in found if one.task_due_at is not None]
    first = found[0] if found else None
    return Owed(
        len(found),
        sum(at < now for at in due),
        due[0] if due else None,
        first.chat_id if first else None,
    )
