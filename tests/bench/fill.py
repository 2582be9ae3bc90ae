"""Stores of any size, filled fast: the demo community's history, repeated into the past.

A smaller store is the newest part of a larger one, so both show the same first page.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from lib.sandbox import World, shapes
from lib.store import Store
from lib.store.search import stems
from lib.store.upkeep import checkpoint, merge_search

RARE = "лейкоцитоз"
"""A word that so many comments have, whatever the size of the store: a page and a half."""
RARE_TIMES = 45
_WAITING_AMONG = 900
# A third of the citizens among the newest so many wait for an answer: what a team owes does not grow with
# its history.
END = 1_790_000_000
SECONDS_BETWEEN = 60


@dataclass(frozen=True)
class Text:
    """What one comment of the demo community says; stems are made once."""

    rank: int
    post_id: int
    thread_rank: int
    from_id: int
    text: str
    stems: str
    raw: str


def pool(world: World) -> list[Text]:
    """The demo community's comments in the order of writing."""
    there = sorted(world.comments.values(), key=lambda comment: comment.id)
    ranks = {comment.id: rank for rank, comment in enumerate(there)}
    made = []
    for rank, comment in enumerate(there):
        shown = shapes.comment_object(comment, viewer=None, need_likes=True)
        parents = shown.get("parents_stack") or [comment.id]
        thread = ranks.get(parents[0], rank)
        raw = json.dumps(shown, ensure_ascii=False)
        found = Text(
            rank, comment.post_id, thread, comment.from_id, comment.text, stems(comment.text), raw
        )
        made.append(found)
    return made


def fill(
    path: Path, world: World, texts: list[Text], *, size: int, say: Callable[[str], None]
) -> Store:
    """A store with `size` comments, their posts and authors."""
    began = time.monotonic()
    store = Store(path)
    store.migrate()
    cycles = -(-size // len(texts))
    with store.writer() as db:
        db.table("author").insert_all(_authors(world))
        db.table("post").insert_all(_posts(world, cycles))
    # Row by row the triggers would take three times as long as one rebuilding of the search.
    with store.writer() as db, without_triggers(db):
        _insert(db, _comments(texts, size, cycles))
        db.execute("INSERT INTO comment_search (comment_search) VALUES ('rebuild')")
    merge_search(store)
    checkpoint(store)
    say(f"filled {size:,} comments in {time.monotonic() - began:.0f} s")
    return store


@contextmanager
def without_triggers(db: Database) -> Iterator[None]:
    triggers = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'comment'"
    ).fetchall()
    for name, _sql in triggers:
        db.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in triggers:
        db.execute(sql)


def _authors(world: World) -> Iterator[dict[str, Any]]:
    for user_id, citizen in world.citizens.items():
        name = f"{citizen.first_name} {citizen.last_name}"
        yield {"author_id": user_id, "name": name, "raw": "{}", "updated_at": END}


def _posts(world: World, cycles: int) -> Iterator[dict[str, Any]]:
    for cycle in range(cycles):
        for post in world.posts.values():
            yield {
                "post_id": _post_id(post.id, cycle, cycles),
                "from_id": -1,
                "state": "published",
                "published_at": END - cycle,
                "text": post.text,
                "raw": "{}",
                "seen_at": END,
            }


def _post_id(post_id: int, cycle: int, cycles: int) -> int:
    # Cycle 0 is the newest one.
    return (cycles - 1 - cycle) * 1_000_000 + post_id


def _comments(texts: list[Text], size: int, cycles: int) -> Iterator[tuple[object, ...]]:
    every_rare = size // RARE_TIMES
    for place in range(size):
        age = size - 1 - place
        cycle, from_end = divmod(age, len(texts))
        text = texts[len(texts) - 1 - from_end]
        thread = place - (text.rank - text.thread_rank)
        ours = text.from_id < 0
        rare = f" {RARE}" if age % every_rare == every_rare // 2 else ""
        yield (
            place + 1,
            _post_id(text.post_id, cycle, cycles),
            max(thread, 0) + 1,
            text.from_id,
            END - age * SECONDS_BETWEEN,
            text.text + rare,
            text.stems + rare,
            ours,
            not ours and age < _WAITING_AMONG and age % 3 == 0,
            text.raw,
            END,
        )


def _insert(db: Database, rows: Iterator[tuple[object, ...]]) -> None:
    db.conn.executemany(
        "INSERT INTO comment (comment_id, post_id, thread_id, from_id, created_at, text, stems, is_ours,"
        " awaits, raw, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
