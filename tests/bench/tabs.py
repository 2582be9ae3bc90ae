"""Open pages of the feed in a real browser, each noting when it announced which number of new comments."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright

from tests.e2e.conftest import CHROMIUM_FLAGS, DESKTOP
from tests.e2e.screen import SECOND

TABS = 10
WITHIN = 60 * SECOND

# Notes [number announced, milliseconds since 1970] whenever the number on the button changes. performance.now()
# has the resolution that Date.now() lacks; its origin is the wall clock of this machine.
_NOTES = """
(() => {
  const seen = window.__seen = []
  let last = 0
  const look = () => {
    const button = document.querySelector(".st-key-inbox_show_new button")
    const found = button && /\\((\\d+)/.exec(button.textContent)
    const number = found ? Number(found[1]) : 0
    if (number !== last) {
      last = number
      seen.push([number, performance.timeOrigin + performance.now()])
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
})()
"""


@dataclass(frozen=True)
class Tabs:
    """Pages of one browser, all on the feed and drawn to the end."""

    pages: list[Page]

    def first_seen(self, number: int) -> list[float | None]:
        """By page: the second (since 1970) at which at least `number` new comments were announced."""
        return [_first(page.evaluate("window.__seen"), number) for page in self.pages]

    def announced(self) -> int:
        """The number that every page has reached."""
        seen = [page.evaluate("(window.__seen.at(-1) ?? [0])[0]") for page in self.pages]
        return int(min(seen))

    def hidden(self) -> int:
        """How many pages the browser holds for hidden; ours does not refresh those."""
        return sum(bool(page.evaluate("document.hidden")) for page in self.pages)


def _first(seen: list[tuple[int, float]], number: int) -> float | None:
    return next((at / 1000 for shown, at in seen if shown >= number), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, else Playwright's own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        yield chromium
        chromium.close()


@contextmanager
def own_profile(folder: Path) -> Iterator[BrowserContext]:
    """A browser with a profile kept in `folder`, as people have. Unlike a browser of `browser`, whose pages are
    private ones, it keeps the compiled code of a page for the next visit."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=shutil.which("chromium"),
            args=CHROMIUM_FLAGS,
            viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        yield context
        context.close()


@contextmanager
def open_tabs(chromium: Browser, address: str, *, count: int = TABS) -> Iterator[Tabs]:
    """`count` pages at `address`, one after another; fewer where the next one is not drawn within a minute."""
    context = chromium.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
        locale="ru-RU",
        timezone_id="Europe/Moscow",
    )
    context.add_init_script(_NOTES)
    pages = []
    for _ in range(count):
        page = context.new_page()
        try:
            page.goto(address, timeout=WITHIN)
            page.locator("[class*=st-key-card_]").last.wait_for(timeout=WITHIN)
        except TimeoutError:
            page.close()
            break
        pages.append(page)
    yield Tabs(pages)
    context.close()
