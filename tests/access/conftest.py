from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.access.people import FIRST_OWNER, Person, add_person
from lib.base.settings import Settings
from lib.store import Store
from lib.ui import console

GOOD = "облако рельсы самовар"
T = 1_790_000_000


@pytest.fixture
def owner(store: Store) -> Person:
    return add_person(store, "Ольга", role="owner", actor=FIRST_OWNER, now=T, password=GOOD)


@pytest.fixture
def moderator(store: Store, owner: Person) -> Person:
    return add_person(store, "Иван", role="moderator", actor=owner.actor, now=T, password=GOOD)


@pytest.fixture
def guarded(store: Store, tmp_path: Path) -> Iterator[Store]:
    """A console on which everybody signs in."""
    console.use(Settings(data=tmp_path, vk_url="https://vk.invalid", group_id=1, login="always"))
    yield store
    console.use(None)
