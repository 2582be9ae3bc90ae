"""SQL of campaigns: themselves, their posts, what others made of them, what is usual."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlite_utils import Database


def add_campaign(db: Database, row: dict[str, Any]) -> int:
    """Its number."""
    made = db.execute(
        "INSERT INTO campaign (name, hashtag, begins_at, created_by, created_at)"
        " VALUES (:name, :hashtag, :begins_at, :created_by, :created_at) RETURNING campaign_id",
        row,
    ).fetchone()
    return int(made[0])


def change_campaign(db: Database, campaign_id: int, row: dict[str, Any]) -> None:
    """Give a campaign another name, hashtag and beginning; `row` by the columns."""
    db.execute(
        "UPDATE campaign SET name = :name, hashtag = :hashtag, begins_at = :begins_at"
        " WHERE campaign_id = :campaign_id",
        row | {"campaign_id": campaign_id},
    )


def set_closed(db: Database, campaign_id: int, closed_at: int | None) -> None:
    """Close a campaign at this moment; None: open it again."""
    db.execute("UPDATE campaign SET closed_at = ? WHERE campaign_id = ?", [closed_at, campaign_id])


def campaigns(db: Database, *, campaign_id: int | None = None) -> list[dict[str, Any]]:
    """Rows of the table, open ones first, the newest first; one of them with `campaign_id`."""
    return list(
        db.query(
            "SELECT campaign_id, name, hashtag, begins_at, closed_at, created_by, created_at FROM campaign"
            " WHERE :one IS NULL OR campaign_id = :one"
            " ORDER BY closed_at IS NOT NULL, begins_at DESC, campaign_id DESC",
            {"one": campaign_id},
        )
    )


def decide(
    db: Database, campaign_id: int, post_id: int, *, belongs: bool, actor: str, now: int
) -> None:
    """Note a person's word that a post belongs to the campaign, or does not; it outweighs the hashtag."""
    db.execute(
        "INSERT INTO campaign_post (campaign_id, post_id, belongs, decided_by, decided_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (campaign_id, post_id) DO UPDATE SET"
        " belongs = excluded.belongs, decided_by = excluded.decided_by, decided_at = excluded.decided_at",
        [campaign_id, post_id, int(belongs), actor, now],
    )


def decided(db: Database, campaign_id: int) -> dict[int, bool]:
    """Post -> whether a person said that it belongs."""
    rows = db.execute(
        "SELECT post_id, belongs FROM campaign_post WHERE campaign_id = ?", [campaign_id]
    )
    return {int(row[0]): bool(row[1]) for row in rows}


def tagged_texts(db: Database, *, since: int, until: int | None) -> list[tuple[int, str]]:
    """(post, text) of published posts with any hashtag, from `since` until before `until` (None: now)."""
    rows = db.execute(
        "SELECT post_id, text FROM post WHERE state = 'published' AND published_at >= :since"
        " AND (:until IS NULL OR published_at < :until) AND instr(text, '#') > 0",
        {"since": since, "until": until},
    )
    return [(int(row[0]), str(row[1])) for row in rows]


def is_published(db: Database, post_id: int) -> bool:
    """Whether the post stands on the wall."""
    row = db.execute(
        "SELECT 1 FROM post WHERE post_id = ? AND state = 'published'", [post_id]
    ).fetchone()
    return row is not None


def reposts(db: Database, post_ids: Collection[int]) -> list[dict[str, Any]]:
    """{owner_id, repost_id, post_id, reposted_at, views, likes, comments, name} of known reposts, the newest
    first; `name` is a community's, None for people."""
    rows = db.query(
        "SELECT x.owner_id, x.repost_id, x.post_id, x.reposted_at, x.views, x.likes, x.comments,"
        " CASE WHEN x.owner_id < 0 THEN coalesce(a.name, 'club' || -x.owner_id) END AS name"
        " FROM repost AS x LEFT JOIN author AS a ON a.author_id = x.owner_id"
        " WHERE x.post_id IN (SELECT value FROM json_each(?)) ORDER BY x.reposted_at DESC, x.owner_id",
        [json.dumps(sorted(post_ids))],
    )
    return list(rows)


def reposts_read_at(db: Database, post_ids: Collection[int]) -> dict[int, int]:
    """Post -> when its reposts were read (seconds UTC); posts whose reposts never were are absent."""
    rows = db.execute(
        "SELECT post_id, read_at FROM repost_reading"
        " WHERE post_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(post_ids))],
    )
    return {int(row[0]): int(row[1]) for row in rows}


def tagged(db: Database, tag: str, *, since: int, until: int | None) -> list[dict[str, Any]]:
    """Posts of other communities with the hashtag, the newest first:
    {owner_id, post_id, published_at, text, views, likes, reposts, comments, name}."""
    return list(
        db.query(
            "SELECT t.owner_id, t.post_id, t.published_at, t.text, t.views, t.likes, t.reposts, t.comments,"
            " coalesce(a.name, 'club' || -t.owner_id) AS name"
            " FROM tagged_post AS t LEFT JOIN author AS a ON a.author_id = t.owner_id"
            " WHERE t.tag = :tag AND t.published_at >= :since"
            " AND (:until IS NULL OR t.published_at < :until)"
            " ORDER BY t.published_at DESC, t.owner_id, t.post_id DESC",
            {"tag": tag, "since": since, "until": until},
        )
    )


def tag_read(db: Database, tag: str) -> dict[str, Any] | None:
    """{since, until, cut_at}: between which moments VK was asked for the hashtag; None: never."""
    return next(
        iter(db.query("SELECT since, until, cut_at FROM tag_reading WHERE tag = ?", [tag])), None
    )


def recent_posts(db: Database, *, limit: int) -> list[dict[str, Any]]:
    """{post_id, published_at, text} of the newest published posts."""
    return list(
        db.query(
            "SELECT post_id, published_at, text FROM post WHERE state = 'published'"
            " ORDER BY published_at DESC, post_id DESC LIMIT ?",
            [limit],
        )
    )
