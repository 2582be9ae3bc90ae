"""Questions from the wall, from a broadcast and from messages through the whole engine, each answered where it
was asked."""

from __future__ import annotations

import time

from lib.access.permissions import MODERATOR
from lib.chats import answers, broadcast, queries, sessions
from lib.chats.board.queries import questions as questions_of
from lib.outbox.whispers import hear
from lib.sandbox import dialogs, gallery
from lib.store.drafts import save_draft

ANNA, BORIS, VERA = 101, 102, 103


def test_three_sources_and_a_broadcast_from_beginning_to_end(
    local_vk, store, start, until, shown
) -> None:
    world = local_vk.world
    post = world.publish("Анонс")
    worker = start(local_vk.url)
    until(lambda: shown("SELECT 1 FROM state WHERE name = 'sync.last_at'"))
    now = int(time.time())
    chat_id = sessions.create_chat(
        store, "Сердце", starts_at=now, ends_at=now + 3600, actor=MODERATOR, now=now
    )
    who = {"actor": MODERATOR, "now": now}
    sessions.change_chat(store, chat_id, post_id=post.id, takes_messages=True, **who)

    def chat():
        with store.reader() as db:
            return queries.chat(db, chat_id)

    def board():
        with store.reader() as db:
            found = questions_of(db, chat_id, now=int(time.time()))
        return {one.source: one for one in found}

    broadcast.begin_broadcast(store, chat_id, "Эфир о сердце", "", wallpost=False, **who)
    worker.wake.set()
    until(lambda: chat().video_id is not None)
    [guid] = shown("SELECT guid FROM outbox WHERE kind = 'broadcast'")
    assert hear(*guid) is not None
    media = gallery.find(world, "video", -1, chat().video_id)

    on_the_wall = world.comment(post.id, ANNA, "На стене?")
    asked = dialogs.hear(world, BORIS, "Здравствуйте!")
    dialogs.hear(world, BORIS, "А в сообщении?")
    under_video = gallery.comment_video(world, media, VERA, "Под видео?")
    until(lambda: len(board()) == 3)
    assert {source: one.source_id for source, one in board().items()} == {
        "comment": on_the_wall,
        "message": asked.id,
        "video": under_video,
    }
    until(lambda: board()["message"].text == "Здравствуйте!\nА в сообщении?")
    until(lambda: all(not one.author_name.startswith("id") for one in board().values()))

    for source, found in board().items():
        with store.writer() as db:
            save_draft(
                db,
                kind=answers.ANSWER,
                target=answers.answer_target(found.question_id),
                actor=MODERATOR.name,
                text=f"Ответ {source}",
                now=now,
            )
        public = "О чём спросили в сообщении" if source == "message" else None
        answers.publish(store, found.question_id, hold=0, public=public, **who)
    worker.wake.set()
    until(lambda: {one.state for one in board().values()} == {"published"})
    assert [m.text for m in dialogs.said_in(world, BORIS) if m.from_id < 0] == ["Ответ message"]
    ours = [(c.text, c.reply_to) for c in gallery.comments_of(world, media) if c.from_id < 0]
    assert ours == [("Ответ video", under_video)]
    until(
        lambda: (
            {c.text for c in world.comments.values() if c.from_id == -1}
            == {"Ответ comment", "Вопрос: О чём спросили в сообщении\n\nОтвет message"}
        )
    )

    gallery.watch(world, media, 41)
    broadcast.end_broadcast(store, chat_id, **who)
    worker.wake.set()
    until(lambda: chat().broadcast_end_state == "confirmed")
    assert chat().viewers == 41


def test_a_video_begun_in_vk_brings_what_was_said_before_its_link_was_known(
    local_vk, store, start, until, shown
) -> None:
    media = local_vk.world.add_media("video", -1, {"title": "Эфир", "date": 1, "type": "live"})
    gallery.comment_video(local_vk.world, media, ANNA, "Давно спрашиваю")
    now = int(time.time())
    chat_id = sessions.create_chat(
        store, "Сердце", starts_at=now, ends_at=now + 3600, actor=MODERATOR, now=now
    )
    broadcast.take_video(
        store, chat_id, f"https://vk.com/video-1_{media.number}", actor=MODERATOR, now=now
    )
    start(local_vk.url)
    until(lambda: shown("SELECT 1 FROM question WHERE source = 'video'"))
    dialogs.hear(local_vk.world, BORIS, "Никто не просил")
    until(lambda: shown("SELECT 1 FROM message"))
    assert shown("SELECT count(*) FROM question") == [(1,)]
