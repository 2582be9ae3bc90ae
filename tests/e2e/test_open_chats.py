"""The moderator's side of an open chat: prepares, invites, gives out, checks, publishes; joins, declines."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.chats import queries, questions, sessions
from lib.chats.board import queries as board
from lib.store import Store
from tests.e2e.chatting import MODERATOR, Chat, card, column, now, opened, phone
from tests.e2e.screen import SECOND, click, open_page, posts, press, replies_under, visible
from tests.processes import Process, wait_for

PRESS = 80
"""Milliseconds of a click."""

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture
def chat(console: Process, vk: Process, tmp_path: Path) -> Chat:
    """A chat that runs."""
    return Chat.running(Store(tmp_path / "pult.db"), vk)


def answers_in_vk(vk: Process, comment_id: int) -> list[str]:
    return [str(one["text"]) for one in replies_under(vk, comment_id)]


def test_a_session_from_its_preparation_to_an_answer_in_vk(
    page: Page, console: Process, vk: Process, browser: Browser, tmp_path: Path
) -> None:
    open_page(page, console, "/open_chats")
    visible(page, "Открытых чатов пока нет")
    page.get_by_role("textbox", name="Тема").fill("Здоровье сердца")
    press(page, "Подготовить чат")
    expect(page.get_by_role("heading", name="Здоровье сердца")).to_be_visible(timeout=20 * SECOND)
    expect(page.get_by_role("button", name="Открыть чат")).to_be_disabled()
    # Whatever time of the day it is, the links have to let in.
    store = Store(tmp_path / "pult.db")
    sessions.change_chat(
        store, 1, actor=MODERATOR, now=now(), starts_at=now(), ends_at=now() + 3600
    )

    page.get_by_role("textbox", name="Фамилия и инициалы").fill("Иванов И. И.")
    page.get_by_role("textbox", name="Должность").fill("кардиолог")
    page.get_by_role("textbox", name="Учреждение").fill("ОКБ")
    press(page, "Добавить")
    visible(page, "Отвечает: Иванов И. И., кардиолог, ОКБ")
    press(page, "Создать ссылку")
    link = page.locator(".st-key-chat_people code").first
    expect(link).to_contain_text("/join/", timeout=20 * SECOND)
    expect(page.locator(".st-key-chat_people img")).to_be_visible()
    specialist = phone(browser).new_page()
    specialist.goto(link.inner_text().strip())
    press(specialist, "Войти")
    expect(specialist.get_by_role("heading", name="Здоровье сердца")).to_be_visible(
        timeout=30 * SECOND
    )
    visible(page, "На связи", seconds=90)

    press(page, "Опубликовать анонс")
    wait_for(lambda: posts(vk, "Открытый чат: Здоровье сердца"), seconds=40, message="announcement")
    announced = posts(vk, "Открытый чат: Здоровье сердца")[0]
    assert "Иванов И. И., кардиолог, ОКБ" in str(announced["text"])
    rules = page.get_by_role("button", name="Опубликовать правила")
    expect(rules).to_be_enabled(timeout=40 * SECOND)
    click(rules)
    wait_for(
        lambda: [
            one for one in vk.get("/_world/state")["comments"] if "103 или 112" in str(one["text"])
        ],
        seconds=40,
        message="rules in VK",
    )
    press(page, "Открыть чат")

    body = {"post_id": announced["id"], "from_id": 501, "text": "Можно ли кофе?"}
    comment_id = vk.post("/_world/comment", body)["comment_id"]
    click(card(page, "new", "Можно ли кофе?"))
    box = opened(page)
    expect(box.get_by_text("Можно ли кофе?")).to_be_visible(timeout=20 * SECOND)
    press(box, "Другая тема")
    topic = page.get_by_role("textbox", name="Тема вопроса")
    expect(topic).to_be_visible(timeout=20 * SECOND)
    topic.fill("Питание")
    topic.press("Enter")
    expect(card(page, "new", "Можно ли кофе?")).to_contain_text("Питание", timeout=20 * SECOND)
    click(box.get_by_role("combobox", name="Кто отвечает"))
    click(page.get_by_role("option", name="Иванов И. И."))
    press(box, "Назначить")
    card(page, "assigned", "Можно ли кофе?")

    press(specialist, "Ответить")
    field = specialist.get_by_role("textbox", name="Ваш ответ")
    click(field)
    field.press_sequentially("Одну чашку можно.", delay=15)
    visible(specialist, "Сохранено")
    press(specialist, "На проверку")

    card(page, "review", "Можно ли кофе?")
    checked = box.get_by_role("textbox", name="Иванов И. И.")
    expect(checked).to_have_value("Одну чашку можно.", timeout=30 * SECOND)
    click(checked)
    checked.press("End")
    checked.press_sequentially(" Утром.", delay=15)
    expect(box.locator("ins")).to_contain_text("Утром", timeout=20 * SECOND)
    press(box, "Опубликовать")
    expect(box.get_by_role("button", name="Отменить отправку")).to_be_visible(timeout=20 * SECOND)
    told = wait_for(lambda: answers_in_vk(vk, comment_id), seconds=60, message="answer in VK")
    assert told == ["Одну чашку можно. Утром.\n\nОтвечает: Иванов И. И., кардиолог, ОКБ"]
    card(page, "published", "Можно ли кофе?")


def test_joined_questions_get_one_answer_and_others_a_reason(
    page: Page, console: Process, vk: Process, chat: Chat
) -> None:
    first = chat.ask("Сколько ждать холтер?", from_id=501)
    second = chat.ask("Холтер когда сделают?", from_id=502)
    chat.ask("Купите слона <img src=x onerror='window.hit = 1'>", from_id=503)
    open_page(page, console, f"/open_chats?chat={chat.id}")
    for text in ("Сколько ждать холтер?", "Холтер когда сделают?"):
        card(page, "new", text).get_by_label("Выбрать").check()
    visible(page, "Выбрано: 2")
    press(page, "Объединить")
    expect(card(page, "new", "Сколько ждать холтер?")).to_contain_text("+ 1", timeout=20 * SECOND)

    card(page, "new", "Купите слона").get_by_label("Выбрать").check()
    page.get_by_label("Не отвечаем…").select_option("Не по теме чата")
    expect(card(page, "declined", "Купите слона")).to_contain_text("Не по теме чата")

    click(card(page, "new", "Сколько ждать холтер?"))
    field = opened(page).get_by_role("textbox", name="Ваш ответ")
    expect(field).to_be_visible(timeout=20 * SECOND)
    click(field)
    field.press_sequentially("Ждать до трёх недель", delay=15)
    # What comes meanwhile does not move what is being typed.
    before = field.bounding_box()
    chat.ask("А где платно?", from_id=504)
    card(page, "new", "А где платно?")
    assert field.bounding_box() == before
    field.press_sequentially(".", delay=15)
    press(opened(page), "Опубликовать")
    wait_for(
        lambda: all(answers_in_vk(vk, one) == ["Ждать до трёх недель."] for one in (first, second)),
        seconds=60,
        message="the same answer to both",
    )
    card(page, "published", "Сколько ждать холтер?")
    expect(card(page, "declined", "Купите слона")).to_contain_text("<img src=x")
    assert page.evaluate("window.hit") is None

    press(page, "Закрыть чат")
    press(page, "Закрыть сейчас")
    visible(page, "Осталось ответить")
    expect(page.locator(".st-key-chat_after_box")).to_contain_text("А где платно?")
    press(page, "Открыть снова")
    expect(page.get_by_role("button", name="Закрыть чат")).to_be_visible(timeout=20 * SECOND)


def test_an_answer_goes_back_and_comes_again_on_a_phone(
    page: Page, console: Process, chat: Chat
) -> None:
    for place in range(35):
        chat.ask(f"Вопрос {place}", from_id=501 + place)

    def counted() -> bool:
        with chat.store.reader() as db:
            return board.counters(db, chat.id, now=now()).total == 35

    wait_for(counted, seconds=40, message="all questions")
    last = chat.question("Вопрос 34").question_id
    questions.decline(chat.store, last, "Нет вопроса", actor=MODERATOR, now=now())
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, console, f"/open_chats?chat={chat.id}")
    expect(card(page, "new", "Вопрос 0")).to_be_visible()
    expect(column(page, "declined")).to_be_hidden()
    expect(column(page, "new").locator(".pb-card")).to_have_count(30)
    press(page, "ещё 4")
    expect(column(page, "new").locator(".pb-card")).to_have_count(34, timeout=20 * SECOND)
    click(page.get_by_role("tab", name="Не отвечаем 1"))
    expect(column(page, "new")).to_be_hidden()
    click(card(page, "declined", "Вопрос 34"))
    press(opened(page), "Вернуть в новые")
    expect(page.get_by_role("tab", name="Новые 35")).to_be_visible(timeout=20 * SECOND)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    click(page.get_by_role("tab", name="Новые 35"))
    press(card(page, "new", "Вопрос 3"), "В эфир")
    wait_for(lambda: on_air(chat), message="a question on the air")
    page.goto(f"{console.url}/open_chats?chat={chat.id}&air=1")
    screen = page.locator(".pult-air")
    expect(screen).to_contain_text("Вопрос 3", timeout=20 * SECOND)
    assert page.evaluate(
        "document.elementFromPoint(20, 20).closest('.pult-air') !== null"
    )  # nothing else is seen
    other = chat.question("Вопрос 7").question_id
    sessions.put_on_air(chat.store, chat.id, other, actor=MODERATOR, now=now())
    expect(screen).to_contain_text("Вопрос 7", timeout=20 * SECOND)


def on_air(chat: Chat) -> int | None:
    with chat.store.reader() as db:
        found = queries.chat(db, chat.id)
    return found.on_air if found else None
