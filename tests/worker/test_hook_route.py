"""The route /hooks/vk as VK's HTTP client meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.base.errors import PultError
from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.sync.hooks import BODY_LIMIT
from lib.worker.hook_route import hooks_route

SECRET = "s3cret-of-the-console"
EVENT = {
    "type": "wall_reply_new",
    "event_id": "e1",
    "group_id": 1,
    "secret": SECRET,
    "object": {"id": 7, "from_id": 5, "date": 100, "text": "Вопрос", "post_id": 1, "owner_id": -1},
}


@pytest.fixture
def hooked(settings: Settings) -> Settings:
    return replace(
        settings, hooks_url="https://pult.example.ru/hooks/vk", hooks_secret=Secret(SECRET)
    )


@pytest.fixture
def client(hooked: Settings, store: Store) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[hooks_route(lambda: hooked)])) as made:
        yield made


def kept(store: Store) -> list[tuple[Any, ...]]:
    with store.reader() as db:
        return [tuple(row) for row in db.execute("SELECT event_id, retry FROM hook_event")]


def test_an_event_is_answered_with_a_plain_ok(client: TestClient, store: Store) -> None:
    answer = client.post("/hooks/vk", json=EVENT, headers={"X-Retry-Counter": "3"})
    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer.headers["content-type"].startswith("text/plain")
    assert kept(store) == [("e1", 3)]


@pytest.mark.parametrize("counter", ["-1", "x", "١", "9" * 5000, ""])
def test_a_strange_counter_does_no_harm(client: TestClient, store: Store, counter: str) -> None:
    headers = [(b"x-retry-counter", counter.encode())]
    assert client.post("/hooks/vk", json=EVENT, headers=headers).text == "ok"  # type: ignore[arg-type]
    assert [event for event, _retry in kept(store)] == ["e1"]


def test_a_stranger_is_told_nothing(client: TestClient, store: Store) -> None:
    for body in (b"", b"junk", json.dumps(EVENT | {"secret": "wrong-one"}).encode(), b"{}" * 1000):
        answer = client.post("/hooks/vk", content=body)
        assert (answer.status_code, answer.content) == (403, b"")
    assert kept(store) == []


@pytest.mark.parametrize("told", [True, False])
def test_too_large_a_body_is_not_read(client: TestClient, store: Store, told: bool) -> None:
    body = json.dumps(EVENT | {"filler": "x" * BODY_LIMIT}).encode()
    content = body if told else iter([body[:1000], body[1000:]])
    assert client.post("/hooks/vk", content=content).status_code == 413
    assert kept(store) == []


def test_only_post(client: TestClient) -> None:
    assert client.get("/hooks/vk").status_code == 405


def test_without_an_address_the_route_is_not_there(settings: Settings, store: Store) -> None:
    with TestClient(Starlette(routes=[hooks_route(lambda: settings)])) as client:
        assert client.post("/hooks/vk", json=EVENT).status_code == 404
    assert kept(store) == []


def test_settings_that_cannot_be_read_have_vk_come_again(tmp_path: Path) -> None:
    def broken() -> Settings:
        raise PultError("broken")

    with TestClient(Starlette(routes=[hooks_route(broken)])) as client:
        answer = client.post("/hooks/vk", json=EVENT)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
