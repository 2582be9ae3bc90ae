"""What a person does to posts: write drafts, put them aside, throw them away, send them, take them back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from lib import outbox
from lib.access.journal import record
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.base.text import text_length
from lib.outbox import Action
from lib.store import Store
from lib.store.drafts import Draft, draft, drafts, drop_draft, save_draft
from lib.wall.errors import (
    DraftGone,
    EmptyText,
    MinuteTaken,
    NoRubric,
    NoTime,
    SameOnItsWay,
    TooFar,
    TooLong,
    TooSoon,
    WallError,
)
from lib.wall.posts import (
    LATER,
    LATEST_SECONDS,
    SOONEST_SECONDS,
    TEXT_LIMIT,
    PostFields,
    is_blank,
    moment,
    post_fields,
    with_hashtag,
)
from lib.wall.queries import is_taken, next_free_minute, rubric, sent_draft

KEEP_DROPPED_SECONDS = 30 * 86_400
KEEP_EMPTY_SECONDS = 3_600


def new_target() -> str:
    """A name for a draft that nobody has written yet; its row begins with the first key."""
    return uuid4().hex


def park_draft(store: Store, target: str, *, actor: Actor, now: int) -> bool:
    """Put a draft aside among the drafts; one that says nothing just ends. Raises `Forbidden`.

    Answers whether there is a draft to find again. Sweeps, on the way, drafts that were left empty and those
    thrown away a month ago.
    """
    require(actor, "post.write")
    with store.writer() as db:
        written = draft(db, kind="post", target=target, actor=actor.name)
        kept = written is not None and not is_blank(written.text)
        if written is not None and kept:
            _put_fields(db, written, replace(post_fields(written), parked=True), now=now)
        elif written is not None:
            drop_draft(db, written.draft_id)
        _sweep(db, actor=actor, now=now)
    return kept


def save_fields(store: Store, target: str, *, actor: Actor, now: int, **changes: Any) -> bool:
    """Keep what stands beside the text (`changes` by the names of `PostFields`). Raises `Forbidden`.

    False where the draft was sent meanwhile: a late change must not bring it back to life.
    """
    require(actor, "post.write")
    with store.writer() as db:
        return _change_fields(db, target, actor=actor, now=now, **changes)


def drop_post_draft(store: Store, target: str, *, actor: Actor, now: int) -> None:
    """Throw a draft away. It can be taken back with `undrop_post_draft`. Raises `Forbidden`."""
    _set_dropped(store, target, now, actor=actor, now=now)


def undrop_post_draft(store: Store, target: str, *, actor: Actor, now: int) -> None:
    """Take a thrown-away draft back among the drafts. Raises `Forbidden`."""
    _set_dropped(store, target, None, actor=actor, now=now)


def _set_dropped(
    store: Store, target: str, dropped_at: int | None, *, actor: Actor, now: int
) -> None:
    require(actor, "post.write")
    with store.writer() as db:
        if draft(db, kind="post", target=target, actor=actor.name) is None:
            return
        _change_fields(db, target, actor=actor, now=now, dropped_at=dropped_at, parked=True)
        record(
            db,
            "draft.drop" if dropped_at is not None else "draft.undrop",
            actor=actor.name,
            subject=f"draft:{target}",
            outcome="done",
            now=now,
        )


def _change_fields(db: Database, target: str, *, actor: Actor, now: int, **changes: Any) -> bool:
    known = draft(db, kind="post", target=target, actor=actor.name)
    if known is None and sent_draft(db, target, actor=actor.name) is not None:
        return False
    before = post_fields(known)
    after = replace(before, **changes)
    if known is None:
        save_draft(
            db,
            kind="post",
            target=target,
            actor=actor.name,
            text="",
            fields=after.as_json(),
            now=now,
        )
    elif before != after:
        _put_fields(db, known, after, now=now)
    return True


def post_problems(db: Database, written: Draft, *, now: int, zone: str) -> list[WallError]:
    """Everything that keeps this draft from being queued, in the order of the composer's fields."""
    fields = post_fields(written)
    chosen = rubric(db, fields.rubric_id) if fields.rubric_id is not None else None
    problems: list[WallError] = []
    length = text_length(with_hashtag(written.text, chosen.hashtag if chosen else None))
    if is_blank(written.text):
        problems.append(EmptyText(N_("Write the text of the post first.")))
    elif length > TEXT_LIMIT:
        problems.append(
            TooLong(
                N_("The text is too long: {length} characters, and VK takes {limit}. Cut {over}."),
                length=length,
                limit=TEXT_LIMIT,
                over=length - TEXT_LIMIT,
            )
        )
    if chosen is None:
        problems.append(NoRubric(N_("Choose a rubric.")))
    if fields.mode == LATER:
        problems += _time_problems(db, fields, now=now, zone=zone)
    return problems


