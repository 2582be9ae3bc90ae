"""What goes wrong during an open chat: a laptop is closed, VK is away, the announcement is deleted, a flood."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.chats import answers
from lib.chats import questions as q
from lib.chats.answers import ANSWER, answer_target
from lib.store import Store
from lib.store.drafts import save_draft
from tests.e2e.chatting import (
    MODERATOR,
    Chat,
    begin_answer,
    card,
    column,
    enter,
    now,
    opened,
    phone,
    take_button,
)
from tests.e2e.screen import SECOND, click, open_page, press, replies_under, visible
from tests.processes import Process, wait_for

PROVE = bool(os.environ.get("PULT_PROVE"))
AWAY_SECONDS = 300.0 if PROVE else 5.0

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(int(AWAY_SECONDS) + 300)]


@pytest.fixture
def chat(console: Process, vk: Process, tmp_path: Path) -> Chat:
    """A chat that runs."""
    return Chat.running(Store(tmp_path / "pult.db"), vk)


def write(chat: Chat, question_id: int, text: str) -> None:
    """What the moderator types."""
    target = answer_target(question_id)
    with chat.store.writer() as db:
        save_draft(db, kind=ANSWER, target=target, actor=MODERATOR.name, text=text, now=now())


def come(chat: Chat, *texts: str) -> None:
    wait_for(
        lambda: set(texts) <= {one.text for one in chat.questions()}, message=f"{texts} in the chat"
    )


def test_a_laptop_is_closed_in_mid_answer(chat: Chat, console: Process, browser: Browser) -> None:
    links = [chat.specialist(name)[1] for name in ("Петров П. П.", "Белова А. А.")]
    first, second = phone(browser), phone(browser)
    page, other = first.new_page(), second.new_page()
    enter(page, console.url + links[0])
    enter(other, console.url + links[1])
    chat.ask("Чем опасно давление?")
    visible(page, "Чем опасно давление?", seconds=40)
    number = chat.question("Чем опасно давление?").question_id
    click(take_button(page, number))
    field = begin_answer(page, "Начал отвечать")
    cookies = first.storage_state()
    first.close()
    assert chat.question("Чем опасно давление?").assignee == "Петров П. П."

    # Five minutes without a sign, told shortly.
    with chat.store.writer() as db:
        db.execute("UPDATE question SET held_until = ? WHERE question_id = ?", [now(), number])
    chat.ask("Ещё вопрос", from_id=502)
    expect(take_button(other, number)).to_be_visible(timeout=40 * SECOND)

    # Who comes back finds the text, as nobody has taken the question meanwhile.
    again = browser.new_context(storage_state=cookies, locale="ru-RU")
    page = again.new_page()
    page.goto(f"{console.url}/answering")
    click(take_button(page, number))
    field = page.get_by_role("textbox", name="Ваш ответ")
    expect(field).to_have_value("Начал отвечать", timeout=20 * SECOND)
    for context in (second, again):
        context.close()


def test_the_moderator_publishes_while_the_specialist_types(
    chat: Chat, console: Process, vk: Process, browser: Browser
) -> None:
    _, link = chat.specialist("Петров П. П.")
    context = phone(browser)
    page = context.new_page()
    enter(page, console.url + link)
    asked = chat.ask("Где сдать анализы?")
    visible(page, "Где сдать анализы?", seconds=40)
    number = chat.question("Где сдать анализы?").question_id
    click(take_button(page, number))
    begin_answer(page, "Анализы сдают")
    write(chat, number, "В любой поликлинике.")
    answers.publish(chat.store, number, actor=MODERATOR, now=now(), hold=0)
    visible(page, "На этот вопрос уже ответили", seconds=40)
    visible(page, "Анализы сдают")
    assert page.get_by_role("button", name="На проверку").count() == 0
    wait_for(lambda: replies_under(vk, asked), seconds=60, message="the answer in VK")
    [reply] = replies_under(vk, asked)
    assert reply["text"] == "В любой поликлинике."
    context.close()


def test_the_announcement_is_deleted_in_vk(
    chat: Chat, console: Process, vk: Process, page: Page
) -> None:
    chat.ask("Можно ли кофе?")
    come(chat, "Можно ли кофе?")
    open_page(page, console, f"/open_chats?chat={chat.id}")
    card(page, "new", "Можно ли кофе?")
    vk.post("/_world/delete_post", {"post_id": chat.post_id})
    visible(page, "Анонс удалён в VK", seconds=60)
    number = chat.question("Можно ли кофе?").question_id
    write(chat, number, "Можно.")
    answers.publish(chat.store, number, actor=MODERATOR, now=now(), hold=0)
    # It waits for the moderator, with the reason.
    click(card(page, "review", "Можно ли кофе?"))
    expect(opened(page)).to_contain_text("Можно.", timeout=30 * SECOND)
    found = chat.question("Можно ли кофе?")
    assert (found.state, found.action_state) == ("sending", "paused")
    assert (found.action_reason or {})["kind"] == "post_deleted"
    assert found.text == "Можно ли кофе?"


def test_vk_goes_away_in_the_middle(chat: Chat, console: Process, vk: Process) -> None:
    texts = [f"Вопрос {number}" for number in range(3)]
    asked = [chat.ask(text, from_id=501 + number) for number, text in enumerate(texts)]
    come(chat, *texts)
    vk.stop()
    for text in texts:
        number = chat.question(text).question_id
        write(chat, number, f"Ответ на {text}")
        answers.publish(chat.store, number, actor=MODERATOR, now=now(), hold=0)
    time.sleep(AWAY_SECONDS)
    assert {one.state for one in chat.questions()} == {"sending"}
    vk.start()
    wait_for(
        lambda: {one.state for one in chat.questions()} == {"published"},
        seconds=120,
        message="the answers that waited",
    )
    for comment_id, text in zip(asked, texts, strict=True):
        told = [reply["text"] for reply in replies_under(vk, comment_id)]
        assert told == [f"Ответ на {text}"]


def test_a_flood_moves_nothing_under_the_finger(chat: Chat, console: Process, page: Page) -> None:
    for number in range(3):
        chat.ask(f"Спокойный вопрос {number}", from_id=501 + number)
    come(chat, *(f"Спокойный вопрос {number}" for number in range(3)))
    open_page(page, console, f"/open_chats?chat={chat.id}")
    aim = card(page, "new", "Спокойный вопрос 1")
    aim.hover()
    before = aim.bounding_box()
    for number in range(200):
        chat.ask(f"Волна {number}", from_id=600 + number)
        if number % 40 == 0:
            assert aim.bounding_box() == before
    wait_for(lambda: len(chat.questions()) == 203, seconds=90, message="all questions")
    expect(column(page, "new").locator("h3")).to_contain_text("203", timeout=60 * SECOND)
    assert aim.bounding_box() == before
    q.decline(
        chat.store, chat.question("Спокойный вопрос 0").question_id, "Не по теме",
        actor=MODERATOR, now=now(),
    )  # fmt: skip
    expect(column(page, "declined").locator("h3")).to_contain_text("1", timeout=60 * SECOND)
    assert aim.bounding_box() == before
    click(aim)
    expect(opened(page).get_by_text("Спокойный вопрос 1").first).to_be_visible(timeout=30 * SECOND)
    press(opened(page), "Закрыть")
