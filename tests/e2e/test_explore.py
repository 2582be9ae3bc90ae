"""«Анализ» in the browser: a question asked, drawn, saved, opened by its link elsewhere, taken away as a file;
one built without SQL; SQL whose mistake is told in words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.screen import PRESS, SECOND, open_page, press, visible
from tests.processes import Process, console_process, local_vk_process, started, wait_for

pytestmark = pytest.mark.timeout(180)

POSTS = {"Прививки от гриппа": 3, "День донора": 1}


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A console that has read two posts and their comments."""
    with started(local_vk_process(tmp_path_factory.mktemp("vk"))) as vk:
        for text, comments in POSTS.items():
            post = vk.post("/_world/post", {"text": text})
            for n in range(comments):
                vk.post("/_world/comment", {**post, "from_id": 501 + n, "text": "Когда начало?"})
        folder = tmp_path_factory.mktemp("console")
        with started(console_process(folder, vk_url=vk.url)) as console:
            wait_for(
                lambda: console.get("/health")["backfill"]["finished_at"],
                seconds=60,
                message="the first reading",
            )
            yield console


def download(page: Page, name: str) -> bytes:
    if not page.get_by_role("button", name=name).first.is_visible():
        press(page, "Скачать")
    with page.expect_download(timeout=60 * SECOND) as waited:
        press(page, name)
    got: Download = waited.value
    return Path(got.path()).read_bytes()


def test_a_question_is_asked_saved_opened_elsewhere_and_taken_away(
    talked: Process, page: Page, browser: Browser
) -> None:
    open_page(page, talked, "/explore")
    card = page.locator(".st-key-ready_card_discussed")
    expect(card).to_be_visible(timeout=30 * SECOND)
    card.get_by_role("button").click(**PRESS)
    visible(page, "2 строки")
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible(timeout=20 * SECOND)
    rows = list(
        csv.reader(
            io.StringIO(download(page, "Таблица в CSV").decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert any("Прививки от гриппа" in row and "3" in row for row in rows), rows
    sheet = openpyxl.load_workbook(io.BytesIO(download(page, "Таблица в XLSX"))).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("День донора" in row and 1 in row for row in cells), cells
    page.keyboard.press("Escape")
    press(page, "Сохранить")
    page.get_by_label("Под названием").fill("Что обсуждали")
    page.get_by_text("Другие могут открыть по ссылке").click(**PRESS)
    press(page, "Сохранить вопрос")
    visible(page, "Сохранено: «Что обсуждали»")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Сохранённые").click(**PRESS)
    press(page, "Открыть")
    visible(page, "2 строки")
    wait_for(lambda: "q=" in page.url, message="the address of the question")
    other = browser.new_context(viewport=DESKTOP, locale="ru-RU")
    there = other.new_page()
    there.goto(page.url)
    visible(there, "Что обсуждали", seconds=30)
    visible(there, "2 строки")
    other.close()


def test_a_question_is_built_without_sql(talked: Process, page: Page) -> None:
    open_page(page, talked, "/explore?view=build")
    page.get_by_role("radio", name="Комментарии").click(**PRESS)
    visible(page, "Всего строк: 4.")
    press(page, "Добавить условие")
    visible(page, "Условие")
    press(page, "Показать SQL")
    visible(page, "FROM v_comments")
    press(page, "Продолжить в SQL")
    field = page.get_by_label("Вопрос на SQL")
    expect(field).to_have_value(re.compile("FROM v_comments"), timeout=20 * SECOND)
    field.fill("SELECT 1")
    visible(page, "Сохранено")
    page.get_by_role("radio", name="Собрать свой").click(**PRESS)
    press(page, "Показать SQL")
    press(page, "Продолжить в SQL")
    expect(field).to_have_value(re.compile("FROM v_comments"), timeout=20 * SECOND)
    press(page, "Вернуть прежний текст")
    expect(field).to_have_value("SELECT 1", timeout=20 * SECOND)


def test_a_mistake_in_sql_is_told_in_words_and_the_text_stays(talked: Process, page: Page) -> None:
    open_page(page, talked, "/explore?view=sql")
    field = page.get_by_label("Вопрос на SQL")
    expect(field).to_be_visible(timeout=30 * SECOND)
    field.fill("SELECT day, cout(*) FROM v_comments GROUP BY day")
    field.press("Control+Enter")
    visible(page, "«cout»")
    visible(page, "Строка 1, знак 13")
    expect(page.locator("mark")).to_have_text("cout")
    field.press("Control+a")
    page.keyboard.type("SELECT count(*) AS n FROM v_com", delay=20)
    expect(page.get_by_role("option", name="v_comments")).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).to_have_value("SELECT count(*) AS n FROM v_comments")
    visible(page, "Сохранено")
    page.reload()
    expect(field).to_have_value("SELECT count(*) AS n FROM v_comments", timeout=30 * SECOND)
    press(page, "Выполнить")
    visible(page, "1 строка")
