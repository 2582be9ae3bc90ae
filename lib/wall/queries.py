"""Rubrics, posts and post drafts as the store has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from lib.base.clock import day_span
from lib.outbox import Action, action
from lib.store.drafts import Draft, drafts
from lib.wall.posts import is_blank, post_fields

# States of the outbox in which a post may still appear in VK without being known to the store yet.
_ON_ITS_WAY = "('held', 'queued', 'sending', 'paused', 'unknown')"
# VK tells no event of a post that was scheduled, and only a user key may list them: what this console has
# scheduled counts although reading has not brought it yet.
_UNREAD = (
    "outbox.kind = 'post' AND outbox.state = 'confirmed'"
    " AND NOT EXISTS (SELECT 1 FROM post WHERE post.post_id = outbox.result_id)"
)
UNDO_SECONDS = 15 * 60
FRESH_SECONDS = 3_600


@dataclass(frozen=True)
class Rubric:
    """A rubric of the community; `hashtag` by which posts fall into it, `color` of the charts."""

    rubric_id: int
    name: str
    hashtag: str
    color: str


@dataclass(frozen=True)
class Post:
    """A post as VK last showed it; a counter is None where VK did not say."""

    post_id: int
    state: str
    published_at: int
    text: str
    rubric: str | None
    views: int | None
    likes: int | None
    reposts: int | None
    comments: int | None
    from_id: int
    """Who wrote it: below zero a community."""
    author: str | None
    """The name of that person, where VK has told it."""


@dataclass(frozen=True)
class PostInVk:
    """A post with what a change of it must know; `raw` is VK's object as JSON."""

    post_id: int
    from_id: int
    state: str
    published_at: int
    text: str
    rubric_id: int | None
    raw: str


@dataclass(frozen=True)
class DayPosts:
    """A day of the wall: how many went out, how many wait in VK, how many are still on their way there."""

    published: int
    scheduled: int
    on_the_way: int

    @property
    def total(self) -> int:
        return self.published + self.scheduled + self.on_the_way


@dataclass(frozen=True)
class CommunityCard:
    """What the head of a post shows. `group_id` builds the links."""

    group_id: int
    name: str
    screen_name: str
    photo_url: str | None
    members: int | None


def community(db: Database) -> CommunityCard | None:
    """The community, or None before the first synchronisation."""
    rows = db.query("SELECT group_id, name, screen_name, photo_url, members FROM community LIMIT 1")
    return next((CommunityCard(**row) for row in rows), None)


def rubrics(db: Database) -> list[Rubric]:
    """The rubrics in use, in the order people gave them."""
    rows = db.query(
        "SELECT rubric_id, name, hashtag, color FROM rubric WHERE archived_at IS NULL"
        " ORDER BY position, rubric_id"
    )
    return [Rubric(**row) for row in rows]


def rubric(db: Database, rubric_id: int) -> Rubric | None:
    """One rubric, archived or not; None where there is none with this id."""
    rows = db.query(
        "SELECT rubric_id, name, hashtag, color FROM rubric WHERE rubric_id = ?", [rubric_id]
    )
    return next((Rubric(**row) for row in rows), None)


def posts_of_day(db: Database, day: date, *, zone: str, now: int) -> DayPosts:
    """Counts of one calendar day in `zone`. A post to be published at once counts for the day of `now`."""
    start, end = day_span(day, zone=zone)
    counts = {
        row["state"]: row["n"]
        for row in db.query(
            "SELECT state, count(*) AS n FROM post WHERE state IN ('published', 'scheduled')"
            " AND published_at >= ? AND published_at < ? GROUP BY state",
            [start, end],
        )
    }
    unread = db.execute(
        f"SELECT count(*) FROM outbox WHERE {_UNREAD}"
        " AND json_extract(payload, '$.publish_at') >= max(:start, :now)"
        " AND json_extract(payload, '$.publish_at') < :end",
        {"now": now, "start": start, "end": end},
    ).fetchone()[0]
    on_the_way = db.execute(
        f"SELECT count(*) FROM outbox WHERE kind = 'post' AND state IN {_ON_ITS_WAY}"
        " AND coalesce(json_extract(payload, '$.publish_at'), :now) >= :start"
        " AND coalesce(json_extract(payload, '$.publish_at'), :now) < :end",
        {"now": now, "start": start, "end": end},
    ).fetchone()[0]
    return DayPosts(counts.get("published", 0), counts.get("scheduled", 0) + unread, on_the_way)


def scheduled_posts(db: Database, *, now: int, limit: int = 150) -> list[Post]:
    """Posts that wait in VK, the next to go out first. VK holds at most about 150 (vk-facts 1.3)."""
    read = _posts(db, "p.state = 'scheduled' ORDER BY p.published_at, p.post_id LIMIT ?", [limit])
    rows = db.query(
        "SELECT result_id AS post_id, 'scheduled' AS state,"
        " json_extract(payload, '$.publish_at') AS published_at,"
        " json_extract(payload, '$.text') AS text, r.name AS rubric,"
        " NULL AS views, NULL AS likes, NULL AS reposts, NULL AS comments, 0 AS from_id, NULL AS author"
        " FROM outbox LEFT JOIN rubric AS r ON r.rubric_id = json_extract(payload, '$.rubric_id')"
        f" WHERE {_UNREAD} AND json_extract(payload, '$.publish_at') > ?",
        [now],
    )
    unread = [Post(**row) for row in rows]
    return sorted(read + unread, key=lambda post: (post.published_at, post.post_id))[:limit]


