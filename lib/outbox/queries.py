"""All SQL of the outbox. `move` is the only way to change a state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from lib.outbox.actions import (
    HOLD_SECONDS,
    OPEN_STATES,
    SETTLED_STATES,
    TRANSITIONS,
    Action,
)

LEASE_SECONDS = 120
"""Longer than one look and one call with their timeouts; after it the worker counts as dead."""

_COLUMNS = ", ".join(Action.__dataclass_fields__)
_JSON = {"payload", "answer", "reason"}

# A row is due when its moment has come, or lies further ahead than it can: then the clock went back.
_DUE = """
  state IN ('queued', 'unknown')
  AND (reason IS NULL OR json_extract(reason, '$.wait') IS NOT NULL)
  AND (due_at <= :now OR due_at > :now + coalesce(json_extract(reason, '$.wait'), 0))
  AND (lease_until IS NULL OR lease_until <= :now OR lease_until > :now + :lease)
"""


def action(db: Database, action_id: int) -> Action | None:
    """The action with this id."""
    rows = _actions(db, "action_id = ?", [action_id])
    return rows[0] if rows else None


def actions_about(db: Database, kind: str, subject_ids: Iterable[int]) -> dict[int, list[Action]]:
    """Actions of a kind by what they are about, oldest first; withdrawn ones are left out."""
    wanted = json.dumps(sorted(set(subject_ids)))
    found: dict[int, list[Action]] = {}
    for row in _actions(
        db,
        "kind = ? AND subject_id IN (SELECT value FROM json_each(?)) AND state <> 'withdrawn'",
        [kind, wanted],
    ):
        assert row.subject_id is not None
        found.setdefault(row.subject_id, []).append(row)
    return found


def changes_of(
    db: Database, kinds: Iterable[str], subject_ids: Iterable[int], *, since: int
) -> dict[int, Action]:
    """The last change of these kinds by what it is about; settled ones unless before `since`, refused ones
    and those on their way in any case."""
    found = {
        row.subject_id: row
        for row in _actions(
            db,
            "kind IN (SELECT value FROM json_each(?)) AND state <> 'withdrawn'"
            " AND subject_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(kinds)), json.dumps(sorted(set(subject_ids)))],
        )
    }
    return {
        subject_id: row
        for subject_id, row in found.items()
        if subject_id is not None and (row.state != "confirmed" or (row.settled_at or 0) >= since)
    }


def open_actions(db: Database) -> list[Action]:
    """Everything on its way or waiting for a person, in the order of its turn."""
    return _actions(db, f"state IN {OPEN_STATES!r}", [], "due_at, action_id")


def recent_actions(db: Database, limit: int, *, state: str | None = None) -> list[Action]:
    """The last actions, newest first; only those in `state` where one is named."""
    return _actions(db, "state = coalesce(?, state)", [state, limit], "action_id DESC LIMIT ?")


def counts(db: Database) -> dict[str, int]:
    """How many actions are in each open state, and how many were refused; states without any are absent."""
    rows = db.query(
        f"SELECT state, count(*) AS n FROM outbox WHERE state IN {(*OPEN_STATES, 'refused')!r}"
        " GROUP BY state"
    )
    return {row["state"]: row["n"] for row in rows}


def add(
    db: Database,
    *,
    kind: str,
    subject_id: int | None,
    about: str | None,
    payload: Mapping[str, Any],
    guid: str,
    actor: str,
    created_at: int,
    due_at: int,
) -> Action:
    """Put an action down as `held` until `due_at`."""
    row = db.execute(
        "INSERT INTO outbox (kind, subject_id, about, payload, state, guid, actor, created_at, due_at)"
        " VALUES (?, ?, ?, ?, 'held', ?, ?, ?, ?) RETURNING action_id",
        [kind, subject_id, about, _dump(payload), guid, actor, created_at, due_at],
    ).fetchone()
    made = action(db, int(row[0]))
    assert made is not None
    return made


def move(
    db: Database,
    found: Action,
    to: str,
    *,
    now: int,
    lease_until: int | None = None,
    **changes: Any,
) -> Action | None:
    """Change the state of `found` to `to`, and `changes` with it; ends its lease unless a new one is given.

    None, and no change, where the row has moved on since `found` was read: another state, worker or guid.
    """
    assert to == found.state or to in TRANSITIONS[found.state], f"{found.state} -> {to}"
    changes |= {
        "state": to,
        "lease_until": lease_until,
        "settled_at": now if to in SETTLED_STATES else None,
    }
    values = {name: _dump(value) if name in _JSON else value for name, value in changes.items()}
    setting = ", ".join(f"{name} = :{name}" for name in values)
    row = db.execute(
        f"UPDATE outbox SET {setting} WHERE action_id = :_id AND state = :_from"
        " AND attempts = :_turn AND guid = :_guid RETURNING action_id",
        values
        | {
            "_id": found.action_id,
            "_from": found.state,
            "_turn": found.attempts,
            "_guid": found.guid,
        },
    ).fetchone()
    return None if row is None else action(db, found.action_id)


def note_answer(
    db: Database,
    found: Action,
    result_id: int | None,
    *,
    answer: Mapping[str, Any] | None = None,
    now: int,
) -> None:
    """Keep what VK answered to an action which has moved on without it."""
    db.execute(
        "UPDATE outbox SET answer = coalesce(?, answer) WHERE action_id = ?",
        [_dump(answer), found.action_id],
    )
    db.execute(
        "UPDATE outbox SET result_id = ?, answered_at = ? WHERE action_id = ? AND answered_at IS NULL",
        [result_id, now, found.action_id],
    )


def claim(db: Database, *, now: int) -> Action | None:
    """Give the caller one row that is due, alone, for `LEASE_SECONDS`: to send it, or to settle it."""
    row = db.execute(
        f"""
        UPDATE outbox SET lease_until = :now + :lease, attempts = attempts + 1,
          state = CASE state WHEN 'queued' THEN 'sending' ELSE state END
        WHERE action_id = (
          SELECT action_id FROM outbox
          WHERE ({_DUE}) OR (state = 'sending' AND answered_at IS NOT NULL AND {_EXPIRED})
          ORDER BY due_at, action_id LIMIT 1)
        RETURNING action_id
        """,
        {"now": now, "lease": LEASE_SECONDS},
    ).fetchone()
    return None if row is None else action(db, int(row[0]))


_EXPIRED = "(lease_until IS NULL OR lease_until <= :now OR lease_until > :now + :lease)"


def end_holds(db: Database, *, now: int) -> None:
    """Queue what has been held long enough; shorten a hold that a clock gone back made longer."""
    db.execute(
        "UPDATE outbox SET due_at = :now + :hold"
        " WHERE state = 'held' AND due_at > :now + max(:hold, due_at - created_at)",
        {"now": now, "hold": HOLD_SECONDS},
    )
    for held in _actions(db, "state = 'held' AND due_at <= ?", [now]):
        move(db, held, "queued", now=now)


def abandoned(db: Database, *, now: int) -> list[Action]:
    """Rows whose worker died while sending, without an answer of VK."""
    return _actions(
        db,
        f"state = 'sending' AND answered_at IS NULL AND {_EXPIRED}",
        {"now": now, "lease": LEASE_SECONDS},
    )


def end_leases(db: Database) -> None:
    """Give back every row that somebody has claimed."""
    db.execute("UPDATE outbox SET lease_until = NULL WHERE lease_until IS NOT NULL")


def delay_kind(db: Database, kind: str, *, due_at: int, reason: Mapping[str, Any]) -> None:
    """Let all queued actions of a kind wait as long as the one that VK has just put off."""
    db.execute(
        "UPDATE outbox SET due_at = ?, reason = ? WHERE kind = ? AND state = 'queued' AND due_at < ?",
        [due_at, _dump(reason), kind, due_at],
    )


def next_wait(db: Database, *, now: int) -> int | None:
    """Seconds until a row needs a worker: 0 when one is due, None when none ever will by itself."""
    waits = []
    for row in _actions(db, f"state IN {OPEN_STATES!r}", []):
        length: int | None
        if row.state == "held":
            until, length = row.due_at, max(HOLD_SECONDS, row.due_at - row.created_at)
        elif row.state == "sending":
            until, length = row.lease_until or now, LEASE_SECONDS
        elif row.state in {"queued", "unknown"}:
            length = (row.reason or {"wait": 0}).get("wait")
            if length is None:
                continue
            until = row.due_at
            if row.lease_until and now < row.lease_until <= now + LEASE_SECONDS:
                until, length = row.lease_until, LEASE_SECONDS
        else:
            continue
        waits.append(until - now if now < until <= now + length else 0)
    return min(waits, default=None)


def same_open(
    db: Database,
    kind: str,
    subject_id: int | None,
    payload: Mapping[str, Any],
    same: Callable[[Mapping[str, Any], Mapping[str, Any]], bool],
) -> Action | None:
    """An open action that would do the same in the same place."""
    rows = _actions(
        db, f"kind = ? AND subject_id IS ? AND state IN {OPEN_STATES!r}", [kind, subject_id]
    )
    return next((row for row in rows if same(row.payload, payload)), None)


def open_about(db: Database, about: str) -> Action | None:
    """The open action that changes this; there is one at most."""
    rows = _actions(db, f"about = ? AND state IN {OPEN_STATES!r}", [about])
    return rows[0] if rows else None


def count_reason(db: Database, kind: str) -> int:
    """How many actions on their way wait for this reason."""
    row = db.execute(
        "SELECT count(*) FROM outbox WHERE state IN ('queued', 'unknown')"
        " AND json_extract(reason, '$.kind') = ?",
        [kind],
    ).fetchone()
    return int(row[0])


def hasten_humans(db: Database, *, now: int) -> None:
    """Let what waits for a person go on now."""
    db.execute(
        "UPDATE outbox SET due_at = :now WHERE state IN ('queued', 'unknown') AND due_at > :now"
        " AND json_extract(reason, '$.kind') = 'human'",
        {"now": now},
    )


def _actions(
    db: Database,
    where: str,
    values: list[Any] | dict[str, Any],
    order: str = "action_id",
) -> list[Action]:
    rows = db.query(f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY {order}", values)
    return [
        Action(
            **{
                **row,
                **{name: None if row[name] is None else json.loads(row[name]) for name in _JSON},
            }
        )
        for row in rows
    ]


def _dump(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False)
