"""What stands open when a chat closes becomes a task with a deadline, and stays one until it is settled."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from lib.access.permissions import Actor, Forbidden
from lib.chats import answers, sessions
from lib.chats import questions as q
from lib.chats.after.tasks import Owed, owed
from lib.chats.board import queries as board
from lib.chats.errors import ChatError
from lib.chats.norms import Norms, change_norms, norms
from tests.chats.conftest import MODERATOR, Session

ZONE = "Europe/Moscow"


def close(session: Session) -> None:
    sessions.close_chat(session.store, session.chat_id, actor=MODERATOR, now=session.now, zone=ZONE)


def left(session: Session) -> list[int]:
    with session.store.reader() as db:
        found = board.left_questions(db, now=session.now, chat_id=session.chat_id)
    return [one.question_id for one in found]


def owes(session: Session, *, now: int | None = None) -> Owed:
    with session.store.reader() as db:
        return owed(db, now=session.now if now is None else now)


def due(session: Session) -> int:
    """A working day of nine hours later, counted hour by hour."""
    return Norms().due_at(session.now, zone=ZONE)


def test_open_questions_are_due_by_the_norm_and_settled_ones_are_no_tasks(session: Session) -> None:
    waits, declined, answered = session.ask(), session.ask(), session.ask()
    q.decline(session.store, declined, "Не по теме", actor=MODERATOR, now=session.now)
    session.write(answered, "Ответ", MODERATOR)
    session.outbox(
        answers.publish(session.store, answered, actor=MODERATOR, now=session.now), "confirmed"
    )
    assert (left(session), owes(session).count) == ([], 0)
    close(session)
    assert left(session) == [waits]
    assert owes(session) == Owed(1, 0, due(session), session.chat_id)
    assert owes(session, now=due(session) + 1).overdue == 1
    there = datetime.fromtimestamp(due(session), ZoneInfo(ZONE))
    assert time(9) <= there.time() <= time(18)


def test_a_task_is_done_when_vk_has_the_answer_or_it_is_declined(session: Session) -> None:
    one, two = session.ask(), session.ask()
    close(session)
    q.decline(session.store, one, "Личный вопрос", actor=MODERATOR, now=session.now)
    assert left(session) == [two]
    session.write(two, "Ответ после чата", MODERATOR)
    action_id = answers.publish(session.store, two, actor=MODERATOR, now=session.now)
    assert left(session) == [two]  # VK may yet refuse it
    session.outbox(action_id, "confirmed")
    assert (left(session), owes(session)) == ([], Owed(0, 0, None, None))


def test_what_is_taken_up_again_is_due_like_the_others(session: Session) -> None:
    one = session.ask()
    q.decline(session.store, one, "Не по теме", actor=MODERATOR, now=session.now)
    close(session)
    q.take_up_again(session.store, one, actor=MODERATOR, now=session.now)
    assert owes(session).next_due_at == due(session)


def test_opening_the_chat_again_takes_the_deadlines_back(session: Session) -> None:
    session.ask()
    close(session)
    sessions.reopen_chat(session.store, session.chat_id, actor=MODERATOR, now=session.now)
    assert owes(session).count == 0
    change_norms(session.store, Norms(answer_days=3), actor=MODERATOR, now=session.now)
    close(session)
    assert owes(session).next_due_at == Norms(answer_days=3).due_at(session.now, zone=ZONE)


@pytest.mark.parametrize(
    "wrong",
    [Norms(answer_days=0), Norms(stale_months=0), Norms(begins=time(18), ends=time(9))],
)
def test_norms_that_make_no_sense_are_refused(session: Session, wrong: Norms) -> None:
    with pytest.raises(ChatError):
        change_norms(session.store, wrong, actor=MODERATOR, now=session.now)
    with pytest.raises(Forbidden):
        change_norms(session.store, Norms(), actor=Actor("Редактор", "editor"), now=session.now)
    with session.store.reader() as db:
        assert norms(db) == Norms()
