"""Fixtures that every room's tests share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from lib.sandbox import World, open_world, serve
from lib.store import Store


@dataclass
class SetClock:
    """A clock that stands still until told; calling it answers seconds UTC."""

    at: float

    def __call__(self) -> float:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += seconds


@dataclass(frozen=True)
class LocalVk:
    """A running local VK: its address, its world in this process, and its `/_world/` door."""

    url: str
    world: World

    def post(self, path: str, body: object) -> dict[str, object]:
        # Reading certificates for plain HTTP would take most of the time.
        answer = httpx.post(self.url + path, json=body, verify=False, timeout=60)
        answer.raise_for_status()
        return answer.json()  # type: ignore[no-any-return]

    def get(self, path: str) -> object:
        answer = httpx.get(self.url + path, verify=False, timeout=60)
        answer.raise_for_status()
        return answer.json()


def pressed(link: str | None) -> str:
    """A person opens a captcha's or validation's page of the local VK and presses its button.

    Answers the `success_token` that the page then shows, empty for a validation.
    """
    answer = httpx.post(str(link))
    answer.raise_for_status()
    shown = re.search(r"<code>(\w+)</code>", answer.text)
    return shown[1] if shown else ""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "pult.db")
    made.migrate()
    return made


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at=1_790_000_000)


@pytest.fixture
def local_vk() -> Iterator[LocalVk]:
    """An empty world of group 1, without VK's pace."""
    with serve(open_world("empty")) as running:
        yield LocalVk(running.url, running.world)


@pytest.fixture(scope="session")
def demo_vk() -> Iterator[LocalVk]:
    """The demo world, shared by a session: read it, do not change it."""
    with serve(open_world("demo", seed=1)) as running:
        yield LocalVk(running.url, running.world)
