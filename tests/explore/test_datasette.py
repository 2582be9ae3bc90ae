"""The database opens in Datasette as it is: every view answers there, over HTTP."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from lib.base.language import in_russian
from lib.explore.run import Limits, run
from lib.explore.words import VIEWS, View
from lib.store import Store
from tests.explore.conftest import MODERATOR
from tests.explore.metadata import FILE, written
from tests.explore.past import SECRET
from tests.processes import Process, free_port, started


@pytest.fixture(scope="module", params=["immutable", "plain"])
def datasette(
    past: Store, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """Its address; it serves a copy of the store with the words of the manual."""
    folder = tmp_path_factory.mktemp("datasette")
    copy = folder / "pult.db"
    with closing(sqlite3.connect(past.path)) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
    port = free_port()
    command = [
        *(sys.executable, "-m", "datasette", "serve", str(copy)),
        *("--metadata", str(FILE), "--port", str(port)),
    ]
    if request.param == "immutable":
        command.insert(-5, "--immutable")
    with started(Process(command, port, "/-/versions.json", folder / "datasette.log")) as running:
        yield running.url


def test_each_view_answers_as_it_does_here(past: Store, datasette: str) -> None:
    for view in VIEWS:
        sql = f"SELECT * FROM {view.name} ORDER BY 1, 2, 3, 4 LIMIT 50"
        there = httpx.get(f"{datasette}/pult.json", params={"sql": sql, "_shape": "arrays"})
        here = run(past, sql, actor=MODERATOR, limits=Limits(5))
        assert there.status_code == 200, there.text
        assert there.json()["columns"] == here.names
        assert [tuple(row) for row in there.json()["rows"]] == list(here.rows)


def test_its_pages_tell_the_views_in_words_and_leave_the_tables_off(datasette: str) -> None:
    told = httpx.get(f"{datasette}/pult.json").json()
    assert {view["name"] for view in told["views"]} >= {view.name for view in VIEWS}
    assert [table["name"] for table in told["tables"] if not table["hidden"]] == []
    view: View = VIEWS[0]
    page = httpx.get(f"{datasette}/pult/{view.name}?_size=5").text
    assert in_russian(view.title) in page
    assert in_russian(view.columns[-1].words) in page
    assert SECRET not in page


def test_the_words_in_the_manual_are_those_of_the_code() -> None:
    """Where they differ, run `python -m tests.explore.metadata`."""
    assert FILE.read_text(encoding="utf-8") == written()


def test_the_manual_says_how() -> None:
    manual = (Path(FILE).parent / "operation.md").read_text(encoding="utf-8")
    assert "datasette data/pult.db --metadata docs/datasette.json" in manual
