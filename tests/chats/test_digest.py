"""The digest: the best first, without names, no longer than a post, a draft like any other."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.access.permissions import Actor, Forbidden
from lib.base.text import text_length
from lib.chats import answers
from lib.chats import questions as q
from lib.chats.after.digest import candidates, digest_of, draft_digest
from lib.chats.after.names import without_names
from lib.chats.errors import ChatError
from lib.store.drafts import drafts
from lib.wall.posts import TEXT_LIMIT
from tests.chats.conftest import MODERATOR, Session

CITIZENS = ("Анна Смирнова", "Олег Ким")


def answered(session: Session, text: str, answer: str, *, likes: int = 0) -> int:
    question_id = session.ask(text, likes={"count": likes})
    q.take(session.store, question_id, actor=session.heart, now=session.now)
    session.write(question_id, answer, session.heart)
    answers.hand_in(session.store, question_id, actor=session.heart, now=session.now)
    session.outbox(
        answers.publish(session.store, question_id, actor=MODERATOR, now=session.now), "confirmed"
    )
    return question_id


def test_the_best_come_first_and_only_what_is_published(session: Session) -> None:
    short = answered(session, "Первый?", "Да.")
    long = answered(session, "Второй?", "Да, и вот почему.")
    liked = answered(session, "Третий?", "Нет.", likes=5)
    session.ask("Без ответа?")
    with session.store.reader() as db:
        found = [one.question_id for one in candidates(db, session.chat_id, now=session.now)]
    assert found == [liked, long, short]


def test_it_becomes_a_draft_that_goes_the_way_of_every_post(session: Session) -> None:
    session.wall.people([{"id": 501, "first_name": "Анна", "last_name": "Смирнова"}])
    one = answered(session, "Меня зовут Анна Смирнова, можно ли кофе?", "Анна, добрый день! Можно.")
    draft_digest(session.store, session.chat_id, [one], actor=MODERATOR, now=session.now)
    with session.store.reader() as db:
        [made] = drafts(db, kind="post", actor=MODERATOR.name)
    assert made.text == (
        "Вопросы и ответы: Здоровье сердца\n\nВопрос: Можно ли кофе?\nОтвет: Можно.\n\n"
        "На вопросы отвечали: Иванов И. И., кардиолог, ОКБ"
    )
    assert len(session.sent()) == 1  # the answer; the digest itself was not sent anywhere


def test_nothing_chosen_and_no_right_are_refused(session: Session) -> None:
    with pytest.raises(ChatError):
        draft_digest(session.store, session.chat_id, [], actor=MODERATOR, now=session.now)
    for role in ("analyst", "specialist"):
        with pytest.raises(Forbidden):
            draft_digest(
                session.store, session.chat_id, [], actor=Actor("Кто-то", role), now=session.now
            )


def test_what_does_not_fit_into_a_post_is_left_out_and_told(session: Session) -> None:
    several = [answered(session, f"Вопрос {n}?", f"{n} " + "слово " * 650) for n in range(6)]
    with session.store.reader() as db:
        made = digest_of(db, session.chat_id, several, now=session.now)
    assert made.left_out and made.taken
    assert {*made.left_out, *made.taken} == set(several)
    assert text_length(made.text) <= TEXT_LIMIT


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Здравствуйте! Меня зовут Анна Смирнова, можно ли кофе?", "Можно ли кофе?"),
        ("[id55|Олег], добрый день! Приходите.", "Приходите."),
        ("@id123 (Олег) когда приём?", "Когда приём?"),
        ("Пишите vk.com/id777, там Анне Смирновой ответят", "Пишите, там ответят"),
        ("Уважаемая Анна! Мы уточнили.", "Мы уточнили."),
        ("Маму, Сидорову Клавдию Петровну, не приняли", "Маму, не приняли"),
    ],
)
def test_names_of_citizens_leave_no_trace(text: str, left: str) -> None:
    assert without_names(text, CITIZENS, all_people=True) == left


def test_doctors_named_in_an_answer_stay() -> None:
    told = "Приём ведёт Иванов Иван Иванович, кабинет 5."
    assert without_names(told, CITIZENS, all_people=False) == told


@given(st.text(max_size=200))
@example("\U00017000 лежит у вас")  # a letter of which Python knows no name
def test_mentions_never_survive_and_no_text_breaks_it(text: str) -> None:
    made = without_names(f"{text} [id1|Анна] @id15 {text}", CITIZENS, all_people=True)
    assert "[id1|" not in made


def test_personal_data_of_a_question_does_not_come_into_the_digest(session: Session) -> None:
    one = answered(
        session,
        "Моей маме Петровой Галине Ивановне поставили инфаркт, тел. 8 912 345-67-89, что положено?",
        "Лекарства по рецепту.",
    )
    with session.store.reader() as db:
        text = digest_of(db, session.chat_id, [one], now=session.now).text
    assert "что положено?" in text and "Лекарства по рецепту." in text
    assert "345-67-89" not in text and "Петров" not in text and "инфаркт" not in text
