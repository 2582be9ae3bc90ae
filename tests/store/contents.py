"""Something to keep in a store, and ways to damage it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from lib.store import Store
from lib.store.search import stems


def add_comments(store: Store, numbers: range, text: str = "Когда приём?") -> None:
    with store.writer() as db:
        db.table("author").insert(
            {"author_id": 5, "name": "Н", "raw": "{}", "updated_at": 1}, ignore=True
        )
        db.table("comment").insert_all(
            {
                "comment_id": number,
                "post_id": 1,
                "thread_id": number,
                "from_id": 5,
                "created_at": 100,
                "text": text,
                "stems": stems(text),
                "is_ours": 0,
                "raw": json.dumps({"id": number}),
                "seen_at": 100,
            }
            for number in numbers
        )


def damage(path: Path, page: int) -> None:
    """Overwrite a page of the file itself, its log written back before."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)


def root_of(store: Store, name: str) -> int:
    with store.reader() as db:
        found = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name])
        return int(found.fetchone()[0])
