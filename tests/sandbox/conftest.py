"""A client of the local VK that does no more than speak HTTP: what a stranger would see."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.sandbox import Running, open_world, serve
from lib.sandbox.demo import generate
from lib.sandbox.history import History
from tests.conftest import LocalVk
from tests.sandbox.cases import live

Lively = tuple[LocalVk, dict[str, Any]]
"""A running world in which everything that has a shape happened once, and its ids."""


@dataclass(frozen=True)
class Caller:
    """Calls methods and doors of one running local VK."""

    running: Running
    http = httpx.Client()
    """One for all: making a client costs more than the calls of a test."""

    def body(
        self, method: str, *, key: str | None = "demo-user", **params: object
    ) -> dict[str, Any]:
        """The whole JSON of an answer."""
        form = {"v": "5.199"} | {name: str(value) for name, value in params.items()}
        if key is not None:
            form["access_token"] = key
        answer = self.http.post(f"{self.running.url}/method/{method}", data=form, timeout=20)
        assert answer.status_code == 200
        made: dict[str, Any] = answer.json()
        return made

    def call(self, method: str, *, key: str | None = "demo-user", **params: object) -> Any:
        body = self.body(method, key=key, **params)
        assert "error" not in body, body
        return body["response"]

    def error(self, method: str, *, key: str | None = "demo-user", **params: object) -> int:
        body = self.body(method, key=key, **params)
        assert "error" in body, body
        return int(body["error"]["error_code"])

    def door(self, name: str, body: object) -> Any:
        answer = self.http.post(f"{self.running.url}/_world/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def faults(self, *rows: dict[str, object]) -> None:
        self.door("faults", list(rows))

    def state(self) -> Any:
        return self.http.get(f"{self.running.url}/_world/state").json()

    def listen(self) -> dict[str, str]:
        made: dict[str, str] = self.call(
            "groups.getLongPollServer", key="demo-community", group_id=1
        )
        return made

    def poll(self, server: dict[str, str], *, wait: int = 0) -> Any:
        asked = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": wait}
        return self.http.get(server["server"], params=asked, timeout=wait + 10).json()


@pytest.fixture(scope="session", autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    Caller.http.close()


@functools.cache
def past(seed: int, now: int) -> History:
    """The demo's past, made once a session; that another making brings the same, test_demo proves."""
    return generate(seed=seed, now=now)


class Hands:
    """A clock that a test moves; starts on a Sunday noon in Moscow, 2026-11-22."""

    def __init__(self) -> None:
        self.at = 1_795_338_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def vk(hands: Hands) -> Iterator[Caller]:
    with serve(open_world("empty", clock=hands)) as running:
        yield Caller(running)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of such a world, and its ids."""
    folder = tmp_path_factory.mktemp("lived")
    with serve(open_world("empty", state=folder / "world.db")) as running:
        return folder, live(LocalVk(running.url, running.world))


@contextmanager
def _copy(lived: tuple[Path, dict[str, Any]], to: Path) -> Iterator[Lively]:
    folder, ids = lived
    shutil.copytree(folder, to)
    with serve(open_world("empty", state=to / "world.db")) as running:
        yield LocalVk(running.url, running.world), ids


@pytest.fixture
def lively(lived: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Lively]:
    """What a test does to it is gone afterwards."""
    with _copy(lived, tmp_path / "world") as made:
        yield made


@pytest.fixture(scope="session")
def lively_to_read(
    lived: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lively]:
    """Shared by a session: read it, do not change it."""
    with _copy(lived, tmp_path_factory.mktemp("lively") / "world") as made:
        yield made
