"""A whole open chat: a moderator, two specialists on phones, a citizen in VK; from preparing to its end."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from lib.chats import sessions
from lib.store import Store
from tests.e2e.chatting import (
    Chat,
    answer_on_phone,
    card,
    enter,
    now,
    opened,
    phone,
    press_together,
    take_button,
)
from tests.e2e.screen import SECOND, click, open_page, posts, press, replies_under, visible
from tests.processes import Process, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(420)]

IVANOV, BELOVA = "Иванов И. И.", "Белова А. А."
COFFEE, COFFEE_TOO, HOLTER, LATE = (
    "Можно ли кофе при давлении?",
    "А кофе пить можно?",
    "Сколько ждать холтер?",
    "Где посмотреть расписание?",
)


def test_a_whole_session(
    page: Page, console: Process, vk: Process, browser: Browser, tmp_path: Path
) -> None:
    chat = prepared(page, console, vk, Store(tmp_path / "pult.db"))
    phones = [invited(page, browser, name) for name in (IVANOV, BELOVA)]
    announced(page, chat)
    press(page, "Открыть чат")

    # Two press «Взять вопрос» in the same millisecond; one has it, the other reads who.
    first = chat.ask(COFFEE, from_id=501)
    for one in phones:
        visible(one, COFFEE, seconds=60)
    question = chat.question(COFFEE)
    press_together([take_button(one, question.question_id) for one in phones])
    holder = wait_for(lambda: chat.question(COFFEE).assignee, message="a holder")
    has, lost = phones if holder == IVANOV else phones[::-1]
    visible(lost, f"Этот вопрос сейчас у другого: {holder}")
    expect(has.get_by_role("textbox", name="Ваш ответ")).to_be_visible(timeout=20 * SECOND)
    expect(take_button(lost, question.question_id)).to_have_count(0, timeout=30 * SECOND)

    # The other one answers something else; the first answer is given back, with a remark, and comes again.
    second = chat.ask(COFFEE_TOO, from_id=502)
    third = chat.ask(HOLTER, from_id=503)
    visible(lost, HOLTER, seconds=60)
    click(take_button(lost, chat.question(HOLTER).question_id))
    answer_on_phone(lost, "До трёх недель.")
    answer_on_phone(has, "Можно.")
    click(card(page, "review", COFFEE))
    click(opened(page).get_by_text("Вернуть с замечанием"))
    remark = opened(page).get_by_role("textbox", name="Что исправить")
    remark.fill("Добавьте, сколько чашек")
    press(opened(page), "Вернуть")
    visible(page, "Вопрос снова у специалиста", seconds=40)
    visible(has, "Добавьте, сколько чашек", seconds=60)
    click(take_button(has, question.question_id))
    answer_on_phone(has, " Одну чашку утром.", to_the_end=True)

    # The same question of somebody else is joined; both authors are answered.
    card(page, "review", COFFEE).get_by_label("Выбрать").check()
    card(page, "new", COFFEE_TOO).get_by_label("Выбрать").check()
    press(page, "Объединить")
    expect(card(page, "review", COFFEE)).to_contain_text("+ 1", timeout=30 * SECOND)
    for text in (COFFEE, HOLTER):
        click(card(page, "review", text))
        expect(opened(page).get_by_text(text).first).to_be_visible(timeout=20 * SECOND)
        press(opened(page), "Опубликовать")
        withdraw = opened(page).get_by_role("button", name="Отменить отправку").first
        expect(withdraw).to_be_visible(timeout=30 * SECOND)
    other = BELOVA if holder == IVANOV else IVANOV
    coffee = f"Можно. Одну чашку утром.\n\nОтвечает: {holder}, врач, ОКБ"
    told = {
        first: coffee,
        second: coffee,
        third: f"До трёх недель.\n\nОтвечает: {other}, врач, ОКБ",
    }
    wait_for(
        lambda: (
            {one: texts(vk, one) for one in told} == {one: [text] for one, text in told.items()}
        ),
        seconds=90,
        message="the answers in VK",
    )
    for text in (COFFEE, HOLTER):
        card(page, "published", text)

    # What came too late is left to answer.
    chat.ask(LATE, from_id=504)
    card(page, "new", LATE)
    press(page, "Закрыть чат")
    press(page, "Закрыть сейчас")
    expect(page.locator(".st-key-chat_after_box")).to_contain_text(LATE, timeout=30 * SECOND)
    visible(has, "Открытый чат завершён", seconds=60)

    # The report is taken along, a digest without names becomes a draft of a post.
    with page.expect_download(timeout=60 * SECOND) as report:
        press(page, "Отчёт в XLSX", exact=False)
    book = openpyxl.load_workbook(BytesIO(report.value.path().read_bytes()))
    figures = {row[0].value: row[1].value for row in book["Показатели"].iter_rows()}
    assert (figures["Отвечено"], figures["Ждут ответа"]) == (2, 1)
    press(page, "Открыть черновик записи", exact=False)
    post = page.get_by_role("textbox", name="Текст записи")
    expect(post).to_be_visible(timeout=40 * SECOND)
    assert COFFEE in post.input_value() and "Житель" not in post.input_value()
    assert {one: texts(vk, one) for one in told} == {one: [text] for one, text in told.items()}
    for one in phones:
        one.context.close()


def prepared(page: Page, console: Process, vk: Process, store: Store) -> Chat:
    """The moderator begins a chat and adds two specialists."""
    open_page(page, console, "/open_chats")
    page.get_by_role("textbox", name="Тема").fill("Здоровье сердца")
    press(page, "Подготовить чат")
    expect(page.get_by_role("heading", name="Здоровье сердца")).to_be_visible(timeout=30 * SECOND)
    made = Chat.prepared(store, vk, 1)
    # Whatever time of the day it is, the links have to let in.
    sessions.change_chat(
        store, made.id, actor=made.moderator, now=now(), starts_at=now(), ends_at=now() + 3600
    )
    for name in (IVANOV, BELOVA):
        surname = page.get_by_role("textbox", name="Фамилия и инициалы")
        if name == BELOVA:
            # With somebody there, the form is folded.
            expect(surname).to_be_hidden(timeout=20 * SECOND)
            click(page.get_by_text("Добавить специалиста"))
        surname.fill(name)
        page.get_by_role("textbox", name="Должность").last.fill("врач")
        page.get_by_role("textbox", name="Учреждение").last.fill("ОКБ")
        press(page, "Добавить")
        visible(page, f"Отвечает: {name}, врач, ОКБ")
    return made


def invited(page: Page, browser: Browser, name: str) -> Page:
    """The moderator makes a link; the specialist comes by it."""
    person = page.locator("[class*=st-key-chat_person_]").filter(has_text=name)
    press(person, "Создать ссылку")
    link = person.locator("code").first
    expect(link).to_contain_text("/join/", timeout=20 * SECOND)
    made = phone(browser).new_page()
    enter(made, link.inner_text().strip())
    return made


def announced(page: Page, chat: Chat) -> None:
    """The announcement and the rules, in one press each."""
    press(page, "Опубликовать анонс")
    found = wait_for(
        lambda: posts(chat.vk, "Открытый чат: Здоровье сердца"), seconds=60, message="announcement"
    )
    chat.post_id = int(str(found[0]["id"]))
    rules = page.get_by_role("button", name="Опубликовать правила")
    expect(rules).to_be_enabled(timeout=60 * SECOND)
    click(rules)
    wait_for(lambda: rules_stand(chat), seconds=60, message="rules in VK")


def rules_stand(chat: Chat) -> bool:
    comments = chat.vk.get("/_world/state")["comments"]
    return any("103 или 112" in str(one["text"]) for one in comments)


def texts(vk: Process, comment_id: int) -> list[str]:
    return [str(one["text"]) for one in replies_under(vk, comment_id)]
