"""What a person does with a comment in VK: edit our own, delete by a point of the rules, restore, shut out.

Each becomes an action of the outbox, held for a few seconds. What is typed for it is a draft of the kind
`edit`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from lib import outbox
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.base.text import text_length
from lib.inbox import queries
from lib.inbox.commands import TEXT_LIMIT, InboxError
from lib.inbox.queries import CommentInVk
from lib.outbox import Action, attachment_names
from lib.store import Store
from lib.store.drafts import draft, drop_draft, save_draft

RULES: dict[str, str] = {
    "insult": N_("Insults and threats"),
    "obscene": N_("Obscene language"),
    "spam": N_("Advertising and spam"),
    "private": N_("Personal data of other people"),
    "false": N_("False information that may harm health"),
    "off_topic": N_("Not on the subject of the community"),
    "other": N_("Other"),
}
"""Points of the rules for which a comment is deleted: name -> message id."""

BAN_REASONS = {
    0: N_("Other"),
    1: N_("Spam"),
    2: N_("Insults"),
    3: N_("Obscene language"),
    4: N_("Off topic"),
}
"""VK's own reasons (groups.ban): number -> message id."""

REASON_OF_RULE = {"insult": 2, "obscene": 3, "spam": 1, "off_topic": 4}

DAY = 86_400
TERMS: dict[str, int | None] = {
    "day": DAY,
    "week": 7 * DAY,
    "month": 30 * DAY,
    # VK takes an end at most a year ahead, and the action may wait for a while.
    "year": 365 * DAY - 600,
    "forever": None,
}
"""How long an author may be shut out: name -> seconds."""


@dataclass(frozen=True)
class Ban:
    """Terms of a ban: a name of `TERMS`, a number of `BAN_REASONS`."""

    term: str
    reason: int
    visible: bool = False
    """The author sees the comment."""


def edit_target(comment_id: int) -> str:
    """The target of the draft in which our own comment is edited (its kind is `edit`)."""
    return f"comment:{comment_id}"


def ban_target(author_id: int) -> str:
    """The target of the draft of the comment to a ban (its kind is `edit`)."""
    return f"ban:{author_id}"


def begin_edit(store: Store, comment_id: int, *, actor: Actor, now: int) -> None:
    """Put our comment's text into the draft, unless the person has begun before.

    Raises `Forbidden`, `InboxError`.
    """
    require(actor, "reply.edit")
    with store.writer() as db:
        comment = _ours(db, comment_id)
        target = edit_target(comment_id)
        if draft(db, kind="edit", target=target, actor=actor.name) is None:
            save_draft(db, kind="edit", target=target, actor=actor.name, text=comment.text, now=now)


def end_edit(store: Store, comment_id: int, *, actor: Actor, now: int) -> None:
    """Throw the edited text away. Raises `Forbidden`."""
    require(actor, "reply.edit")
    with store.writer() as db:
        if found := draft(db, kind="edit", target=edit_target(comment_id), actor=actor.name):
            drop_draft(db, found.draft_id)


def queue_edit(store: Store, comment_id: int, *, actor: Actor, now: int) -> Action | None:
    """Hand the edited text of our comment over to the outbox; None where VK has it so.

    Raises `Forbidden`, `InboxError`, `OutboxError`.
    """
    require(actor, "reply.edit")
    with store.writer() as db:
        comment = _ours(db, comment_id)
        found = draft(db, kind="edit", target=edit_target(comment_id), actor=actor.name)
        if found is None:
            return _last(db, "edit_comment", comment_id)
        text = found.text.strip()
        attached = _attached(comment)
        if not text and not attached:
            raise InboxError(N_("Write something first."))
        if (length := text_length(text)) > TEXT_LIMIT:
            raise InboxError(
                N_("The reply is too long: {length} characters, VK takes {limit}."),
                length=length,
                limit=TEXT_LIMIT,
            )
        drop_draft(db, found.draft_id)
        if text == comment.text.strip():
            return None
        payload = _about(comment) | {"text": text, "attachments": attached}
        return outbox.queue(db, "edit_comment", actor=actor, payload=payload, now=now)


def delete_comment(
    store: Store, comment_id: int, *, rule: str, ban: Ban | None = None, actor: Actor, now: int
) -> Action:
    """Delete a comment for a point of `RULES`, and shut its author out with it where `ban` is given.

    What it said, who wrote it and why it went stays in the journal.
    Raises `Forbidden`, `InboxError`, `OutboxError`.
    """
    require(actor, "comment.delete")
    if rule not in RULES:
        raise InboxError(N_("Choose the rule that was broken."))
    with store.writer() as db:
        comment = _there(db, comment_id)
        made = outbox.queue(
            db, "delete_comment", actor=actor, payload=_about(comment) | {"why": rule}, now=now
        )
        if ban is not None:
            _ban(db, comment, ban, actor=actor, now=now)
        return made


