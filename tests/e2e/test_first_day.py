"""A moderator's first day: read and answer, publish and schedule, and lose nothing when the console dies."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.screen import (
    SECOND,
    click,
    open_page,
    posts,
    press,
    pull_new,
    replies_under,
    visible,
)
from tests.processes import Process, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

QUESTION = "Подскажите, как записаться к кардиологу?"
ANSWER = "Добрый день! Запись открыта в регистратуре и на портале."
MOSCOW = ZoneInfo("Europe/Moscow")


def ask(vk: Process, text: str = QUESTION, *, post: str = "Новый кабинет открыт") -> int:
    post_id = vk.post("/_world/post", {"text": post})["post_id"]
    asked = vk.post("/_world/comment", {"post_id": post_id, "from_id": 501, "text": text})
    return int(asked["comment_id"])


def start_answer(page: Page, text: str = ANSWER) -> None:
    press(page, "Ответить")
    box = page.get_by_role("textbox", name="Ответ").last
    expect(box).to_be_visible(timeout=10 * SECOND)
    click(box)
    box.press_sequentially(text, delay=5)


def test_a_comment_is_seen_answered_and_confirmed(
    console: Process, vk: Process, page: Page
) -> None:
    open_page(page, console, "/inbox")
    comment_id = ask(vk)
    pull_new(page, QUESTION)
    visible(page, "Новый кабинет открыт")
    start_answer(page)
    press(page, "Отправить")
    visible(page, "Отправляется")
    assert replies_under(vk, comment_id) == []
    visible(page, "Опубликовано", seconds=30)
    [reply] = replies_under(vk, comment_id)
    assert reply["text"] == ANSWER
    # The list stands still, the card stays where it was, now answered.
    visible(page, QUESTION)


def test_a_reply_taken_back_is_a_draft_again(console: Process, vk: Process, page: Page) -> None:
    comment_id = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    start_answer(page)
    press(page, "Отправить")
    press(page, "Отменить отправку")
    box = page.get_by_role("textbox", name="Ответ").last
    expect(box).to_have_value(ANSWER, timeout=10 * SECOND)
    time.sleep(11)  # longer than the hold: what was taken back must not go out
    assert replies_under(vk, comment_id) == []


def test_an_impatient_double_click_sends_once(console: Process, vk: Process, page: Page) -> None:
    comment_id = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    start_answer(page)
    page.get_by_role("button", name="Отправить", exact=True).first.dblclick(delay=40)
    visible(page, "Опубликовано", seconds=30)
    assert len(replies_under(vk, comment_id)) == 1


def test_what_is_typed_survives_a_reload_and_a_dead_server(
    console: Process, vk: Process, page: Page
) -> None:
    ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    start_answer(page, "Первая половина")
    visible(page, "Сохранено")
    page.reload()
    box = page.get_by_role("textbox", name="Ответ").last
    expect(box).to_have_value("Первая половина", timeout=20 * SECOND)
    console.kill()
    click(box)
    box.press("End")
    box.press_sequentially(" и вторая", delay=5)
    time.sleep(1)
    console.start()
    page.reload()
    box = page.get_by_role("textbox", name="Ответ").last
    expect(box).to_have_value("Первая половина и вторая", timeout=30 * SECOND)


def test_a_post_is_published_and_another_scheduled(
    console: Process, vk: Process, page: Page
) -> None:
    open_page(page, console, "/compose")
    write_post(page, "Завтра день открытых дверей", rubric="Спасибо врачам")
    press(page, "Опубликовать")
    wait_for(lambda: posts(vk, "день открытых дверей"), seconds=30, message="the post in VK")
    [post] = posts(vk, "день открытых дверей")
    assert post["post_type"] == "post"
    assert "#СпасибоВрачам" in str(post["text"])
    visible(page, "Опубликовано", seconds=30)

    write_post(page, "Прививки в субботу", rubric="Вакцинация")
    click(
        page.get_by_role("radio", name="В назначенное время")
        .or_(page.get_by_role("button", name="В назначенное время"))
        .first
    )
    press(page, "Запланировать")
    wait_for(
        lambda: posts(vk, "Прививки в субботу"), seconds=30, message="the scheduled post in VK"
    )
    [scheduled] = posts(vk, "Прививки в субботу")
    assert scheduled["post_type"] == "postpone"
    tomorrow = datetime.now(MOSCOW).date() + timedelta(days=1)
    goes_out = datetime.fromtimestamp(int(str(scheduled["date"])), MOSCOW)
    assert (goes_out.date(), goes_out.hour, goes_out.minute) == (tomorrow, 10, 0)


def write_post(page: Page, text: str, *, rubric: str) -> None:
    box = page.get_by_role("textbox", name="Текст записи").first
    expect(box).to_have_value("", timeout=20 * SECOND)
    click(box)
    box.press_sequentially(text, delay=5)
    visible(page, "Сохранено")
    click(page.get_by_role("combobox", name="Рубрика").first)
    click(page.get_by_role("option", name=rubric).first)
    # The preview is the proof that the choice has arrived.
    visible(page, "#")


def test_a_kill_between_hold_and_send_sends_exactly_once(
    console: Process, vk: Process, page: Page
) -> None:
    comment_id = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    start_answer(page)
    press(page, "Отправить")
    visible(page, "Отменить отправку")
    console.kill()
    assert replies_under(vk, comment_id) == []
    missed = vk.post(
        "/_world/comment", {"post_id": 1, "from_id": 502, "text": "А пока вас не было — вопрос"}
    )
    console.start()
    wait_for(
        lambda: replies_under(vk, comment_id), seconds=40, message="the reply after the restart"
    )
    open_page(page, console, "/inbox")
    visible(page, "А пока вас не было")
    visible(page, "Опубликовано", seconds=30)
    assert missed["comment_id"] > comment_id
    assert len(replies_under(vk, comment_id)) == 1
