"""Yesterday's backup, put back: VK is read anew, and nothing that went out since is said twice."""

from __future__ import annotations

import time

from lib.access.permissions import MODERATOR
from lib.outbox import queue
from lib.store.backup import back_up
from lib.store.damage import damages
from lib.store.restore import restore
from lib.worker.health import health

OURS = "SELECT text FROM comment WHERE is_ours = 1 AND deleted_at IS NULL"
ZONE = "Europe/Moscow"


def test_what_went_out_after_the_backup_is_found_and_not_said_again(
    local_vk, store, settings, start, until, shown
) -> None:
    post = local_vk.world.publish("Запись")
    asked = local_vk.world.comment(post.id, 101, "Вопрос")
    worker = start(local_vk.url)
    until(lambda: health(store, now=int(time.time())).last_sync_at)
    now = int(time.time())
    payload = {
        "post_id": post.id,
        "comment_id": asked,
        "thread_id": asked,
        "text": "Ответ",
        "seen": {"text": "Вопрос", "last_reply_id": 0},
    }
    with store.writer() as db:
        queue(db, "reply", actor=MODERATOR, subject_id=asked, payload=payload, now=now, hold=3)
        text = {"text": "Новость", "publish_at": None, "rubric_id": None}
        queue(db, "post", actor=MODERATOR, payload=text, now=now, hold=3)
    made = back_up(store, settings.backups, now=now, zone=ZONE)
    until(lambda: shown("SELECT state FROM outbox") == [("confirmed",)] * 2)
    later = local_vk.world.comment(post.id, 102, "Уже после копии")
    until(lambda: shown("SELECT 1 FROM comment WHERE comment_id = ?", later))
    worker.stop()

    done = restore(
        store, made.file, lock=settings.worker_lock, now=int(time.time()), zone=settings.zone
    )
    assert done.doubtful == 2
    assert shown(OURS) == [] and shown("SELECT state FROM outbox") == [("unknown",)] * 2
    start(local_vk.url)
    until(lambda: shown("SELECT state FROM outbox") == [("confirmed",)] * 2)
    until(lambda: shown("SELECT 1 FROM comment WHERE comment_id = ?", later))
    until(lambda: shown(OURS) == [("Ответ",)])

    state = local_vk.get("/_world/state")
    said = [comment["text"] for comment in state["comments"] if comment["from_id"] < 0]
    posts = [found["text"] for found in state["posts"]]
    assert said == ["Ответ"] and posts.count("Новость") == 1
    assert damages(store.path) == []
