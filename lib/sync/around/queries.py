"""SQL of what other walls make of ours. No statement touches a row that would stay as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlite_utils import Database

from lib.sync.objects import Row

_REPOST = """
INSERT INTO repost (owner_id, repost_id, post_id, reposted_at, views, likes, comments, raw, seen_at)
VALUES (:owner_id, :repost_id, :post_id, :reposted_at, :views, :likes, :comments, :raw, :now)
ON CONFLICT (owner_id, repost_id) DO UPDATE SET
  views = coalesce(excluded.views, views), likes = coalesce(excluded.likes, likes),
  comments = coalesce(excluded.comments, comments), raw = excluded.raw, seen_at = excluded.seen_at
WHERE views IS NOT coalesce(excluded.views, views) OR likes IS NOT coalesce(excluded.likes, likes)
  OR comments IS NOT coalesce(excluded.comments, comments)
"""

_TAGGED = """
INSERT INTO tagged_post (tag, owner_id, post_id, published_at, text, views, likes, reposts, comments, raw,
  seen_at)
VALUES (:tag, :owner_id, :post_id, :published_at, :text, :views, :likes, :reposts, :comments, :raw, :now)
ON CONFLICT (tag, owner_id, post_id) DO UPDATE SET
  text = excluded.text, views = coalesce(excluded.views, views),
  likes = coalesce(excluded.likes, likes), reposts = coalesce(excluded.reposts, reposts),
  comments = coalesce(excluded.comments, comments), raw = excluded.raw, seen_at = excluded.seen_at
WHERE text IS NOT excluded.text OR views IS NOT coalesce(excluded.views, views)
  OR likes IS NOT coalesce(excluded.likes, likes) OR reposts IS NOT coalesce(excluded.reposts, reposts)
  OR comments IS NOT coalesce(excluded.comments, comments)
"""


def unread_reposts(db: Database, post_ids: Collection[int], *, before: int) -> dict[int, int]:
    """Post -> its counter of reposts, of those posts whose counter moved since it was last looked at, unless
    that was after `before` (seconds UTC)."""
    marks = ",".join("?" * len(post_ids))
    rows = db.execute(
        "SELECT post_id, reposts FROM post LEFT JOIN repost_reading AS done USING (post_id)"
        f" WHERE post_id IN ({marks}) AND state = 'published' AND reposts > 0"
        " AND (done.read_at IS NULL OR (done.read_at <= ? AND done.counter IS NOT reposts))"
        " ORDER BY post_id DESC",
        [*post_ids, before],
    )
    return {int(row[0]): int(row[1]) for row in rows}


def write_reposts(db: Database, rows: Iterable[Row]) -> None:
    """Put reposts down, or what VK says of them now."""
    for row in rows:
        db.execute(_REPOST, row)


def reposts_are_read(db: Database, post_id: int, counter: int, *, now: int) -> None:
    """Note with which counter a post's reposts were read, so that they are read anew when it moves."""
    db.execute(
        "INSERT INTO repost_reading (post_id, counter, read_at) VALUES (:post, :counter, :now)"
        " ON CONFLICT (post_id) DO UPDATE SET counter = excluded.counter, read_at = excluded.read_at",
        {"post": post_id, "counter": counter, "now": now},
    )


def write_tagged(db: Database, rows: Iterable[Row]) -> None:
    """Put other communities' posts with a hashtag down, or what VK says of them now."""
    for row in rows:
        db.execute(_TAGGED, row)


def tag_reading(db: Database, tag: str) -> tuple[int, int] | None:
    """(since, until) between which a hashtag was searched for; None: never."""
    row = db.execute("SELECT since, until FROM tag_reading WHERE tag = ?", [tag]).fetchone()
    return None if row is None else (int(row[0]), int(row[1]))


def tag_is_read(db: Database, tag: str, *, since: int, until: int, cut_at: int | None) -> None:
    """`cut_at`: VK did not reach further back; an earlier reading's is kept."""
    db.execute(
        "INSERT INTO tag_reading (tag, since, until, cut_at) VALUES (:tag, :since, :until, :cut_at)"
        " ON CONFLICT (tag) DO UPDATE SET since = excluded.since, until = excluded.until,"
        " cut_at = coalesce(excluded.cut_at, cut_at)",
        {"tag": tag, "since": since, "until": until, "cut_at": cut_at},
    )
