"""A wall that fills the store the way VK does: through the intake, with VK's own objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from lib.store import Store
from lib.store.awaiting import set_horizon
from lib.sync.intake import take_authors, take_comments, take_posts

GROUP = 1
START = 1_790_000_000


@dataclass
class Wall:
    """Ids count up with time, as VK's do."""

    store: Store
    last_id: int = 0
    now: int = START

    def post(self, text: str = "Запись", **more: Any) -> int:
        self._next()
        item = {
            "id": self.last_id,
            "owner_id": -GROUP,
            "from_id": -GROUP,
            "date": self.now,
            "text": text,
            "post_type": "post",
        }
        with self.store.writer() as db:
            take_posts(db, [item | more], now=self.now)
        return self.last_id

    def say(
        self,
        post_id: int,
        text: str = "Когда приём?",
        *,
        from_id: int = 501,
        thread: int | None = None,
        reply_to: int | None = None,
        **more: Any,
    ) -> int:
        """A comment; in a `thread`, answering `reply_to`; ours with `from_id=-1`."""
        self._next()
        item: dict[str, Any] = {
            "id": self.last_id,
            "owner_id": -GROUP,
            "post_id": post_id,
            "from_id": from_id,
            "date": self.now,
            "text": text,
            "parents_stack": [thread] if thread else [],
        }
        if reply_to:
            item["reply_to_comment"] = reply_to
        with self.store.writer() as db:
            take_comments(db, [item | more], group_id=GROUP, now=self.now)
        return self.last_id

    def edit(self, comment_id: int, post_id: int, text: str) -> None:
        item = {
            "id": comment_id,
            "owner_id": -GROUP,
            "post_id": post_id,
            "from_id": 501,
            "date": START,
            "text": text,
            "parents_stack": [],
        }
        with self.store.writer() as db:
            take_comments(db, [item], group_id=GROUP, now=self.now, told="edited")

    def people(self, people: Sequence[dict[str, Any]]) -> None:
        with self.store.writer() as db:
            take_authors(db, people, now=self.now)

    def _next(self) -> None:
        self.last_id += 1
        self.now += 60


@pytest.fixture
def wall(store: Store) -> Wall:
    with store.writer() as db:
        set_horizon(db, now=START)
    return Wall(store)
