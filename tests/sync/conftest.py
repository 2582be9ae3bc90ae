"""A local VK with a past, its settings and its door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.vk import Vk, connect
from tests.conftest import LocalVk
from tests.sync.worlds import differences

KEYS = {"community_key": "demo-community", "service_key": "demo-service", "user_key": "demo-user"}


@pytest.fixture
def door(tmp_path: Path) -> Callable[..., Vk]:
    """Makes the door to a VK at an address, with the named keys (all three by default), at VK's pace or not."""
    made: list[Vk] = []

    def make(url: str, *keys: str, paced: bool = True) -> Vk:
        named: dict[str, Any] = {name: Secret(KEYS[name]) for name in keys or KEYS}
        settings = Settings(data=tmp_path, vk_url=url, group_id=1, **named)
        made.append(connect(settings, paced=paced))
        return made[-1]

    yield make
    for vk in made:
        vk.close()


@pytest.fixture
def same_as_world() -> Callable[[Store, LocalVk], None]:
    """Compares what the store shows with what VK has: posts, comments, threads, authors, members."""

    def compare(store: Store, vk: LocalVk) -> None:
        state: Any = vk.get("/_world/state")
        assert differences(store, state) == []

    return compare
