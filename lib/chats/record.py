"""Every step of a chat goes into the chat's record and into the journal of the console."""

from __future__ import annotations

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor
from lib.chats.rows import Question
from lib.chats.said.queries import add_record


def note(
    db: Database,
    what: str,
    *,
    chat_id: int,
    actor: Actor,
    now: int,
    question_id: int | None = None,
    text: str = "",
) -> None:
    """Put a step down in the transaction that makes it; `what` is a verb such as `question.take`."""
    add_record(
        db, chat_id=chat_id, question_id=question_id, at=now, actor=actor.name, what=what, text=text
    )
    journal.record(
        db,
        what,
        actor=actor.name,
        subject=f"chat:{chat_id}" if question_id is None else f"question:{question_id}",
        outcome="done",
        now=now,
        chat_id=chat_id,
    )


def note_on(
    db: Database, what: str, question: Question, *, actor: Actor, now: int, text: str = ""
) -> None:
    """Put a step of a question down, as `note` does."""
    note(
        db,
        what,
        chat_id=question.chat_id,
        question_id=question.question_id,
        actor=actor,
        now=now,
        text=text,
    )
