"""What a person types, kept while it is typed. One draft a person, kind and target."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True)
class Draft:
    """What a person is typing, or has put aside; `target` says for what, `fields` what stands beside the
    text."""

    draft_id: int
    kind: str
    target: str
    actor: str
    text: str
    fields: Mapping[str, Any]
    created_at: int
    updated_at: int


def save_draft(
    db: Database,
    *,
    kind: str,
    target: str,
    actor: str,
    text: str,
    now: int,
    fields: Mapping[str, Any] | None = None,
) -> int:
    """Keep `text` (and `fields`, unless None) and answer the draft's id. Saving the same again is harmless."""
    row = db.execute(
        "INSERT INTO draft (kind, target, actor, text, fields, created_at, updated_at)"
        " VALUES (:kind, :target, :actor, :text, coalesce(:fields, '{}'), :now, :now)"
        " ON CONFLICT (kind, target, actor) DO UPDATE SET"
        " text = excluded.text, fields = coalesce(:fields, fields), updated_at = excluded.updated_at"
        " RETURNING draft_id",
        {
            "kind": kind,
            "target": target,
            "actor": actor,
            "text": text,
            "now": now,
            "fields": None if fields is None else json.dumps(dict(fields), ensure_ascii=False),
        },
    ).fetchone()
    return int(row[0])


def draft(db: Database, *, kind: str, target: str, actor: str) -> Draft | None:
    """The draft of this person for this target, or None."""
    rows = _drafts(db, "kind = ? AND target = ? AND actor = ?", [kind, target, actor])
    return rows[0] if rows else None


def drafts(db: Database, *, kind: str, actor: str) -> list[Draft]:
    """All drafts of a kind of this person, the last touched first."""
    return _drafts(db, "kind = ? AND actor = ?", [kind, actor])


def drop_draft(db: Database, draft_id: int) -> None:
    """Throw a draft away; no error where it is gone already."""
    db.execute("DELETE FROM draft WHERE draft_id = ?", [draft_id])


def _drafts(db: Database, where: str, values: list[Any]) -> list[Draft]:
    rows = db.query(
        f"SELECT * FROM draft WHERE {where} ORDER BY updated_at DESC, draft_id DESC", values
    )
    return [Draft(**{**row, "fields": json.loads(row["fields"])}) for row in rows]
