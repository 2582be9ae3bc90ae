"""What VK told of messages and of comments under videos goes into the store; told again, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from lib.sync.intake import Told, stub_authors
from lib.sync.objects import objects
from lib.sync.talks import queries
from lib.sync.talks.rows import message_row, video_comment_row


def take_messages(
    db: Database, items: Iterable[Any], *, group_id: int, now: int, told: Told = "read"
) -> set[int]:
    """Keep messages of dialogs with people; answers the ids of their authors.

    An event that tells of a new message never overwrites a known one, because it may be a late repeat.
    Raises `Malformed` on an object without id, dialog, author or date.
    """
    found = [message_row(item, group_id=group_id) for item in objects(list(items))]
    rows = [row | {"now": now} for row in found if row is not None]
    queries.insert_messages(db, rows)
    if told != "new":
        queries.update_messages(db, rows)
    # The community's own name is kept with the community.
    authors = {row["from_id"] for row in rows if not row["is_ours"]}
    stub_authors(db, authors, now=now)
    return authors


def take_video_comments(
    db: Database,
    items: Iterable[Any],
    *,
    group_id: int,
    now: int,
    video_id: int | None = None,
    told: Told = "read",
) -> set[int]:
    """Keep comments of a video of the community; answers the ids of their authors.

    As with the wall's comments, only a reading or a restoring brings a deleted one back. Raises `Malformed` on
    an object without id, author, date or video.
    """
    rows = [
        video_comment_row(item, group_id=group_id, video_id=video_id) | {"now": now}
        for item in objects(list(items))
    ]
    queries.insert_video_comments(db, rows)
    if told != "new":
        queries.update_video_comments(db, rows, revive=told != "edited")
    authors = {row["from_id"] for row in rows if not row["is_ours"]}
    stub_authors(db, authors, now=now)
    return authors
