"""A worker on a local VK, and a way to wait for what it does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.vk import connect
from lib.worker import Worker

KEYS = {
    "community_key": Secret("demo-community"),
    "service_key": Secret("demo-service"),
    "user_key": Secret("demo-user"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings without an address of VK: give them one with `replace`."""
    return Settings(data=tmp_path, vk_url="http://127.0.0.1:1", group_id=1, **KEYS)


@pytest.fixture
def start(settings: Settings, store: Store) -> Iterator[Callable[..., Worker]]:
    """Starts workers on the store, and stops them at the end."""
    started: list[Worker] = []

    def make(url: str, *, clock: Any = time.time, **changes: Any) -> Worker:
        named = replace(settings, vk_url=url, **changes)
        worker = Worker(named, store, connect(named, clock=clock), clock=clock)
        started.append(worker)
        worker.start()
        return worker

    yield make
    for worker in started:
        worker.stop()


@pytest.fixture
def until() -> Callable[..., Any]:
    """Waits for a condition to become true, and answers what it found; fails after `seconds`."""

    def wait(condition: Callable[[], Any], *, seconds: float = 20.0) -> Any:
        ends = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < ends, "waited in vain"
            time.sleep(0.02)
        return found

    return wait


@pytest.fixture
def shown(store: Store) -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a question to the store."""

    def ask(question: str, *values: Any) -> list[tuple[Any, ...]]:
        with store.reader() as db:
            return [tuple(row) for row in db.execute(question, list(values))]

    return ask
