"""What the screens say where nothing was read yet, and where no key reads: never that there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.store.state import put_state
from lib.ui import console
from tests.pages.screens import open_screen, said

SOOTHING = ("Everything is answered", "No comments yet", "Nobody is waiting")
READING = "Reading the community"


@pytest.fixture
def known(screen_store: Store) -> Store:
    """The community itself is known, its worker alive; its wall is not read."""
    now = console.now()
    with screen_store.writer() as db:
        db.table("community").insert(
            {
                "group_id": 1,
                "name": "Минздрав",
                "screen_name": "pult",
                "members": 4012,
                "raw": "{}",
                "updated_at": now,
            }
        )
        put_state(db, "health.worker", {"at": now}, now=now)
        put_state(db, "health.vk", {"ok": True, "at": now}, now=now)
    return screen_store


@pytest.fixture
def unreadable(known: Store, tmp_path: Path) -> Store:
    """The same with a community key alone, which reads neither posts nor comments."""
    console.use(
        Settings(
            data=tmp_path,
            vk_url="http://127.0.0.1:9",
            group_id=1,
            community_key=Secret("demo-community"),
        )
    )
    return known


@pytest.mark.parametrize("page", ["today", "inbox"])
def test_while_history_is_read_nobody_is_told_that_nothing_waits(known: Store, page: str) -> None:
    text = said(open_screen(page))
    assert READING in text
    assert "history is still being read" in text
    assert [words for words in SOOTHING if words in text] == []


@pytest.mark.parametrize("page", ["today", "inbox"])
def test_without_a_key_that_reads_no_reading_is_promised(unreadable: Store, page: str) -> None:
    text = said(open_screen(page))
    assert READING not in text
    assert "Earlier comments cannot be read" in text
    assert [words for words in SOOTHING if words in text] == []
    if page == "today":
        labels = [link.proto.label for link in open_screen(page).get("page_link")]
        assert labels[:2] == ["—", "—"]


def test_what_waits_in_vk_is_not_called_nothing_where_it_cannot_be_seen(unreadable: Store) -> None:
    text = said(open_screen("compose"))
    assert "What waits in VK cannot be seen here." in text
    assert "No post is scheduled" not in text


def test_what_was_read_whole_may_be_empty(known: Store) -> None:
    now = console.now()
    with known.writer() as db:
        done = {"stage": "done", "done": 0, "total": 0, "finished_at": now}
        put_state(db, "sync.backfill", done, now=now)
    assert "Nobody is waiting" in said(open_screen("inbox"))
    assert "No post is scheduled" in said(open_screen("compose"))


def test_a_suggestion_names_who_sent_it(known: Store) -> None:
    now = console.now()
    with known.writer() as db:
        db.table("author").insert(
            {"author_id": 5, "name": "Анна Петрова", "raw": "{}", "updated_at": now}
        )
        for post_id, from_id in ((7, 5), (8, 6)):
            db.table("post").insert(
                {
                    "post_id": post_id,
                    "from_id": from_id,
                    "state": "suggested",
                    "published_at": now - post_id,
                    "text": "Спасибо врачам",
                    "raw": "{}",
                    "seen_at": now,
                }
            )
    text = said(open_screen("compose"))
    assert "Анна Петрова" in text
    assert "id6" in text


def test_that_vk_is_away_is_told_once_with_the_age_of_the_news(known: Store) -> None:
    now = console.now()
    reason = {"message": "VK is away ({reason}).", "values": {"reason": "no route"}}
    with known.writer() as db:
        put_state(db, "health.vk", {"ok": False, "at": now, "reason": reason}, now=now)
        put_state(db, "sync.last_at", now - 600, now=now)
    text = said(open_screen("compose"))
    assert text.count('class="pult-banner bad"') == 1
    assert "no route" in text
    assert "10 minutes ago" in text
