"""What a world consists of. Plain mutable records; only `World` changes them, under its lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GROUP_ID = 1
OWNER_ID = -GROUP_ID
ADMIN_ID = 1
"""The person behind the user key: administrator of the community."""


@dataclass(slots=True)
class Likes:
    """Likes of one thing."""

    nameless: int = 0
    """Likes of the past, whose givers are not known one by one."""
    by: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.nameless + len(self.by)


@dataclass(slots=True)
class Citizen:
    """A profile."""

    id: int
    first_name: str
    last_name: str
    sex: int = 0
    city: str = ""
    deactivated: str | None = None
    joined_at: int | None = None


@dataclass(slots=True)
class Post:
    """A post of a wall as the world keeps it; moments in seconds UTC."""

    id: int
    from_id: int
    date: int
    """When published; of a postponed post, when it will be."""
    text: str
    kind: str = "post"
    """`post`, `postpone` or `suggest`, as VK's post_type."""
    created_by: int | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    likes: Likes = field(default_factory=Likes)
    reposts: int = 0
    views: int = 0
    reach_total: int = 0
    reach_subscribers: int = 0
    edited: int | None = None
    closed: bool = False
    """Comments are closed."""
    signer_id: int | None = None
    deleted: bool = False
    copy_of: dict[str, Any] | None = None
    owner_id: int = OWNER_ID
    """Whose wall it stands on."""
    shares: list[dict[str, int]] = field(default_factory=list)
    """Reposts whose makers are known: owner_id, id on that wall, date."""
    fate: list[int] = field(default_factory=list)
    """Views, reach and reach of subscribers that it will have in the end; empty: nobody knows yet."""


@dataclass(slots=True)
class Comment:
    """A comment under a post as the world keeps it."""

    id: int
    post_id: int
    from_id: int
    date: int
    text: str
    top_id: int | None = None
    """The comment of the top level whose branch this one belongs to; None: it is of the top level."""
    reply_to: int | None = None
    reply_to_user: int | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    likes: Likes = field(default_factory=Likes)
    deleted: bool = False
    owner_id: int = OWNER_ID

    @property
    def parents(self) -> list[int]:
        return [] if self.top_id is None else [self.top_id]


@dataclass(slots=True)
class Day:
    """Measures of one day, named by its ISO date in the zone of the statistics."""

    id: str
    reach: int = 0
    reach_subscribers: int = 0
    views: int = 0
    visitors: int = 0
    likes: int = 0
    comments: int = 0
    copies: int = 0
    subscribed: int = 0
    unsubscribed: int = 0
    withheld: bool = False
    """stats.get leaves the day out."""


MEASURES = (
    *("reach", "reach_subscribers", "views", "visitors"),
    *("likes", "comments", "copies", "subscribed", "unsubscribed"),
)
"""What is counted of a `Day`."""


@dataclass(slots=True)
class Event:
    """One update of the Bots Long Poll; `id` is the `ts` it brings the listener to."""

    id: int
    event_id: str
    type: str
    object: dict[str, Any]


@dataclass(slots=True)
class Guid:
    """A write that carried a `guid`: what it made, so that a repeat answers the same."""

    id: str
    made: int
    at: int


@dataclass(slots=True)
class Group:
    """The community, and the counters of its wall."""

    id: int
    name: str
    screen_name: str
    description: str = ""
    last_id: int = 0
    """Posts and comments of a wall share one ascending counter."""
    last_ts: int = 0
    lost_ts: int = 0
    """Events up to here are no longer kept."""
    upload_key: str = ""
    """The secret behind upload addresses; made when the first one is given out."""
    grown_at: int = 0
    """Up to when posts were seen as their curves say; 0: nobody has looked yet."""
    pinned_id: int = 0
    """The post fixed on top of the wall; 0: none."""
    poll_key: str = ""
    poll_enabled: bool = True
    poll_version: str = "5.199"
    poll_events: dict[str, int] = field(default_factory=dict)
