"""SQL of what actions have made in VK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from lib.outbox.actions import Action, same_text
from lib.outbox.kinds import Known

RUBRIC_PATIENCE = 3600
"""Seconds after a confirmation within which sync is expected to bring the post."""


def owner_of_result(db: Database, kind: str, result_id: int) -> int | None:
    """Id of the action that has this result."""
    row = db.execute(
        f"SELECT action_id FROM outbox WHERE kind IN {_akin(kind)} AND result_id = ?", [result_id]
    ).fetchone()
    return None if row is None else int(row[0])


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
    makes = {
        "reply": _known_of_reply,
        "comment": _known_of_comment,
        "video_comment": _known_of_video_comment,
        "post": _known_of_post,
    }
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


def _known_of_video_comment(db: Database, found: Action, taken: frozenset[int]) -> Known:
    echoes = db.query(
        "SELECT comment_id AS id, text FROM video_comment WHERE video_id = ? AND is_ours = 1"
        " AND comment_id > ? AND reply_to_id = ? ORDER BY comment_id",
        [found.payload["video_id"], found.baseline_id, found.payload["comment_id"]],
    )
    row = db.execute("SELECT coalesce(max(comment_id), 0) FROM video_comment").fetchone()
    return Known(largest_id=int(row[0]), taken=taken, echo_id=_echo(echoes, found, taken))


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


def _akin(kind: str) -> str:
    """The kinds whose results VK numbers in one row with those of `kind`, as SQL."""
    return "('post', 'publish')" if kind in {"post", "publish"} else f"('{kind}')"
