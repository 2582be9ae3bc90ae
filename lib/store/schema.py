"""What the schema of a database file should be, by the migrations that it names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from lib.base.language import N_
from lib.store.connection import StoreError
from lib.store.migrations import migrations


class Newer(StoreError):
    """The file was written by a newer Pult."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            N_(
                "This database was written by a newer version of Pult ({names}). Update Pult first."
            ),
            names=", ".join(names),
        )


def open_file(path: Path, *, writable: bool = False) -> sqlite3.Connection:
    """A bare connection to a file that must exist. Raises `sqlite3.DatabaseError`."""
    mode = "rw" if writable else "ro"
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)


def applied(connection: sqlite3.Connection) -> list[str]:
    """Names of the migrations that this database has gone through."""
    return [found.name for found in migrations.applied(_database(connection))]


def pending(connection: sqlite3.Connection) -> list[str]:
    """Names of the migrations that it has not gone through."""
    return [found.name for found in migrations.pending(_database(connection))]


def newer(connection: sqlite3.Connection) -> list[str]:
    """Names of migrations in it that this Pult does not know."""
    with closing(sqlite3.connect(":memory:")) as empty:
        known = set(pending(empty))
    return [name for name in applied(connection) if name not in known]


def schema_of(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(kind, name) -> SQL of every table, index, trigger and view; those that SQLite makes itself left out."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(row[0], row[1]): " ".join(row[2].split()) for row in rows}


def wanted_schema(names: list[str]) -> tuple[dict[tuple[str, str], str], set[str]]:
    """The schema after exactly these migrations, and the topics of its change counters."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        database = _database(fresh)
        migrations.ensure_migrations_table(database)
        for step in migrations.pending(database):
            if step.name in names:
                step.fn(database)
        topics = {str(row[0]) for row in fresh.execute("SELECT topic FROM revision")}
        return schema_of(fresh), topics


def _database(connection: sqlite3.Connection) -> Database:
    return Database(connection, execute_plugins=False)