def restore_comment(store: Store, comment_id: int, *, actor: Actor, now: int) -> Action:
    """Bring a deleted comment back. Raises `Forbidden`, `InboxError`, `OutboxError`."""
    require(actor, "comment.delete")
    with store.writer() as db:
        comment = queries.comment_in_vk(db, comment_id)
        if comment is None or not comment.is_deleted:
            raise InboxError(N_("This comment is not deleted."))
        return outbox.queue(db, "restore_comment", actor=actor, payload=_about(comment), now=now)


def ban_author(store: Store, comment_id: int, *, ban: Ban, actor: Actor, now: int) -> Action:
    """Shut the author of a comment out of the community. Raises `Forbidden`, `InboxError`, `OutboxError`."""
    require(actor, "author.ban")
    with store.writer() as db:
        comment = queries.comment_in_vk(db, comment_id)
        if comment is None:
            raise InboxError(N_("This comment is not known to the console any more."))
        return _ban(db, comment, ban, actor=actor, now=now)


def unban_author(store: Store, comment_id: int, *, actor: Actor, now: int) -> Action:
    """Let the author of a comment in again. Raises `Forbidden`, `InboxError`, `OutboxError`."""
    require(actor, "author.ban")
    with store.writer() as db:
        comment = queries.comment_in_vk(db, comment_id)
        if comment is None:
            raise InboxError(N_("This comment is not known to the console any more."))
        payload = {"user_id": comment.from_id, "was": {"name": comment.name}}
        return outbox.queue(db, "unban", actor=actor, payload=payload, now=now)


def withdraw_change(store: Store, action_id: int, *, actor: Actor, now: int) -> Action | None:
    """Take a change back before it is made; an edited text becomes a draft again.

    None where it is too late. Raises `Forbidden`.
    """
    with store.writer() as db:
        gone = outbox.withdraw(db, action_id, actor=actor, now=now)
        if gone is None:
            return None
        kept = {"edit_comment": edit_target, "ban": ban_target}.get(gone.kind)
        text = str(gone.payload.get("text") or gone.payload.get("comment") or "")
        if kept is not None and text and gone.subject_id is not None:
            save_draft(
                db,
                kind="edit",
                target=kept(gone.subject_id),
                actor=actor.name,
                text=text,
                now=now,
            )
        return gone


def _ban(db: Database, comment: CommentInVk, ban: Ban, *, actor: Actor, now: int) -> Action:
    require(actor, "author.ban")
    if comment.from_id <= 0 or comment.is_ours:
        raise InboxError(N_("Only a person can be banned."))
    written = draft(db, kind="edit", target=ban_target(comment.from_id), actor=actor.name)
    length = TERMS[ban.term]
    made = outbox.queue(
        db,
        "ban",
        actor=actor,
        payload={
            "user_id": comment.from_id,
            "term": ban.term,
            "end_at": None if length is None else now + length,
            "reason": ban.reason,
            "comment": written.text.strip() if written is not None else "",
            "comment_visible": ban.visible,
            "was": {"name": comment.name, "comment_id": comment.comment_id},
        },
        now=now,
    )
    if written is not None:
        drop_draft(db, written.draft_id)
    return made


def _about(comment: CommentInVk) -> dict[str, Any]:
    return {
        "post_id": comment.post_id,
        "comment_id": comment.comment_id,
        "thread_id": comment.thread_id,
        "seen": {"text": comment.text},
        "was": {"text": comment.text, "from_id": comment.from_id, "author": comment.name},
    }


def _there(db: Database, comment_id: int) -> CommentInVk:
    comment = queries.comment_in_vk(db, comment_id)
    if comment is None:
        raise InboxError(N_("This comment is not known to the console any more."))
    if comment.is_deleted:
        raise InboxError(N_("This comment is deleted already."))
    return comment


def _ours(db: Database, comment_id: int) -> CommentInVk:
    comment = _there(db, comment_id)
    if not comment.is_ours:
        raise InboxError(N_("Only the community's own words can be edited."))
    return comment


def _attached(comment: CommentInVk) -> list[str]:
    try:
        return attachment_names(json.loads(comment.raw))
    except LookupError as unknown:
        raise InboxError(
            N_("This carries an attachment ({type}) that an edit would lose. Edit it in VK."),
            type=str(unknown.args[0]),
        ) from unknown


def _last(db: Database, kind: str, comment_id: int) -> Action | None:
    actions = outbox.actions_about(db, kind, [comment_id]).get(comment_id, [])
    return max(actions, key=lambda action: action.action_id, default=None)
