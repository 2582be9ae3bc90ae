"""A reader's connection is used again; nobody can tell but by the clock."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib.store import Store, StoreError
from lib.store.idle import MOST
from lib.store.state import get_state, put_state


def told(store: Store) -> object:
    with store.reader() as db:
        return get_state(db, "word")


def tell(store: Store, word: str) -> None:
    with store.writer() as db:
        put_state(db, "word", word, now=1)


def made(path: Path, word: str) -> Store:
    store = Store(path)
    store.migrate()
    tell(store, word)
    return store


def test_each_use_sees_what_was_committed_before_it_and_nothing_later(tmp_path: Path) -> None:
    store = made(tmp_path / "pult.db", "one")
    assert told(store) == "one"
    with store.reader() as db:
        assert get_state(db, "word") == "one"
        tell(store, "two")
        assert get_state(db, "word") == "one"
    assert told(store) == "two"


def test_another_file_in_its_place_is_read(tmp_path: Path) -> None:
    store, other = made(tmp_path / "pult.db", "one"), made(tmp_path / "other.db", "two")
    assert told(store) == "one"
    assert told(other) == "two"
    with other.alone(), store.alone():
        os.replace(other.path, store.path)
    assert told(store) == "two"
    store.path.unlink()
    with pytest.raises(StoreError):
        told(store)


def test_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    store = made(tmp_path / "pult.db", "one")
    with pytest.raises(ZeroDivisionError), store.reader() as db:
        rows = db.query("SELECT * FROM state")
        next(iter(rows))
        raise ZeroDivisionError
    tell(store, "two")
    assert told(store) == "two"


def test_many_threads_and_many_files(tmp_path: Path) -> None:
    stores = [made(tmp_path / f"{n}.db", str(n)) for n in range(MOST + 3)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(told, stores * 20))
    assert answers == [str(n) for n in range(MOST + 3)] * 20
