"""SQL of our own over the views, on a connection of the store: what the cage adds is there too."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from lib.explore.cage.inside import add_functions
from lib.explore.run import Value


def select(
    db: Database, sql: str, values: Mapping[str, Value]
) -> tuple[list[str], list[tuple[Value, ...]]]:
    """Names of the columns and rows. For SQL of this console alone: nothing bounds it."""
    add_functions(db.conn)
    cursor = db.conn.execute(sql, dict(values))
    names = [column[0] for column in cursor.description]
    return names, [tuple(row) for row in cursor.fetchall()]
