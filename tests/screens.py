"""Takes the README's pictures of the screens: `python -m tests.screens`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from lib.base.settings import ROOT
from lib.store import Store
from lib.store.state import get_state
from tests.e2e.conftest import CHROMIUM_FLAGS, DESKTOP, PHONE
from tests.processes import Process, console_process, started, wait_for

FOLDER = ROOT / "docs" / "screens"
SHOTS = {
    "today-light": ("/", "light", DESKTOP),
    "inbox-light": ("/inbox", "light", DESKTOP),
    "compose-dark": ("/compose", "dark", DESKTOP),
    "reach-light": ("/reach", "light", DESKTOP),
    "reach-posts-dark": ("/reach?section=posts", "dark", DESKTOP),
    "reach-rubrics-phone": ("/reach?section=rubrics", "light", PHONE),
    "explore-light": ("/explore?view=ready&ready=longest_wait", "light", DESKTOP),
    "inbox-phone": ("/inbox", "dark", PHONE),
}
READY = {
    "/": "Состояние системы",
    "/inbox": "Ответить",
    "/compose": "Отложены в VK",
    "/reach": "Записи за период",
    "/reach?section=posts": "Записи за период",
    "/reach?section=rubrics": "Записи за период",
    "/explore?view=ready&ready=longest_wait": "Показать SQL",
}


def is_read(console: Process, store: Store) -> bool:
    """Posts, comments and all days of VK's statistics are there."""
    facts = console.get("/health")
    if facts["backfill"]["stage"] != "done" or facts["last_sync_at"] is None:
        return False
    with store.reader() as db:
        return bool((get_state(db, "sync.statistics") or {}).get("whole"))


def settle(page: Page, text: str) -> None:
    page.get_by_text(text).first.wait_for(timeout=30_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # charts draw after the network is quiet


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp())
    store = Store(data / "pult.db")
    # No life: the pictures show the same people whenever they are taken.
    with started(console_process(data, PULT_LIFE="0")) as console, sync_playwright() as playwright:
        wait_for(lambda: is_read(console, store), seconds=180, message="the first reading")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        for name, (path, theme, size) in SHOTS.items():
            context = browser.new_context(
                viewport=size,
                color_scheme=theme,
                locale="ru-RU",
                timezone_id="Europe/Moscow",
            )
            page = context.new_page()
            page.goto(console.url + path)
            settle(page, READY[path])
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()
    shutil.rmtree(data)


if __name__ == "__main__":
    main()
