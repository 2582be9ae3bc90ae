"""SQL behind the figures of posts. Only posts that are out count; a deleted one has no figures."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlite_utils import Database

from lib.reach.counts import reactions_of


class PostRow(NamedTuple):
    """A published post as the store has it; moments in seconds UTC."""

    post_id: int
    published_at: int
    text: str
    """Its first `TEXT_READ` characters."""
    rubric_id: int | None
    rubric: str | None
    color: str | None
    views: int | None
    likes: int | None
    reposts: int | None
    comments: int | None
    reach: int | None
    reach_subscribers: int | None
    reach_viral: int | None

    @property
    def reactions(self) -> int | None:
        return reactions_of(self.likes, self.reposts, self.comments)


TEXT_READ = 280
"""Twice the longest line that is made of a post: the whole texts would take as long as all else together."""
_POSTS = (
    f"SELECT p.post_id, p.published_at, substr(p.text, 1, {TEXT_READ}), p.rubric_id, r.name, r.color,"
    " p.views, p.likes, p.reposts, p.comments, m.reach_total, m.reach_subscribers, m.reach_viral"
    " FROM post AS p LEFT JOIN rubric AS r USING (rubric_id)"
    " LEFT JOIN post_reach AS m USING (post_id)"
    " WHERE p.state = 'published'"
)


@dataclass(frozen=True)
class RubricRow:
    """A rubric; `archived`: nobody chooses it any more."""

    rubric_id: int
    name: str
    color: str
    archived: bool


Numbers = tuple[int, int, int | None, int | None]
"""rubric_id (0: none), published_at, reach, views."""


def posts_between(db: Database, *, since: int, until: int) -> Iterator[PostRow]:
    """Posts published from `since` until before `until`, the oldest first, read as they are asked for."""
    rows = db.execute(
        f"{_POSTS} AND p.published_at >= ? AND p.published_at < ? ORDER BY p.published_at, p.post_id",
        [since, until],
    )
    return map(PostRow._make, rows)


def posts_of(db: Database, post_ids: Collection[int]) -> list[PostRow]:
    """Those of `post_ids` that are published, the newest first."""
    rows = db.execute(
        f"{_POSTS} AND p.post_id IN (SELECT value FROM json_each(?))"
        " ORDER BY p.published_at DESC, p.post_id DESC",
        [json.dumps(sorted(post_ids))],
    )
    return [PostRow._make(row) for row in rows]


def counts_between(db: Database, *, since: int, until: int) -> list[tuple[Any, ...]]:
    """What the measures of posts of that time are made of, the oldest first: the fields of
    `lib.reach.counts.PostCounts` up to the level of subscribers."""
    rows = db.execute(
        "SELECT p.published_at, p.views, p.likes, p.reposts, p.comments, m.reach_total,"
        " m.reach_subscribers, m.reach_viral FROM post AS p LEFT JOIN post_reach AS m USING (post_id)"
        " WHERE p.state = 'published' AND p.published_at >= ? AND p.published_at < ?"
        " ORDER BY p.published_at, p.post_id",
        [since, until],
    )
    return rows.fetchall()


def numbers_between(db: Database, *, since: int, until: int) -> list[Numbers]:
    """What posts of that time reached, without their texts, the oldest first."""
    rows = db.execute(
        "SELECT coalesce(p.rubric_id, 0), p.published_at, m.reach_total, p.views"
        " FROM post AS p LEFT JOIN post_reach AS m USING (post_id)"
        " WHERE p.state = 'published' AND p.published_at >= ? AND p.published_at < ?"
        " ORDER BY p.published_at, p.post_id",
        [since, until],
    )
    return rows.fetchall()


def rubrics(db: Database) -> list[RubricRow]:
    """All rubrics in the order that people gave them."""
    rows = db.execute(
        "SELECT rubric_id, name, color, archived_at IS NOT NULL FROM rubric"
        " ORDER BY position, rubric_id"
    )
    return [RubricRow(row[0], row[1], row[2], bool(row[3])) for row in rows]


def chats_between(db: Database, *, since: int, until: int) -> Sequence[tuple[int, int, str]]:
    """Open chats that were opened in that time: (chat_id, opened_at, topic), the oldest first."""
    rows = db.execute(
        "SELECT chat_id, opened_at, topic FROM chat WHERE opened_at >= ? AND opened_at < ?"
        " ORDER BY opened_at, chat_id",
        [since, until],
    )
    return [(row[0], row[1], row[2]) for row in rows]
