"""A specialist on a phone: comes by a link, takes, writes, hands in; is put out at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lib.chats import sessions, specialists
from lib.chats.errors import Taken
from lib.chats.questions import take
from lib.store import Store
from tests.e2e.chatting import MODERATOR, Chat, enter, now, phone
from tests.e2e.screen import SECOND, click, press, visible
from tests.processes import Process

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture
def chat(console: Process, vk: Process, tmp_path: Path) -> Chat:
    return Chat(Store(tmp_path / "pult.db"), vk)


def test_a_specialist_answers_from_a_phone(chat: Chat, console: Process, browser: Browser) -> None:
    _, link = chat.specialist("Иванов И. И.")
    context = phone(browser)
    page = context.new_page()
    chat.ask("Можно ли кофе при давлении?")
    enter(page, console.url + link)
    visible(page, "Можно ли кофе при давлении?")
    for address in ("/", "/inbox", "/compose", "/settings", "/reach"):
        page.goto(console.url + address)
        expect(page.get_by_role("heading", name="Здоровье сердца")).to_be_visible(
            timeout=30 * SECOND
        )
        assert page.get_by_text("Новая запись").count() == 0
    press(page, "Взять вопрос")
    box = page.get_by_role("textbox", name="Ваш ответ")
    expect(box).to_be_visible(timeout=10 * SECOND)
    click(box)
    box.press_sequentially("Одну чашку утром", delay=20)
    # New questions come and nothing that is being typed moves.
    before = box.bounding_box()
    chat.ask("Второй вопрос", from_id=502)
    visible(page, "Второй вопрос", seconds=30)
    assert box.bounding_box() == before
    box.press_sequentially(" можно.", delay=20)
    visible(page, "Сохранено")
    page.reload()
    expect(page.get_by_role("textbox", name="Ваш ответ")).to_have_value(
        "Одну чашку утром можно.", timeout=20 * SECOND
    )
    press(page, "На проверку")
    visible(page, "Ответ у модератора")
    found = chat.question("Можно ли кофе при давлении?")
    assert (found.state, found.answer) == ("review", "Одну чашку утром можно.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_a_question_is_held_by_one_and_comes_back(
    chat: Chat, console: Process, browser: Browser
) -> None:
    first_id, link = chat.specialist("Иванов И. И.")
    second_id, _ = chat.specialist("Белова А. А.")
    context = phone(browser)
    page = context.new_page()
    chat.ask("Чем опасно давление?")
    enter(page, console.url + link)
    press(page, "Взять вопрос")
    visible(page, "Под ответом будет")
    question = chat.question("Чем опасно давление?")
    other = chat.actor(second_id, "Белова А. А.")
    with pytest.raises(Taken):
        take(chat.store, question.question_id, actor=other, now=now())
    # An answer typed in VK itself ends the work here, and says so.
    chat.vk.post(
        "/_world/comment",
        {
            "post_id": chat.post_id,
            "from_id": -1,
            "text": "Ответ из VK",
            "reply_to": question.source_id,
        },
    )
    visible(page, "На этот вопрос уже ответили", seconds=30)
    specialists.revoke_specialist(chat.store, chat.id, first_id, actor=MODERATOR, now=now())
    visible(page, "Вход закончился", seconds=30)
    # The message comes first, what stood there goes when the page has been drawn to its end.
    expect(page.get_by_text("Чем опасно давление?")).to_have_count(0)
    context.close()


def test_a_patients_data_is_marked_while_one_types_and_does_not_go_out(
    chat: Chat, console: Process, browser: Browser
) -> None:
    _, link = chat.specialist("Иванов И. И.")
    sessions.change_chat(chat.store, chat.id, actor=MODERATOR, now=now(), checked=False)
    context = phone(browser)
    page = context.new_page()
    chat.ask("Где мои анализы?")
    enter(page, console.url + link)
    press(page, "Взять вопрос")
    box = page.get_by_role("textbox", name="Ваш ответ")
    click(box)
    box.press_sequentially("Позвоните ей: +7 912 345-67-89", delay=10)
    press(page, "Опубликовать")
    visible(page, "Уберите отмеченное", seconds=20)
    question = chat.question("Где мои анализы?")
    assert question.state == "answering"
    context.close()
