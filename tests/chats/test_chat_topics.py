"""What questions are about is known from the specialists' topics, and said by the moderator where it is not."""

from __future__ import annotations

from lib.chats import intake, specialists
from lib.chats import questions as q
from lib.chats.topics import topic_named
from tests.chats.conftest import MODERATOR, Session


def test_a_question_comes_with_the_topic_that_it_names(session: Session) -> None:
    asked = [
        session.ask("Чем опасно высокое давление?", from_id=601),
        session.ask("Где парковка?", from_id=602),
    ]
    assert [session.of(one).topic for one in asked] == ["давление", None]
    intake.paste_questions(
        session.store, session.chat_id, ["Можно ли прививки при насморке?"],
        actor=MODERATOR, now=session.now,
    )  # fmt: skip
    with session.store.reader() as db:
        topic = db.execute("SELECT topic FROM question WHERE source = 'pasted'").fetchone()[0]
    assert topic == "прививка"


def test_topics_named_later_reach_the_questions_that_have_none(session: Session) -> None:
    parking = session.ask("Где парковка?", from_id=601)
    pressure = session.ask("Чем опасно высокое давление?", from_id=602)
    q.set_topic(session.store, pressure, "Сосуды", actor=MODERATOR, now=session.now)
    specialists.add_specialist(
        session.store, session.chat_id, "Завхоз П. П.", position="завхоз", institution="ОКБ",
        topics=["парковка", "давление в трубах", "опасно"], signature="Отвечает: завхоз",
        actor=MODERATOR, now=session.now,
    )  # fmt: skip
    assert session.of(parking).topic == "парковка"
    assert session.of(pressure).topic == "Сосуды"


def test_the_moderators_word_decides_to_whom_a_question_goes(session: Session) -> None:
    question = session.ask("Чем опасно высокое давление?")
    q.set_topic(session.store, question, "  прививки ", actor=MODERATOR, now=session.now)
    assert session.of(question).topic == "прививки"
    q.assign_by_topic(session.store, session.chat_id, actor=MODERATOR, now=session.now)
    assert session.of(question).assignee == "Белова А. А."
    q.set_topic(session.store, question, " ", actor=MODERATOR, now=session.now)
    assert session.of(question).topic is None


def test_a_topic_is_named_by_all_its_words_in_any_form() -> None:
    assert topic_named("Болят сердце и сосуды", ["сердце детей", "сосудов"]) == "сосудов"
    assert topic_named("Болит голова", ["сердце", " ", ""]) is None
