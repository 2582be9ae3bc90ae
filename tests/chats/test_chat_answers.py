"""Answers: handed in, given back, published with the signature, known from VK itself."""

from __future__ import annotations

import pytest

from lib import outbox
from lib.access.permissions import Forbidden
from lib.chats import answers, sessions
from lib.chats import questions as q
from lib.chats.board import queries as board
from lib.chats.errors import ChatError, Taken
from lib.chats.intake import paste_questions
from tests.chats.conftest import MODERATOR, Session

TEXT = "Приём по средам с 9 до 12."
SIGNED = TEXT + "\n\nОтвечает: Иванов И. И., кардиолог, ОКБ"


def answered(session: Session, question_id: int, text: str = TEXT) -> None:
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, text, session.heart)
    answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)


def publish(session: Session, question_id: int) -> int:
    return answers.publish(session.store, question_id, actor=MODERATOR, now=session.now)


def change(session: Session, **settings: object) -> None:
    sessions.change_chat(
        session.store, session.chat_id, actor=MODERATOR, now=session.now, **settings
    )


def test_an_answer_is_handed_in_checked_and_published_with_its_signature(session: Session) -> None:
    question_id = session.ask()
    answered(session, question_id)
    found = session.of(question_id)
    assert (found.state, found.answer, found.answered_by) == ("review", TEXT, "Иванов И. И.")
    assert session.written(question_id, session.heart) is None
    action_id = publish(session, question_id)
    assert session.of(question_id).state == "sending"
    assert session.sent() == [("reply", found.source_id, SIGNED, "Ольга")]
    assert (publish(session, question_id), len(session.sent())) == (action_id, 1)
    session.outbox(action_id, "confirmed")
    assert session.of(question_id).state == "published"
    with session.store.reader() as db:
        counted = board.counters(db, session.chat_id, now=session.now)
    assert (counted.answered, counted.waiting, counted.mean_seconds) == (1, 0, 60)


@pytest.mark.parametrize("state", ["refused", "unknown", "paused", "queued"])
def test_what_is_not_in_vk_is_never_called_published(session: Session, state: str) -> None:
    question_id = session.ask()
    answered(session, question_id)
    session.outbox(publish(session, question_id), state)
    found = session.of(question_id)
    assert (found.state, found.action_state) == ("sending", state)


def test_the_moderator_edits_before_publishing(session: Session) -> None:
    question_id = session.ask()
    answered(session, question_id)
    session.write(question_id, "Приём по четвергам.", MODERATOR)
    publish(session, question_id)
    assert session.sent()[0][2].startswith("Приём по четвергам.\n\nОтвечает: Иванов")
    assert session.written(question_id, MODERATOR) is None


def test_an_answer_given_back_is_the_specialists_draft_again(session: Session) -> None:
    question_id, store, now = session.ask(), session.store, session.now
    answered(session, question_id)
    with pytest.raises(ChatError):
        answers.give_back(store, question_id, "", actor=MODERATOR, now=now)
    answers.give_back(store, question_id, "Добавьте телефон", actor=MODERATOR, now=now)
    found = session.of(question_id)
    assert (found.state, found.assignee) == ("answering", "Иванов И. И.")
    assert found.remark == "Добавьте телефон"
    assert session.written(question_id, session.heart) == TEXT
    session.write(question_id, TEXT + " Тел. регистратуры 122.", session.heart)
    answers.hand_in(store, question_id, actor=session.heart, now=session.now)
    assert session.of(question_id).remark is None


def test_publishing_while_the_specialist_still_types_loses_no_text(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, "Пишу ещё", session.heart)
    session.write(question_id, "Ответ модератора", MODERATOR)
    publish(session, question_id)
    with pytest.raises(Taken):
        answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)
    assert session.written(question_id, session.heart) == "Пишу ещё"
    assert len(session.sent()) == 1


def test_nothing_written_and_too_much_is_said(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    with pytest.raises(ChatError, match="first"):
        answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)
    with pytest.raises(ChatError, match="no answer"):
        publish(session, question_id)
    session.write(question_id, "а" * 4090, session.heart)
    with pytest.raises(ChatError, match="too long"):
        answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)


