"""Signing in, in a real browser in front of a cold console: nothing is seen before, nothing stays after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.base.settings import ROOT
from tests.e2e.conftest import DESKTOP
from tests.e2e.screen import PASSWORD, SECOND, become_owner, click, open_page, sign_in, visible
from tests.e2e.test_first_day import QUESTION, ask
from tests.processes import Process, console_process, started

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.mark.parametrize("path", ["/", "/inbox", "/compose", "/reach", "/settings", "/answering"])
def test_a_cold_console_shows_nobody_a_page(
    tmp_path: Path, vk: Process, page: Page, path: str
) -> None:
    """Streamlit's old multipage mode runs `pages/*.py` past the frame until somebody has signed in."""
    ask(vk)
    with started(console_process(tmp_path, vk_url=vk.url, PULT_LOGIN="always")) as console:
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.goto(console.url + path)
        expect(page.get_by_role("heading", name="Станьте владельцем")).to_be_visible()
        assert QUESTION not in page.content()
        assert page.get_by_text("Репетиция").count() == 0
        assert sockets == []


def test_owner_signs_in_out_and_is_put_out_from_elsewhere(
    tmp_path: Path, vk: Process, page: Page, browser: Browser
) -> None:
    with started(console_process(tmp_path, vk_url=vk.url, PULT_LOGIN="always")) as console:
        become_owner(page, console)
        open_page(page, console, "/inbox")
        visible(page, "владелец")
        context = browser.new_context(viewport=DESKTOP, locale="ru-RU")
        elsewhere = context.new_page()
        elsewhere.goto(console.url + "/compose")
        sign_in(elsewhere, password="не тот пароль")
        visible(elsewhere, "Имя или пароль не подходят")
        sign_in(elsewhere, "ольга")
        elsewhere.wait_for_url("**/compose")
        visible(elsewhere, "Репетиция")
        # From the command line of the machine everybody is shut out, at once, also on an open page.
        command = [sys.executable, "-m", "lib", "person"]
        env = {"PULT_DATA": str(tmp_path), "PULT_VK_URL": vk.url, "PATH": ""}
        add = [*command, "add", "--name", "Вторая", "--role", "owner", "--password-stdin"]
        subprocess.run(add, cwd=ROOT, env=env, input=PASSWORD, text=True, check=True)
        subprocess.run([*command, "end", "--name", "Ольга"], cwd=ROOT, env=env, check=True)
        visible(page, "Вход закончился")
        visible(elsewhere, "Вход закончился")
        assert page.get_by_text("Показать новые").count() == 0
        page.goto(console.url + "/inbox")
        sign_in(page)
        visible(page, "Имя или пароль не подходят")
        sign_in(page, "Вторая")
        visible(page, "Репетиция")
        click(page.get_by_role("link", name="Выйти"))
        click(page.get_by_role("button", name="Выйти"))
        expect(page.get_by_role("button", name="Войти")).to_be_visible(timeout=10 * SECOND)
        page.go_back()
        page.goto(console.url + "/inbox")
        expect(page.get_by_role("button", name="Войти")).to_be_visible(timeout=10 * SECOND)
        context.close()
