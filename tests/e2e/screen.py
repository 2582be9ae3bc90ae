"""What a person does on Pult's screens, for browser tests."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Error, Locator, Page, expect

from tests.processes import Process, wait_for

SECOND = 1000
# A click without a press of some length can be lost between two redraws; a person's never is that short.
PRESS = {"delay": 80.0}
AIM = 4
"""Looks at a thing, a tenth of a second apart, before it counts as standing still."""


def open_page(page: Page, console: Process, path: str) -> None:
    page.goto(console.url + path)
    expect(page.get_by_text("Репетиция").first).to_be_visible(timeout=30 * SECOND)


PASSWORD = "облако рельсы самовар"


def become_owner(page: Page, console: Process, name: str = "Ольга") -> None:
    """Make oneself the owner of a console on which nobody can sign in yet."""
    page.goto(console.url)
    page.get_by_label("Ваше имя").fill(name)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Пароль ещё раз").fill(PASSWORD)
    click(page.get_by_role("button", name="Создать и войти"))
    page.wait_for_url(f"{console.url}/")


def sign_in(page: Page, name: str = "Ольга", password: str = PASSWORD) -> None:
    """Fill in the form that is on the screen."""
    page.get_by_label("Ваше имя").fill(name)
    page.get_by_label("Пароль").fill(password)
    click(page.get_by_role("button", name="Войти"))


def press(page: Page | Locator, name: str, *, exact: bool = True) -> None:
    click(page.get_by_role("button", name=name, exact=exact).first)


def click(what: Locator) -> None:
    """Press as a person does: what has stood still for as long as aiming takes, and for 80 ms.

    While an expander opens or a list grows what stands below moves, and a press that begins on a button ends
    beside it.
    """
    expect(what).to_be_visible(timeout=20 * SECOND)
    what.scroll_into_view_if_needed()
    places: list[object] = []

    def still() -> bool:
        places.append(what.bounding_box())
        return len(places) >= AIM and places[-1] is not None and places[-AIM:] == AIM * [places[-1]]

    wait_for(still, seconds=20, message=f"{what} to stand still")
    what.click(**PRESS)


def visible(page: Page, text: str, *, seconds: int = 20) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=seconds * SECOND)


def pull_new(page: Page, text: str) -> None:
    """See a comment: it is there already, or it is announced and pulled in."""

    def seen() -> bool:
        if page.get_by_text(text).first.is_visible():
            return True
        announced = page.get_by_role("button", name="Показать новые").first
        if announced.is_visible():
            # Gone by now where the comment came in by itself.
            with suppress(Error):
                announced.click(**PRESS, timeout=2 * SECOND)
        return False

    wait_for(seen, seconds=20, message=f"{text!r} in the feed")


def replies_under(vk: Process, comment_id: int) -> list[dict[str, object]]:
    """Comments of the community that answer this one, as VK has them."""
    return [
        comment
        for comment in vk.get("/_world/state")["comments"]
        if comment.get("reply_to_comment") == comment_id and comment["from_id"] == -1
    ]


def posts(vk: Process, text: str) -> list[dict[str, object]]:
    return [post for post in vk.get("/_world/state")["posts"] if text in post["text"]]
