"""«Настройки» → «Люди» in a real browser: a person is let in, sees only their own part, and is put out."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.screen import (
    PASSWORD,
    SECOND,
    become_owner,
    click,
    open_page,
    press,
    sign_in,
    visible,
)
from tests.processes import Process, console_process, started

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def add(page: Page, name: str) -> str:
    """Add a moderator without a password of one's own choice; answers the one that was made."""
    form = page.get_by_test_id("stForm").filter(has_text="Имя")
    form.get_by_label("Имя").fill(name)
    click(form.get_by_role("button", name="Добавить"))
    visible(page, "Он показан только сейчас")
    return page.locator(".st-key-people_password_add code").inner_text().strip()


def test_a_person_is_let_in_and_put_out(
    tmp_path: Path, vk: Process, page: Page, browser: Browser
) -> None:
    with started(console_process(tmp_path, vk_url=vk.url, PULT_LOGIN="always")) as console:
        become_owner(page, console)
        open_page(page, console, "/settings?section=people")
        password = add(page, "Иван Петров")
        press(page, "Пароль передан, скрыть")
        expect(page.get_by_text(password)).to_have_count(0, timeout=10 * SECOND)

        context = browser.new_context(viewport=DESKTOP, locale="ru-RU")
        his = context.new_page()
        his.goto(f"{console.url}/settings?section=people")
        sign_in(his, "Иван Петров", password)
        visible(his, "Мой вход")
        visible(his, "Старый пароль")
        assert his.get_by_text("Добавить человека").count() == 0
        assert his.get_by_text("Подключение").count() == 0
        his.get_by_label("Старый пароль").fill(password)
        his.get_by_label("Новый пароль", exact=True).fill(PASSWORD)
        his.get_by_label("Новый пароль ещё раз").fill(PASSWORD)
        press(his, "Сменить пароль")
        visible(his, "Пароль изменён")

        # The last owner cannot be shut out; the moderator's browser can, and then the moderator.
        card = page.locator("[class*='st-key-person_']").filter(has_text="Ольга").first
        click(card.get_by_role("button", name="Закрыть доступ").first)
        press(page, "Да, закрыть доступ")
        visible(page, "Сначала сделайте владельцем кого-то другого")
        press(page, "Завершить")
        visible(his, "Вход закончился")
        his.goto(console.url)
        sign_in(his, "Иван Петров", PASSWORD)
        visible(his, "Репетиция")
        page.reload()
        card = page.locator("[class*='st-key-person_']").filter(has_text="Иван Петров").first
        expect(card).to_be_visible(timeout=20 * SECOND)
        click(card.get_by_role("button", name="Закрыть доступ").first)
        press(page, "Да, закрыть доступ")
        visible(page, "Доступ закрыт: 1 человек")
        visible(his, "Вход закончился")
        context.close()


def test_the_journal_is_searched_followed_and_handed_out(
    tmp_path: Path, vk: Process, page: Page
) -> None:
    with started(console_process(tmp_path, vk_url=vk.url, PULT_LOGIN="always")) as console:
        become_owner(page, console, "=Ольга")
        open_page(page, console, "/settings?section=journal")
        visible(page, "Добавлен человек")
        entry = page.locator(".pult-journal details").filter(has_text="Вход").first
        click(entry.locator("summary"))
        expect(entry.get_by_text("session.begin")).to_be_visible()
        search = page.get_by_label("Поиск по журналу")
        search.fill("ДОБАВЛЕН")
        search.press("Enter")
        expect(page.locator(".pult-journal details")).to_have_count(1, timeout=20 * SECOND)
        press(page, "Проверить цепочку")
        visible(page, "Цепочка цела: 2 записи")
        press(page, "Выгрузить найденное")
        with page.expect_download() as waiting:
            press(page, "Скачать файл")
        text = waiting.value.path().read_text(encoding="utf-8-sig")
        assert "Добавлен человек" in text
        assert ";'=Ольга;" in text
        assert "session.begin" not in text
        search.fill("выгружен")
        search.press("Enter")
        visible(page, "Журнал выгружен")


def test_a_head_agrees_by_a_link_and_another_text_is_not_agreed(
    console: Process, page: Page, browser: Browser
) -> None:
    open_page(page, console, "/compose")
    box = page.get_by_role("textbox", name="Текст записи")
    box.fill("Приём ведут врачи по записи")
    visible(page, "Сохранено")
    press(page, "Отправить на согласование", exact=False)
    page.get_by_label("Имя и должность").fill("Петров, министр")
    press(page, "Создать ссылку")
    link = page.locator("code").filter(has_text="/agree/").first
    expect(link).to_be_visible(timeout=20 * SECOND)
    address = link.inner_text().strip()
    visible(page, "ждёт согласования")

    context = browser.new_context(viewport=PHONE, locale="ru-RU")
    head = context.new_page()
    head.goto(address)
    expect(head.get_by_text("Приём ведут врачи по записи")).to_be_visible()
    head.reload()
    expect(head.get_by_role("button", name="Вернуть с замечанием")).to_be_visible()
    click(head.get_by_role("button", name="Согласовать", exact=True))
    expect(head.get_by_text("Вы согласовали этот текст")).to_be_visible()
    assert context.cookies() == []
    context.close()

    expect(page.get_by_text("согласовано", exact=True)).to_be_visible(timeout=30 * SECOND)
    box.fill("Приём ведут врачи без записи")
    visible(page, "согласование потеряло силу")
