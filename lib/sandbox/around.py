"""What stands around the wall: neighbours and what they say. Plain mutable records."""

from __future__ import annotations

from dataclasses import dataclass

from lib.sandbox.objects import Comment, Post

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


Around = Neighbour | NeighbourPost | NeighbourComment | Counter
KINDS: dict[str, type[Around]] = {
    "neighbour": Neighbour,
    "neighbour_post": NeighbourPost,
    "neighbour_comment": NeighbourComment,
    "counter": Counter,
}
"""Names in the state file."""
