"""The journal of actions: who, when, what, on what, with what outcome. It only grows, and each entry is
chained to the one before it, so that a changed or missing one shows."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from lib.access.entries import queries
from lib.store.chain import FIRST, link


@dataclass(frozen=True)
class Entry:
    """One row of the journal; `at` in seconds UTC."""

    entry_id: int
    at: int
    actor: str
    action: str
    subject: str
    outcome: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Search:
    """What is looked for in the journal; all of it must be true of an entry."""

    words: str = ""
    """All of them in the entry, or in what the screen calls its action; case does not matter."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Action -> what the screen calls it."""
    actor: str | None = None
    actions: Collection[str] | None = None
    since: int | None = None
    """From this moment, seconds UTC."""
    until: int | None = None
    """Before this moment, seconds UTC."""


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
    queries.add_entry(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        outcome=outcome,
        detail=detail,
    )


def entries(
    db: Database, search: Search, *, before_id: int | None = None, limit: int = 100
) -> list[Entry]:
    """Entries, newest first, older than the entry `before_id`."""
    rows = queries.entries(db, **vars(search), before_id=before_id, limit=limit)
    return [Entry(**{**row, "detail": json.loads(row["detail"])}) for row in rows]


def broken_links(db: Database) -> list[str]:
    """Where the chain is broken, in words for the person who runs `check`; empty where it holds."""
    found, chain, number = [], FIRST, 0
    for row in queries.chained_entries(db):
        number += 1
        chain = link(chain, row)
        if chain != row["chain"]:
            found.append(f"journal: entry {row['entry_id']} is not what was written")
            chain = row["chain"]
    entries_told, ends_with = queries.journal_head(db)
    if (number, chain) != (entries_told, ends_with):
        found.append(f"journal: {entries_told} entries were written, {number} are there")
    return found
