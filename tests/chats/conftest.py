"""An open chat with two specialists, under an announcement that citizens write to."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lib.access.permissions import Actor
from lib.chats import sessions, specialists
from lib.chats.answers import ANSWER, answer_target
from lib.chats.board import queries as board
from lib.chats.intake import collect
from lib.chats.rows import Question
from lib.store import Store
from lib.store.awaiting import set_horizon
from lib.store.drafts import draft, save_draft
from tests.inbox.conftest import START, Wall

MODERATOR = Actor("Ольга", "moderator")


@dataclass
class Session:
    """What people do in a chat, told shortly."""

    store: Store
    wall: Wall
    chat_id: int
    post_id: int
    heart: Actor
    child: Actor

    @property
    def now(self) -> int:
        return self.wall.now

    def ask(self, text: str = "Когда приём?", **more: object) -> int:
        """A citizen's comment becomes a question; answers the question's id."""
        comment_id = self.wall.say(self.post_id, text, **more)  # type: ignore[arg-type]
        self.collect()
        with self.store.reader() as db:
            row = db.execute(
                "SELECT question_id FROM question WHERE source_id = ?", [comment_id]
            ).fetchone()
        return int(row[0])

    def collect(self) -> int:
        with self.store.writer() as db:
            return collect(db, now=self.now)

    def of(self, question_id: int, *, now: int | None = None) -> Question:
        with self.store.reader() as db:
            found = board.question(db, question_id, now=self.now if now is None else now)
        assert found is not None
        return found

    def write(self, question_id: int, text: str, actor: Actor) -> None:
        with self.store.writer() as db:
            target = answer_target(question_id)
            save_draft(db, kind=ANSWER, target=target, actor=actor.name, text=text, now=self.now)

    def written(self, question_id: int, actor: Actor) -> str | None:
        with self.store.reader() as db:
            found = draft(db, kind=ANSWER, target=answer_target(question_id), actor=actor.name)
        return found.text if found else None

    def outbox(self, action_id: int | None, state: str) -> None:
        """What the worker would have done."""
        with self.store.writer() as db:
            db.execute(
                "UPDATE outbox SET state = ?, settled_at = ? WHERE action_id = ?",
                [state, self.now + 60, action_id],
            )

    def sent(self) -> list[tuple[str, int, str, str]]:
        """(kind, subject, text, actor) of everything that was handed to the outbox."""
        with self.store.reader() as db:
            return [
                (row["kind"], row["subject_id"], row["text"], row["actor"])
                for row in db.query(
                    "SELECT kind, subject_id, json_extract(payload, '$.text') AS text, actor"
                    " FROM outbox ORDER BY action_id"
                )
            ]


@pytest.fixture
def session(store: Store) -> Session:
    return made_session(store)


def made_session(store: Store) -> Session:
    """A session in an empty store."""
    with store.writer() as db:
        set_horizon(db, now=START)
    wall = Wall(store)
    post_id = wall.post("Сегодня открытый чат о сердце")
    chat_id = sessions.create_chat(
        store,
        "Здоровье сердца",
        starts_at=wall.now,
        ends_at=wall.now + 7200,
        actor=MODERATOR,
        now=wall.now,
    )
    sessions.change_chat(store, chat_id, actor=MODERATOR, now=wall.now, post_id=post_id)
    people = [
        specialists.add_specialist(
            store,
            chat_id,
            name,
            position=position,
            institution="ОКБ",
            topics=topics,
            signature=specialists.default_signature(name, position, "ОКБ"),
            actor=MODERATOR,
            now=wall.now,
        )
        for name, position, topics in (
            ("Иванов И. И.", "кардиолог", ["давление", "сердце"]),
            ("Белова А. А.", "педиатр", ["прививка", "ребёнок"]),
        )
    ]
    scope = sessions.scope(chat_id)
    return Session(
        store,
        wall,
        chat_id,
        post_id,
        heart=Actor("Иванов И. И.", "specialist", people[0], scope),
        child=Actor("Белова А. А.", "specialist", people[1], scope),
    )
