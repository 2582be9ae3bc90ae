"""A month is reported on by one press and downloaded in both forms; so is a campaign that is begun here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from lib.store import Store
from tests.e2e.conftest import DESKTOP
from tests.e2e.screen import SECOND, open_page, press, visible
from tests.processes import Process, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

TAG = "#Прививка"


@pytest.fixture
def page(console: Process, vk: Process, tmp_path: Path, browser: Browser) -> Iterator[Page]:
    """The page of reports of a community with one tagged post and measured days of last month."""
    vk.post("/_world/post", {"text": f"Приходите! {TAG}"})
    vk.post("/_world/post", {"text": "Другая запись"})
    store = Store(tmp_path / "pult.db")

    def read() -> bool:
        with store.reader() as db:
            found = db.execute("SELECT count(*) FROM post WHERE state = 'published'").fetchone()
        return bool(found[0] == 2)

    wait_for(read, seconds=60, message="the posts")
    last = date.today().replace(day=1) - timedelta(days=1)
    with store.writer() as db:
        for number in range(5):
            day = last.replace(day=number + 1).isoformat()
            db.execute(
                "INSERT INTO day_stat (day, reach, raw, measured_at) VALUES (?, ?, '{}', 1)"
                " ON CONFLICT (day) DO UPDATE SET reach = excluded.reach",
                [day, 100 + number],
            )
    context = browser.new_context(
        viewport=DESKTOP, locale="ru-RU", timezone_id="Europe/Moscow", accept_downloads=True
    )
    made = context.new_page()
    open_page(made, console, "/reports")
    yield made
    context.close()


def downloaded(row: Page | Locator, page: Page, name: str) -> io.BytesIO:
    button = row.get_by_role("button", name=name).first
    expect(button).to_be_visible(timeout=60 * SECOND)
    with page.expect_download(timeout=40 * SECOND) as found:
        button.click(delay=80)
    assert found.value.suggested_filename.startswith("report-")
    return io.BytesIO(Path(found.value.path()).read_bytes())


def test_a_month_and_a_campaign(page: Page, console: Process) -> None:
    visible(page, "Отчётов пока нет")
    press(page, "Составить отчёт", exact=False)
    book = openpyxl.load_workbook(downloaded(page, page, "XLSX"))
    figures = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    assert figures["Охват за день, среднее"] == 102
    paper = Document(downloaded(page, page, "DOCX"))
    assert "Отчёт за месяц" in paper.paragraphs[0].text

    page.get_by_role("radio", name="Кампании").click(delay=80)
    name = page.get_by_label("Название кампании")
    expect(name).to_be_visible(timeout=20 * SECOND)
    name.fill("Прививочная")
    page.get_by_label("Хештег, если он есть").fill(TAG)
    press(page, "Начать кампанию", exact=False)
    visible(page, "Записи кампании")
    visible(page, f"Приходите! {TAG}")
    press(page, "Составить отчёт", exact=False)
    visible(page, "Отчёт составляется")
    page.get_by_role("radio", name="Отчёты").click(delay=80)
    row = page.locator(".st-key-report_2")
    expect(row).to_contain_text("Кампания: Прививочная", timeout=20 * SECOND)
    paper = Document(downloaded(row, page, "DOCX"))
    assert paper.paragraphs[0].text == "Кампания: Прививочная"
    assert figures_of(paper)["Записи"] == "1"


def figures_of(paper: object) -> dict[str, str]:
    return {row.cells[0].text: row.cells[1].text for row in paper.tables[0].rows}  # type: ignore[attr-defined]
