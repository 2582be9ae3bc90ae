"""Walls to read: our community's and its neighbours'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.sandbox.around import Neighbour, NeighbourComment, NeighbourPost
from lib.sandbox.objects import OWNER_ID, Comment, Post
from lib.sandbox.threads import Threads
from lib.sandbox.world import World


@dataclass(frozen=True)
class Wall:
    """A wall with its posts, comments and their threads."""

    owner_id: int
    posts: Mapping[int, Post]
    comments: Mapping[int, Comment]
    threads: Threads

    def post_of(self, post_id: int) -> Post:
        """The post as it stands; LookupError where there is none."""
        post = self.posts.get(post_id)
        if post is None or post.deleted:
            raise LookupError(f"no post {post_id}")
        return post


def wall_of(world: World, owner_id: int) -> Wall | None:
    """The wall of `owner_id`; None where this world knows none."""
    if owner_id == OWNER_ID:
        return Wall(owner_id, world.posts, world.comments, world.threads)
    if -owner_id not in world.shelf(Neighbour):
        return None
    posts = {p.id: p for p in world.shelf(NeighbourPost).values() if p.owner_id == owner_id}
    comments = {c.id: c for c in world.shelf(NeighbourComment).values() if c.owner_id == owner_id}
    return Wall(owner_id, posts, comments, world.neighbour_threads)


def owner_of(world: World, name: str) -> int | None:
    """The owner_id behind a community's screen name or its club123 and public123; None for others."""
    for prefix in ("club", "public"):
        number = name.removeprefix(prefix)
        if number != name and number.isdigit():
            return -int(number) if wall_of(world, -int(number)) is not None else None
    if name == world.group.screen_name:
        return OWNER_ID
    near = (n for n in world.shelf(Neighbour).values() if n.screen_name == name)
    return next((-n.id for n in near), None)
