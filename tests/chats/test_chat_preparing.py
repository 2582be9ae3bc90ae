"""Before a session: announcement and rules past the guard, the usual texts, who is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.access.permissions import Actor
from lib.chats import answers, queries, sessions, specialists, texts
from lib.chats import questions as q
from lib.chats.board import queries as board
from lib.chats.errors import ChatError, Taken
from lib.chats.states import HOLD_SECONDS
from lib.guard import check, stops
from lib.outbox import HeldBack, Override, as_seen
from tests.chats.conftest import MODERATOR, Session

PHONE = "Звоните Марье: +7 912 345-67-89"


def test_an_announcement_with_a_persons_phone_goes_out_with_an_override_only(
    session: Session,
) -> None:
    with pytest.raises(HeldBack) as held:
        sessions.announce(
            session.store,
            session.chat_id,
            PHONE,
            publish_at=None,
            actor=MODERATOR,
            now=session.now,
        )
    assert session.sent() == []
    override = Override(as_seen(held.value.findings), "asked")
    sessions.announce(
        session.store,
        session.chat_id,
        PHONE,
        publish_at=None,
        actor=MODERATOR,
        now=session.now,
        override=override,
    )
    assert [text for _kind, _id, text, _who in session.sent()] == [PHONE]


def test_the_usual_texts_name_topic_hours_people_and_where_to_call(session: Session) -> None:
    with session.store.reader() as db:
        chat = queries.chat(db, session.chat_id)
        people = queries.specialists(db, session.chat_id)
    assert chat is not None
    told = texts.announcement(chat, people, zone="Europe/Moscow")
    assert "Здоровье сердца" in told and "— Иванов И. И., кардиолог, ОКБ" in told
    rules = texts.rules(chat, zone="Europe/Moscow")
    assert "103 или 112" in rules and "не ставим диагнозы" in rules
    assert texts.hours(chat, zone="Europe/Moscow") in rules
    for text in (told, rules):
        assert stops(check(text)) == ()


def test_what_was_not_read_is_not_published(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, "Первый ответ", session.heart)
    answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, "Второй ответ", session.heart)
    answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)
    with pytest.raises(Taken):
        answers.publish(
            session.store, question_id, actor=MODERATOR, now=session.now, seen="Первый ответ"
        )
    assert session.of(question_id).state == "review"
    answers.publish(
        session.store, question_id, actor=MODERATOR, now=session.now, seen="Второй ответ"
    )
    assert session.sent()[0][2].startswith("Второй ответ\n\nОтвечает:")


def test_an_emptied_field_does_not_publish_what_was_handed_in(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, "Ответ", session.heart)
    answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, " ", MODERATOR)
    with pytest.raises(ChatError):
        answers.publish(session.store, question_id, actor=MODERATOR, now=session.now)
    assert session.sent() == []


def test_what_the_clock_alone_changes_on_a_board(session: Session) -> None:
    def told(now: int) -> list[tuple[str, int, int]]:
        with session.store.reader() as db:
            return queries.by_clock(db, online_seconds=150, now=now)

    start, child = session.now, session.child.person_id
    assert told(start) == []
    specialists.note_seen(session.store, session.chat_id, actor=session.child, now=start)
    assert told(start + 149) == [("here", session.chat_id, child)]
    assert told(start + 150) == []
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=start + 100)
    ends = start + 100 + HOLD_SECONDS
    assert ("late", session.chat_id, question_id) not in told(ends - 1)
    assert ("late", session.chat_id, question_id) in told(ends)


def test_a_specialist_sees_what_is_open_and_her_own(session: Session) -> None:
    mine, theirs, free = session.ask(), session.ask(), session.ask()
    for number, who in ((mine, session.heart), (theirs, session.child)):
        q.take(session.store, number, actor=who, now=session.now)
        session.write(number, "Ответ", who)
        answers.hand_in(session.store, number, actor=who, now=session.now)
    with session.store.reader() as db:
        seen = board.questions_for(
            db, session.chat_id, session.heart.person_id or 0, now=session.now
        )
    assert {one.question_id for one in seen} == {mine, free}


def test_an_open_page_is_noted_now_and_then(session: Session) -> None:
    def seen(who: Actor, at: int) -> int | None:
        specialists.note_seen(session.store, session.chat_id, actor=who, now=at)
        with session.store.reader() as db:
            found = queries.specialist(db, session.chat_id, who.person_id or 0)
        return found.seen_at if found else None

    at = session.now
    assert seen(session.heart, at) == at
    assert seen(session.heart, at + specialists.SEEN_SECONDS - 1) == at
    later = at + specialists.SEEN_SECONDS
    assert seen(session.heart, later) == later
    # A clock that was set back does not stop it.
    assert seen(session.heart, at) == at
    assert seen(MODERATOR, at) is None


def test_a_text_that_names_another_time_is_noticed(session: Session) -> None:
    with session.store.reader() as db:
        chat = queries.chat(db, session.chat_id)
    assert chat is not None
    zone = "Europe/Moscow"
    usual = texts.announcement(chat, [], zone=zone)
    moved = replace(chat, starts_at=chat.starts_at + 5400, ends_at=chat.ends_at + 5400)
    assert not texts.names_other_hours(usual, chat, zone=zone)
    assert texts.names_other_hours(usual, moved, zone=zone)
    # Words without a time of day, and a date, say nothing that could be wrong.
    for words in ("Ждём вас завтра!", "Приходите 27.11.2026", "Приём 24.12", "До 12.05"):
        assert not texts.names_other_hours(words, moved, zone=zone), words


def test_a_pasted_list_loses_its_numbers_and_repetitions() -> None:
    pasted = "1. Можно ли кофе?\n\n2) Где холтер?\n• Аспирин?\n- можно ли кофе?\n  12 мая приём?\n3.5 ммоль?"
    assert texts.listed(pasted) == [
        "Можно ли кофе?", "Где холтер?", "Аспирин?", "12 мая приём?", "3.5 ммоль?",
    ]  # fmt: skip
