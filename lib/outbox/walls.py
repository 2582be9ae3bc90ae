"""Reading posts back: one by its number, the wall from its newest on, the lists of what waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lib.outbox.kinds import PAGES_READ, Door, Unreadable, items

POSTS_PAGE = 25
"""A wall gets 1-3 posts a day; VK has 150 postponed posts at most."""

LISTS = {"scheduled": "postponed", "suggested": "suggests"}
"""State of a waiting post in the store -> the filter of wall.get that lists it."""


def post_in(vk: Door, post_id: int, *, state: str) -> dict[str, Any] | None:
    """The post as VK has it now, None where it does not. `state`: published, or one of `LISTS`."""
    which = LISTS.get(state)
    try:
        found = items(vk, "wall.getById", posts=f"-{vk.group_id}_{post_id}")
    except Unreadable:
        if which is None:
            raise
        found = []
    for item in found:
        if item["id"] == post_id and not item.get("is_deleted"):
            return item
    # What waits may be shown to editors only, in a list of its own.
    if which is not None:
        return next((item for item in waiting(vk, which) if item["id"] == post_id), None)
    return None


def post_is_gone(vk: Door, post_id: int) -> bool:
    """Whether VK can be read and does not show the post."""
    try:
        found = items(vk, "wall.getById", posts=f"-{vk.group_id}_{post_id}")
    except Unreadable:
        return False
    return not any(item["id"] == post_id and not item.get("is_deleted") for item in found)


def published(vk: Door, down_to: int) -> Iterator[dict[str, Any]]:
    """The community's posts, newest first but for the pinned one, until an id of `down_to` or less was seen."""
    for page in range(PAGES_READ):
        found = wall(vk, "owner", page=page)
        yield from found
        if len(found) < POSTS_PAGE or found[-1]["id"] <= down_to:
            return
    raise Unreadable("the wall has moved on too far")


def waiting(vk: Door, which: str) -> Iterator[dict[str, Any]]:
    """All posts of a list of what waits; their ids say nothing about what is still to come."""
    for page in range(PAGES_READ):
        found = wall(vk, which, page=page)
        yield from found
        if len(found) < POSTS_PAGE:
            return
    raise Unreadable(f"too many posts in {which}")


def wall(vk: Door, which: str, *, page: int) -> list[dict[str, Any]]:
    """A page of a list of the wall."""
    # Only a user key of an editor sees what waits; another key may get an empty list that proves nothing.
    return items(
        vk,
        "wall.get",
        key="user" if which in LISTS.values() else None,
        owner_id=-vk.group_id,
        filter=which,
        count=POSTS_PAGE,
        offset=page * POSTS_PAGE,
    )


def attachment_names(item: Mapping[str, Any]) -> list[str]:
    """The attachments of a post or comment as VK takes them in `attachments`: "photo-1_2", a link as itself.

    Raises `LookupError` naming the type of one that cannot be sent again.
    """
    return [_name(attached) for attached in item.get("attachments") or []]


def _name(attached: Mapping[str, Any]) -> str:
    kind = str(attached.get("type"))
    body = attached.get(kind)
    if not isinstance(body, Mapping):
        raise LookupError(kind)
    if kind == "link" and body.get("url"):
        return str(body["url"])
    if kind == "sticker" or not isinstance(body.get("owner_id"), int) or not body.get("id"):
        raise LookupError(kind)
    secret = f"_{body['access_key']}" if body.get("access_key") else ""
    return f"{kind}{body['owner_id']}_{body['id']}{secret}"


def same_attachments(one: list[str], other: list[str]) -> bool:
    """The two lists name the same things; an access key may be there or not."""
    return [_bare(name) for name in one] == [_bare(name) for name in other]


def _bare(name: str) -> str:
    return name if "://" in name else "_".join(name.split("_")[:2])
