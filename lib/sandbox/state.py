"""Keeping a world in a file, so that a killed local VK goes on where it stood."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lib.sandbox import around, queries
from lib.sandbox.objects import Citizen, Comment, Day, Event, Group, Guid, Likes, Post

Thing = Citizen | Comment | Day | Event | Group | Guid | Post | around.Around
KINDS: Mapping[str, type[Thing]] = {
    "citizen": Citizen,
    "comment": Comment,
    "day": Day,
    "event": Event,
    "group": Group,
    "guid": Guid,
    "post": Post,
    **around.KINDS,
}
_NAMES: Mapping[type, str] = {made: name for name, made in KINDS.items()}


class State:
    """The file behind a world. Not thread-safe: used under the world's lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._open: sqlite3.Connection | None = None

    def load(self) -> list[Thing]:
        """Everything kept; an empty list for a new file."""
        return [_thing(kind, json.loads(body)) for kind, body in queries.read_things(self._file())]

    def save(self, changed: list[Thing], gone: list[tuple[type, int | str]]) -> None:
        """Commits what changed before the answer about it leaves."""
        queries.write_things(
            self._file(),
            (
                (_NAMES[type(t)], str(t.id), json.dumps(asdict(t), ensure_ascii=False))
                for t in changed
            ),
            ((_NAMES[made], str(thing_id)) for made, thing_id in gone),
        )

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _file(self) -> sqlite3.Connection:
        if self._open is None:
            self._open = queries.open_file(self._path)
        return self._open


def _thing(kind: str, body: dict[str, Any]) -> Thing:
    if "likes" in body and isinstance(body["likes"], dict):
        body["likes"] = Likes(**body["likes"])
    return KINDS[kind](**body)
