"""The broadcast of an open chat on the screen: created, its key shown once, ended; or begun by hand in VK."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lib.chats import queries, sessions
from lib.chats.board import queries as board
from lib.store import Store
from tests.e2e.screen import SECOND, click, open_page, press, visible
from tests.e2e.test_answering import MODERATOR, Chat, now
from tests.processes import Process, console_process, started, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def prepare(page: Page, console: Process, chat: Chat) -> None:
    open_page(page, console, f"/open_chats?chat={chat.id}&view=prepare")
    expect(page.get_by_role("heading", name="Прямой эфир")).to_be_visible(timeout=30 * SECOND)


def sources(chat: Chat) -> list[tuple[str, str]]:
    with chat.store.reader() as db:
        found = board.questions(db, chat.id, now=now())
    return [(one.source, one.text) for one in found]


def test_a_broadcast_its_key_once_and_its_viewers(
    console: Process, vk: Process, tmp_path: Path, page: Page
) -> None:
    chat = Chat(Store(tmp_path / "pult.db"), vk)
    prepare(page, console, chat)
    press(page, "Создать трансляцию")
    visible(page, "Ключ трансляции", seconds=40)
    visible(page, "Показывается только сейчас")
    with chat.store.reader() as db:
        there = queries.chat(db, chat.id)
    assert there is not None and there.video_id is not None
    key = page.locator(".st-key-chat_stream_key code").nth(1).inner_text()
    assert len(key) == 20
    said = {"video_id": there.video_id, "from_id": 501, "text": "Вас хорошо слышно?"}
    vk.post("/_world/video_comment", said)
    wait_for(lambda: sources(chat) == [("video", "Вас хорошо слышно?")], message="the question")
    assert key not in console.text()
    for file in tmp_path.glob("pult.db*"):
        assert key.encode() not in file.read_bytes()

    page.reload()
    visible(page, "Ключ был показан один раз", seconds=40)
    assert key not in page.content()
    vk.post("/_world/watch", {"video_id": there.video_id, "viewers": 41})
    press(page, "Завершить трансляцию", exact=False)
    press(page, "Завершить сейчас")
    visible(page, "Её посмотрел 41 зритель", seconds=40)


def test_without_a_user_key_the_broadcast_is_begun_by_hand(
    vk: Process, tmp_path: Path, page: Page
) -> None:
    keys = {
        "PULT_GROUP_ID": "1",
        "PULT_COMMUNITY_KEY": "demo-community",
        "PULT_SERVICE_KEY": "demo-service",
    }
    with started(console_process(tmp_path, vk_url=vk.url, **keys)) as console:
        chat = Chat(Store(tmp_path / "pult.db"), vk)
        prepare(page, console, chat)
        visible(page, "Сам Пульт создать трансляцию не может")
        visible(page, "Создать трансляцию")
        assert page.get_by_role("button", name="Создать трансляцию").count() == 0
        link = page.get_by_label("Ссылка на видео")
        link.fill("https://vk.com/wall-1_2")
        press(page, "Брать вопросы оттуда")
        visible(page, "Это не ссылка на видео")
        link.fill("https://vk.com/video-1_456")
        press(page, "Брать вопросы оттуда")
        visible(page, "Вопросы приходят из комментариев")
        with chat.store.reader() as db:
            there: Any = queries.chat(db, chat.id)
        assert there.video_id == 456


def test_a_private_message_is_marked_and_may_be_told_without_its_name(
    console: Process, vk: Process, tmp_path: Path, page: Page
) -> None:
    chat = Chat(Store(tmp_path / "pult.db"), vk)
    prepare(page, console, chat)
    switch = page.get_by_text("Сообщения сообществу становятся вопросами").first
    expect(switch).to_be_visible(timeout=20 * SECOND)
    page.wait_for_load_state("networkidle")
    click(switch)

    def switched() -> bool:
        with chat.store.reader() as db:
            found = queries.chat(db, chat.id)
        return found is not None and found.messages_since is not None

    wait_for(switched, seconds=40, message="the switch")
    vk.post("/_world/message", {"from_id": 501, "text": "Я Анна, можно ли мне кофе?"})
    wait_for(lambda: [one[0] for one in sources(chat)] == ["message"], message="the question")
    sessions.change_chat(chat.store, chat.id, actor=MODERATOR, now=now(), checked=True)
    open_page(page, console, f"/open_chats?chat={chat.id}&view=board")
    visible(page, "личное сообщение", seconds=40)
    click(page.get_by_text("Я Анна, можно ли мне кофе?").first)
    expect(page.locator(".st-key-chat_open_question")).to_contain_text("личное сообщение")
    box = page.get_by_role("textbox", name="Ваш ответ")
    expect(box).to_be_visible(timeout=20 * SECOND)
    box.press_sequentially("Одну чашку утром.", delay=10)
    visible(page, "Сохранено")
    click(page.get_by_text("Опубликовать вопрос без имени и под анонсом"))
    words = page.get_by_role("textbox", name="Вопрос, как его прочитают все")
    expect(words).to_have_value("Я Анна, можно ли мне кофе?", timeout=20 * SECOND)
    words.fill("Можно ли кофе?")
    words.blur()
    press(page, "Опубликовать")

    def told() -> tuple[list[str], list[str]]:
        state = vk.get("/_world/state")
        return (
            [one["text"] for one in state["messages"] if one["out"]],
            [one["text"] for one in state["comments"] if one["from_id"] == -1],
        )

    wait_for(
        lambda: told() == (["Одну чашку утром."], ["Вопрос: Можно ли кофе?\n\nОдну чашку утром."]),
        seconds=40,
        message="both answers in VK",
    )
