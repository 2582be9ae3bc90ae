"""SQL of the intake. No statement here touches a row that would stay as it is: triggers count every touch."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlite_utils import Database

from lib.sync.objects import Row

_POST = """
INSERT INTO post (post_id, from_id, state, published_at, edited_at, text, rubric_id, views, likes, reposts,
  comments, attachments, raw, seen_at, threads_read, threads_read_at)
VALUES (:post_id, :from_id, :state, :published_at, :edited_at, :text, :rubric_id, :views, :likes, :reposts,
  :comments, :attachments, :raw, :now, CASE WHEN :comments = 0 THEN 0 END,
  CASE WHEN :comments = 0 THEN :now END)
ON CONFLICT (post_id) DO UPDATE SET
  from_id = excluded.from_id, state = excluded.state, published_at = excluded.published_at,
  became_id = CASE WHEN excluded.state = 'scheduled' THEN NULL ELSE post.became_id END,
  edited_at = excluded.edited_at, text = excluded.text,
  rubric_id = coalesce(post.rubric_id, excluded.rubric_id),
  views = coalesce(excluded.views, post.views), likes = coalesce(excluded.likes, post.likes),
  reposts = coalesce(excluded.reposts, post.reposts),
  comments = coalesce(excluded.comments, post.comments),
  attachments = excluded.attachments, raw = excluded.raw, seen_at = excluded.seen_at
WHERE post.state IS NOT excluded.state OR post.published_at IS NOT excluded.published_at
  OR post.edited_at IS NOT excluded.edited_at OR post.text IS NOT excluded.text
  OR (post.rubric_id IS NULL AND excluded.rubric_id IS NOT NULL)
  OR post.views IS NOT coalesce(excluded.views, post.views)
  OR post.likes IS NOT coalesce(excluded.likes, post.likes)
  OR post.reposts IS NOT coalesce(excluded.reposts, post.reposts)
  OR post.comments IS NOT coalesce(excluded.comments, post.comments)
  OR post.attachments IS NOT excluded.attachments
"""

_COMMENT_NEW = """
INSERT INTO comment (comment_id, post_id, thread_id, reply_to_id, reply_to_author, from_id, created_at,
  edited_at, text, stems, likes, attachments, is_ours, deleted_at, raw, seen_at)
VALUES (:comment_id, :post_id, :thread_id, :reply_to_id, :reply_to_author, :from_id, :created_at,
  :edited_at, :text, :stems, :likes, :attachments, :is_ours, CASE WHEN :deleted THEN :now END, :raw, :now)
ON CONFLICT (comment_id) DO NOTHING
"""

# A comment first met as the place of a deleted one has no author (0) and no text yet.
_COMMENT_EARLIER = """
INSERT INTO comment_earlier_text (comment_id, text, replaced_at)
SELECT comment_id, text, :now FROM comment
WHERE comment_id = :comment_id AND text <> :text AND from_id <> 0
"""

_COMMENT_CHANGED = """
UPDATE comment SET text = :text, stems = :stems, attachments = :attachments, raw = :raw, likes = :likes,
  edited_at = CASE WHEN from_id = 0 THEN :edited_at
    WHEN text <> :text THEN coalesce(:edited_at, :now) ELSE edited_at END,
  from_id = CASE WHEN from_id = 0 THEN :from_id ELSE from_id END,
  is_ours = CASE WHEN from_id = 0 THEN :is_ours ELSE is_ours END,
  created_at = CASE WHEN from_id = 0 THEN :created_at ELSE created_at END, seen_at = :now
WHERE comment_id = :comment_id AND (text IS NOT :text OR attachments IS NOT :attachments
  OR (from_id = 0 AND :from_id <> 0))
"""

_COMMENT_ALIVE = """
UPDATE comment SET deleted_at = NULL WHERE comment_id = :comment_id AND deleted_at IS NOT NULL
"""

# Columns that no page listens to: who likes what changes often.
_COMMENT_QUIET = """
UPDATE comment SET raw = :raw, likes = coalesce(:likes, likes)
WHERE comment_id = :comment_id AND raw IS NOT :raw
"""

_AUTHOR = """
INSERT INTO author (author_id, name, photo_url, deactivated, raw, updated_at)
VALUES (:author_id, :name, :photo_url, :deactivated, :raw, :now)
ON CONFLICT (author_id) DO UPDATE SET name = excluded.name,
  photo_url = coalesce(excluded.photo_url, author.photo_url),
  deactivated = excluded.deactivated, raw = excluded.raw, updated_at = excluded.updated_at
WHERE author.name IS NOT excluded.name
  OR author.photo_url IS NOT coalesce(excluded.photo_url, author.photo_url)
  OR author.deactivated IS NOT excluded.deactivated OR author.raw = '{}'
