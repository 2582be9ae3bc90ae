"""VK unplugged in the middle of work: it costs a notice, and nothing else.

With PULT_PROVE (`make prove`) VK is away for ten minutes.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.access.permissions import MODERATOR
from lib.outbox import queue
from lib.store import Store
from tests.e2e.screen import SECOND, open_page, posts, press, pull_new, replies_under, visible
from tests.e2e.test_first_day import ANSWER, QUESTION, ask, start_answer
from tests.processes import Process, free_port, started, wait_for
from tests.sync.worlds import differences

PROVE = bool(os.environ.get("PULT_PROVE"))
AWAY_SECONDS = 600.0 if PROVE else 8.0
AWAY = "VK недоступен"

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(int(AWAY_SECONDS) + 300)]


def test_vk_unplugged_in_the_middle_of_work(
    tmp_path: Path, console: Process, vk: Process, page: Page
) -> None:
    store = Store(tmp_path / "pult.db")
    questions = [ask(vk, f"Вопрос {number}", post=f"Запись {number}") for number in range(4)]
    asked = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    wait_for(lambda: not differences(store, vk.get("/_world/state")), seconds=60)
    before = vk.get("/_world/state")
    vk.stop()

    # Work in progress: a reply from the screen, four more and a post that were queued.
    start_answer(page)
    press(page, "Отправить")
    under = {comment["id"]: comment["post_id"] for comment in before["comments"]}
    with store.writer() as db:
        for comment_id in questions:
            seen = next(c for c in before["comments"] if c["id"] == comment_id)
            payload = {
                "post_id": under[comment_id],
                "comment_id": comment_id,
                "thread_id": comment_id,
                "text": f"Ответ на {comment_id}",
                "seen": {"text": seen["text"], "last_reply_id": 0},
            }
            queue(db, "reply", actor=MODERATOR, payload=payload, now=int(time.time()), hold=0)
        payload = {"text": "Пока VK не было #Новости", "publish_at": None, "rubric_id": None}
        queue(db, "post", actor=MODERATOR, payload=payload, now=int(time.time()), hold=0)
    visible(page, AWAY, seconds=60)

    # The world goes on where this console cannot see it: the same VK at another address.
    elsewhere = replace(vk, port=free_port(), running=None)
    place = elsewhere.command.index("--port") + 1
    elsewhere.command = [*vk.command[:place], str(elsewhere.port), *vk.command[place + 1 :]]
    with started(elsewhere):
        missed = [
            ask(elsewhere, f"Спросили без нас {number}", post=f"Запись без нас {number}")
            for number in range(5)
        ]
        elsewhere.post("/_world/edit_comment", {"comment_id": missed[0], "text": "Уже неважно"})
        elsewhere.post("/_world/delete_comment", {"comment_id": missed[1]})
    time.sleep(AWAY_SECONDS)
    assert console.get("/health")["vk"]["ok"] is False
    vk.start()

    for comment_id in (asked, *questions):
        wait_for(
            lambda comment_id=comment_id: replies_under(vk, comment_id),
            seconds=120,
            message=f"the reply to {comment_id} after VK came back",
        )
    wait_for(lambda: posts(vk, "Пока VK не было"), seconds=60, message="the post that waited")
    pull_new(page, "Спросили без нас 4")
    expect(page.get_by_text(AWAY)).to_have_count(0, timeout=60 * SECOND)
    wait_for(
        lambda: not differences(store, vk.get("/_world/state")),
        seconds=120,
        message="the store to be what VK has",
    )
    assert len(posts(vk, "Пока VK не было")) == 1
    assert [reply["text"] for reply in replies_under(vk, asked)] == [ANSWER]
    for comment_id in questions:
        assert [r["text"] for r in replies_under(vk, comment_id)] == [f"Ответ на {comment_id}"]
    assert console.get("/health")["ok"] is True
