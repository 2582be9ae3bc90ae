"""What of a published post is on or off: its comments, and its place at the head of the wall.

Payload: {post_id}. Done where VK shows the post so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.outbox.actions import Action
from lib.outbox.changes import changing, gone
from lib.outbox.checks import check_ids
from lib.outbox.kinds import Done, Door, Kind, Known, Look, Unreadable
from lib.outbox.walls import post_in


def _comments_open(item: Mapping[str, Any]) -> bool:
    comments = item.get("comments") or {}
    if not isinstance(comments, Mapping) or ("can_post" not in comments):
        raise Unreadable("VK does not say whether the post takes comments")
    return bool(comments["can_post"])


def _pinned(item: Mapping[str, Any]) -> bool:
    return bool(item.get("is_pinned"))


def _switch(name: str, method: str, permission: str, shown: Any, wanted: bool) -> Kind:
    def is_so(vk: Door, payload: Mapping[str, Any]) -> bool | None:
        item = post_in(vk, payload["post_id"], state="published")
        return None if item is None else shown(item) == wanted

    def look(vk: Door, action: Action, known: Known, now: int) -> Look:
        try:
            so = is_so(vk, action.payload)
        except Unreadable:
            return Look(readable=False)
        return gone(action.payload, "post_deleted") if so is None else Look(done=so)

    def send(vk: Door, action: Action, timeout: float) -> Done:
        vk.call(method, timeout=timeout, owner_id=-vk.group_id, post_id=action.payload["post_id"])
        return Done()

    return changing(
        name,
        thing="post",
        id_name="post_id",
        permission=permission,
        check=check_ids("post_id"),
        look=look,
        send=send,
        find=lambda vk, action, known: Done() if is_so(vk, action.payload) else None,
        compare=lambda vk, action: [] if is_so(vk, action.payload) else None,
    )


CLOSE_COMMENTS = _switch("close_comments", "wall.closeComments", "post.edit", _comments_open, False)
OPEN_COMMENTS = _switch("open_comments", "wall.openComments", "post.edit", _comments_open, True)
PIN = _switch("pin", "wall.pin", "post.edit", _pinned, True)
UNPIN = _switch("unpin", "wall.unpin", "post.edit", _pinned, False)
