"""What the queries of open chats answer; times in seconds UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Chat:
    """A session. `post_id` is the announcement in VK, None while it is not out."""

    chat_id: int
    topic: str
    starts_at: int
    ends_at: int
    opened_at: int | None
    closed_at: int | None
    checked: bool
    joined_get: str
    """What authors of joined questions get: `answer` or `link`."""
    post_id: int | None
    video_id: int | None
    takes_messages: bool
    announcement_action: int | None
    announcement_state: str | None
    """State of that action in the outbox."""
    rules_action: int | None
    rules_state: str | None
    on_air: int | None
    created_by: str
    created_at: int
    messages_since: int | None
    """Since when it takes messages."""
    announced_at: int | None
    """When the announcement went out, or will."""
    broadcast_action: int | None
    broadcast_state: str | None
    """State in the outbox of the action that begins the broadcast; None: none was begun from here."""
    broadcast_end_action: int | None
    broadcast_end_state: str | None
    viewers: int | None
    """How many people looked in on the broadcast; None: it is not over, or VK has not told."""

    @property
    def state(self) -> str:
        """`preparing`, `open` or `closed`."""
        if self.closed_at is not None:
            return "closed"
        return "preparing" if self.opened_at is None else "open"

    @property
    def messages_from(self) -> int | None:
        """Since when messages are questions: announced or opened, and meant to take them; None: not at all."""
        begun = [at for at in (self.announced_at, self.opened_at) if at is not None]
        if not self.takes_messages or self.messages_since is None or not begun:
            return None
        return max(self.messages_since, min(begun))


@dataclass(frozen=True)
class Specialist:
    """Somebody who answers in a chat."""

    chat_id: int
    person_id: int
    name: str
    position: str
    institution: str
    topics: tuple[str, ...]
    signature: str
    seen_at: int | None
    """When the page «Отвечаю» was last open."""
    ended_at: int | None


@dataclass(frozen=True)
class Question:
    """A question as boards show it; `state` is one of `lib.chats.states.SHOWN` or `joined`."""

    question_id: int
    chat_id: int
    state: str
    source: str
    source_id: int | None
    post_id: int | None
    thread_id: int | None
    video_id: int | None
    peer_id: int | None
    author_id: int | None
    author_name: str
    photo_url: str | None
    text: str
    """As it stands in VK now; `asked_text` is what it said when it came."""
    asked_text: str
    asked_at: int
    votes: int
    topic: str | None
    assignee_id: int | None
    assignee: str | None
    assigned: bool
    held_until: int | None
    joined_to: int | None
    joined: tuple[int, ...]
    """Questions that were joined to this one."""
    declined_because: str | None
    answer: str | None
    answered_by_id: int | None
    answered_by: str | None
    submitted_at: int | None
    remark: str | None
    note: str | None
    action_id: int | None
    action_state: str | None
    action_reason: Mapping[str, Any] | None
    published_at: int | None
    in_vk: bool
    """The answer was given by somebody in VK itself; `answer` is what was said there."""
    task_due_at: int | None
    public_action: int | None
    """The action that tells everybody what was asked and answered in a message."""


@dataclass(frozen=True)
class Said:
    """Another comment of the thread in which a question stands."""

    author_name: str
    text: str
    created_at: int
    is_ours: bool


@dataclass(frozen=True)
class Counters:
    """How a session stands."""

    total: int
    waiting: int
    """Nobody's, or not answered yet: everything in `lib.chats.states.OPEN`."""
    review: int
    answered: int
    declined: int
    mean_seconds: int | None
    """From the question to its answer in VK, of those answered; None without any."""
