"""What stands around the wall: neighbours, media, bans, settings. Plain mutable records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lib.sandbox.deliveries import POSTED, Posted
from lib.sandbox.links import ShortLink
from lib.sandbox.objects import Comment, Likes, Post
from lib.sandbox.talks import TALKS, Talk

NEIGHBOUR_KINDS = ("hospital", "overheard", "volunteers", "town")


@dataclass(slots=True)
class Neighbour:
    """Another community of the same world: a hospital, a city's "overheard", volunteers."""

    id: int
    name: str
    screen_name: str
    description: str = ""
    activity: str = "Медицинская организация"
    members: int = 0
    kind: str = "hospital"
    """One of NEIGHBOUR_KINDS, for those who write its texts."""


@dataclass(slots=True)
class NeighbourPost(Post):
    """A post of a neighbour's wall. One counter numbers all neighbours, so that an id alone names it."""


@dataclass(slots=True)
class NeighbourComment(Comment):
    """A comment on a neighbour's wall, numbered as its posts are."""


@dataclass(slots=True)
class Counter:
    """The last number that was given out under the name `id`."""

    id: str
    last: int = 0


@dataclass(slots=True)
class Media:
    """A photo, video, document or poll by itself; `body` is what VK shows of it, addresses from `/`."""

    id: str
    """Kind, owner and number, as attachments name it: photo-1_458000001."""
    kind: str
    owner_id: int
    number: int
    body: dict[str, Any]
    likes: Likes = field(default_factory=Likes)
    file: str = ""
    """Its name among the uploaded files; empty where nothing was uploaded."""
    ready_at: int | None = 0
    """Of a video: when it has been processed; None while its file has not come."""
    votes: dict[str, list[int]] = field(default_factory=dict)
    """Of a poll: answers by person."""
    watchers: int = 0
    """Of a broadcast: people who have looked in."""
    closed: bool = False
    """Of a video: comments are closed."""


@dataclass(slots=True)
class VideoComment:
    """A comment under a video."""

    id: int
    owner_id: int
    video_id: int
    from_id: int
    date: int
    text: str
    reply_to: int | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    likes: Likes = field(default_factory=Likes)
    deleted: bool = False


@dataclass(slots=True)
class Setting:
    """One thing that the community is set to, under the name `id`."""

    id: str
    value: Any


@dataclass(slots=True)
class Ban:
    """Whom the community shut out: `id` is a person, or minus a community."""

    id: int
    admin_id: int
    date: int
    end_date: int = 0
    """0: for good."""
    reason: int = 0
    comment: str = ""
    comment_visible: bool = False


Around = (
    Neighbour
    | NeighbourPost
    | NeighbourComment
    | Counter
    | Media
    | VideoComment
    | Setting
    | Ban
    | Talk
    | Posted
    | ShortLink
)
KINDS: dict[str, type[Around]] = {
    "neighbour": Neighbour,
    "neighbour_post": NeighbourPost,
    "neighbour_comment": NeighbourComment,
    "counter": Counter,
    "media": Media,
    "video_comment": VideoComment,
    "setting": Setting,
    "ban": Ban,
    **TALKS,
    **POSTED,
    "short_link": ShortLink,
}
"""Names in the state file."""
