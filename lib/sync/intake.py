"""What VK told goes into the store; the same told again, or told late, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Literal

from sqlite_utils import Database

from lib.store.awaiting import settle_post, settle_threads
from lib.store.search import normal, stems
from lib.sync import queries
from lib.sync.objects import (
    Object,
    Row,
    comment_row,
    community_row,
    flat_comments,
    group_row,
    objects,
    packed,
    post_row,
    stub_author,
    user_row,
)

_HASHTAG = re.compile(r"#(\w+)(?:@\w+)?")

Told = Literal["read", "new", "edited", "restored"]
"""How a comment came: read from VK in full, or by an event, which may be late or repeated."""


def take_posts(db: Database, items: Iterable[Any], *, now: int) -> list[int]:
    """Keep posts as VK has them now, of any state; answers their ids.

    Counters that VK left out keep their last value. A post without a rubric gets one by its hashtag.
    Raises `Malformed` on an object without id or date.
    """
    rows = [post_row(item) for item in objects(list(items))]
    before = queries.post_states(db, [row["post_id"] for row in rows])
    tags = {normal(tag.removeprefix("#")): id_ for tag, id_ in queries.rubric_tags(db).items()}
    for row in rows:
        row |= {"now": now, "rubric_id": _rubric(row["text"], tags)}
    queries.write_posts(db, rows)
    stub_authors(db, {row["from_id"] for row in rows}, now=now)
    for row in rows:
        was = before.get(row["post_id"])
        if was is not None and (was == "deleted") != (row["state"] == "deleted"):
            settle_post(db, row["post_id"])
    return [row["post_id"] for row in rows]


def drop_posts(db: Database, post_ids: Collection[int]) -> None:
    """Mark posts that VK does not have any more; their rows and comments stay."""
    queries.mark_posts(db, post_ids, "deleted")
    for post_id in post_ids:
        settle_post(db, post_id)


def release_post(db: Database, post_id: int, *, became_id: int) -> None:
    """A waiting post went out; VK has given it a new id."""
    queries.release_post(db, post_id, became_id=became_id)


def take_comments(
    db: Database,
    items: Iterable[Any],
    *,
    group_id: int,
    now: int,
    post_id: int | None = None,
    told: Told = "read",
    skip: Collection[int] = (),
) -> set[int]:
    """Keep comments and the replies that came inside them; answers the ids of all of them.

    A text that changed goes to `comment_earlier_text`. Only a reading or a restoring brings a deleted comment
    back; an event that tells of a new comment never overwrites a known one, because it may be a late repeat.
    Ids in `skip` are left alone. Raises `Malformed` on an object without id, author, date or post.
    """
    rows = [
        comment_row(item, group_id=group_id, post_id=post_id) for item in flat_comments(list(items))
    ]
    told_ids = {row["comment_id"] for row in rows}
    rows = [
        row | {"now": now, "stems": stems(row["text"])}
        for row in rows
        if row["comment_id"] not in skip
    ]
    known = queries.known_comments(db, [row["comment_id"] for row in rows])
    queries.insert_comments(db, [row for row in rows if row["comment_id"] not in known])
    seen = [row for row in rows if row["comment_id"] in known]
    if told != "new":
        # The place of a deleted comment comes without its text; ours is kept.
        gone = {row["comment_id"] for row in seen if row["deleted"]}
        queries.mark_comments_deleted(db, gone, now=now)
        alive = [row for row in seen if not row["deleted"]]
        queries.update_comments(db, alive, revive=told != "edited")
    stub_authors(db, {row["from_id"] for row in rows} - {0}, now=now)
    settle_threads(db, {row["thread_id"] for row in rows})
    return told_ids


def drop_comments(db: Database, comment_ids: Collection[int], *, now: int) -> None:
    """Mark comments as deleted; unknown ones are no error."""
    settle_threads(db, queries.mark_comments_deleted(db, comment_ids, now=now))


def take_authors(
    db: Database, profiles: Iterable[Any], groups: Iterable[Any] = (), *, now: int
) -> None:
    """Keep people (`profiles`) and communities (`groups`) as VK's extended answers give them."""
    rows: list[Row] = [user_row(item) for item in objects(list(profiles))]
    rows += [group_row(item) for item in objects(list(groups))]
    queries.write_authors(db, [row | {"now": now} for row in rows])


def take_missing_authors(db: Database, author_ids: Collection[int], *, now: int) -> None:
    """Remember that VK was asked for these authors and did not name them."""
    rows = [stub_author(author_id) | {"raw": packed({"missing": True})} for author_id in author_ids]
    queries.write_authors(db, [row | {"now": now} for row in rows])


def take_community(db: Database, item: Object, *, now: int) -> None:
    """Keep the community itself, and its name as an author. Raises `Malformed` without an id."""
    queries.write_community(db, community_row(item) | {"now": now})
    take_authors(db, (), [item], now=now)


def _rubric(text: str, tags: dict[str, int]) -> int | None:
    found = (tags.get(normal(tag)) for tag in _HASHTAG.findall(text))
    return next((rubric_id for rubric_id in found if rubric_id), None)


def stub_authors(db: Database, author_ids: Collection[int], *, now: int) -> None:
    """Keep the ids of authors; their names are asked for later."""
    queries.write_author_stubs(db, [stub_author(found) | {"now": now} for found in author_ids])
