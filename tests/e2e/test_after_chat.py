"""After a chat: it is closed, what is left is answered, a digest is drafted, the report downloaded."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from lib.access.permissions import Actor
from lib.chats import answers, sessions
from lib.chats.answers import ANSWER, answer_target
from lib.chats.questions import take
from lib.store import Store
from lib.store.drafts import save_draft
from tests.e2e.conftest import DESKTOP
from tests.e2e.screen import SECOND, click, open_page, press, replies_under, visible
from tests.e2e.test_answering import MODERATOR, Chat, now
from tests.processes import Process, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

COFFEE, TEA = "Можно ли кофе при высоком давлении?", "А можно ли чай при высоком давлении?"


@pytest.fixture
def chat(console: Process, vk: Process, tmp_path: Path) -> Chat:
    return Chat(Store(tmp_path / "pult.db"), vk)


def known(chat: Chat, text: str) -> Callable[[], bool]:
    def look() -> bool:
        with chat.store.reader() as db:
            row = db.execute("SELECT 1 FROM question WHERE text = ?", [text]).fetchone()
        return row is not None

    return look


def answered(chat: Chat, text: str, answer: str) -> None:
    """A specialist answers and the moderator publishes; the worker brings it into VK."""
    person_id, _ = chat.specialist("Иванов И. И.")
    doctor = Actor("Иванов И. И.", "specialist", person_id, sessions.scope(chat.id))
    number = chat.question(text).question_id
    take(chat.store, number, actor=doctor, now=now())
    with chat.store.writer() as db:
        save_draft(
            db, kind=ANSWER, target=answer_target(number), actor=doctor.name, text=answer, now=now()
        )
    answers.hand_in(chat.store, number, actor=doctor, now=now())
    answers.publish(chat.store, number, actor=MODERATOR, now=now(), hold=0)
    wait_for(
        lambda: chat.question(text).state == "published", seconds=40, message="the answer in VK"
    )


def downloaded(page: Page, name: str) -> bytes:
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible(timeout=20 * SECOND)
    with page.expect_download(timeout=40 * SECOND) as found:
        click(button)
    return Path(found.value.path()).read_bytes()


def test_a_chat_from_its_closing_to_the_report(
    chat: Chat, console: Process, browser: Browser
) -> None:
    chat.ask(COFFEE)
    second = chat.ask(TEA, from_id=502)
    for text in (COFFEE, TEA):
        wait_for(known(chat, text), seconds=30, message=text)
    answered(chat, COFFEE, "Одну чашку утром, если давление под контролем.")
    sessions.open_chat(chat.store, chat.id, actor=MODERATOR, now=now())

    context = browser.new_context(
        viewport=DESKTOP, locale="ru-RU", timezone_id="Europe/Moscow", accept_downloads=True
    )
    page = context.new_page()
    open_page(page, console, f"/open_chats?chat={chat.id}")
    press(page, "Закрыть чат", exact=False)
    press(page, "Закрыть сейчас", exact=False)
    visible(page, "1 вопрос остался без ответа")
    assert chat.question(TEA).task_due_at is not None

    page.goto(console.url)
    link = page.get_by_role("link", name="1 вопрос открытых чатов ждёт ответа")
    expect(link).to_be_visible(timeout=30 * SECOND)
    visible(page, "ближайший срок")
    click(link)
    number = chat.question(TEA).question_id
    task = page.locator(f".st-key-task_{number}")
    expect(task).to_contain_text("Срок:", timeout=30 * SECOND)
    press(task, "Ответить", exact=False)
    box = page.get_by_role("textbox", name="Ваш ответ")
    expect(box).to_be_visible(timeout=20 * SECOND)
    click(box)
    box.press_sequentially("Чай тоже можно.", delay=15)
    click(page.get_by_text("Раньше отвечали").first)
    press(page, "Вставить в ответ", exact=False)
    whole = "Чай тоже можно.\n\nОдну чашку утром, если давление под контролем."
    expect(box).to_have_value(whole, timeout=20 * SECOND)
    press(page, "Опубликовать", exact=False)
    visible(page, "Все вопросы разобраны", seconds=60)
    [reply] = replies_under(chat.vk, second)
    assert str(reply["text"]).startswith(whole)

    press(page, "Открыть черновик записи", exact=False)
    post = page.get_by_role("textbox", name="Текст записи")
    expect(post).to_be_visible(timeout=30 * SECOND)
    text = post.input_value()
    assert text.startswith("Вопросы и ответы: Здоровье сердца")
    assert COFFEE in text and whole in text

    page.goto(f"{console.url}/open_chats?chat={chat.id}")
    book = openpyxl.load_workbook(BytesIO(downloaded(page, "Отчёт в XLSX")))
    figures = {row[0].value: row[1].value for row in book["Показатели"].iter_rows()}
    assert (figures["Отвечено"], figures["Ждут ответа"]) == (2, 0)
    assert figures["из них после закрытия чата"] == 1
    paper = Document(BytesIO(downloaded(page, "Отчёт в DOCX")))
    told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert COFFEE in told and "Чай тоже можно." in told
    context.close()
