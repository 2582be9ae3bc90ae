"""What is said beside the wall: messages with people, topics of the board. Plain mutable records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lib.sandbox.objects import Likes


@dataclass(slots=True)
class Dialog:
    """The community's dialog with a person; `id` is the peer_id."""

    id: int
    allowed: bool = False
    """The person lets the community write."""
    private: bool = False
    """The settings of the profile forbid it."""
    last_cmid: int = 0
    in_read: int = 0
    """The last message of the person that the community has read."""
    out_read: int = 0
    """The last message of the community that the person has read."""


@dataclass(slots=True)
class Message:
    """A message of a dialog with the community as the world keeps it."""

    id: int
    peer_id: int
    from_id: int
    date: int
    text: str
    cmid: int
    """Number within the dialog: conversation_message_id."""
    random_id: int = 0
    attachments: list[dict[str, Any]] = field(default_factory=list)
    payload: str = ""
    reply_to: int | None = None
    edited: int | None = None
    deleted: bool = False


@dataclass(slots=True)
class Topic:
    """A topic of the board."""

    id: int
    title: str
    created: int
    created_by: int
    updated: int
    updated_by: int
    closed: bool = False
    fixed: bool = False


@dataclass(slots=True)
class TopicComment:
    """A comment in a topic of the board as the world keeps it."""

    id: int
    topic_id: int
    from_id: int
    date: int
    text: str
    attachments: list[dict[str, Any]] = field(default_factory=list)
    likes: Likes = field(default_factory=Likes)
    deleted: bool = False


Talk = Dialog | Message | Topic | TopicComment
TALKS: dict[str, type[Talk]] = {
    "dialog": Dialog,
    "message": Message,
    "topic": Topic,
    "topic_comment": TopicComment,
}
"""Names in the state file."""
