"""What people do to the outbox. Each command runs in the caller's `store.writer()` transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from lib.access.journal import record
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.outbox import queries
from lib.outbox.actions import HOLD_SECONDS, Action, OutboxError
from lib.outbox.gate import Override, let_out, without
from lib.outbox.registry import KINDS


class Busy(OutboxError):
    """Another action about the same thing is open."""


def queue(
    db: Database,
    kind: str,
    *,
    actor: Actor,
    payload: Mapping[str, Any],
    subject_id: int | None = None,
    now: int,
    hold: int = HOLD_SECONDS,
    override: Override | None = None,
) -> Action:
    """Hold an action of `kind` for `hold` seconds, then let the worker send it.

    `payload` is as the module of the kind says. The same for the same subject while it is still open
    (a double click) answers the action that is already there. What the guard stops goes out only with an
    `override` that names every stop.
    Raises `Forbidden`, `OutboxError`, `HeldBack` from the guard, and `Busy` where another change of the same
    thing is still open.
    """
    its = KINDS[kind]
    require(actor, its.permission)
    its.check(payload)
    if subject_id is None:
        subject_id = its.subject_id(payload)
    if there := queries.same_open(db, kind, subject_id, payload, its.same):
        return there
    about = its.about(payload)
    if about is not None and queries.open_about(db, about) is not None:
        raise Busy(
            N_(
                "Something else is being done with this. Wait until it ends, or take it back,"
                " and then try again."
            )
        )
    found = let_out(its, payload, actor=actor, override=override)
    made = queries.add(
        db,
        kind=kind,
        subject_id=subject_id,
        about=about,
        payload=payload,
        guid=new_guid(),
        actor=actor.name,
        created_at=now,
        due_at=now + hold,
    )
    _record(db, made, "queue", actor, now, **without(found, its.told(payload)))
    held = sorted({one.kind for one in found} - its.may_tell)
    if held and override is not None:
        record(
            db,
            "guard.override",
            actor=actor.name,
            subject=its.subject(made),
            outcome=override.reason,
            now=now,
            action_id=made.action_id,
            kinds=held,
        )
    return made


def withdraw(db: Database, action_id: int, *, actor: Actor, now: int) -> Action | None:
    """Take an action back while it is not being sent; answers it, so that its text becomes a draft again.

    None where it is too late, or it was taken back before. An action that is `unknown` may still show up in VK.
    Raises `Forbidden`.
    """
    found = queries.action(db, action_id)
    if found is None or found.state in {"sending", "confirmed", "withdrawn"}:
        return None
    require(actor, KINDS[found.kind].permission)
    gone = queries.move(db, found, "withdrawn", now=now)
    assert gone is not None
    _record(db, gone, "withdraw", actor, now, was=found.state)
    return gone


def send_anyway(db: Database, action_id: int, *, actor: Actor, now: int) -> Action | None:
    """Send what is paused, refused or unknown, after a person has looked at the reason.

    The difference that paused it will not pause it again, a new one will. A post whose moment has passed is
    published at once. What is unknown gets a new guid: VK is read once more, and if it does not show the
    action, this is sent even though the first may still arrive.
    None where the action is in another state, or another one does the same, or changes the same thing.
    Raises `Forbidden`.
    """
    found = queries.action(db, action_id)
    if found is None or found.state not in {"paused", "refused", "unknown"}:
        return None
    its = KINDS[found.kind]
    require(actor, its.permission)
    other = queries.same_open(db, found.kind, found.subject_id, found.payload, its.same)
    if other is None and found.about is not None:
        other = queries.open_about(db, found.about)
    if other is not None and other.action_id != action_id:
        return None
    changes: dict[str, Any] = {"due_at": now, "reason": None}
    if found.state == "unknown" and found.answered_at is None:
        changes |= {"guid": new_guid(), "attempted_at": None}
    if found.state == "paused":
        changes["payload"] = its.accept(found)
    moved = queries.move(db, found, "queued", now=now, **changes)
    assert moved is not None
    _record(db, moved, "send_anyway", actor, now, was=found.state, reason=found.reason)
    return moved


def new_guid() -> str:
    """A guid for a row: 32 hexadecimal digits, of which a `random_id` can be made too."""
    return uuid.uuid4().hex


def _record(db: Database, action: Action, verb: str, actor: Actor, now: int, **detail: Any) -> None:
    record(
        db,
        f"{action.kind}.{verb}",
        actor=actor.name,
        subject=KINDS[action.kind].subject(action),
        outcome=action.state,
        now=now,
        action_id=action.action_id,
        **detail,
    )
