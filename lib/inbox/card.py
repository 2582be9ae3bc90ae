"""What one comment of the feed shows: who, where, after which words, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANSWERS_SHOWN = 3


@dataclass(frozen=True)
class Author:
    """Who wrote; `name` is None where VK has not told it, `deactivated` is VK's word (deleted, banned)."""

    author_id: int
    name: str | None
    photo_url: str | None
    deactivated: str | None


@dataclass(frozen=True)
class PostRef:
    """The post above the comment; `text` is its beginning, None where the post is not in the store."""

    post_id: int
    text: str | None
    is_deleted: bool


@dataclass(frozen=True)
class Parent:
    """The comment that this one answers; `text` is its beginning."""

    comment_id: int
    name: str | None
    text: str
    is_ours: bool
    is_deleted: bool


@dataclass(frozen=True)
class Answer:
    """A word of the community meant for the comment."""

    comment_id: int
    text: str
    created_at: int
    attachments: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Card:
    """A comment as the feed shows it: the last few `answers`, oldest first.

    `attachments`: {"type", "preview", "title", "link"} each, absent parts None.
    """

    comment_id: int
    post: PostRef
    thread_id: int
    author: Author
    created_at: int
    edited_at: int | None
    text: str
    likes: int | None
    attachments: tuple[Mapping[str, Any], ...]
    parent: Parent | None
    answers: tuple[Answer, ...]
    is_ours: bool
    is_deleted: bool
    is_dismissed: bool
    awaits: bool
    earlier_texts: tuple[str, ...]
    """What it said before each edit that the console saw."""


@dataclass(frozen=True)
class ReplyTo:
    """What a reply must know of the comment it answers; `last_reply_id` is 0 where we have not spoken there."""

    post_id: int
    thread_id: int
    text: str
    is_deleted: bool
    last_reply_id: int