def _time_problems(db: Database, fields: PostFields, *, now: int, zone: str) -> list[WallError]:
    at = moment(fields.day, fields.clock, zone=zone)
    if fields.day is None or fields.clock is None:
        return [NoTime(N_("Choose the day and the time."))]
    if at is None:
        return [NoTime(N_("The clocks skip this time on that day. Choose another time."))]
    if at < now:
        return [TooSoon(N_("This time has passed. Choose a later one."))]
    if at < now + SOONEST_SECONDS:
        return [TooSoon(N_("This is too soon to schedule. Choose a time two minutes from now."))]
    if at > now + LATEST_SECONDS:
        return [TooFar(N_("VK keeps a scheduled post for a year at most. Choose an earlier day."))]
    if is_taken(db, at):
        return [
            MinuteTaken(
                N_("Another post goes out in this very minute, and VK takes one a minute."),
                free_at=next_free_minute(db, after=at),
            )
        ]
    return []


def queue_post(
    store: Store,
    target: str,
    *,
    actor: Actor,
    now: int,
    zone: str,
    override: outbox.Override | None = None,
) -> Action:
    """Hand the draft `target` over to the outbox: the draft ends and the action begins in one transaction.

    A second call for the same draft (a double click, another tab) answers the action of the first.
    Raises the first of `post_problems`, `SameOnItsWay`, `DraftGone` where there was never such a draft,
    `Forbidden`, `OutboxError`, `HeldBack` where the guard stops the text and `override` does not let it out.
    """
    require(actor, "post.publish")
    with store.writer() as db:
        written = draft(db, kind="post", target=target, actor=actor.name)
        if written is None:
            return _sent_already(db, target, actor=actor)
        for problem in post_problems(db, written, now=now, zone=zone):
            raise problem
        fields = post_fields(written)
        chosen = rubric(db, fields.rubric_id or 0)
        publish_at = moment(fields.day, fields.clock, zone=zone) if fields.mode == LATER else None
        action = outbox.queue(
            db,
            "post",
            actor=actor,
            payload={
                "text": with_hashtag(written.text, chosen.hashtag if chosen else None),
                "publish_at": publish_at,
                "rubric_id": fields.rubric_id,
                # What the composer gets back when the post is withdrawn or refused.
                "draft": {"target": target, "text": written.text, "fields": dict(written.fields)},
            },
            now=now,
            override=override,
        )
        if action.payload.get("draft", {}).get("target") != target:
            raise SameOnItsWay(N_("A post with the same text is already on its way to VK."))
        drop_draft(db, written.draft_id)
    return action


def _sent_already(db: Database, target: str, *, actor: Actor) -> Action:
    action_id = sent_draft(db, target, actor=actor.name)
    action = outbox.action(db, action_id) if action_id is not None else None
    if action is None:
        raise DraftGone(N_("This draft is no longer there. Nothing was sent."))
    return action


def withdraw_post(store: Store, action_id: int, *, actor: Actor, now: int) -> str | None:
    """Take a post back that has not left, or that VK refused; answers the target of the draft it becomes again.

    None where it is too late (the post is being sent, or was sent), or it was taken back before.
    A post that is `unknown` may still show up in VK. Raises `Forbidden`.
    """
    require(actor, "post.publish")
    with store.writer() as db:
        action = outbox.withdraw(db, action_id, actor=actor, now=now)
        return None if action is None else _restore(db, action, actor=actor, now=now)


def _put_fields(db: Database, written: Draft, fields: PostFields, *, now: int) -> None:
    save_draft(
        db,
        kind="post",
        target=written.target,
        actor=written.actor,
        text=written.text,
        fields=fields.as_json(),
        now=now,
    )


def _sweep(db: Database, *, actor: Actor, now: int) -> None:
    for old in drafts(db, kind="post", actor=actor.name):
        dropped_at = post_fields(old).dropped_at
        long_gone = dropped_at is not None and now - dropped_at > KEEP_DROPPED_SECONDS
        if long_gone or (is_blank(old.text) and now - old.updated_at > KEEP_EMPTY_SECONDS):
            drop_draft(db, old.draft_id)


def _restore(db: Database, action: Action, *, actor: Actor, now: int) -> str:
    kept = action.payload.get("draft") or {}
    target = str(kept.get("target") or uuid4().hex)
    text = str(kept.get("text") or action.payload["text"])
    fields = kept.get("fields") or PostFields(rubric_id=action.payload.get("rubric_id")).as_json()
    standing = draft(db, kind="post", target=target, actor=actor.name)
    if standing is not None and standing.text == text:
        return target
    if standing is not None:
        # Someone went on writing under this name: both texts stay.
        target = uuid4().hex
    fields = {**fields, "parked": False, "dropped_at": None}
    save_draft(db, kind="post", target=target, actor=actor.name, text=text, fields=fields, now=now)
    return target