def test_a_specialist_publishes_only_where_the_chat_says_so(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, TEXT, session.heart)
    with pytest.raises(Forbidden):
        answers.publish(session.store, question_id, actor=session.heart, now=session.now)
    change(session, checked=False)
    with pytest.raises(Taken, match="has this question"):
        answers.publish(session.store, question_id, actor=session.child, now=session.now)
    answers.publish(session.store, question_id, actor=session.heart, now=session.now)
    assert session.sent()[0][2:] == (SIGNED, "Иванов И. И.")


def test_all_authors_of_joined_questions_get_the_answer(session: Session) -> None:
    one, two = session.ask(from_id=601), session.ask(from_id=602)
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    answered(session, one)
    publish(session, one)
    places = [session.of(one).source_id, session.of(two).source_id]
    assert [row[1:3] for row in session.sent()] == [(place, SIGNED) for place in places]


def test_or_a_line_with_a_link_to_it(session: Session) -> None:
    change(session, joined_get="link")
    one, two = session.ask(from_id=601), session.ask(from_id=602)
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    answered(session, one)
    publish(session, one)
    told = session.sent()[1][2]
    assert f"?reply={session.of(one).source_id}" in told and TEXT not in told


def test_an_answer_typed_in_vk_itself_settles_the_question(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    top = session.of(question_id).source_id
    session.wall.say(session.post_id, "Ответили с телефона", from_id=-1, thread=top, reply_to=top)
    found = session.of(question_id)
    assert (found.state, found.in_vk, found.answer) == ("published", True, "Ответили с телефона")
    session.write(question_id, TEXT, session.heart)
    with pytest.raises(Taken):
        answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)


def test_taking_an_answer_back_brings_it_to_checking(session: Session) -> None:
    one, two = session.ask(from_id=601), session.ask(from_id=602)
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    answered(session, one)
    action_id = publish(session, one)
    assert answers.withdraw_answer(session.store, one, actor=MODERATOR, now=session.now)
    assert (session.of(one).state, session.of(one).answer) == ("review", TEXT)
    with session.store.reader() as db:
        states = [row["state"] for row in db.query("SELECT state FROM outbox")]
    assert states == ["withdrawn", "withdrawn"]
    assert publish(session, one) != action_id


def test_a_pasted_question_is_told_with_its_answer_under_the_announcement(session: Session) -> None:
    paste_questions(session.store, session.chat_id, ["Где лечь?"], actor=MODERATOR, now=session.now)
    with session.store.reader() as db:
        [found] = board.questions(db, session.chat_id, now=session.now)
    answered(session, found.question_id)
    publish(session, found.question_id)
    told = "Вопрос: Где лечь?\n\n" + SIGNED
    assert session.sent() == [("comment", session.post_id, told, "Ольга")]


def test_an_answer_taken_back_among_what_goes_out_can_be_published_again(session: Session) -> None:
    one, two = session.ask(from_id=601), session.ask(from_id=602)
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    answered(session, one)
    first = publish(session, one)
    with session.store.writer() as db:
        outbox.withdraw(db, first, actor=MODERATOR, now=session.now)
    assert session.of(one).state == "review"
    assert publish(session, one) != first
    # The author of the joined question gets one answer, not two.
    places = [session.of(number).source_id for number in (one, two, one)]
    assert [row[1] for row in session.sent()] == places


def test_a_joined_question_that_its_author_deleted_does_not_stop_the_answer(
    session: Session,
) -> None:
    one, two = session.ask(from_id=601), session.ask(from_id=602)
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    answered(session, one)
    with session.store.writer() as db:
        db.execute(
            "UPDATE comment SET deleted_at = 1 WHERE comment_id = ?", [session.of(two).source_id]
        )
    publish(session, one)
    assert [row[1] for row in session.sent()] == [session.of(one).source_id]


def test_what_has_been_answered_is_not_taken_out_to_be_answered_again(session: Session) -> None:
    one, two = session.ask(from_id=601), session.ask(from_id=602)
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    answered(session, one)
    publish(session, one)
    for number in (one, two):
        with pytest.raises(Taken):
            q.part(session.store, number, actor=MODERATOR, now=session.now)


def test_an_answer_to_the_first_of_a_thread_leaves_the_questions_below_it(session: Session) -> None:
    one = session.ask("Можно ли кофе?", from_id=601)
    top = session.of(one).source_id
    two = session.ask("А чай?", from_id=602, thread=top)
    session.wall.say(session.post_id, "Можно", from_id=-1, thread=top, reply_to=top)
    assert (session.of(one).state, session.of(two).state) == ("published", "new")
