"""Earlier answers: found by the question they answered, told without the signature, marked when old."""

from __future__ import annotations

from lib.chats import answers
from lib.chats import questions as q
from lib.chats.board import queries as board
from lib.chats.intake import paste_questions
from lib.chats.knowledge import Earlier, earlier_answers
from lib.chats.norms import MONTH, Norms, change_norms, norms
from tests.chats.conftest import MODERATOR, Session

FLU = "Где сделать прививку от гриппа ребёнку?"


def found(session: Session, text: str, *, but: int | None = None) -> list[Earlier]:
    with session.store.reader() as db:
        return earlier_answers(db, text, but=but)


def reply(session: Session, text: str, answer: str, **more: object) -> tuple[int, int]:
    asked = session.wall.say(session.post_id, text, **more)  # type: ignore[arg-type]
    said = session.wall.say(session.post_id, answer, from_id=-1, thread=asked, reply_to=asked)
    return asked, said


def confirm(session: Session, action_id: int, comment_id: int) -> None:
    """VK has the answer, as this comment."""
    session.outbox(action_id, "confirmed")
    with session.store.writer() as db:
        db.execute("UPDATE outbox SET result_id = ? WHERE action_id = ?", [comment_id, action_id])


def test_the_most_alike_comes_first_whatever_the_endings(session: Session) -> None:
    reply(session, "Прививки взрослым от столбняка", "В поликлинике по месту жительства.")
    reply(session, "Подскажите, где делают прививки от гриппа детям и ребёнку?", "В детской.")
    reply(session, "Сколько ждать скорую?", "До 20 минут.")
    first, *others = found(session, FLU)
    assert (first.answer, first.who) == ("В детской.", None)
    assert all(one.likeness <= first.likeness for one in others)
    assert "До 20 минут." not in [one.answer for one in others]


def test_only_what_stands_in_vk_is_told_and_not_the_question_itself(session: Session) -> None:
    asked, said = reply(session, FLU, "В детской поликлинике.")
    session.wall.say(session.post_id, "Где прививку от гриппа сделать ребёнку, скажите")
    assert [one.comment_id for one in found(session, FLU)] == [said]
    assert found(session, FLU, but=asked) == []
    with session.store.writer() as db:
        db.execute("UPDATE comment SET deleted_at = 1 WHERE comment_id = ?", [said])
    assert found(session, FLU) == []


def test_the_same_answer_is_told_once(session: Session) -> None:
    for _ in range(3):
        reply(session, FLU, "В детской поликлинике.")
    assert len(found(session, FLU)) == 1


def test_an_answer_of_a_chat_is_told_with_its_specialist_and_without_the_signature(
    session: Session,
) -> None:
    question_id = session.ask(FLU)
    q.take(session.store, question_id, actor=session.child, now=session.now)
    session.write(question_id, "В прививочном кабинете.", session.child)
    answers.hand_in(session.store, question_id, actor=session.child, now=session.now)
    action_id = answers.publish(session.store, question_id, actor=MODERATOR, now=session.now)
    top = session.of(question_id).source_id
    said = session.wall.say(
        session.post_id, session.sent()[0][2], from_id=-1, thread=top, reply_to=top
    )
    confirm(session, action_id, said)
    [one] = found(session, "Прививка ребёнку от гриппа")
    assert (one.answer, one.who) == ("В прививочном кабинете.", "Белова А. А.")
    assert (one.question, one.comment_id) == (FLU, said)


def test_a_question_collected_elsewhere_is_known_by_itself(session: Session) -> None:
    paste_questions(session.store, session.chat_id, [FLU], actor=MODERATOR, now=session.now)
    with session.store.reader() as db:
        [pasted] = board.questions(db, session.chat_id, now=session.now)
    session.write(pasted.question_id, "По записи, запись открыта на портале.", MODERATOR)
    action_id = answers.publish(session.store, pasted.question_id, actor=MODERATOR, now=session.now)
    said = session.wall.say(session.post_id, session.sent()[0][2], from_id=-1)
    confirm(session, action_id, said)
    [one] = found(session, "Где прививка от гриппа ребёнку?")
    assert (one.question, one.answer) == (FLU, "По записи, запись открыта на портале.")
    # Words of the answer are not words of the question.
    assert found(session, "Когда открыта запись на портале?") == []


def test_hostile_and_empty_questions_find_nothing_and_break_nothing(session: Session) -> None:
    reply(session, FLU, "В детской поликлинике.")
    for text in ("", "?!…", '" OR *', "NEAR(a b)", "\x00", "stems : *", "а" * 5000, "и в на"):
        assert found(session, text) == []


def test_old_answers_are_marked_by_a_norm_that_can_be_changed(session: Session) -> None:
    assert Norms().is_stale(0, now=13 * MONTH) and not Norms().is_stale(0, now=11 * MONTH)
    change_norms(session.store, Norms(stale_months=6), actor=MODERATOR, now=session.now)
    with session.store.reader() as db:
        assert norms(db).is_stale(0, now=11 * MONTH)
