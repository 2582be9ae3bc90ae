"""Changes of a comment that is in VK: our own words edited, anybody's deleted and restored.

Payload of each: {post_id, comment_id, thread_id, seen: {text}, was: {text, from_id, author}}; `seen` is what
VK must still have, `was` is for people and the journal.

- `edit_comment`: {text, attachments: [names]}, ours only. Done where VK shows the text.
- `delete_comment`: {why: the point of the community's rules}. Done where VK does not show the comment.
- `restore_comment`: done where VK shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from lib.outbox.actions import Action, same_text
from lib.outbox.changes import (
    accept,
    changing,
    check_edit,
    gone,
    text_differs,
    told_edit,
)
from lib.outbox.checks import all_of, check_ids
from lib.outbox.deletions import deletion, restoration
from lib.outbox.kinds import Done, Door, Known, Look, Unreadable
from lib.outbox.threads import comment_in

_ids = check_ids("post_id", "comment_id", "thread_id")


def _address(vk: Door, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {"owner_id": -vk.group_id, "comment_id": payload["comment_id"]}


def _look_edit(vk: Door, action: Action, known: Known, now: int) -> Look:
    payload = action.payload
    try:
        item = comment_in(vk, payload)
    except Unreadable:
        return Look(readable=False)
    if item is None:
        return gone(payload, "deleted")
    text = str(item.get("text", ""))
    if same_text(text, payload["text"]):
        return Look(done=True)
    return text_differs(payload, text) or Look()


def _send_edit(vk: Door, action: Action, timeout: float) -> Done:
    payload = action.payload
    vk.call(
        "wall.editComment",
        timeout=timeout,
        **_address(vk, payload),
        message=payload["text"],
        attachments=",".join(payload.get("attachments") or []) or None,
    )
    return Done()


def _find_edit(vk: Door, action: Action, known: Known) -> Done | None:
    item = comment_in(vk, action.payload)
    done = item is not None and same_text(str(item.get("text", "")), action.payload["text"])
    return Done() if done else None


def _compare_edit(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    payload = action.payload
    item = comment_in(vk, payload)
    if item is None:
        return None
    has, seen = str(item.get("text", "")), (payload.get("seen") or {}).get("text")
    if same_text(has, payload["text"]):
        return []
    if seen is not None and same_text(has, str(seen)):
        return None
    return [{"what": "text", "sent": payload["text"], "has": has}]


_changing = partial(changing, thing="comment", id_name="comment_id")

EDIT_COMMENT = _changing(
    "edit_comment",
    permission="reply.edit",
    check=all_of(_ids, check_edit),
    look=_look_edit,
    send=_send_edit,
    find=_find_edit,
    compare=_compare_edit,
    accept=accept,
    told=told_edit,
)
DELETE_COMMENT = _changing(
    "delete_comment",
    permission="comment.delete",
    check=_ids,
    **deletion(read=comment_in, method="wall.deleteComment", address=_address),
)
RESTORE_COMMENT = _changing(
    "restore_comment",
    permission="comment.delete",
    check=_ids,
    **restoration(read=comment_in, method="wall.restoreComment", address=_address),
)
