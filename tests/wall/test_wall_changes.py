"""Changing posts that are in VK: what becomes an action, with what in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.store import Store
from lib.store.drafts import draft, drafts, save_draft
from lib.wall import changes
from lib.wall.changes import NotThere
from lib.wall.errors import EmptyText, TooLong
from lib.wall.posts import LATER, post_fields
from tests.wall.conftest import ZONE

NOW = 1_790_000_000
AT = NOW + 86_400

Add = Callable[..., None]


def write(store: Store, post_id: int, text: str) -> None:
    with store.writer() as db:
        save_draft(
            db,
            kind="edit",
            target=changes.edit_target(post_id),
            actor=MODERATOR.name,
            text=text,
            now=NOW,
        )


def written(store: Store, post_id: int) -> str | None:
    with store.reader() as db:
        found = draft(db, kind="edit", target=changes.edit_target(post_id), actor=MODERATOR.name)
    return None if found is None else found.text


def edited(store: Store, post_id: int, text: str) -> Any:
    changes.begin_edit(store, post_id, actor=MODERATOR, now=NOW)
    write(store, post_id, text)
    return changes.queue_edit(store, post_id, actor=MODERATOR, now=NOW)


def test_an_edited_scheduled_post_keeps_its_moment_and_its_attachments(
    store: Store, add_post: Add
) -> None:
    photo = {"type": "photo", "photo": {"id": 7, "owner_id": -1, "access_key": "k"}}
    add_post(5, "scheduled", at=AT, text="Было", raw=json.dumps({"attachments": [photo]}))
    made = edited(store, 5, " Стало ")
    assert made.payload["publish_at"] == AT
    assert made.payload["attachments"] == ["photo-1_7_k"]
    assert (made.payload["text"], made.payload["seen"]["text"]) == ("Стало", "Было")
    assert written(store, 5) is None
    again = changes.queue_edit(store, 5, actor=MODERATOR, now=NOW)
    assert again is not None and again.action_id == made.action_id


def test_an_edit_taken_back_is_a_draft_again(store: Store, add_post: Add) -> None:
    add_post(5, "published", at=NOW, text="Было")
    made = edited(store, 5, "Стало")
    assert made.payload["publish_at"] is None
    assert changes.withdraw_change(store, made.action_id, actor=MODERATOR, now=NOW)
    assert written(store, 5) == "Стало"


@pytest.mark.parametrize(("text", "error"), [(" ", EmptyText), ("я" * 20_000, TooLong)])
def test_what_vk_would_not_take_stays_a_draft(
    store: Store, add_post: Add, text: str, error: type[Exception]
) -> None:
    add_post(5, "published", at=NOW, text="Было")
    with pytest.raises(error):
        edited(store, 5, text)
    assert written(store, 5) == text


def test_a_post_with_what_cannot_be_sent_again_is_not_edited(store: Store, add_post: Add) -> None:
    raw = json.dumps({"attachments": [{"type": "mystery", "mystery": {}}]})
    add_post(5, "published", at=NOW, raw=raw)
    with pytest.raises(NotThere):
        changes.begin_edit(store, 5, actor=MODERATOR, now=NOW)


def test_a_scheduled_post_goes_back_to_the_drafts_with_its_time(
    store: Store, add_post: Add
) -> None:
    add_post(5, "scheduled", at=AT - AT % 60, text="Завтра", rubric_id=2)
    target = changes.back_to_draft(store, 5, actor=MODERATOR, now=NOW, zone=ZONE)
    with store.reader() as db:
        (found,) = drafts(db, kind="post", actor=MODERATOR.name)
        (action,) = outbox.open_actions(db)
    fields = post_fields(found)
    assert (found.target, found.text, fields.mode, fields.rubric_id) == (
        target,
        "Завтра",
        LATER,
        2,
    )
    assert (action.kind, action.payload["state"]) == ("delete_post", "scheduled")


def test_waiting_posts_go_out_now_and_deleted_ones_come_back(store: Store, add_post: Add) -> None:
    add_post(5, "suggested", at=NOW, text="Письмо")
    add_post(6, "deleted", at=NOW)
    made = changes.publish_now(store, 5, actor=MODERATOR, now=NOW)
    assert (made.kind, made.payload["state"], made.payload["text"]) == (
        "publish",
        "suggested",
        "Письмо",
    )
    assert changes.restore_post(store, 6, actor=MODERATOR, now=NOW).kind == "restore_post"
    with pytest.raises(NotThere):
        changes.delete_post(store, 6, actor=MODERATOR, now=NOW)
    with pytest.raises(NotThere):
        changes.restore_post(store, 5, actor=MODERATOR, now=NOW)
    with pytest.raises(NotThere):
        changes.publish_now(store, 777, actor=MODERATOR, now=NOW)


def test_an_editor_may_do_none_of_it(store: Store, add_post: Add) -> None:
    add_post(5, "scheduled", at=AT)
    editor = Actor("editor", "editor")
    for command in (changes.begin_edit, changes.delete_post, changes.publish_now):
        with pytest.raises(Forbidden):
            command(store, 5, actor=editor, now=NOW)
    with store.reader() as db:
        assert outbox.open_actions(db) == []
