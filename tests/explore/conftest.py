from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.access.permissions import Actor
from lib.explore.cage.pool import cages
from lib.store import Store
from tests.explore.past import fill

MODERATOR = Actor("Иван", "moderator", 500)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with a past, which tests only read."""
    return fill(tmp_path_factory.mktemp("past") / "pult.db")


@pytest.fixture(scope="session", autouse=True)
def no_process_stays() -> Iterator[None]:
    yield
    cages.close()
