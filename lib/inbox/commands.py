"""What a person does with a comment: answer it, take the answer back, say that it needs none."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from lib import outbox
from lib.access.journal import record
from lib.access.permissions import Actor, require
from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.text import text_length
from lib.inbox import queries
from lib.outbox import Action
from lib.store import Store
from lib.store.awaiting import settle_threads
from lib.store.drafts import draft, drop_draft, save_draft

TEXT_LIMIT = 4096
"""UTF-16 units. VK does not document its limit for comments; this much has been accepted for years."""


class InboxError(PultError):
    """This cannot be done with the comment."""


def reply_target(comment_id: int) -> str:
    """The target of the draft of a reply to this comment (its kind is `reply`)."""
    return f"comment:{comment_id}"


def queue_reply(
    store: Store,
    comment_id: int,
    *,
    actor: Actor,
    now: int,
    override: outbox.Override | None = None,
) -> Action:
    """Turn the draft of this person's reply into an outbox action, held for a few seconds.

    One transaction: where the draft is gone already (a double click, another tab) the action that took it is
    answered, and nothing is sent twice.
    Raises `Forbidden`, `InboxError` (nothing written, too long, the comment is unknown or deleted), `HeldBack`
    where the guard stops the text and `override` does not let it out.
    """
    require(actor, "reply.send")
    with store.writer() as db:
        found = draft(db, kind="reply", target=reply_target(comment_id), actor=actor.name)
        if found is None and (there := _last(db, comment_id)) is not None:
            return there
        text = found.text.strip() if found is not None else ""
        if not text or found is None:
            raise InboxError(N_("Write something first."))
        action = outbox.queue(
            db,
            "reply",
            actor=actor,
            subject_id=comment_id,
            payload=reply_payload(db, comment_id, text),
            now=now,
            override=override,
        )
        drop_draft(db, found.draft_id)
        return action


def reply_payload(db: Database, comment_id: int, text: str) -> dict[str, Any]:
    """What the outbox needs to answer a comment with `text`. Raises `InboxError` as `queue_reply` does."""
    if (length := text_length(text)) > TEXT_LIMIT:
        raise InboxError(
            N_("The reply is too long: {length} characters, VK takes {limit}."),
            length=length,
            limit=TEXT_LIMIT,
        )
    target = queries.reply_to(db, comment_id)
    if target is None:
        raise InboxError(N_("This comment is not known to the console any more."))
    if target.is_deleted:
        raise InboxError(N_("The comment was deleted, so it cannot be answered."))
    return {
        "post_id": target.post_id,
        "comment_id": comment_id,
        "thread_id": target.thread_id,
        "text": text,
        "seen": {"text": target.text, "last_reply_id": target.last_reply_id},
    }


def withdraw_reply(store: Store, action_id: int, *, actor: Actor, now: int) -> Action | None:
    """Take a reply back before it is sent, and give its text back to the draft.

    What has been typed under the comment since stays, the text taken back stands above it.
    None where it is too late. Raises `Forbidden`.
    """
    require(actor, "reply.send")
    with store.writer() as db:
        action = outbox.withdraw(db, action_id, actor=actor, now=now)
        if action is None or action.subject_id is None:
            return None
        target = reply_target(action.subject_id)
        typed = draft(db, kind="reply", target=target, actor=actor.name)
        texts = [str(action.payload["text"]), typed.text.strip() if typed is not None else ""]
        save_draft(
            db,
            kind="reply",
            target=target,
            actor=actor.name,
            text="\n\n".join(text for text in dict.fromkeys(texts) if text),
            now=now,
        )
        return action


def send_reply_anyway(store: Store, action_id: int, *, actor: Actor, now: int) -> Action | None:
    """Send a reply that waits for a person's decision (paused, refused, not confirmed).

    None where it does not wait any more. Raises `Forbidden`.
    """
    require(actor, "reply.send")
    with store.writer() as db:
        return outbox.send_anyway(db, action_id, actor=actor, now=now)


def dismiss(store: Store, comment_id: int, *, actor: Actor, now: int) -> bool:
    """Say that a comment needs no answer; False where there is nothing to say it about. Raises `Forbidden`."""
    return _set_dismissed(store, comment_id, now, actor=actor, now=now)


def undismiss(store: Store, comment_id: int, *, actor: Actor, now: int) -> bool:
    """Take `dismiss` back. Raises `Forbidden`."""
    return _set_dismissed(store, comment_id, None, actor=actor, now=now)


def _set_dismissed(
    store: Store, comment_id: int, dismissed_at: int | None, *, actor: Actor, now: int
) -> bool:
    require(actor, "comment.dismiss")
    with store.writer() as db:
        thread_id = queries.set_dismissed(db, comment_id, dismissed_at)
        if thread_id is None:
            return False
        settle_threads(db, {thread_id})
        record(
            db,
            "comment.dismiss" if dismissed_at is not None else "comment.undismiss",
            actor=actor.name,
            subject=f"comment:{comment_id}",
            outcome="done",
            now=now,
        )
    return True


def _last(db: Database, comment_id: int) -> Action | None:
    actions = outbox.actions_about(db, "reply", [comment_id]).get(comment_id, [])
    return max(actions, key=lambda action: action.action_id, default=None)