def published_on(db: Database, day: date, *, zone: str) -> list[Post]:
    """Posts that went out on a calendar day in `zone`, the newest first."""
    start, end = day_span(day, zone=zone)
    return _posts(
        db,
        "p.state = 'published' AND p.published_at >= ? AND p.published_at < ?"
        " ORDER BY p.published_at DESC, p.post_id DESC LIMIT 100",
        [start, end],
    )


def suggested_posts(db: Database, *, limit: int = 50) -> list[Post]:
    """Posts that citizens suggest, the newest first."""
    return _posts(
        db, "p.state = 'suggested' ORDER BY p.published_at DESC, p.post_id DESC LIMIT ?", [limit]
    )


def deleted_here(db: Database, *, since: int) -> list[Post]:
    """Posts that this console has deleted since then, the last first."""
    return _posts(
        db,
        "p.state = 'deleted' AND p.post_id IN (SELECT subject_id FROM outbox WHERE kind = 'delete_post'"
        " AND state = 'confirmed' AND settled_at >= ?) ORDER BY p.post_id DESC LIMIT 20",
        [since],
    )


def post_in_vk(db: Database, post_id: int) -> PostInVk | None:
    """A post as VK last showed it, of any state; None where the store does not have it."""
    rows = db.query(
        "SELECT post_id, from_id, state, published_at, text, rubric_id, raw FROM post"
        " WHERE post_id = ?",
        [post_id],
    )
    return next((PostInVk(**row) for row in rows), None)


def recent_posts(db: Database, *, limit: int) -> list[Post]:
    """The last posts that are out, the newest first."""
    return _posts(
        db, "p.state = 'published' ORDER BY p.published_at DESC, p.post_id DESC LIMIT ?", [limit]
    )


def _posts(db: Database, where: str, values: list[Any]) -> list[Post]:
    rows = db.query(
        "SELECT p.post_id, p.state, p.published_at, p.text, r.name AS rubric,"
        " p.views, p.likes, p.reposts, p.comments, p.from_id, a.name AS author"
        " FROM post AS p LEFT JOIN rubric AS r USING (rubric_id)"
        f" LEFT JOIN author AS a ON a.author_id = p.from_id WHERE {where}",
        values,
    )
    return [Post(**row) for row in rows]


def is_taken(db: Database, at: int) -> bool:
    """True where a post is scheduled, or on its way to be, for the minute of `at` (seconds UTC)."""
    start = at - at % 60
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM post WHERE state = 'scheduled'"
        "   AND published_at >= :start AND published_at < :start + 60)"
        f" OR EXISTS (SELECT 1 FROM outbox WHERE ((kind = 'post' AND state IN {_ON_ITS_WAY}) OR ({_UNREAD}))"
        "   AND json_extract(payload, '$.publish_at') >= :start"
        "   AND json_extract(payload, '$.publish_at') < :start + 60)",
        {"start": start},
    ).fetchone()
    return bool(row[0])


def next_free_minute(db: Database, *, after: int) -> int:
    """The first whole minute at or after `after` (seconds UTC) for which nothing is scheduled."""
    at = -(-after // 60) * 60
    while is_taken(db, at):
        at += 60
    return at


def post_drafts(db: Database, *, actor: str) -> list[Draft]:
    """This person's post drafts that say something and were not thrown away, the last touched first."""
    return [
        draft
        for draft in drafts(db, kind="post", actor=actor)
        if post_fields(draft).dropped_at is None and not is_blank(draft.text)
    ]


def dropped_drafts(db: Database, *, actor: str, now: int) -> list[Draft]:
    """Drafts thrown away in the last `UNDO_SECONDS`, which the composer offers to take back."""
    return [
        draft
        for draft in drafts(db, kind="post", actor=actor)
        if (dropped_at := post_fields(draft).dropped_at) is not None
        and now - dropped_at < UNDO_SECONDS
    ]


def open_draft(db: Database, *, actor: str) -> Draft | None:
    """The draft the composer was left with: the last touched that was neither put aside nor thrown away."""
    for draft in drafts(db, kind="post", actor=actor):
        fields = post_fields(draft)
        if not fields.parked and fields.dropped_at is None:
            return draft
    return None


def sent_draft(db: Database, target: str, *, actor: str) -> int | None:
    """The action that took the draft `target` with it, the latest one; None where none did."""
    row = db.execute(
        "SELECT max(action_id) FROM outbox WHERE kind = 'post' AND actor = ?"
        " AND json_extract(payload, '$.draft.target') = ?",
        [actor, target],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def outgoing_posts(db: Database, *, now: int) -> list[Action]:
    """Posts that left the composer and still concern a person, the newest first.

    Those on their way, those that VK refused, and those confirmed in the last `FRESH_SECONDS`.
    """
    rows = db.query(
        f"SELECT action_id FROM outbox WHERE kind = 'post' AND (state IN {_ON_ITS_WAY}"
        " OR state = 'refused' OR (state = 'confirmed' AND settled_at > ?))"
        " ORDER BY action_id DESC LIMIT 20",
        [now - FRESH_SECONDS],
    )
    found = [action(db, row["action_id"]) for row in list(rows)]
    return [one for one in found if one is not None]
