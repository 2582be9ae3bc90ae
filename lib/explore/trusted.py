"""SQL of our own over the views, on a connection of the store: what the cage adds is there too."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping

from sqlite_utils import Database

from lib.explore.cage.inside import STEPS, add_functions
from lib.explore.errors import TooSlow
from lib.explore.run import Value

MOST_SECONDS = 15.0


def select(
    db: Database, sql: str, values: Mapping[str, Value]
) -> tuple[list[str], list[tuple[Value, ...]]]:
    """Names of the columns and rows. For SQL of this console alone: nothing bounds it but `MOST_SECONDS`.

    Raises `TooSlow`.
    """
    add_functions(db.conn)
    ends = time.monotonic() + MOST_SECONDS
    db.conn.set_progress_handler(lambda: int(time.monotonic() > ends), STEPS)
    try:
        cursor = db.conn.execute(sql, dict(values))
        names = [column[0] for column in cursor.description]
        return names, [tuple(row) for row in cursor.fetchall()]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise TooSlow(MOST_SECONDS) from error
        raise
    finally:
        db.conn.set_progress_handler(None, 0)
