"""A chat's day: F5 and a restart in mid-sentence, a refused form, a patient's data on the air."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.chats import questions as q
from lib.chats import sessions
from lib.store import Store
from tests.e2e.chatting import MODERATOR, Chat, begin_answer, enter, now, phone, take_button
from tests.e2e.screen import SECOND, click, open_page, press, visible
from tests.processes import Process, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture
def chat(console: Process, vk: Process, tmp_path: Path) -> Chat:
    """A chat that runs."""
    return Chat.running(Store(tmp_path / "pult.db"), vk)


def test_f5_and_a_restart_in_mid_sentence_lose_neither_words_nor_the_place(
    chat: Chat, console: Process, browser: Browser
) -> None:
    _, link = chat.specialist("Петров П. П.")
    chat.ask("Сколько ждать холтер?")
    page = phone(browser).new_page()
    enter(page, console.url + link)
    visible(page, "Сколько ждать холтер?", seconds=40)
    number = chat.question("Сколько ждать холтер?").question_id
    click(take_button(page, number))
    answer = begin_answer(page, "До трёх")

    # The same question is open again, nothing is looked for in the list.
    page.reload()
    expect(answer).to_have_value("До трёх", timeout=30 * SECOND)

    # A page that nothing has redrawn since: it was dead after a restart until F5.
    click(answer)
    answer.press("Control+End")
    console.kill()
    for word in (" недель", " в", " поликлинике", " №", " 3", " и", " неделю", " в", " ОКБ"):
        page.keyboard.type(word, delay=40)
        page.wait_for_timeout(500)
    visible(page, "Нет связи с пультом")
    expect(page.get_by_text("Connection error")).to_have_count(0)
    console.start()
    expect(page.locator("#pult-away")).to_be_hidden(timeout=40 * SECOND)
    page.keyboard.type(".", delay=40)
    whole = "До трёх недель в поликлинике № 3 и неделю в ОКБ."
    expect(answer).to_have_value(whole, timeout=30 * SECOND)
    visible(page, "Сохранено", seconds=30)
    press(page, "На проверку")
    visible(page, "Ответ у модератора", seconds=30)
    assert chat.question("Сколько ждать холтер?").answer == whole
    page.context.close()


def test_who_does_not_get_a_question_keeps_the_one_they_have(
    chat: Chat, console: Process, browser: Browser
) -> None:
    _, link = chat.specialist("Петров П. П.")
    other_id, _ = chat.specialist("Белова А. А.")
    chat.ask("Первый вопрос?")
    chat.ask("Второй вопрос?", from_id=502)
    page = phone(browser).new_page()
    enter(page, console.url + link)
    visible(page, "Второй вопрос?", seconds=40)
    first, second = (
        chat.question(text).question_id for text in ("Первый вопрос?", "Второй вопрос?")
    )
    click(take_button(page, first))
    expect(page.get_by_role("textbox", name="Ваш ответ")).to_be_visible(timeout=20 * SECOND)
    # Before the page hears of it.
    other = take_button(page, second)
    other.scroll_into_view_if_needed()
    q.take(chat.store, second, actor=chat.actor(other_id, "Белова А. А."), now=now())
    other.click(delay=80)
    visible(page, "Этот вопрос сейчас у другого: Белова А. А.")
    expect(page.get_by_role("textbox", name="Ваш ответ")).to_be_visible()
    held = chat.question("Первый вопрос?")
    assert (held.state, held.assignee) == ("answering", "Петров П. П.")
    page.context.close()


def test_a_refused_form_keeps_what_was_typed_and_says_so_beside_it(
    chat: Chat, page: Page, console: Process
) -> None:
    open_page(page, console, f"/open_chats?chat={chat.id}&view=prepare")
    click(page.get_by_text("Добавить специалиста"))
    people = page.locator(".st-key-chat_people")
    people.get_by_role("textbox", name="Должность").last.fill("врач")
    press(people, "Добавить")
    expect(people.get_by_text("Напишите имя")).to_be_visible(timeout=20 * SECOND)
    expect(people.get_by_role("textbox", name="Должность").last).to_have_value("врач")
    people.get_by_role("textbox", name="Фамилия и инициалы").fill("Белова А. А.")
    press(people, "Добавить")
    visible(page, "Отвечает: Белова А. А., врач")
    # What was taken does not stand there to be taken again.
    click(page.get_by_text("Добавить специалиста"))
    expect(people.get_by_role("textbox", name="Фамилия и инициалы")).to_have_value("")
    click(page.get_by_text("Вставить список"))
    pasted = page.get_by_role("textbox", name="Вопросы, каждый с новой строки")
    pasted.fill("1. Когда прививка?\n2. Где прививка?")
    press(page, "Добавить вопросы")
    visible(page, "Добавлено 2 вопроса")
    expect(pasted).to_have_value("", timeout=20 * SECOND)


def test_a_patients_data_does_not_stand_on_the_air(
    chat: Chat, page: Page, console: Process
) -> None:
    chat.ask("Маме Петровой Галине Ивановне поставили инфаркт, тел. 8 912 345-67-89, что положено?")
    [question] = wait_for(chat.questions, message="the question")
    sessions.put_on_air(chat.store, chat.id, question.question_id, actor=MODERATOR, now=now())
    page.goto(f"{console.url}/open_chats?chat={chat.id}&air=1")
    words = page.locator(".pult-air .words")
    expect(words).to_contain_text("что положено?", timeout=30 * SECOND)
    for hidden in ("345-67-89", "Петров", "инфаркт"):
        expect(words).not_to_contain_text(hidden)


def test_what_is_missing_stays_in_sight_and_many_tasks_do_not_bury_the_report(
    chat: Chat, page: Page, console: Process
) -> None:
    open_page(page, console, f"/open_chats?chat={chat.id}&view=prepare")
    ready = page.get_by_text("Готовность")
    expect(ready).to_be_visible(timeout=30 * SECOND)
    page.get_by_text("Вопросы, собранные заранее").scroll_into_view_if_needed()
    expect(ready).to_be_in_viewport(timeout=10 * SECOND)

    for number in range(7):
        chat.ask(f"Вопрос {number}?", from_id=501 + number)
    wait_for(lambda: len(chat.questions()) == 7, message="the questions")
    sessions.close_chat(chat.store, chat.id, actor=MODERATOR, now=now(), zone="Europe/Moscow")
    open_page(page, console, f"/open_chats?chat={chat.id}&view=board")
    after = page.locator(".st-key-chat_after_box")
    more = after.get_by_text("и ещё 2")
    expect(more).to_be_visible(timeout=30 * SECOND)
    expect(after.get_by_text("Вопрос 6?")).to_be_hidden()
    click(more)
    expect(after.get_by_text("Вопрос 6?")).to_be_visible(timeout=20 * SECOND)


def test_the_address_names_the_chat_for_f5_and_the_way_back(
    chat: Chat, page: Page, console: Process
) -> None:
    open_page(page, console, "/open_chats")
    click(page.get_by_role("link", name="Здоровье сердца"))
    page.wait_for_url(f"**/open_chats?chat={chat.id}", timeout=20 * SECOND)
    click(page.get_by_role("link", name="Подготовка и люди"))
    page.wait_for_url("**view=prepare", timeout=20 * SECOND)
    page.reload()
    expect(page.get_by_text("Готовность")).to_be_visible(timeout=30 * SECOND)
    page.go_back()
    page.go_back()
    expect(page.get_by_text("Новый открытый чат")).to_be_visible(timeout=30 * SECOND)
