"""Questions from messages and from under a broadcast: how they come, what belongs together, who is answered."""

from __future__ import annotations

from typing import Any

import pytest

from lib import outbox
from lib.chats import answers, broadcast, queries, sessions
from lib.chats.board import queries as board
from lib.chats.errors import ChatError
from lib.chats.rows import Chat, Question
from lib.store.state import put_state
from lib.sync.talks.intake import take_messages, take_video_comments
from lib.sync.talks.queries import mark_messages_deleted, mark_video_comments_deleted
from tests.chats.conftest import MODERATOR, Session

ANNA, BORIS, VIDEO = 101, 102, 456


class Talks:
    """What is said beside the wall of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.last = 0

    def write(self, text: str, peer_id: int = ANNA, *, ours: bool = False, at: int = 0) -> int:
        """A message of a person, or ours to that person."""
        self.last += 1
        item = {
            "id": self.last,
            "peer_id": peer_id,
            "from_id": -1 if ours else peer_id,
            "date": at or self.session.now + self.last,
            "text": text,
        }
        self._take(take_messages, item)
        return self.last

    def say(self, text: str, from_id: int = ANNA, **more: Any) -> int:
        """A comment under the broadcast."""
        self.last += 1
        item = {"id": self.last, "from_id": from_id, "video_id": VIDEO, "text": text}
        self._take(take_video_comments, item | {"date": self.session.now + self.last} | more)
        return self.last

    def _take(self, intake: Any, item: dict[str, Any]) -> None:
        with self.session.store.writer() as db:
            intake(db, [item], group_id=1, now=self.session.now)
        self.session.collect()

    def questions(self, source: str) -> list[Question]:
        with self.session.store.reader() as db:
            found = board.questions(db, self.session.chat_id, now=self.session.now)
        return [one for one in found if one.source == source]

    def chat(self) -> Chat:
        with self.session.store.reader() as db:
            found = queries.chat(db, self.session.chat_id)
        assert found is not None
        return found

    def answer(self, question: Question, text: str = "Можно", **more: Any) -> int:
        self.session.write(question.question_id, text, MODERATOR)
        return answers.publish(
            self.session.store,
            question.question_id,
            actor=MODERATOR,
            now=self.session.now,
            hold=0,
            **more,
        )

    def payload(self, action_id: int) -> dict[str, Any]:
        with self.session.store.reader() as db:
            found = outbox.action(db, action_id)
        assert found is not None
        return dict(found.payload)


@pytest.fixture
def talks(session: Session) -> Talks:
    with session.store.writer() as db:
        put_state(db, "community.group_id", 1, now=session.now)
    change = {"actor": MODERATOR, "now": session.now}
    sessions.change_chat(session.store, session.chat_id, takes_messages=True, **change)
    broadcast.take_video(
        session.store, session.chat_id, f"https://vk.com/video-1_{VIDEO}", **change
    )
    return Talks(session)


def test_a_message_is_a_question_with_all_that_its_author_adds(talks: Talks) -> None:
    talks.write("Здравствуйте!")
    talks.write("Можно ли кофе?")
    talks.write("А чай?", BORIS)
    found = talks.questions("message")
    assert [(one.peer_id, one.text) for one in found] == [
        (ANNA, "Здравствуйте!\nМожно ли кофе?"),
        (BORIS, "А чай?"),
    ]
    assert [one.author_id for one in found] == [ANNA, BORIS]


def test_what_was_written_before_the_chat_took_messages_is_nobodys_question(
    session: Session,
) -> None:
    talks = Talks(session)
    talks.write("Раньше", at=session.now)
    sessions.change_chat(
        session.store, session.chat_id, actor=MODERATOR, now=session.now + 60, takes_messages=True
    )
    talks.write("Всё ещё раньше", BORIS, at=session.now + 59)
    talks.write("Вовремя", BORIS, at=session.now + 60)
    assert [one.text for one in talks.questions("message")] == ["Вовремя"]


def test_nothing_comes_after_closing(talks: Talks) -> None:
    talks.write("Вовремя", at=talks.session.now)
    sessions.close_chat(
        talks.session.store, talks.session.chat_id, actor=MODERATOR, now=talks.session.now + 1
    )
    talks.write("И вот ещё", at=talks.session.now + 2)
    talks.write("Поздно", BORIS, at=talks.session.now + 2)
    assert [one.text for one in talks.questions("message")] == ["Вовремя"]


def test_the_answer_goes_to_the_dialog_and_the_next_message_is_a_new_question(
    talks: Talks,
) -> None:
    last = talks.write("Можно ли кофе?")
    [first] = talks.questions("message")
    action_id = talks.answer(first)
    assert talks.payload(action_id) == {
        "peer_id": ANNA,
        "text": "Можно",
        "seen": {"last_message_id": last},
    }
    talks.write("А чай?")
    ours = talks.write("Можно", ours=True)
    with talks.session.store.writer() as db:
        db.execute("UPDATE outbox SET result_id = ? WHERE action_id = ?", [ours, action_id])
    talks.session.outbox(action_id, "confirmed")
    first, second = talks.questions("message")
    assert (first.state, first.text, second.state, second.text) == (
        "published",
        "Можно ли кофе?",
        "new",
        "А чай?",
    )


def test_what_was_added_before_the_answer_stays_with_its_question(talks: Talks) -> None:
    talks.write("Здравствуйте!")
    talks.write("Можно ли кофе?")
    [found] = talks.questions("message")
    talks.answer(found)
    assert talks.session.collect() == 0
    [found] = talks.questions("message")
    assert found.text == "Здравствуйте!\nМожно ли кофе?"
    asked = talks.session.of(talks.session.ask("Когда приём?"))
    assert asked.source_id is not None
    talks.session.wall.say(talks.session.post_id, "В среду?", thread=asked.source_id)
    assert talks.session.collect() == 0
    talks.answer(talks.session.of(asked.question_id))
    assert talks.session.collect() == 0


def test_an_answer_typed_in_vk_settles_a_message(talks: Talks) -> None:
    talks.write("Можно ли кофе?")
    talks.write("Можно, одну чашку", ours=True)
    [found] = talks.questions("message")
    assert (found.state, found.in_vk, found.answer) == ("published", True, "Можно, одну чашку")
    with talks.session.store.reader() as db:
        counted = board.counters(db, talks.session.chat_id, now=talks.session.now)
    assert (counted.answered, counted.waiting, counted.mean_seconds) == (1, 0, 1)
    talks.write("Спасибо! А чай?")
    assert [one.text for one in talks.questions("message")] == [
        "Можно ли кофе?",
        "Спасибо! А чай?",
    ]


def test_everybody_may_be_told_without_the_name(talks: Talks) -> None:
    talks.write("Я Анна Кузнецова, можно ли мне кофе?")
    [found] = talks.questions("message")
    action_id = talks.answer(found, public="Можно ли кофе?")
    sent = talks.session.sent()
    assert [(kind, text) for kind, _subject, text, _actor in sent] == [
        ("message", "Можно"),
        ("comment", "Вопрос: Можно ли кофе?\n\nМожно"),
    ]
    assert talks.session.of(found.question_id).public_action is not None
    assert answers.withdraw_answer(
        talks.session.store, found.question_id, actor=MODERATOR, now=talks.session.now
    )
    with talks.session.store.reader() as db:
        states = [row["state"] for row in db.query("SELECT state FROM outbox")]
    assert states == ["withdrawn", "withdrawn"]
    assert talks.session.of(found.question_id).public_action is None
    assert action_id


def test_the_guard_reads_what_everybody_would_be_told(talks: Talks) -> None:
    talks.write("Мой номер 8 912 345-67-89, можно ли кофе?")
    [found] = talks.questions("message")
    with pytest.raises(outbox.HeldBack):
        talks.answer(found, public=found.text)
    assert talks.session.sent() == []
    assert talks.session.of(found.question_id).state == "new"


def test_a_comment_under_the_broadcast_is_a_question_and_answered_there(talks: Talks) -> None:
    asked = talks.say("Когда прививки?", likes={"count": 3})
    talks.say("То есть от гриппа", reply_to_comment=asked)
    [found] = talks.questions("video")
    assert (found.text, found.votes, found.video_id, found.post_id) == (
        "Когда прививки?",
        3,
        VIDEO,
        None,
    )
    assert talks.payload(talks.answer(found, "В сентябре")) == {
        "video_id": VIDEO,
        "comment_id": asked,
        "text": "В сентябре",
        "seen": {"text": "Когда прививки?", "last_reply_id": None},
    }


def test_an_answer_typed_under_the_video_settles_what_it_answers(talks: Talks) -> None:
    first, _second = talks.say("Первый?"), talks.say("Второй?", BORIS)
    talks.say("Начинаем через минуту", -1)
    talks.say("Ответ первому", -1, reply_to_comment=first)
    assert [(one.text, one.state) for one in talks.questions("video")] == [
        ("Первый?", "published"),
        ("Второй?", "new"),
    ]


def test_numbers_of_videos_comments_messages_and_the_wall_do_not_meet(talks: Talks) -> None:
    on_the_wall = talks.session.ask("На стене?")
    comment_id = talks.session.of(on_the_wall).source_id or 0
    talks.last = comment_id - 1
    talks.say("Под видео?")
    talks.last = comment_id - 1
    talks.write("В сообщении?")
    with talks.session.store.reader() as db:
        found = board.questions(db, talks.session.chat_id, now=talks.session.now)
    assert sorted((one.source, one.source_id, one.text) for one in found) == [
        ("comment", comment_id, "На стене?"),
        ("message", comment_id, "В сообщении?"),
        ("video", comment_id, "Под видео?"),
    ]


def test_what_its_author_deletes_is_gone(talks: Talks) -> None:
    message_id, comment_id = talks.write("Можно ли кофе?"), talks.say("Слышно?")
    with talks.session.store.writer() as db:
        mark_messages_deleted(db, [message_id], now=talks.session.now)
        mark_video_comments_deleted(db, [comment_id], now=talks.session.now)
    assert {one.state for one in talks.questions("message") + talks.questions("video")} == {"gone"}


@pytest.mark.parametrize(
    "address",
    [
        "https://vk.com/video-1_456",
        "vk.ru/video-1_456?list=ln-abc",
        "https://vkvideo.ru/video-1_456",
        "https://vk.com/video/@club1?z=video-1_456%2Fclub1%2Fpl_-1_-2",
        "https://vk.com/video/live-1_456",
    ],
)
def test_a_video_is_known_by_any_of_its_links(talks: Talks, address: str) -> None:
    broadcast.drop_video(
        talks.session.store, talks.session.chat_id, actor=MODERATOR, now=talks.session.now
    )
    assert talks.chat().video_id is None
    broadcast.take_video(
        talks.session.store, talks.session.chat_id, address, actor=MODERATOR, now=talks.session.now
    )
    assert talks.chat().video_id == 456


@pytest.mark.parametrize("address", ["", "https://vk.com/wall-1_456", "https://vk.com/video-7_456"])
def test_a_link_of_something_else_is_refused(talks: Talks, address: str) -> None:
    with pytest.raises(ChatError):
        broadcast.take_video(
            talks.session.store,
            talks.session.chat_id,
            address,
            actor=MODERATOR,
            now=talks.session.now,
        )
    assert talks.chat().video_id == VIDEO


def test_a_broadcast_begun_here_is_where_questions_come_from(talks: Talks) -> None:
    who = {"actor": MODERATOR, "now": talks.session.now}
    begin = (talks.session.store, talks.session.chat_id, "Эфир", "О сердце")
    action_id = broadcast.begin_broadcast(*begin, wallpost=True, **who)  # type: ignore[arg-type]
    assert broadcast.begin_broadcast(*begin, wallpost=True, **who) == action_id  # type: ignore[arg-type]
    assert talks.chat().video_id is None
    with talks.session.store.writer() as db:
        db.execute("UPDATE outbox SET result_id = 77 WHERE action_id = ?", [action_id])
    talks.session.outbox(action_id, "confirmed")
    assert (talks.chat().video_id, talks.chat().broadcast_state) == (77, "confirmed")
    end_id = broadcast.end_broadcast(talks.session.store, talks.session.chat_id, **who)  # type: ignore[arg-type]
    with talks.session.store.writer() as db:
        db.execute(
            "UPDATE outbox SET answer = '{\"unique_viewers\": 41}' WHERE action_id = ?", [end_id]
        )
    talks.session.outbox(end_id, "confirmed")
    assert (talks.chat().broadcast_end_state, talks.chat().viewers) == ("confirmed", 41)
