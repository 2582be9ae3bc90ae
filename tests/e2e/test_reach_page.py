"""«Охват» in a real browser: another period, a comparison, a chosen post, files of what is seen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.store import Store
from tests.e2e.screen import SECOND, click, open_page, press, visible
from tests.processes import Process, console_process, started, wait_for


@pytest.fixture(scope="module")
def read_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A console with the demo community, whose history is read."""
    folder = tmp_path_factory.mktemp("reach")
    process = console_process(folder, PULT_LIFE="0")
    with started(process) as console:
        wait_for(
            lambda: console.get("/health")["backfill"]["stage"] == "done",
            seconds=100,
            message="the first reading",
        )
        wait_for(lambda: measured(folder) >= 400, seconds=60, message="the statistics of VK")
        yield console


def measured(folder: Path) -> int:
    """On how many days reach is known."""
    with Store(folder / "pult.db").reader() as db:
        return int(db.execute("SELECT count(reach) FROM day_stat").fetchone()[0])


def test_period_and_comparison_stand_in_the_address(read_console: Process, page: Page) -> None:
    open_page(page, read_console, "/reach")
    visible(page, "Охват за день, медиана")
    press_section(page, "30 дней")
    page.wait_for_url("**period=30**")
    press_section(page, "Предыдущий период")
    page.wait_for_url("**compare=previous**")
    visible(page, "Все, период сравнения")
    visible(page, "было ")
    # A link shows the same; another section keeps the period.
    page.reload()
    visible(page, "Все, период сравнения")
    expect(page.get_by_role("radio", name="30 дней")).to_have_attribute("aria-checked", "true")
    press_section(page, "Подписчики")
    visible(page, "Подписчиков на конец")
    visible(page, "было ")
    assert "period=30" in page.url and "section=subscribers" in page.url


def test_a_page_connects_to_its_server_without_looking_for_it(
    read_console: Process, page: Page
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, read_console, "/reach?period=30")
    visible(page, "Охват за день, медиана")
    of_server = [url.removeprefix(str(read_console.url)) for url in asked if "_stcore" in url]
    assert sorted(of_server) == ["/_stcore/health", "/_stcore/host-config"]


def press_section(page: Page, name: str) -> None:
    click(page.get_by_role("radio", name=name, exact=True))


def test_a_post_that_is_pressed_is_chosen(read_console: Process, page: Page) -> None:
    open_page(page, read_console, "/reach?section=posts&period=30")
    points = page.locator(".st-key-card_reach_scatter .mark-symbol.role-mark path")
    expect(points.first).to_be_visible(timeout=20 * SECOND)
    page.wait_for_timeout(SECOND)
    points.first.click(delay=80, force=True)
    visible(page, "Выбранная запись")
    visible(page, "Как росла запись")
    page.wait_for_url("**post=**")
    press(page, "Все записи")
    visible(page, "Записи за период")
    expect(page.get_by_text("Выбранная запись")).to_have_count(0)


def test_a_row_of_a_day_leads_to_its_post(read_console: Process, page: Page) -> None:
    open_page(page, read_console, "/reach?period=30")
    click(page.locator(".st-key-reach_days_posts_box summary"))
    rows = page.locator(".st-key-reach_days_posts canvas").first
    expect(rows).to_be_visible(timeout=20 * SECOND)
    page.wait_for_timeout(SECOND)
    rows.click(position={"x": 18, "y": 54}, delay=80, force=True)
    visible(page, "Выбранная запись")
    assert "section=posts" in page.url and "post=" in page.url
    expect(page.get_by_role("radio", name="Записи", exact=True)).to_have_attribute(
        "aria-checked", "true"
    )


def test_what_is_seen_is_taken_away(read_console: Process, page: Page) -> None:
    open_page(page, read_console, "/reach?period=30")
    visible(page, "Охват за день, медиана")
    card = page.locator(".st-key-card_reach_daily")
    files = {}
    for form in ("XLSX", "PNG"):
        button = page.locator(f".st-key-file_reach_daily_{form.lower()} button")
        if not button.is_visible():
            click(card.get_by_role("button", name="Скачать"))
        expect(button).to_be_visible(timeout=10 * SECOND)
        with page.expect_download(timeout=40 * SECOND) as found:
            click(button)
        files[form] = Path(found.value.path()).read_bytes()
        assert found.value.suggested_filename.startswith("reach-daily-20")
    assert files["PNG"].startswith(b"\x89PNG")
    table, about = openpyxl.load_workbook(io.BytesIO(files["XLSX"])).worksheets
    assert table.max_row == 31
    assert [cell.value for cell in table[1]][:2] == ["День", "Охват"]
    words = {row[0].value: row[1].value for row in about.iter_rows(min_row=3)}
    assert "30 дней" in words["Период"]
    assert "stats.get" in words["Источник"]
    # Who took what stands in the journal.
    open_page(page, read_console, "/settings?section=journal")
    visible(page, "Скачан график или таблица")
