"""What a moderator changes in VK from the screen, and the one notice where VK wants a person."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import pressed
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

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

RUDE = "Да вы там все жулики"


def ask(vk: Process, text: str, *, from_id: int = 501) -> int:
    post_id = vk.post("/_world/post", {"text": f"Запись для «{text}»"})["post_id"]
    asked = vk.post("/_world/comment", {"post_id": post_id, "from_id": from_id, "text": text})
    return int(asked["comment_id"])


def comment(vk: Process, comment_id: int) -> dict[str, Any] | None:
    there = vk.get("/_world/state")["comments"]
    return next((one for one in there if one["id"] == comment_id), None)


def is_gone(vk: Process, comment_id: int) -> bool:
    there = comment(vk, comment_id)
    return there is None or bool(there.get("deleted"))


def card(page: Page, comment_id: int) -> Locator:
    return page.locator(f".st-key-card_{comment_id}")


def choose(page: Page, within: Locator, option: str) -> None:
    """Open the «…» and take one of its options."""
    click(within.get_by_test_id("stMenuButton").locator("button").first)
    click(
        page.get_by_role("menuitem", name=re.compile(option))
        .or_(page.get_by_role("option", name=re.compile(option)))
        .first
    )


def answer(page: Page, comment_id: int, text: str) -> None:
    press(card(page, comment_id), "Ответить")
    box = card(page, comment_id).get_by_role("textbox", name="Ответ").last
    click(box)
    box.press_sequentially(text, delay=5)
    press(card(page, comment_id), "Отправить")


def test_a_comment_is_deleted_with_its_author_banned_and_brought_back(
    console: Process, vk: Process, page: Page
) -> None:
    comment_id = ask(vk, RUDE)
    open_page(page, console, "/inbox")
    pull_new(page, RUDE)
    choose(page, card(page, comment_id), "Удалить")
    click(card(page, comment_id).get_by_text("Заодно заблокировать автора"))
    visible(page, "Комментарий к блокировке")
    press(card(page, comment_id), "Удалить")
    visible(page, "Удаление комментария")
    visible(page, "Отправляется")
    assert not is_gone(vk, comment_id)
    wait_for(lambda: is_gone(vk, comment_id), seconds=40, message="the deletion")
    visible(page, "Заблокирован", seconds=40)
    choose(page, card(page, comment_id), "Восстановить")
    visible(page, "Возврат комментария")
    wait_for(lambda: not is_gone(vk, comment_id), seconds=40, message="the return")


def test_a_reply_is_changed_after_it_was_published(
    console: Process, vk: Process, page: Page
) -> None:
    comment_id = ask(vk, "Когда приём?")
    open_page(page, console, "/inbox")
    pull_new(page, "Когда приём?")
    answer(page, comment_id, "С 8 до 12")
    wait_for(lambda: replies_under(vk, comment_id), seconds=40, message="the reply")
    visible(page, "Ответ")
    reply_id = int(str(replies_under(vk, comment_id)[0]["id"]))
    wait_for(
        lambda: card(page, comment_id).get_by_text("Опубликовано").first.is_visible(), seconds=40
    )
    choose(page, card(page, comment_id), "Изменить ответ")
    box = card(page, comment_id).get_by_role("textbox", name="Новый текст").last
    expect(box).to_have_value("С 8 до 12", timeout=10 * SECOND)
    box.fill("С 9 до 13")
    press(card(page, comment_id), "Сохранить")
    visible(page, "Правка ответа")

    def changed() -> bool:
        there = comment(vk, reply_id)
        return there is not None and there["text"] == "С 9 до 13"

    wait_for(changed, seconds=40, message="the change in VK")


def test_a_scheduled_post_is_changed_and_stays_scheduled(
    console: Process, vk: Process, page: Page
) -> None:
    at = int(time.time()) + 86_400
    made = vk.post("/_world/post", {"text": "Завтра открытие", "date": at})
    row = page.locator(f".st-key-post_{made['post_id']}")
    open_page(page, console, "/compose")
    visible(page, "Завтра открытие", seconds=40)
    choose(page, row, "Изменить текст")
    box = row.get_by_role("textbox", name="Новый текст").last
    expect(box).to_have_value("Завтра открытие", timeout=10 * SECOND)
    box.fill("Завтра открытие в 10")
    press(row, "Сохранить")
    wait_for(lambda: posts(vk, "Завтра открытие в 10"), seconds=40, message="the change in VK")
    [post] = posts(vk, "Завтра открытие")
    assert post["post_type"] == "postpone"
    assert post["date"] == at


def test_one_captcha_for_two_replies_and_both_go_out_after_one_answer(
    console: Process, vk: Process, page: Page
) -> None:
    first, second = ask(vk, "Первый вопрос"), ask(vk, "Второй вопрос", from_id=502)
    open_page(page, console, "/inbox")
    pull_new(page, "Первый вопрос")
    pull_new(page, "Второй вопрос")
    vk.post("/_world/faults", [{"method": "wall.createComment", "kind": "captcha"}])
    answer(page, first, "Первый ответ")
    answer(page, second, "Второй ответ")
    visible(page, "VK проверяет, что вы не робот", seconds=40)
    visible(page, "Ждут 2 действия", seconds=40)
    assert page.get_by_text("VK проверяет, что вы не робот").count() == 1
    page.goto(console.url + "/compose")
    visible(page, "VK проверяет, что вы не робот", seconds=40)
    assert replies_under(vk, first) == replies_under(vk, second) == []
    with page.expect_popup() as opened:
        press(page, "Пройти проверку")
    click(opened.value.get_by_role("button", name="Я не робот"))
    wait_for(lambda: replies_under(vk, first) and replies_under(vk, second), seconds=60)
    expect(page.get_by_text("VK проверяет, что вы не робот")).to_have_count(0, timeout=20 * SECOND)


def test_a_passed_check_that_tells_nothing_is_answered_by_its_address(
    console: Process, vk: Process, page: Page
) -> None:
    asked = ask(vk, "Вопрос с проверкой")
    open_page(page, console, "/inbox")
    pull_new(page, "Вопрос с проверкой")
    vk.post("/_world/faults", [{"method": "wall.createComment", "kind": "captcha"}])
    answer(page, asked, "Ответ с проверкой")
    visible(page, "VK проверяет, что вы не робот", seconds=40)
    click(page.get_by_text("Проверка пройдена, но ничего не происходит"))
    link = page.get_by_role("link", name="Открыть во вкладке").get_attribute("href")
    address = page.get_by_label("Адрес страницы после проверки")
    address.fill(f"{link}#success_token={pressed(link)}")
    press(page, "Отправить ответ")
    wait_for(lambda: replies_under(vk, asked), seconds=60)
