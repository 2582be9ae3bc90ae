"""The journal of actions: who, when, what, on what, with what outcome."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from lib.access.queries import add_entry


def record(
    db: Database,
    action: str,
    *,
    actor: str,
    subject: str,
    outcome: str,
    now: int,
    **detail: Any,
) -> None:
    """Add an entry in the transaction that carries the action out.

    `action` is a dotted verb such as `reply.queue`, `subject` a kind and id such as `comment:77`.
    """
    add_entry(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        outcome=outcome,
        detail=detail,
    )
