"""What the outbox has changed in VK comes into the store without an event of VK."""

from __future__ import annotations

from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.outbox import queries
from lib.store import Store
from lib.sync.intake import take_comments, take_posts
from lib.worker.settled import RECENT_SECONDS, Settled

NOW = 1_790_000_000


def confirmed(store: Store, kind: str, *, result_id: int | None = None, **payload: Any) -> None:
    with store.writer() as db:
        made = outbox.queue(
            db, kind, actor=MODERATOR, payload={"state": "published"} | payload, now=NOW, hold=0
        )
        queued = queries.move(db, made, "queued", now=NOW)
        assert queued is not None
        claimed = queries.claim(db, now=NOW)
        assert claimed is not None
        queries.move(
            db, claimed, "confirmed", now=NOW, answered_at=NOW, result_id=result_id, reason=None
        )


@pytest.fixture(autouse=True)
def wall(store: Store) -> None:
    post = {"id": 5, "owner_id": -1, "from_id": -1, "date": NOW, "text": "Запись"}
    comment = {"id": 7, "post_id": 5, "owner_id": -1, "from_id": 501, "date": NOW, "text": "Слово"}
    with store.writer() as db:
        take_posts(db, [post, post | {"id": 6, "post_type": "suggest"}], now=NOW)
        take_comments(db, [comment], group_id=1, now=NOW)


def state_of(store: Store, post_id: int) -> tuple[str, int | None]:
    with store.reader() as db:
        row = db.execute("SELECT state, became_id FROM post WHERE post_id = ?", [post_id])
        return tuple(row.fetchone())  # type: ignore[return-value]


def test_what_was_deleted_is_deleted_in_the_store_at_once(store: Store) -> None:
    confirmed(store, "delete_post", post_id=5)
    confirmed(store, "delete_comment", post_id=5, comment_id=7, thread_id=7)
    assert not Settled().take(store, now=NOW)
    assert state_of(store, 5) == ("deleted", None)
    with store.reader() as db:
        assert db.execute("SELECT deleted_at FROM comment").fetchone()[0] == NOW


def test_a_suggested_post_that_went_out_is_suggested_no_more(store: Store) -> None:
    confirmed(store, "publish", post_id=6, text="Запись", result_id=9)
    wanted = Settled().take(store, now=NOW)
    assert state_of(store, 6) == ("released", 9)
    assert wanted.post_ids == {9}


def test_what_vk_shows_differently_now_is_asked_for_once(store: Store) -> None:
    confirmed(store, "edit_post", post_id=5, text="Иначе")
    confirmed(store, "restore_comment", post_id=5, comment_id=7, thread_id=7)
    settled = Settled()
    wanted = settled.take(store, now=NOW)
    assert (wanted.post_ids, wanted.thread_post_ids, wanted.scheduled) == ({5}, {5}, True)
    assert not settled.take(store, now=NOW)


def test_what_was_settled_long_ago_is_for_the_catch_up(store: Store) -> None:
    confirmed(store, "delete_post", post_id=5)
    assert not Settled().take(store, now=NOW + RECENT_SECONDS + 1)
    assert state_of(store, 5) == ("published", None)
