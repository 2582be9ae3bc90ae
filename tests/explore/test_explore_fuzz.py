"""Words thrown together at random: whatever SQLite makes of them, no secret comes out.

They run on a connection with the guard of the cage but in this process, thousands instead of dozens.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from random import Random, SystemRandom

import pytest

from lib.explore.cage.inside import Guard
from lib.explore.errors import QueryError
from lib.explore.run import checked
from lib.explore.words import FUNCTIONS, VIEWS
from lib.store import Store
from tests.explore.past import SECRET

PROVE = bool(os.environ.get("PULT_PROVE"))
STATEMENTS = 100_000 if PROVE else 3_000
TABLES = [
    *(
        "post",
        "comment",
        "author",
        "person",
        "message",
        "outbox",
        "saved_question",
        "author_number",
    ),
    *("talk", "comment_search", "sqlite_master", "sqlite_temp_master", "journal", "question"),
    *("day_stat", "json_each('[1]')", "pragma_table_info('post')", "main.author", '"author"'),
    *("temp.sqlite_temp_master", "'author'", "[comment]"),
]
NAMES = [view.name for view in VIEWS]
COLUMNS = [
    *("raw", "text", "name", "*", "day", "x", "sql", "payload", "answer", "rowid", "1", "count(*)"),
    *("v_posts.raw", "author", "group_concat(name)", "max(text)", "(SELECT name FROM author)"),
]
OWN = [*NAMES[:4], "x", "author", "post"]


def a_select(rng: Random, depth: int = 2) -> str:
    """A SELECT over tables and views, with names of its own that look like views."""

    def inner() -> str:
        return a_select(rng, depth - 1) if depth else f"SELECT * FROM {rng.choice(NAMES)}"

    def table() -> str:
        return rng.choice(TABLES if rng.random() < 0.3 else NAMES)

    columns = ", ".join(rng.choice(COLUMNS) for _ in range(rng.randint(1, 3)))
    source = f"({inner()})" if rng.random() < 0.3 else table()
    text = f"SELECT {columns} FROM {source}"
    if rng.random() < 0.4:
        text += f" AS {rng.choice(OWN)}"
    if rng.random() < 0.3:
        text += rng.choice([", ", " JOIN ", " NATURAL JOIN ", " LEFT JOIN "]) + table()
    if rng.random() < 0.2:
        text += f" WHERE {rng.choice(COLUMNS).replace('*', '1')} IN ({inner()})"
    if rng.random() < 0.2:
        text += rng.choice([" UNION ALL ", " EXCEPT "]) + inner()
    if rng.random() < 0.3:
        kind = rng.choice(["", " MATERIALIZED", " NOT MATERIALIZED"])
        text = f"WITH {rng.choice(OWN)} AS{kind} ({inner()}) {text}"
    return text


@pytest.fixture(scope="module")
def guarded(past: Store) -> Iterator[sqlite3.Connection]:
    request = {
        "views": NAMES,
        "functions": [function.name for function in FUNCTIONS],
        "heap": 0,
        "length": 300_000,
    }
    address = f"{past.path.as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        Guard(request).shut(connection)
        connection.set_progress_handler(budget.spend, 1000)
        yield connection


class Budget:
    """Steps that one statement may take."""

    left = 0

    def spend(self) -> int:
        self.left -= 1
        return int(self.left < 0)


budget = Budget()


@pytest.mark.timeout(900)
def test_no_words_bring_a_secret_out(guarded: sqlite3.Connection) -> None:
    seed = SystemRandom().randrange(2**32) if PROVE else 1
    rng, answered = Random(seed), 0
    for _ in range(STATEMENTS):
        sql = a_select(rng)
        budget.left = 20
        try:
            rows = guarded.execute(checked(sql, {})).fetchmany(20)
        except (QueryError, sqlite3.Error):
            continue
        answered += 1
        assert SECRET not in repr(rows), (seed, sql)
        # Not even the number of rows is told; what stands behind WITH and is not used, SQLite does not look at.
        if "WITH" not in sql:
            assert not any(word in sql for word in ("person", "sqlite_", "pragma_", "saved_")), sql
    assert answered > STATEMENTS / 50


def test_the_guard_lets_through_what_it_should(guarded: sqlite3.Connection) -> None:
    budget.left = 10_000
    for view in VIEWS:
        assert guarded.execute(f"SELECT count(*) FROM {view.name}").fetchone() is not None
        named = f"WITH x AS (SELECT * FROM {view.name} LIMIT 5) SELECT count(*) FROM x, x AS y"
        assert guarded.execute(named).fetchone() is not None
