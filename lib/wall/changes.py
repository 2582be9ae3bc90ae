"""What a person does with a post that is in VK: edit, delete, restore, let it out now, take it back as a draft.

Each becomes an action of the outbox, held for a few seconds; the text that is being edited is a draft of the
kind `edit`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from lib import outbox
from lib.access.permissions import Actor, require
from lib.base.clock import local_time
from lib.base.language import N_
from lib.base.text import text_length
from lib.outbox import Action, attachment_names
from lib.store import Store
from lib.store.drafts import draft, drop_draft, save_draft
from lib.wall.errors import EmptyText, TooLong, WallError
from lib.wall.posts import LATER, TEXT_LIMIT, PostFields, is_blank
from lib.wall.queries import PostInVk, post_in_vk


class NotThere(WallError):
    """The store does not have the post as something that can be changed so."""


def edit_target(post_id: int) -> str:
    """The target of the draft in which this post's text is edited (its kind is `edit`)."""
    return f"post:{post_id}"


def begin_edit(store: Store, post_id: int, *, actor: Actor, now: int) -> None:
    """Put the text as VK has it into the draft, unless the person has begun before.

    Raises `Forbidden`, and `NotThere` where the post is not known or carries what cannot be sent again.
    """
    require(actor, "post.edit")
    with store.writer() as db:
        post = _post(db, post_id)
        _attached(post)
        if draft(db, kind="edit", target=edit_target(post_id), actor=actor.name) is None:
            save_draft(
                db,
                kind="edit",
                target=edit_target(post_id),
                actor=actor.name,
                text=post.text,
                now=now,
            )


def end_edit(store: Store, post_id: int, *, actor: Actor) -> None:
    """Throw the edited text away. Raises `Forbidden`."""
    require(actor, "post.edit")
    with store.writer() as db:
        if found := draft(db, kind="edit", target=edit_target(post_id), actor=actor.name):
            drop_draft(db, found.draft_id)


def queue_edit(store: Store, post_id: int, *, actor: Actor, now: int) -> Action | None:
    """Hand the edited text over to the outbox; None where it is the text that VK has.

    A scheduled post keeps its moment, and every post its attachments.
    Raises `Forbidden`, `EmptyText`, `TooLong`, `NotThere`, `OutboxError`.
    """
    require(actor, "post.edit")
    with store.writer() as db:
        post = _post(db, post_id)
        found = draft(db, kind="edit", target=edit_target(post_id), actor=actor.name)
        if found is None:
            return _last(db, "edit_post", post_id)
        text, attached = found.text.strip(), _attached(post)
        if is_blank(text) and not attached:
            raise EmptyText(N_("Write the text of the post first."))
        if (length := text_length(text)) > TEXT_LIMIT:
            raise TooLong(
                N_("The text is too long: {length} characters, and VK takes {limit}. Cut {over}."),
                length=length,
                limit=TEXT_LIMIT,
                over=length - TEXT_LIMIT,
            )
        drop_draft(db, found.draft_id)
        if text == post.text.strip():
            return None
        at = post.published_at if post.state == "scheduled" else None
        return outbox.queue(
            db,
            "edit_post",
            actor=actor,
            payload=_about(post)
            | {
                "text": text,
                "attachments": attached,
                "publish_at": at,
                "seen": {"text": post.text, "publish_at": at, "attachments": attached},
            },
            now=now,
        )


def delete_post(store: Store, post_id: int, *, actor: Actor, now: int) -> Action:
    """Delete a post, or turn a suggested one down. What it said stays in the journal.

    Raises `Forbidden`, `NotThere`, `OutboxError`.
    """
    require(actor, "post.delete")
    with store.writer() as db:
        return _delete(db, _post(db, post_id), actor=actor, now=now)


def restore_post(store: Store, post_id: int, *, actor: Actor, now: int) -> Action:
    """Bring a deleted post back. Raises `Forbidden`, `NotThere`, `OutboxError`."""
    require(actor, "post.delete")
    with store.writer() as db:
        post = _post(db, post_id, deleted=True)
        return outbox.queue(db, "restore_post", actor=actor, payload=_about(post), now=now)


def publish_now(store: Store, post_id: int, *, actor: Actor, now: int) -> Action:
    """Let a scheduled or suggested post out at once. Raises `Forbidden`, `NotThere`, `OutboxError`."""
    require(actor, "post.publish")
    with store.writer() as db:
        post = _post(db, post_id)
        return outbox.queue(
            db, "publish", actor=actor, payload=_about(post) | {"text": post.text}, now=now
        )


def back_to_draft(store: Store, post_id: int, *, actor: Actor, now: int, zone: str) -> str:
    """Take a scheduled post out of VK and go on with it as a draft; answers the draft's target.

    One transaction: the draft is there before VK is asked to forget the post.
    Raises `Forbidden`, `NotThere`, `OutboxError`.
    """
    require(actor, "post.delete")
    with store.writer() as db:
        post = _post(db, post_id)
        _delete(db, post, actor=actor, now=now)
        target = uuid4().hex
        at = local_time(post.published_at, zone=zone)
        fields = PostFields(
            rubric_id=post.rubric_id, mode=LATER, day=at.date(), clock=at.time(), parked=True
        )
        save_draft(
            db,
            kind="post",
            target=target,
            actor=actor.name,
            text=post.text,
            fields=fields.as_json(),
            now=now,
        )
    return target


def withdraw_change(store: Store, action_id: int, *, actor: Actor, now: int) -> Action | None:
    """Take a change back before it is made; an edited text becomes a draft again.

    None where it is too late. Raises `Forbidden`.
    """
    with store.writer() as db:
        gone = outbox.withdraw(db, action_id, actor=actor, now=now)
        if gone is not None and gone.kind == "edit_post":
            save_draft(
                db,
                kind="edit",
                target=edit_target(int(gone.payload["post_id"])),
                actor=actor.name,
                text=str(gone.payload["text"]),
                now=now,
            )
        return gone


def _delete(db: Database, post: PostInVk, *, actor: Actor, now: int) -> Action:
    return outbox.queue(db, "delete_post", actor=actor, payload=_about(post), now=now)


def _about(post: PostInVk) -> dict[str, Any]:
    return {
        "post_id": post.post_id,
        "state": "published" if post.state == "deleted" else post.state,
        "seen": {"text": post.text},
        "was": {"text": post.text, "published_at": post.published_at, "from_id": post.from_id},
    }


def _post(db: Database, post_id: int, *, deleted: bool = False) -> PostInVk:
    post = post_in_vk(db, post_id)
    if post is None or (post.state == "deleted") != deleted or post.state == "released":
        raise NotThere(
            N_("The console does not have this post from VK now. Wait a few seconds and try again.")
        )
    return post


def _attached(post: PostInVk) -> list[str]:
    item: Mapping[str, Any] = json.loads(post.raw)
    try:
        return attachment_names(item)
    except LookupError as unknown:
        raise NotThere(
            N_("This post carries an attachment ({type}) that an edit would lose. Edit it in VK."),
            type=str(unknown.args[0]),
        ) from unknown


def _last(db: Database, kind: str, post_id: int) -> Action | None:
    actions = outbox.actions_about(db, kind, [post_id]).get(post_id, [])
    return max(actions, key=lambda action: action.action_id, default=None)
