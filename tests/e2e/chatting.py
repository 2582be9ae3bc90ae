"""An open chat on a console's store, what its citizens do in VK, and what a specialist does on a phone."""

from __future__ import annotations

import time
from collections.abc import Sequence

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from lib.access.permissions import Actor
from lib.chats import sessions, specialists
from lib.chats.board import queries as board
from lib.chats.rows import Question
from lib.store import Store
from tests.e2e.conftest import PHONE
from tests.e2e.screen import SECOND, click, press, visible
from tests.processes import Process, wait_for

MODERATOR = Actor("moderator", "owner")
TOPIC = "Здоровье сердца"


def now() -> int:
    return int(time.time())


class Chat:
    """A chat under an announcement of its own."""

    moderator = MODERATOR

    def __init__(self, store: Store, vk: Process) -> None:
        self.store, self.vk = store, vk
        self.post_id = int(vk.post("/_world/post", {"text": "Открытый чат о сердце"})["post_id"])
        self.id = sessions.create_chat(
            store, TOPIC, starts_at=now(), ends_at=now() + 3600, actor=MODERATOR, now=now()
        )
        wait_for(self._is_known, message="the announcement in the store")
        sessions.change_chat(store, self.id, actor=MODERATOR, now=now(), post_id=self.post_id)

    @classmethod
    def running(cls, store: Store, vk: Process) -> Chat:
        """A chat that runs, with one specialist who has not come in."""
        made = cls(store, vk)
        made.specialist("Иванов И. И.")
        sessions.open_chat(store, made.id, actor=MODERATOR, now=now())
        return made

    @classmethod
    def prepared(cls, store: Store, vk: Process, chat_id: int) -> Chat:
        """A chat that was made on the screen; its announcement is not known yet."""
        made = cls.__new__(cls)
        made.store, made.vk, made.id, made.post_id = store, vk, chat_id, 0
        return made

    def _is_known(self) -> bool:
        with self.store.reader() as db:
            return bool(
                db.execute("SELECT 1 FROM post WHERE post_id = ?", [self.post_id]).fetchone()
            )

    def specialist(self, name: str) -> tuple[int, str]:
        """The person's id and the path of the link."""
        person_id = specialists.add_specialist(
            self.store, self.id, name, position="кардиолог", institution="ОКБ",
            signature=specialists.default_signature(name, "кардиолог", "ОКБ"),
            actor=MODERATOR, now=now(),
        )  # fmt: skip
        link = specialists.invite_specialist(
            self.store, self.id, person_id, actor=MODERATOR, now=now()
        )
        return person_id, f"/join/{link}"

    def actor(self, person_id: int, name: str) -> Actor:
        """A specialist, for the commands behind the buttons."""
        return Actor(name, "specialist", person_id, sessions.scope(self.id))

    def ask(self, text: str, from_id: int = 501) -> int:
        body = {"post_id": self.post_id, "from_id": from_id, "text": text}
        return int(self.vk.post("/_world/comment", body)["comment_id"])

    def questions(self) -> list[Question]:
        with self.store.reader() as db:
            return board.questions(db, self.id, now=now())

    def question(self, text: str) -> Question:
        return next(one for one in self.questions() if one.text == text)


def phone(browser: Browser) -> BrowserContext:
    return browser.new_context(
        viewport=PHONE, locale="ru-RU", timezone_id="Europe/Moscow", has_touch=True, is_mobile=True
    )


def enter(page: Page, address: str) -> None:
    """Come in by a specialist's link."""
    page.goto(address)
    press(page, "Войти")
    expect(page.get_by_role("heading", name=TOPIC)).to_be_visible(timeout=30 * SECOND)


def take_button(page: Page, question_id: int) -> Locator:
    """«Взять вопрос» or «Ответить» under a question in a specialist's list."""
    return page.locator(f".st-key-take_{question_id} button")


def press_together(buttons: Sequence[Locator]) -> None:
    """Press a button in each of several browsers at the same millisecond."""
    for button in buttons:
        expect(button).to_be_visible(timeout=30 * SECOND)
    at = time.time() * 1000 + 1000
    for button in buttons:
        button.evaluate("(button, at) => { setTimeout(() => button.click(), at - Date.now()) }", at)


def begin_answer(page: Page, text: str, *, to_the_end: bool = False) -> Locator:
    """Type into the open question until it is saved; `to_the_end`: after what stands there. The field."""
    field = page.get_by_role("textbox", name="Ваш ответ")
    expect(field).to_be_visible(timeout=20 * SECOND)
    click(field)
    if to_the_end:
        field.press("Control+End")
    field.press_sequentially(text, delay=15)
    visible(page, "Сохранено")
    return field


def answer_on_phone(page: Page, text: str, *, to_the_end: bool = False) -> None:
    """Type into the open question, as `begin_answer` does, and hand the answer in."""
    begin_answer(page, text, to_the_end=to_the_end)
    press(page, "На проверку")
    visible(page, "Ответ у модератора", seconds=30)


def column(page: Page, key: str) -> Locator:
    """A column of the moderator's board."""
    return page.locator(f'[data-col="{key}"]')


def card(page: Page, key: str, text: str) -> Locator:
    """A question in a column; waits for it."""
    found = column(page, key).locator(".pb-card:not(.left)").filter(has_text=text).first
    expect(found).to_be_visible(timeout=60 * SECOND)
    return found


def opened(page: Page) -> Locator:
    """The question that is open above the board."""
    return page.locator(".st-key-chat_open_question")
