"""An open chat through the whole engine: announcement, rules, questions, votes and answers on a local VK."""

from __future__ import annotations

import time

from lib.access.permissions import MODERATOR, Actor
from lib.chats import answers, queries, sessions, specialists
from lib.chats import questions as q
from lib.chats.board.queries import questions as questions_of
from lib.store.drafts import save_draft


def test_a_session_from_announcement_to_answer(local_vk, store, start, until, shown) -> None:
    worker = start(local_vk.url)
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'sync.last_at'"))
    now = int(time.time())
    chat_id = sessions.create_chat(
        store, "Сердце", starts_at=now, ends_at=now + 3600, actor=MODERATOR, now=now
    )
    with store.reader() as db:
        assert not all(check.done for check in sessions.checklist(db, chat_id))
    sessions.announce(
        store, chat_id, "Задавайте вопросы!", publish_at=None, actor=MODERATOR, now=now - 60
    )

    def chat():
        with store.reader() as db:
            return queries.chat(db, chat_id)

    until(lambda: chat().announcement_state == "confirmed")
    post_id = chat().post_id
    assert post_id in local_vk.world.posts
    sessions.post_rules(store, chat_id, "Диагнозов не ставим.", actor=MODERATOR, now=now - 60)
    until(lambda: chat().rules_state == "confirmed")
    [rules] = [c for c in local_vk.world.comments.values() if c.post_id == post_id]
    assert (rules.from_id, rules.text, rules.top_id) == (-1, "Диагнозов не ставим.", None)
    person_id = specialists.add_specialist(
        store, chat_id, "Врач Белова", signature="Отвечает: Белова", actor=MODERATOR, now=now
    )
    sessions.open_chat(store, chat_id, actor=MODERATOR, now=now)

    asked = local_vk.world.comment(post_id, 101, "Можно ли кофе?")

    def board():
        with store.reader() as db:
            return questions_of(db, chat_id, now=int(time.time()))

    began = time.monotonic()
    until(lambda: [one.source_id for one in board()] == [asked])
    assert time.monotonic() - began < 5
    local_vk.world.like(102, post_id=post_id, comment_id=asked)
    until(lambda: board()[0].votes == 1)

    doctor = Actor("Врач Белова", "specialist", person_id, sessions.scope(chat_id))
    [question] = board()
    q.take(store, question.question_id, actor=doctor, now=now)
    with store.writer() as db:
        save_draft(
            db,
            kind=answers.ANSWER,
            target=answers.answer_target(question.question_id),
            actor=doctor.name,
            text="Можно, одну чашку.",
            now=now,
        )
    answers.hand_in(store, question.question_id, actor=doctor, now=now)
    answers.publish(store, question.question_id, actor=MODERATOR, now=now, hold=0)
    worker.wake.set()
    until(lambda: board()[0].state == "published")
    [told] = [c for c in local_vk.world.comments.values() if c.reply_to == asked]
    assert told.text == "Можно, одну чашку.\n\nОтвечает: Белова"


def test_the_announcement_deleted_in_vk_leaves_the_questions(
    local_vk, store, start, until, shown
) -> None:
    post = local_vk.world.publish("Анонс")
    asked = local_vk.world.comment(post.id, 101, "Вопрос?")
    now = int(time.time())
    chat_id = sessions.create_chat(
        store, "Сердце", starts_at=now, ends_at=now + 3600, actor=MODERATOR, now=now
    )
    sessions.change_chat(store, chat_id, actor=MODERATOR, now=now, post_id=post.id)
    start(local_vk.url)
    until(lambda: shown("SELECT 1 FROM question WHERE source_id = ?", asked))
    with local_vk.world.turn():
        post.deleted = True
        local_vk.world.touch(post)
    with store.reader() as db:
        [found] = questions_of(db, chat_id, now=now)
    assert (found.text, found.state) == ("Вопрос?", "new")
