from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.base import language
from lib.base.secret import Secret
from lib.base.settings import DEMO_KEYS, Settings
from lib.store import Store
from lib.ui import console
from lib.ui import language as screen_language


@pytest.fixture
def screen_store(tmp_path: Path) -> Iterator[Store]:
    """The empty database of a console in rehearsal, whose screens speak English."""
    store = Store(tmp_path / "pult.db")
    store.migrate()
    keys = {name: Secret(value) for name, value in DEMO_KEYS.items()}
    console.use(Settings(data=tmp_path, vk_url="http://127.0.0.1:9", group_id=1, **keys))
    language.set_resolver(lambda: "en")
    yield store
    language.set_resolver(screen_language.chosen)
    console.use(None)
