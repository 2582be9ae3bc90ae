"""A commit reaches the browsers as counters, soon, once, and never as content."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from lib.live import Counters, live_route, watch
from lib.store import Store
from lib.store.revisions import revisions
from lib.store.state import put_state


def application(store: Store) -> Starlette:
    counters = Counters()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(watch(store, counters, every=0.01))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return Starlette(routes=[live_route(counters)], lifespan=lifespan)


def change(store: Store, value: int) -> None:
    with store.writer() as db:
        put_state(db, "test", value, now=1)


def test_all_counters_first_then_those_that_moved(store: Store) -> None:
    change(store, 1)
    with (
        TestClient(application(store)) as client,
        client.websocket_connect("/live") as socket,
    ):
        first = socket.receive_json()
        change(store, 2)
        second = socket.receive_json()

    with store.reader() as db:
        assert set(first) == set(revisions(db))
    assert {"community", "authors", "posts", "comments", "outbox", "stats", "system"} < set(first)
    assert second == {"system": first["system"] + 1}


def test_a_burst_travels_together(store: Store) -> None:
    with (
        TestClient(application(store)) as client,
        client.websocket_connect("/live") as socket,
    ):
        start = socket.receive_json()["system"]
        for value in range(40):
            change(store, value)
        messages = 0
        at = start
        while at < start + 40:
            at = socket.receive_json()["system"]
            messages += 1

    assert at == start + 40
    assert messages < 20


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://testserver.evil.example", "null"]
)
def test_a_foreign_page_may_not_listen(store: Store, origin: str) -> None:
    with TestClient(application(store)) as client:
        with (
            pytest.raises(WebSocketDisconnect) as refused,
            client.websocket_connect("/live", headers={"origin": origin}),
        ):
            pass
        assert refused.value.code == 1008
        with client.websocket_connect("/live", headers={"origin": "http://testserver"}) as socket:
            assert "system" in socket.receive_json()


def test_a_database_that_comes_later_is_found(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("lib.live.counters.RETRY", 0.02)
    store = Store(tmp_path / "later.db")
    with (
        TestClient(application(store)) as client,
        client.websocket_connect("/live") as socket,
    ):
        store.migrate()
        assert "comments" in socket.receive_json()


def test_what_is_published_between_reading_and_waiting_is_not_missed() -> None:
    async def scenario() -> None:
        counters = Counters()
        change = counters.next_change()
        counters.publish({"posts": 1})
        await asyncio.wait_for(change.wait(), 1)
        same = counters.next_change()
        counters.publish({"posts": 1})
        assert not same.is_set()

    asyncio.run(scenario())
