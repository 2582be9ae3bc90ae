"""Questions on the board: they come once, are held by one, go back, are joined, declined."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from lib.access.permissions import Actor, Forbidden
from lib.chats import questions as q
from lib.chats import sessions, specialists
from lib.chats.board import queries as board
from lib.chats.errors import ChatError, Taken
from lib.chats.intake import paste_questions
from lib.chats.said.queries import record_of
from lib.chats.states import HOLD_SECONDS
from tests.chats.conftest import MODERATOR, Session


def test_what_citizens_write_becomes_a_question_once(session: Session) -> None:
    first = session.ask("Когда приём?")
    assert session.of(first).state == "new"
    assert session.of(first).text == "Когда приём?"
    assert session.collect() == 0
    ours = session.wall.say(session.post_id, "Правила чата", from_id=-1)
    other = session.wall.say(session.wall.post("Другая запись"), "Не сюда")
    assert session.collect() == 0
    with session.store.reader() as db:
        asked = {row["source_id"] for row in db.query("SELECT source_id FROM question")}
    assert not asked & {ours, other}


def test_a_further_word_of_the_same_person_belongs_to_the_question(session: Session) -> None:
    question_id = session.ask("Болит голова")
    top = session.of(question_id).source_id
    session.wall.say(session.post_id, "И давление скачет", thread=top)
    assert session.collect() == 0
    session.wall.say(session.post_id, "У меня тоже", from_id=502, thread=top)
    assert session.collect() == 1


def test_a_closed_chat_takes_nothing_in(session: Session) -> None:
    sessions.close_chat(session.store, session.chat_id, actor=MODERATOR, now=session.now)
    session.wall.say(session.post_id, "Опоздал")
    assert session.collect() == 0
    sessions.reopen_chat(session.store, session.chat_id, actor=MODERATOR, now=session.now)
    assert session.collect() == 1


def test_taking_holds_and_nobody_else_can_take(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    found = session.of(question_id)
    assert (found.state, found.assignee) == ("answering", "Иванов И. И.")
    with pytest.raises(Taken) as caught:
        q.take(session.store, question_id, actor=session.child, now=session.now)
    assert caught.value.values == {"name": "Иванов И. И."}
    q.take(session.store, question_id, actor=session.heart, now=session.now)  # an impatient click


def test_of_two_who_press_take_at_once_one_has_it(session: Session) -> None:
    question_id = session.ask()
    got: list[str] = []
    barrier = threading.Barrier(2)

    def press(actor: Actor) -> None:
        barrier.wait()
        try:
            q.take(session.store, question_id, actor=actor, now=session.now)
        except Taken:
            return
        got.append(actor.name)

    threads = [threading.Thread(target=press, args=(w,)) for w in (session.heart, session.child)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [session.of(question_id).assignee]


def test_a_hold_that_is_not_renewed_ends_and_the_text_stays(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, "Начал и закрыл ноутбук", session.heart)
    later = session.now + HOLD_SECONDS - 1
    assert q.renew_hold(session.store, question_id, actor=session.heart, now=later)
    end = later + HOLD_SECONDS
    assert session.of(question_id, now=end - 1).state == "answering"
    over = session.of(question_id, now=end)
    assert (over.state, over.assignee) == ("new", None)
    assert not q.renew_hold(session.store, question_id, actor=session.heart, now=end)
    q.take(session.store, question_id, actor=session.child, now=end)
    assert session.written(question_id, session.heart) == "Начал и закрыл ноутбук"


def test_a_clock_that_goes_back_does_not_hold_a_question_for_ever(session: Session) -> None:
    question_id, ahead = session.ask(), session.now + 24 * 3600
    q.take(session.store, question_id, actor=session.heart, now=ahead)
    assert (session.of(question_id).state, session.of(question_id).assignee) == ("new", None)
    q.take(session.store, question_id, actor=session.child, now=session.now)
    assert session.of(question_id).assignee == "Белова А. А."
    # A clock that is set right by a little ends nobody's hold.
    assert session.of(question_id, now=session.now - 60).state == "answering"


def test_what_the_moderator_assigned_stays_with_its_specialist(session: Session) -> None:
    question_id, to = session.ask(), session.heart.person_id or 0
    q.assign(session.store, question_id, to, actor=MODERATOR, now=session.now)
    with pytest.raises(Taken):
        q.take(session.store, question_id, actor=session.child, now=session.now)
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    over = session.of(question_id, now=session.now + HOLD_SECONDS)
    assert (over.state, over.assignee) == ("assigned", "Иванов И. И.")


STEPS: dict[str, tuple[Callable[[Session, int], None], str, str | None]] = {
    "let go": (lambda s, i: q.let_go(s.store, i, actor=s.heart, now=s.now), "new", None),
    "not mine": (lambda s, i: q.not_mine(s.store, i, actor=s.heart, now=s.now), "new", None),
    "freed": (lambda s, i: q.free(s.store, i, actor=MODERATOR, now=s.now), "new", None),
    "handed over": (
        lambda s, i: q.hand_over(s.store, i, s.child.person_id or 0, actor=s.heart, now=s.now),
        "assigned",
        "Белова А. А.",
    ),
    "declined": (
        lambda s, i: q.decline(s.store, i, "Реклама", actor=MODERATOR, now=s.now),
        "declined",
        "Иванов И. И.",
    ),
    "link taken back": (
        lambda s, i: specialists.revoke_specialist(
            s.store, s.chat_id, s.heart.person_id or 0, actor=MODERATOR, now=s.now
        ),
        "new",
        None,
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_held_question_moves_on(session: Session, name: str) -> None:
    step, state, who = STEPS[name]
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    step(session, question_id)
    found = session.of(question_id)
    assert (found.state, found.assignee) == (state, who)


def test_nobody_lets_go_what_is_somebody_elses(session: Session) -> None:
    question_id = session.ask()
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    for command in (q.let_go, q.not_mine):
        with pytest.raises(Taken):
            command(session.store, question_id, actor=session.child, now=session.now)


def test_a_declined_question_needs_a_reason_and_can_be_taken_up_again(session: Session) -> None:
    question_id = session.ask()
    with pytest.raises(ChatError):
        q.decline(session.store, question_id, "  ", actor=MODERATOR, now=session.now)
    q.decline(session.store, question_id, "Не по теме", actor=MODERATOR, now=session.now)
    assert session.of(question_id).declined_because == "Не по теме"
    with pytest.raises(Taken):
        q.take(session.store, question_id, actor=session.heart, now=session.now)
    q.take_up_again(session.store, question_id, actor=MODERATOR, now=session.now)
    assert session.of(question_id).state == "new"


def test_questions_are_assigned_by_topic(session: Session) -> None:
    asked = [
        session.ask("Чем опасно высокое давление?", from_id=601),
        session.ask("Какие прививки нужны ребёнку?", from_id=602),
        session.ask("Где парковка?", from_id=603),
    ]
    given = q.assign_by_topic(session.store, session.chat_id, actor=MODERATOR, now=session.now)
    assert given == 2
    found = [session.of(i).assignee for i in asked]
    assert found == ["Иванов И. И.", "Белова А. А.", None]


def test_joined_questions_leave_the_board_and_can_come_back(session: Session) -> None:
    one, two, three = (session.ask(from_id=600 + n) for n in range(3))
    q.join(session.store, [two], one, actor=MODERATOR, now=session.now)
    q.join(session.store, [one, three], three, actor=MODERATOR, now=session.now)
    with session.store.reader() as db:
        [left] = board.questions(db, session.chat_id, now=session.now)
        assert (left.question_id, left.joined) == (three, (one, two))
        assert board.counters(db, session.chat_id, now=session.now).total == 1
    q.part(session.store, two, actor=MODERATOR, now=session.now)
    assert session.of(three).joined == (one,)
    assert session.of(two).state == "new"


def test_votes_order_the_board(session: Session) -> None:
    few = session.ask(from_id=601, likes={"count": 1})
    many = session.ask(from_id=602, likes={"count": 9})
    with session.store.reader() as db:
        listed = board.questions(db, session.chat_id, now=session.now, by_votes=True)
        in_time = board.questions(db, session.chat_id, now=session.now)
    assert [one.question_id for one in listed] == [many, few]
    assert [one.question_id for one in in_time] == [few, many]


def test_a_question_its_author_deleted_is_gone(session: Session) -> None:
    question_id = session.ask()
    comment_id = session.of(question_id).source_id
    with session.store.writer() as db:
        db.execute(
            "UPDATE comment SET deleted_at = 1, text = '' WHERE comment_id = ?", [comment_id]
        )
    found = session.of(question_id)
    assert (found.state, found.text) == ("gone", "Когда приём?")
    with pytest.raises(Taken):
        q.take(session.store, question_id, actor=session.heart, now=session.now)


def test_pasted_questions_are_questions_without_a_place(session: Session) -> None:
    def paste(texts: list[str]) -> int:
        return paste_questions(
            session.store, session.chat_id, texts, actor=MODERATOR, now=session.now
        )

    assert paste(["Первый?", " ", "Второй?"]) == 2
    with session.store.reader() as db:
        listed = board.questions(db, session.chat_id, now=session.now)
    assert [(one.source, one.text) for one in listed] == [
        ("pasted", "Первый?"),
        ("pasted", "Второй?"),
    ]
    for bad in ([], ["  "], ["?"] * 201):
        with pytest.raises(ChatError):
            paste(bad)


def test_a_specialist_of_another_chat_and_an_analyst_can_do_nothing_here(session: Session) -> None:
    question_id, store, now = session.ask(), session.store, session.now
    stranger = Actor("Чужой", "specialist", session.heart.person_id, "chat:999")
    for actor in (stranger, Actor("Никто", "analyst", 5)):
        with pytest.raises(Forbidden):
            q.take(store, question_id, actor=actor, now=now)
        with pytest.raises(Forbidden):
            q.write_note(store, question_id, "x", actor=actor, now=now)


def test_a_specialist_does_not_run_the_chat(session: Session) -> None:
    question_id, store, now, me = session.ask(), session.store, session.now, session.heart
    for command in (
        lambda: q.assign(store, question_id, 1, actor=me, now=now),
        lambda: q.decline(store, question_id, "x", actor=me, now=now),
        lambda: q.join(store, [question_id], question_id, actor=me, now=now),
        lambda: q.free(store, question_id, actor=me, now=now),
        lambda: sessions.open_chat(store, session.chat_id, actor=me, now=now),
        lambda: sessions.close_chat(store, session.chat_id, actor=me, now=now),
        lambda: specialists.invite_specialist(store, session.chat_id, 1, actor=me, now=now),
    ):
        with pytest.raises(Forbidden):
            command()


def test_everything_done_stands_in_the_record(session: Session) -> None:
    question_id = session.ask("Можно ли кофе?")
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    with session.store.reader() as db:
        told = [(row["what"], row["actor"]) for row in record_of(db, session.chat_id)]
    assert told[-2:] == [("question.come", "VK"), ("question.take", "Иванов И. И.")]
