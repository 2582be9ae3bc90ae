"""What questions are about: a topic of the specialists who answer in the chat, or the moderator's own word."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from lib.chats import queries
from lib.chats.board import queries as board
from lib.chats.rows import Specialist
from lib.store.search import stems


def topic_named(text: str, topics: Iterable[str]) -> str | None:
    """The first of `topics` that a text names: all words of the topic stand in it, by their stems."""
    words = set(stems(text).split())
    return next(
        (topic for topic in topics if (wanted := set(stems(topic).split())) and wanted <= words),
        None,
    )


def topics_of(people: Iterable[Specialist]) -> list[str]:
    """The topics of specialists, each once, in the order of the specialists."""
    return list(dict.fromkeys(topic for one in people for topic in one.topics))


def topic_of_new(db: Database, chat_id: int, text: str) -> str | None:
    """The topic of a question that comes to the chat; None where it names none of the specialists' topics."""
    return topic_named(text, topics_of(queries.specialists(db, chat_id)))


def name_topics(db: Database, chat_id: int) -> None:
    """Give the chat's questions that have no topic the one they name, in the caller's transaction: the
    specialists' topics have changed."""
    topics = topics_of(queries.specialists(db, chat_id))
    for question_id, text in board.without_topic(db, chat_id):
        if (topic := topic_named(text, topics)) is not None:
            board.change_question(db, question_id, {"topic": topic})
