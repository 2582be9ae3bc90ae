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
    same_text,
)
from lib.outbox.kinds import Known

LEASE_SECONDS = 120
"""Longer than one look and one call with their timeouts; after it the worker counts as dead."""

RUBRIC_PATIENCE = 3600
"""Seconds after a confirmation within which sync is expected to bring the post."""

_COLUMNS = ", ".join(Action.__dataclass_fields__)
_JSON = {"payload", "reason"}

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


def note_answer(db: Database, found: Action, result_id: int | None, *, now: int) -> None:
    """Keep what VK answered to an action which has moved on without it."""
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


def owner_of_result(db: Database, kind: str, result_id: int) -> int | None:
    """Id of the action that has this result."""
    row = db.execute(
        f"SELECT action_id FROM outbox WHERE kind IN {_akin(kind)} AND result_id = ?", [result_id]
    ).fetchone()
    return None if row is None else int(row[0])


def _akin(kind: str) -> str:
    """The kinds whose results VK numbers in one row with those of `kind`, as SQL."""
    return "('post', 'publish')" if kind in {"post", "publish"} else f"('{kind}')"


def known(db: Database, found: Action) -> Known:
    """What the store says about an action: see `Known`."""
    baseline = found.baseline_id
    taken = frozenset(
        int(row["result_id"])
        for row in db.query(
            f"SELECT result_id FROM outbox WHERE kind IN {_akin(found.kind)} AND result_id > ?"
            " AND action_id <> ?",
            [baseline or 0, found.action_id],
        )
    )
    makes = {"reply": _known_of_reply, "comment": _known_of_comment, "post": _known_of_post}
    if (of_kind := makes.get(found.kind)) is not None:
        return of_kind(db, found, taken)
    return Known(largest_id=_largest(db, "post") if found.kind == "publish" else 0, taken=taken)


def _known_of_reply(db: Database, found: Action, taken: frozenset[int]) -> Known:
    comment_id, thread_id = found.payload["comment_id"], found.payload["thread_id"]
    told = frozenset(
        int(row["result_id"])
        for row in db.query(
            "SELECT result_id FROM outbox WHERE kind = 'reply' AND result_id IS NOT NULL"
            " AND subject_id <> ? AND subject_id IN"
            " (SELECT comment_id FROM comment WHERE thread_id = ?)",
            [comment_id, thread_id],
        )
    )
    echoes = db.query(
        "SELECT comment_id AS id, text FROM comment WHERE thread_id = ? AND is_ours = 1"
        " AND comment_id > ? AND coalesce(reply_to_id, thread_id) = ? ORDER BY comment_id",
        [thread_id, found.baseline_id, comment_id],
    )
    return Known(
        largest_id=_largest(db, "comment"),
        taken=taken,
        told=told,
        echo_id=_echo(echoes, found, taken),
    )


def _known_of_comment(db: Database, found: Action, taken: frozenset[int]) -> Known:
    echoes = db.query(
        "SELECT comment_id AS id, text FROM comment WHERE post_id = ? AND is_ours = 1"
        " AND comment_id > ? AND thread_id = comment_id ORDER BY comment_id",
        [found.payload["post_id"], found.baseline_id],
    )
    return Known(
        largest_id=_largest(db, "comment"), taken=taken, echo_id=_echo(echoes, found, taken)
    )


def _known_of_post(db: Database, found: Action, taken: frozenset[int]) -> Known:
    publish_at = found.payload.get("publish_at")
    echoes = db.query(
        "SELECT post_id AS id, text FROM post WHERE post_id > ? AND from_id < 0"
        " AND state <> 'suggested' AND (? IS NULL OR published_at = ?) ORDER BY post_id",
        [found.baseline_id, publish_at, publish_at],
    )
    return Known(largest_id=_largest(db, "post"), taken=taken, echo_id=_echo(echoes, found, taken))


def _echo(rows: Iterable[Mapping[str, Any]], found: Action, taken: frozenset[int]) -> int | None:
    # Without a baseline the comparison in SQL with NULL has left no rows.
    for row in rows:
        if row["id"] not in taken and same_text(row["text"], str(found.payload["text"])):
            return int(row["id"])
    return None


def _largest(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT coalesce(max({table}_id), 0) FROM {table}").fetchone()[0])


def rubric_of_result(db: Database, post_id: int) -> int | None:
    """The rubric that a person gave the post when it was queued here; None for other posts."""
    row = db.execute(
        "SELECT json_extract(payload, '$.rubric_id') FROM outbox WHERE kind = 'post' AND result_id = ?",
        [post_id],
    ).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def posts_without_rubric(db: Database, *, now: int) -> dict[int, bool]:
    """Posts confirmed within the last hour that have not got their rubric -> is the post in the store."""
    rows = db.query(
        "SELECT outbox.result_id, post.post_id FROM outbox LEFT JOIN post ON post_id = result_id"
        " WHERE outbox.kind = 'post' AND outbox.state = 'confirmed' AND result_id IS NOT NULL"
        " AND abs(:now - settled_at) < :patience"
        " AND json_extract(outbox.payload, '$.rubric_id') IS NOT NULL"
        " AND json_extract(outbox.payload, '$.rubric_given') IS NULL",
        {"now": now, "patience": RUBRIC_PATIENCE},
    )
    return {int(row["result_id"]): row["post_id"] is not None for row in rows}


def set_rubric(db: Database, post_id: int) -> None:
    """Give the post, once, the rubric that a person chose; it wins over one guessed from the text."""
    db.execute(
        "UPDATE post SET rubric_id = ? WHERE post_id = ?", [rubric_of_result(db, post_id), post_id]
    )
    db.execute(
        "UPDATE outbox SET payload = json_set(payload, '$.rubric_given', 1)"
        " WHERE kind = 'post' AND result_id = ?",
        [post_id],
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
                "payload": json.loads(row["payload"]),
                "reason": None if row["reason"] is None else json.loads(row["reason"]),
            }
        )
        for row in rows
    ]


def _dump(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False)
