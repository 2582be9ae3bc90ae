"""A real browser in front of a real console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

from tests.processes import Process, console_process, local_vk_process, started

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, else Playwright's own; its absence fails where PULT_REQUIRE_BROWSER=1.

    Not for the whole session: Playwright keeps an event loop running in this thread, and tests of other
    folders start loops of their own.
    """
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
            )
        except Error as error:
            if os.environ.get("PULT_REQUIRE_BROWSER") == "1":
                raise
            pytest.skip(f"no browser: {error.message.splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture
def vk(tmp_path: Path) -> Iterator[Process]:
    """A local VK in a process of its own, with an empty world."""
    with started(local_vk_process(tmp_path)) as process:
        yield process


@pytest.fixture
def console(tmp_path: Path, vk: Process) -> Iterator[Process]:
    """A cold console that talks to `vk`."""
    with started(console_process(tmp_path, vk_url=vk.url)) as process:
        yield process


FAILED = pytest.StashKey[bool]()
SHOTS = Path(__file__).parent / "shots"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a desktop screen; a failed test leaves a picture of it in `shots/`."""
    context = browser.new_context(viewport=DESKTOP, locale="ru-RU", timezone_id="Europe/Moscow")
    made = context.new_page()
    yield made
    if request.node.stash.get(FAILED, False):
        SHOTS.mkdir(exist_ok=True)
        made.screenshot(path=SHOTS / f"{request.node.name}.png", full_page=True)
    context.close()