"""

_AUTHOR_STUB = """
INSERT INTO author (author_id, name, photo_url, deactivated, raw, updated_at)
VALUES (:author_id, :name, :photo_url, :deactivated, :raw, :now) ON CONFLICT (author_id) DO NOTHING
"""

_COMMUNITY = """
INSERT INTO community (group_id, name, screen_name, photo_url, members, raw, updated_at)
VALUES (:group_id, :name, :screen_name, :photo_url, :members, :raw, :now)
ON CONFLICT (group_id) DO UPDATE SET name = excluded.name, screen_name = excluded.screen_name,
  photo_url = excluded.photo_url, members = coalesce(excluded.members, community.members),
  raw = excluded.raw, updated_at = excluded.updated_at
WHERE community.name IS NOT excluded.name OR community.screen_name IS NOT excluded.screen_name
  OR community.photo_url IS NOT excluded.photo_url
  OR community.members IS NOT coalesce(excluded.members, community.members)
"""


def rubric_tags(db: Database) -> dict[str, int]:
    """Hashtag (with #) -> rubric_id of every rubric, archived ones too: old posts carry them."""
    return {row["hashtag"]: row["rubric_id"] for row in db.query("SELECT * FROM rubric")}


def post_states(db: Database, post_ids: Collection[int]) -> dict[int, str]:
    """State of each of these posts that is known."""
    rows = db.query(
        "SELECT post_id, state FROM post WHERE post_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(post_ids))],
    )
    return {row["post_id"]: row["state"] for row in rows}


def write_posts(db: Database, rows: Iterable[Row]) -> None:
    """Put posts down, or what VK says of them now."""
    _many(db, _POST, rows)


def mark_posts(db: Database, post_ids: Collection[int], state: str) -> None:
    """Set the state of posts that are not in it yet."""
    _many(
        db,
        "UPDATE post SET state = :state WHERE post_id = :post_id AND state <> :state",
        [{"post_id": post_id, "state": state} for post_id in post_ids],
    )


def release_post(db: Database, post_id: int, *, became_id: int) -> None:
    """The scheduled post went out as `became_id`, which takes over its rubric."""
    db.execute(
        "UPDATE post SET rubric_id = coalesce("
        "  (SELECT rubric_id FROM post WHERE post_id = :old), rubric_id)"
        " WHERE post_id = :new AND rubric_id IS NOT coalesce("
        "  (SELECT rubric_id FROM post WHERE post_id = :old), rubric_id)",
        {"old": post_id, "new": became_id},
    )
    db.execute(
        "UPDATE post SET state = 'released', became_id = :new"
        " WHERE post_id = :old AND (state <> 'released' OR became_id IS NOT :new)",
        {"old": post_id, "new": became_id},
    )


def threads_unsure(db: Database, post_ids: Collection[int]) -> None:
    """Let the next catch-up read the comments of these posts again."""
    _many(
        db,
        "UPDATE post SET threads_read = NULL WHERE post_id = :post_id AND threads_read IS NOT NULL",
        [{"post_id": post_id} for post_id in post_ids],
    )


def known_comments(db: Database, comment_ids: Collection[int]) -> set[int]:
    """Those of `comment_ids` that the store has, deleted ones too."""
    rows = db.execute(
        "SELECT comment_id FROM comment WHERE comment_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(comment_ids))],
    )
    return {row[0] for row in rows}


def insert_comments(db: Database, rows: Iterable[Row]) -> None:
    """Add comments that are new; known ones stay as they are."""
    _many(db, _COMMENT_NEW, rows)


def update_comments(db: Database, rows: list[Row], *, revive: bool) -> None:
    """Bring known comments to these texts, keeping the texts they had."""
    _many(db, _COMMENT_EARLIER, rows)
    _many(db, _COMMENT_CHANGED, rows)
    _many(db, _COMMENT_QUIET, rows)
    if revive:
        _many(db, _COMMENT_ALIVE, rows)


def mark_comments_deleted(db: Database, comment_ids: Collection[int], *, now: int) -> set[int]:
    """Mark, and answer the threads that this touched."""
    touched = set()
    for comment_id in comment_ids:
        found = db.execute(
            "UPDATE comment SET deleted_at = ? WHERE comment_id = ? AND deleted_at IS NULL"
            " RETURNING thread_id",
            [now, comment_id],
        ).fetchall()
        touched |= {row[0] for row in found}
    return touched


def write_authors(db: Database, rows: Iterable[Row]) -> None:
    """Put authors down, or what VK says of them now."""
    _many(db, _AUTHOR, rows)


def write_author_stubs(db: Database, rows: Iterable[Row]) -> None:
    """Put authors down of whom only the id is known; what is known of them already stays."""
    _many(db, _AUTHOR_STUB, rows)


def stub_authors(db: Database, *, limit: int) -> list[int]:
    """Authors of whom only the id is known and who have not been asked for."""
    rows = db.execute("SELECT author_id FROM author WHERE raw = '{}' LIMIT ?", [limit])
    return [row[0] for row in rows]


def write_community(db: Database, row: Row) -> None:
    """Keep what VK says of the community."""
    db.execute(_COMMUNITY, row)


def _many(db: Database, statement: str, rows: Iterable[dict[str, Any]]) -> None:
    # sqlite-utils has no executemany; its connection is in the writer's transaction already.
    db.conn.executemany(statement, rows)


def stubs_among(db: Database, author_ids: Collection[int]) -> set[int]:
    """Those of `author_ids` of whom only the id is known."""
    rows = db.execute(
        "SELECT author_id FROM author WHERE raw = '{}'"
        " AND author_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(author_ids))],
    )
    return {row[0] for row in rows}


def comments_of(db: Database, post_id: int) -> dict[int, tuple[str, int | None]]:
    """Comments of a post that the store has: id -> (text, deleted_at)."""
    rows = db.execute(
        "SELECT comment_id, text, deleted_at FROM comment WHERE post_id = ?", [post_id]
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def comment_counter(db: Database, post_id: int) -> int | None:
    """The counter of comments that VK last gave for the post."""
    row = db.execute("SELECT comments FROM post WHERE post_id = ?", [post_id]).fetchone()
    return None if row is None else row[0]


def threads_are_read(db: Database, post_id: int, count: int, *, now: int) -> None:
    """The comments of the post were read in full while its counter stood at `count`."""
    db.execute(
        "UPDATE post SET threads_read = ?, threads_read_at = ? WHERE post_id = ?",
        [count, now, post_id],
    )


def posts_to_read(db: Database, *, young_since: int | None = None) -> list[int]:
    """Published posts whose comments are to be read, the newest first.

    Those never read or whose counter moved since; with `young_since` also those published or commented on
    after that moment, because an edited comment moves no counter.
    """
    rows = db.execute(
        "SELECT post_id FROM post WHERE state = 'published' AND ("
        "  threads_read IS NULL OR (comments IS NOT NULL AND comments <> threads_read)"
        "  OR (published_at >= :since AND comments <> 0)"
        "  OR post_id IN (SELECT post_id FROM comment WHERE created_at >= :since)"
        ") ORDER BY published_at DESC, post_id DESC",
        {"since": 2**62 if young_since is None else young_since},
    )
    return [row[0] for row in rows]


def posts_since(db: Database, at: int) -> set[int]:
    """Published posts of that moment and later."""
    rows = db.execute(
        "SELECT post_id FROM post WHERE state = 'published' AND published_at >= ?", [at]
    )
    return {row[0] for row in rows}


def scheduled_posts(db: Database) -> list[Row]:
    """Scheduled posts as the store has them."""
    return list(db.query("SELECT post_id, text, published_at FROM post WHERE state = 'scheduled'"))


def suggested_posts(db: Database) -> set[int]:
    """Ids of what citizens suggest, as the store has it."""
    return {row[0] for row in db.execute("SELECT post_id FROM post WHERE state = 'suggested'")}


def released_candidates(db: Database, text: str, *, after_id: int) -> list[Row]:
    """Published posts of our own with this text that no scheduled post has become yet."""
    return list(
        db.query(
            "SELECT post_id, published_at FROM post WHERE state = 'published' AND text = ?"
            " AND post_id > ? AND post_id NOT IN"
            " (SELECT became_id FROM post WHERE became_id IS NOT NULL)",
            [text, after_id],
        )
    )


def posts_unchanged(db: Database, items: Collection[tuple[int, int | None, int | None]]) -> bool:
    """Whether the store has all of these (post_id, edited_at, comments) as published and read so."""
    found = db.execute(
        "SELECT count(*) FROM json_each(?) AS told JOIN post ON post.post_id = told.value ->> 0"
        " WHERE post.state = 'published' AND post.edited_at IS told.value ->> 1"
        " AND post.threads_read IS coalesce(told.value ->> 2, post.threads_read)",
        [json.dumps(list(items))],
    ).fetchone()
    return int(found[0]) == len(items)


def write_members(db: Database, day: str, members: int, *, now: int) -> None:
    """Today's number of subscribers, the last measure of the day counting."""
    db.execute(
        "INSERT INTO day_stat (day, members, raw, measured_at) VALUES (:day, :members, '{}', :now)"
        " ON CONFLICT (day) DO UPDATE SET members = excluded.members"
        " WHERE day_stat.members IS NOT excluded.members",
        {"day": day, "members": members, "now": now},
    )


def sizes(db: Database) -> tuple[int, int]:
    """How many posts and comments the store has, deleted ones too."""
    row = db.execute(
        "SELECT (SELECT count(*) FROM post), (SELECT count(*) FROM comment)"
    ).fetchone()
    return row[0], row[1]
