"""The page that a captcha leads to, in a real browser: one button, and the console that opened it is told."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page

from lib.sandbox import open_world, serve
from tests.e2e.screen import click

pytestmark = pytest.mark.e2e

LISTEN = "window.told = []; addEventListener('message', event => told.push(event.data));"


def call(url: str, **params: str) -> dict[str, object]:
    form = {"v": "5.199", "access_token": "demo-user", **params}
    body: dict[str, object] = httpx.post(f"{url}/method/users.get", data=form).json()
    return body


def test_the_button_tells_the_opener_and_lets_the_call_through(page: Page) -> None:
    with serve(open_world("empty")) as vk:
        planned = [{"method": "users.get", "kind": "captcha"}]
        httpx.post(f"{vk.url}/_world/faults", json=planned)
        error = call(vk.url)["error"]
        assert isinstance(error, dict)
        page.goto("about:blank")
        page.evaluate(LISTEN)
        with page.expect_popup() as opened:
            page.evaluate("address => { window.open(address) }", error["redirect_uri"])
        popup = opened.value
        assert "локальный VK" in popup.inner_text("main")
        click(popup.get_by_role("button", name="Я не робот"))
        popup.wait_for_url("**#success_token=*")
        token = popup.url.partition("#success_token=")[2]
        assert popup.get_by_text(token).is_visible()
        page.wait_for_function("told.length === 2")
        assert page.evaluate("told") == [
            {"type": "vk-sak-sdk", "handler": "VKCaptchaGetResult", "params": {"token": token}},
            {"type": "VKCaptchaGetResult", "payload": {"token": token}},
        ]
        assert "response" in call(vk.url, success_token=token)
