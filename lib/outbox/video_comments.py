"""A comment of the community under one of its videos, a broadcast as a rule, which answers a citizen's.

Payload: {video_id, comment_id, text, seen: {text?, last_reply_id?}}. As under a post, VK drops a repeat of a
guid; only a user key may read and write there, and it speaks as the community.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lib.outbox.actions import Action
from lib.outbox.changes import accept
from lib.outbox.checks import all_of, check_ids
from lib.outbox.comments import check_comment
from lib.outbox.kinds import (
    Done,
    Door,
    Kind,
    Known,
    Look,
    Unreadable,
    bare_id,
    first_of,
    newest,
    own,
    text_compared,
    words_since,
)
from lib.outbox.threads import changed_since

_check = all_of(check_ids("video_id", "comment_id"), check_comment)


def _newest(vk: Door, payload: Mapping[str, Any], *, down_to: int) -> Iterator[dict[str, Any]]:
    """Comments under the video, newest first, until an id of `down_to` or less was seen."""
    return newest(
        vk,
        "video.getComments",
        down_to=down_to,
        owner_id=-vk.group_id,
        video_id=payload["video_id"],
    )


def _look(vk: Door, action: Action, known: Known, now: int) -> Look:
    payload = action.payload
    seen = payload.get("seen") or {}
    try:
        found = list(_newest(vk, payload, down_to=payload["comment_id"]))
    except Unreadable:
        return Look(known.largest_id, readable=False)
    largest_id = max([known.largest_id, *(item["id"] for item in found)])
    comment = next((item for item in found if item["id"] == payload["comment_id"]), None)
    return Look(largest_id, changed_since(seen, comment, _answers_since(vk, found, payload, known)))


def _answers_since(
    vk: Door,
    found: list[dict[str, Any]],
    payload: Mapping[str, Any],
    known: Known,
) -> list[dict[str, Any]]:
    seen = payload.get("seen") or {}
    if "last_reply_id" not in seen:
        return []
    ours = (
        item
        for item in found
        if item.get("from_id") == -vk.group_id
        and item.get("reply_to_comment") == payload["comment_id"]
    )
    return words_since(ours, seen["last_reply_id"], known_ids=known.taken)


def _send(vk: Door, action: Action, timeout: float) -> Done:
    answer = vk.call(
        "video.createComment",
        timeout=timeout,
        owner_id=-vk.group_id,
        video_id=action.payload["video_id"],
        reply_to_comment=action.payload["comment_id"],
        from_group=1,
        message=action.payload["text"],
        guid=action.guid,
    )
    return Done(bare_id(answer, "id of the comment"))


def _find(vk: Door, action: Action, known: Known) -> Done | None:
    """Ours under the video: the community's, same text and target, newer than the baseline."""
    if known.echo_id is not None:
        return Done(known.echo_id)
    payload = action.payload
    baseline = action.baseline_id or payload["comment_id"]
    found = own(vk, action, known, _newest(vk, payload, down_to=baseline), after=baseline)
    return first_of(
        item["id"] for item in found if item.get("reply_to_comment") == payload["comment_id"]
    )


def _compare(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    result_id = action.result_id or 0
    for item in _newest(vk, action.payload, down_to=result_id):
        if item["id"] == result_id:
            return text_compared(action.payload, item)
    return None


VIDEO_COMMENT = Kind(
    name="video_comment",
    permission="reply.send",
    check=_check,
    subject=lambda action: f"video_comment:{action.payload['comment_id']}",
    subject_id=lambda payload: int(payload["comment_id"]),
    look=_look,
    send=_send,
    find=_find,
    compare=_compare,
    accept=accept,
)
