"""The journal of actions: who, when, what, on what, with what outcome."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database


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
    db.execute(
        "INSERT INTO journal (at, actor, action, subject, outcome, detail)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [now, actor, action, subject, outcome, json.dumps(detail, ensure_ascii=False)],
    )
