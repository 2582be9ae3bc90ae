"""Which key can call which method: one table.

The rights are those observed in 2026, not those of VK's schema, where the two disagree: a community key may
publish text, and gets 27 for reading its own wall; a service key reads what is public; statistics, editing
and deleting, and the lists of postponed and suggested posts need a user key. Kinds stand in order of
preference: writing as the community first, reading at the highest pace first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["community", "service", "user"]
KINDS: tuple[Kind, ...] = ("community", "service", "user")

COMMUNITY: tuple[Kind, ...] = ("community",)
USER: tuple[Kind, ...] = ("user",)
COMMUNITY_OR_USER: tuple[Kind, ...] = ("community", "user")
PUBLIC: tuple[Kind, ...] = ("service", "user")
ANY: tuple[Kind, ...] = ("community", "service", "user")

READS: Mapping[str, tuple[Kind, ...]] = {
    "users.get": ANY,
    "utils.resolveScreenName": ANY,
    "groups.getById": ANY,
    "groups.isMember": ANY,
    "groups.getMembers": ANY,
    "groups.getTokenPermissions": COMMUNITY,
    "groups.getLongPollServer": COMMUNITY_OR_USER,
    "groups.getLongPollSettings": COMMUNITY_OR_USER,
    "groups.getBanned": COMMUNITY_OR_USER,
    "wall.get": PUBLIC,
    "wall.getById": PUBLIC,
    "wall.getComments": PUBLIC,
    "wall.getComment": USER,
    "wall.getReposts": PUBLIC,
    "wall.search": PUBLIC,
    "likes.getList": PUBLIC,
    "photos.get": PUBLIC,
    "board.getTopics": PUBLIC,
    "board.getComments": PUBLIC,
    "newsfeed.search": PUBLIC,
    "newsfeed.getMentions": USER,
    "stats.get": USER,
    "stats.getPostReach": USER,
    "polls.getById": USER,
    "video.get": USER,
}

WRITES: Mapping[str, tuple[Kind, ...]] = {
    "wall.post": COMMUNITY_OR_USER,
    "wall.createComment": COMMUNITY_OR_USER,
    "wall.openComments": COMMUNITY_OR_USER,
    "wall.closeComments": COMMUNITY_OR_USER,
    "wall.edit": USER,
    "wall.delete": USER,
    "wall.restore": USER,
    "wall.pin": USER,
    "wall.unpin": USER,
    "wall.editComment": USER,
    "wall.deleteComment": USER,
    "wall.restoreComment": USER,
    "wall.reportComment": USER,
    "groups.ban": USER,
    "groups.unban": USER,
    "groups.setLongPollSettings": COMMUNITY_OR_USER,
    # Carries whatever its code carries; `Vk.batch` sends reads only and is repeated as reads are.
    "execute": COMMUNITY_OR_USER,
}

EXECUTE: tuple[Kind, ...] = WRITES["execute"]


def kinds_for(method: str, params: Mapping[str, Any]) -> tuple[Kind, ...]:
    """Kinds of keys able to make this call, the preferred first. Raises `LookupError` on a method that
    the table does not know."""
    if method == "wall.get" and params.get("filter") in {"postponed", "suggests"}:
        return USER
    kinds = READS.get(method) or WRITES.get(method)
    if kinds is None:
        raise LookupError(f"{method} is not in lib/vk/methods.py")
    return kinds
