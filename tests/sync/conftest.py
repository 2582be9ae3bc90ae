"""A local VK with a past, its settings and its door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.vk import Vk, connect

KEYS = {"community_key": "demo-community", "service_key": "demo-service", "user_key": "demo-user"}


@pytest.fixture
def door(tmp_path: Path) -> Callable[..., Vk]:
    """Makes the door to a VK at an address, with the named keys (all three by default)."""
    made: list[Vk] = []

    def make(url: str, *keys: str) -> Vk:
        named: dict[str, Any] = {name: Secret(KEYS[name]) for name in keys or KEYS}
        made.append(connect(Settings(data=tmp_path, vk_url=url, group_id=1, **named)))
        return made[-1]

    yield make
    for vk in made:
        vk.close()
