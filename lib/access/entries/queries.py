"""SQL of the journal of actions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from lib.store.chain import link
from lib.store.search import normal


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
    """Write an entry and chain it to the one before, in the caller's transaction."""
    entry: dict[str, Any] = {
        "at": at,
        "actor": actor,
        "action": action,
        "subject": subject,
        "outcome": outcome,
        "detail": json.dumps(dict(detail), ensure_ascii=False),
    }
    # The caller holds the write lock, so nobody adds an entry between these lines.
    number, before = journal_head(db)
    entry["chain"] = link(before, entry)
    db.execute(
        "INSERT INTO journal (at, actor, action, subject, outcome, detail, chain)"
        " VALUES (:at, :actor, :action, :subject, :outcome, :detail, :chain)",
        entry,
    )
    db.execute("UPDATE journal_head SET entries = ?, chain = ?", [number + 1, entry["chain"]])


def journal_head(db: Database) -> tuple[int, str]:
    """How many entries were written, and the hash of the last one."""
    row = db.execute("SELECT entries, chain FROM journal_head").fetchone()
    return int(row[0]), str(row[1])


def chained_entries(db: Database) -> Iterator[dict[str, Any]]:
    """Every entry with its hash, oldest first."""
    yield from db.query("SELECT * FROM journal ORDER BY entry_id")


def entries(
    db: Database,
    *,
    words: str,
    named: Mapping[str, str],
    actor: str | None,
    actions: Iterable[str] | None,
    since: int | None,
    until: int | None,
    before_id: int | None,
    limit: int,
) -> list[dict[str, Any]]:
    """The entries that a `lib.access.journal.Search` looks for, newest first; `detail` as JSON."""
    db.register_function(normal, deterministic=True)
    where: list[str] = ["1"]
    values: dict[str, Any] = {}
    for place, word in enumerate(normal(words).split()):
        # instr, because LIKE would give % and _ a meaning; the journal is small and read by its owner.
        where.append(
            f"(instr(normal(actor || ' ' || subject || ' ' || outcome || ' ' || detail), :w{place}) > 0"
            f" OR action IN (SELECT value FROM json_each(:a{place})))"
        )
        called = (action for action, name in named.items() if word in normal(f"{action} {name}"))
        values |= {f"w{place}": word, f"a{place}": json.dumps(list(called))}
    if actions is not None:
        where.append("action IN (SELECT value FROM json_each(:actions))")
        values["actions"] = json.dumps(list(actions))
    for name, condition, value in (
        ("actor", "actor = :actor", actor),
        ("since", "at >= :since", since),
        ("until", "at < :until", until),
        ("before_id", "entry_id < :before_id", before_id),
    ):
        if value is not None:
            where.append(condition)
            values[name] = value
    return list(
        db.query(
            "SELECT entry_id, at, actor, action, subject, outcome, detail FROM journal"
            f" WHERE {' AND '.join(where)} ORDER BY entry_id DESC LIMIT :limit",
            values | {"limit": limit},
        )
    )


def actions(db: Database) -> list[str]:
    """Every action that stands in the journal."""
    rows = db.query("SELECT DISTINCT action FROM journal ORDER BY action")
    return [row["action"] for row in rows]


def actors(db: Database) -> list[str]:
    """Everybody who ever did something, by name."""
    return [row["actor"] for row in db.query("SELECT DISTINCT actor FROM journal ORDER BY actor")]
