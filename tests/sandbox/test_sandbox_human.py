"""Where VK wants a person: the pages of captcha and validation, and the call let through afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import pressed
from tests.sandbox.conftest import Caller, Hands


def plan(vk: Caller, kind: str, **more: object) -> None:
    vk.faults({"method": "users.get", "kind": kind, **more})


def met(vk: Caller, **params: object) -> dict[str, Any]:
    return dict(vk.body("users.get", **params)["error"])


def press(vk: Caller, told: dict[str, Any]) -> str:
    """Opens the page and presses its button; answers the code that the page then shows."""
    url = told["redirect_uri"]
    page = vk.http.get(url)
    assert (page.status_code, page.text.count("<button")) == (200, 1)
    assert "репетиция" in page.text
    return pressed(url)


def test_the_captcha_of_2026_leads_to_a_page_of_the_local_vk(vk: Caller) -> None:
    plan(vk, "captcha")
    told = met(vk)
    assert (told["error_code"], told["error_msg"]) == (14, "Captcha needed")
    assert told["redirect_uri"].startswith(f"{vk.running.url}/not_robot_captcha?")
    assert "session_token=" in told["redirect_uri"]
    assert "variant=popup&blank=1" in told["redirect_uri"]
    assert "remixstlid" in told
    assert not {"captcha_sid", "captcha_img"} & set(told)


def test_the_legacy_form_has_the_old_picture_beside_it(vk: Caller) -> None:
    plan(vk, "captcha", legacy=True)
    assert {"captcha_sid", "captcha_img", "captcha_ts", "redirect_uri"} <= set(met(vk))


def test_a_passed_captcha_lets_one_call_through(vk: Caller) -> None:
    plan(vk, "captcha", times=2)
    token = press(vk, met(vk))
    assert vk.call("users.get", success_token=token)
    again = met(vk, success_token=token)
    assert again["error_code"] == 14
    assert vk.call("users.get", success_token=press(vk, again))
    assert vk.call("users.get")


def test_the_captcha_stands_until_somebody_passes_it(vk: Caller) -> None:
    plan(vk, "captcha")
    first, second = met(vk), met(vk)
    assert first["redirect_uri"] != second["redirect_uri"]
    wrong = met(vk, success_token="guessed")
    assert wrong["redirect_uri"] not in {first["redirect_uri"], second["redirect_uri"]}
    assert vk.call("users.get", success_token=press(vk, first))


def test_an_unpressed_page_lets_nothing_through(vk: Caller) -> None:
    plan(vk, "captcha")
    vk.http.get(met(vk)["redirect_uri"])
    assert met(vk)["error_code"] == 14
    assert met(vk, success_token="")["error_code"] == 14


def test_sessions_and_tokens_live_five_minutes(vk: Caller, hands: Hands) -> None:
    plan(vk, "captcha")
    told = met(vk)
    hands.at += 299
    token = press(vk, told)
    hands.at += 301
    assert met(vk, success_token=token)["error_code"] == 14
    late = met(vk)
    hands.at += 301
    assert vk.http.get(late["redirect_uri"]).status_code == 410
    assert vk.http.post(late["redirect_uri"]).status_code == 410
    unknown = vk.http.get(f"{vk.running.url}/not_robot_captcha?session_token=x")
    assert (unknown.status_code, "<button" in unknown.text) == (410, False)


def test_the_page_tells_its_opener_as_vks_widget_is_told(vk: Caller) -> None:
    plan(vk, "captcha")
    url = met(vk)["redirect_uri"]
    page = vk.http.post(url).text
    assert 'type: "vk-sak-sdk", handler: "VKCaptchaGetResult", params' in page
    assert 'type: "VKCaptchaGetResult", payload: params' in page
    assert "success_token=" in page


def test_a_validation_is_passed_without_a_token(vk: Caller) -> None:
    plan(vk, "validation")
    told = met(vk)
    assert told["error_code"] == 17
    assert told["redirect_uri"].startswith(f"{vk.running.url}/validate?")
    assert met(vk)["error_code"] == 17
    assert press(vk, told) == ""
    assert vk.call("users.get")
    assert vk.call("users.get")


def test_a_validation_is_passed_for_the_key_that_met_it(vk: Caller) -> None:
    plan(vk, "validation", times=2)
    press(vk, met(vk))
    assert met(vk, key="demo-service")["error_code"] == 17
    assert vk.call("users.get")


@pytest.mark.parametrize("kind", ["captcha", "validation"])
def test_an_empty_plan_ends_it(vk: Caller, kind: str) -> None:
    plan(vk, kind)
    met(vk)
    vk.faults()
    assert vk.call("users.get")
