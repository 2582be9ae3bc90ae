"""What must not go out does not: shown while it is typed, stopped when it is sent, let out by name."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

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
from tests.e2e.test_first_day import QUESTION, ask, start_answer
from tests.processes import Process, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PHONE = "8 (910) 000-12-34"
ANSWER = f"Вам перезвонят по номеру {PHONE} до 18:00."


def journal(folder: Path) -> list[tuple[str, str, str, dict[str, object]]]:
    """(action, actor, outcome, detail) of every entry so far."""
    file = next(folder.rglob("pult.db"))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT action, actor, outcome, detail FROM journal ORDER BY entry_id")
        found = [
            (action, actor, outcome, json.loads(detail)) for action, actor, outcome, detail in rows
        ]
    db.close()
    return found


def send_all_the_same(page: Page, reason: str) -> None:
    button = page.get_by_role("button", name="Отправить всё равно")
    expect(button).to_be_disabled(timeout=20 * SECOND)
    click(page.get_by_role("combobox", name="Почему это можно прочитать всем"))
    click(page.get_by_role("option", name=reason))
    expect(button).to_be_enabled(timeout=20 * SECOND)
    click(button)


def test_a_reply_with_a_phone_number_goes_out_only_by_name(
    console: Process, vk: Process, page: Page, tmp_path: Path
) -> None:
    open_page(page, console, "/inbox")
    comment_id = ask(vk)
    pull_new(page, QUESTION)
    start_answer(page, ANSWER)
    # Said while it is typed.
    visible(page, "Телефон человека")
    expect(page.get_by_text("Отправить всё равно")).to_have_count(0)
    press(page, "Отправить")
    visible(page, "Не отправлено. Уберите")
    assert replies_under(vk, comment_id) == []
    assert [action for action, *_ in journal(tmp_path)] == []
    send_all_the_same(page, "Человек сам просил это опубликовать")
    visible(page, "Опубликовано", seconds=40)
    [reply] = replies_under(vk, comment_id)
    assert reply["text"] == ANSWER
    [(_, actor, outcome, detail)] = [
        entry for entry in journal(tmp_path) if entry[0] == "guard.override"
    ]
    assert (actor, outcome, detail["kinds"]) == ("moderator", "asked", ["phone"])
    assert all(PHONE not in json.dumps(entry, ensure_ascii=False) for entry in journal(tmp_path))


def test_a_reply_whose_number_was_taken_out_goes_out_as_any_other(
    console: Process, vk: Process, page: Page, tmp_path: Path
) -> None:
    open_page(page, console, "/inbox")
    comment_id = ask(vk)
    pull_new(page, QUESTION)
    start_answer(page, ANSWER)
    press(page, "Отправить")
    visible(page, "Не отправлено. Уберите")
    box = page.get_by_role("textbox", name="Ответ").last
    box.fill("Вам перезвонят до 18:00.")
    expect(page.get_by_text("Телефон человека")).to_have_count(0, timeout=20 * SECOND)
    expect(page.get_by_text("Отправить всё равно")).to_have_count(0)
    press(page, "Отправить")
    visible(page, "Опубликовано", seconds=40)
    assert [reply["text"] for reply in replies_under(vk, comment_id)] == [
        "Вам перезвонят до 18:00."
    ]
    assert "guard.override" not in {entry[0] for entry in journal(tmp_path)}


def test_a_post_that_names_a_patient_is_not_published(
    console: Process, vk: Process, page: Page
) -> None:
    open_page(page, console, "/compose")
    secret = "Соколовой Марине проведена операция."
    box = page.get_by_role("textbox", name="Текст записи")
    click(box)
    box.press_sequentially(secret, delay=5)
    visible(page, "Видно, кто пациент")
    click(page.get_by_role("combobox", name="Рубрика"))
    click(page.get_by_role("option").first)
    press(page, "Опубликовать")
    visible(page, "Не отправлено. Уберите")
    assert posts(vk, secret) == []
    send_all_the_same(page, "Личных данных здесь нет")
    wait_for(lambda: posts(vk, secret) != [], seconds=40, message="the post in VK")
