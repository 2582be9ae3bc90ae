"""A local VK with a past, its settings and its door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.vk import Vk, connect
from tests.conftest import LocalVk

KEYS = {"community_key": "demo-community", "service_key": "demo-service", "user_key": "demo-user"}


@pytest.fixture
def door(tmp_path: Path) -> Callable[..., Vk]:
    """Makes the door to a VK at an address, with the named keys (all three by default)."""
    made: list[Vk] = []

    def make(url: str, *keys: str) -> Vk:
        named: dict[str, Any] = {name: Secret(KEYS[name]) for name in keys or KEYS}
        made.append(connect(Settings(data=tmp_path, vk_url=url, group_id=1, **named)))
        return made[-1]

    yield make
    for vk in made:
        vk.close()


@pytest.fixture
def same_as_world() -> Callable[[Store, LocalVk], None]:
    """Compares what the store shows with what VK has: posts, comments, threads, authors, members."""

    def compare(store: Store, vk: LocalVk) -> None:
        state: Any = vk.get("/_world/state")
        with store.reader() as db:
            posts = {
                row["post_id"]: row
                for row in db.query(
                    "SELECT post_id, text, state, published_at, views, likes, reposts, comments"
                    " FROM post WHERE state IN ('published', 'scheduled', 'suggested')"
                )
            }
            comments = {
                row["comment_id"]: row
                for row in db.query(
                    "SELECT comment_id, post_id, from_id, text, thread_id, reply_to_id, created_at"
                    " FROM comment WHERE deleted_at IS NULL AND post_id IN"
                    " (SELECT post_id FROM post WHERE state = 'published')"
                )
            }
            nameless = list(db.query("SELECT author_id FROM author WHERE raw = '{}'"))
            members = db.execute("SELECT members FROM community").fetchone()[0]
        kinds = {"postpone": "scheduled", "suggest": "suggested"}
        assert posts == {
            told["id"]: {
                "post_id": told["id"],
                "text": told["text"],
                "state": kinds.get(told["post_type"], "published"),
                "published_at": told["date"],
                **{
                    name: told.get(name, {}).get("count")
                    for name in ("views", "likes", "reposts", "comments")
                },
            }
            for told in state["posts"]
        }
        assert comments == {
            told["id"]: {
                "comment_id": told["id"],
                "post_id": told["post_id"],
                "from_id": told["from_id"],
                "text": told["text"],
                "thread_id": (told["parents_stack"] or [told["id"]])[0],
                "reply_to_id": told.get("reply_to_comment"),
                "created_at": told["date"],
            }
            for told in state["comments"]
        }
        assert nameless == []
        assert members == state["members"]

    return compare
