"""The past of a world as plain rows: what the demo generator makes and a `World` starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Person:
    """Somebody who subscribed or wrote."""

    user_id: int
    first_name: str
    last_name: str
    sex: int
    """1 woman, 2 man, as in VK."""
    city: str
    deactivated: str | None = None
    """`deleted` or `banned`; VK then hides the name behind DELETED."""
    joined_at: int | None = None
    """None: not a subscriber."""


@dataclass(frozen=True)
class PastComment:
    """A comment of the past."""

    key: int
    """Number within the history, in the order of time over all posts."""
    author_id: int
    """A person, or minus the group id for the community."""
    at: int
    text: str
    reply_to: int | None = None
    """`key` of the comment it answers; None: a comment of the top level."""
    likes: int = 0
    attachments: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class PastPost:
    """A post of the past with what was said under it; moments in seconds UTC."""

    at: int
    text: str
    views: int
    likes: int
    reposts: int
    reach_total: int
    reach_subscribers: int
    attachments: tuple[Mapping[str, Any], ...] = ()
    comments: tuple[PastComment, ...] = ()
    copy_of: Mapping[str, Any] | None = None
    """The reposted post, for `copy_history`."""
    fate: tuple[int, ...] = ()
    """Views, reach and reach of subscribers that it will have in the end."""
    shares: int | None = None
    """Of a neighbour's post: the number, within the community's posts, of the one it shares."""


@dataclass(frozen=True)
class Suggestion:
    """A post that a citizen offered and nobody has decided on."""

    author_id: int
    at: int
    text: str


@dataclass(frozen=True)
class PastDay:
    """Measures of one day of the community, as stats.get groups them."""

    day: date
    reach: int
    reach_subscribers: int
    views: int
    visitors: int
    likes: int
    comments: int
    copies: int
    subscribed: int
    unsubscribed: int


@dataclass(frozen=True)
class PastNeighbour:
    """Another community of the same world."""

    group_id: int
    name: str
    screen_name: str
    description: str
    activity: str
    kind: str
    members: int
    posts: tuple[PastPost, ...] = ()
    """Keys of comments are numbers within their post."""


@dataclass(frozen=True)
class PastTopic:
    """A topic of the board; the first comment opens it."""

    title: str
    comments: tuple[PastComment, ...]
    fixed: bool = False


@dataclass(frozen=True)
class History:
    """A whole community as it was before the world begins to move."""

    name: str
    screen_name: str
    description: str
    people: tuple[Person, ...]
    """Subscribers and others who write; about 4,000 of them subscribed at the end."""
    posts: tuple[PastPost, ...]
    """In the order of time."""
    days: tuple[PastDay, ...]
    members: int
    scheduled: tuple[PastPost, ...] = field(default=())
    """Postponed posts waiting in VK; their `at` lies ahead."""
    suggested: tuple[Suggestion, ...] = field(default=())
    neighbours: tuple[PastNeighbour, ...] = field(default=())
    topics: tuple[PastTopic, ...] = field(default=())
