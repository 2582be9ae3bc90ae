"""SQL of the journal of actions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database


def add_entry(
    db: Database,
    *,
    at: int,
    actor: str,
    action: str,
    subject: str,
    outcome: str,
    detail: Mapping[str, Any],
) -> None:
    db.execute(
        "INSERT INTO journal (at, actor, action, subject, outcome, detail)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [at, actor, action, subject, outcome, json.dumps(dict(detail), ensure_ascii=False)],
    )
