"""Connections that only read, kept open between two uses.

Opening one means reading the whole schema, one to two milliseconds for ours; a fragment of a page reads
three to five times.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MOST = 8
"""Idle connections of this process, all files together; the one that has waited longest is closed."""


@dataclass(frozen=True)
class _Idle:
    path: Path
    file: tuple[int, int] | None
    connection: sqlite3.Connection


_idle: list[_Idle] = []
_guard = threading.Lock()


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at `path` now; None: none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def borrowed(path: Path, connect: Callable[[], sqlite3.Connection]) -> Iterator[sqlite3.Connection]:
    """A connection to the file that stands at `path` now: an idle one, else what `connect` opens.

    It must be usable by any thread. After an error it is closed, else it waits for its next use outside of any
    transaction.
    """
    file = identity(path)
    connection = _taken(path, file) or connect()
    try:
        yield connection
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    _keep(_Idle(path, file, connection))


def let_go(path: Path) -> None:
    """Close what waits for `path`: the file is about to be moved, or its last writer wants to end its log."""
    with _guard:
        gone = [one for one in _idle if one.path == path]
        _idle[:] = [one for one in _idle if one.path != path]
    for one in gone:
        one.connection.close()


def _taken(path: Path, file: tuple[int, int] | None) -> sqlite3.Connection | None:
    with _guard:
        place = next((n for n in reversed(range(len(_idle))) if _idle[n].path == path), None)
        found = None if place is None else _idle.pop(place)
    if found is None:
        return None
    if found.file == file is not None:
        return found.connection
    # Another file stands there by now: this one would show what nobody writes any more.
    found.connection.close()
    return _taken(path, file)


def _keep(one: _Idle) -> None:
    with _guard:
        _idle.append(one)
        over = _idle.pop(0) if len(_idle) > MOST else None
    if over is not None:
        over.connection.close()
