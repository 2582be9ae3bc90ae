"""The switch of languages: a cookie, and back to where one was."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.ui.language import COOKIE, language_route


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[language_route]), follow_redirects=False)


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/inbox?post=5", "http://testserver/inbox?post=5"),
        ("http://testserver.evil.example/", "/"),
        ("", "/"),
    ],
)
def test_choice_is_kept_and_leads_back_to_our_own_pages_only(
    client: TestClient, referer: str, back: str
) -> None:
    answer = client.get("/language/en", headers={"referer": referer})
    assert answer.status_code == 303
    assert answer.headers["location"] == back
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=en;")
    assert "httponly" in cookie and "samesite=lax" in cookie


def test_unknown_language_changes_nothing(client: TestClient) -> None:
    answer = client.get("/language/xx")
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
