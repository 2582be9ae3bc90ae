"""Reading a thread of comments back, and what has changed in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lib.outbox.actions import same_text
from lib.outbox.kinds import Door, Unreadable, items, newest


def thread(
    vk: Door, payload: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The comment that `payload` names (None: deleted) and the replies of its thread, newest first.

    `payload`: {post_id, comment_id, thread_id, ...}.
    """
    comment_id, thread_id = payload["comment_id"], payload["thread_id"]
    if comment_id == thread_id:
        comment = _first_comment(vk, payload)
        if comment is None:
            return None, []
        return comment, list(branch(vk, payload, down_to=comment_id))
    replies = list(branch(vk, payload, down_to=comment_id))
    comment = next((reply for reply in replies if reply["id"] == comment_id), None)
    return (None if comment is None or comment.get("deleted") else comment), replies


def comment_in(vk: Door, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """The comment that `payload` names as VK has it now, None where it was deleted."""
    if payload["comment_id"] == payload["thread_id"]:
        return _first_comment(vk, payload)
    try:
        return thread(vk, payload)[0]
    except Unreadable:
        # A thread whose first comment was deleted may not be listed any more.
        if not vk.can("wall.getComment"):
            raise
    return _one(vk, payload["comment_id"])


def _one(vk: Door, comment_id: int) -> dict[str, Any] | None:
    found = items(vk, "wall.getComment", owner_id=-vk.group_id, comment_id=comment_id)
    return next((i for i in found if i["id"] == comment_id and not i.get("deleted")), None)


def _first_comment(vk: Door, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    # wall.getComment needs a user key; a page of the post that starts at the comment needs less.
    page = items(
        vk,
        "wall.getComments",
        owner_id=-vk.group_id,
        post_id=payload["post_id"],
        start_comment_id=payload["comment_id"],
        count=1,
        sort="asc",
        preview_length=0,
    )
    for item in page:
        if item["id"] == payload["comment_id"] and not item.get("deleted"):
            return dict(item)
    return None


def branch(vk: Door, payload: Mapping[str, Any], *, down_to: int) -> Iterator[dict[str, Any]]:
    """The replies of the thread, newest first, until an id of `down_to` or less was seen."""
    return newest(
        vk,
        "wall.getComments",
        down_to=down_to,
        owner_id=-vk.group_id,
        post_id=payload["post_id"],
        comment_id=payload["thread_id"],
        preview_length=0,
    )


def changed_since(
    seen: Mapping[str, Any], comment: Mapping[str, Any] | None, answers: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The difference that pauses a reply (see `Look`), None where nothing has changed.

    `seen`: {text?, last_reply_id?, deleted?} as the person saw them; `comment` as VK has it now (None:
    deleted); `answers` that were given since, as `words_since` tells them.
    """
    told: dict[str, Any] = {}
    now_seen = dict(seen)
    if answers:
        told = {"kind": "answered", "replies": answers}
        now_seen["last_reply_id"] = max(answer["id"] for answer in answers)
    if comment is None:
        if not seen.get("deleted"):
            told["kind"] = "deleted"
            now_seen["deleted"] = True
    elif "text" in seen and not same_text(text := str(comment.get("text", "")), str(seen["text"])):
        told |= {"kind": "edited", "was": seen["text"], "now": text}
        now_seen["text"] = text
    return {**told, "seen": now_seen} if told else None
