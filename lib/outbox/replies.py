"""A reply of the community to a comment.

Payload: {post_id, comment_id, thread_id, text, seen: {text, last_reply_id}}; `thread_id` is the first
comment of the thread, `seen` the comment's text and the community's last word in the thread as the person
saw them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action
from lib.outbox.changes import accept
from lib.outbox.checks import all_of, check_ids, check_text
from lib.outbox.kinds import (
    Done,
    Door,
    Kind,
    Known,
    Look,
    Unreadable,
    first_of,
    id_in,
    own,
    text_compared,
    words_since,
)
from lib.outbox.threads import branch, changed_since, thread
from lib.outbox.walls import post_is_gone

_check = all_of(
    check_text(
        empty=N_("The reply is empty."),
        too_long=N_("The reply is too long: {length} characters, at most {limit}."),
    ),
    check_ids(
        "post_id",
        "comment_id",
        "thread_id",
        unknown=N_("It is not known which comment this reply belongs to."),
    ),
)


def _look(vk: Door, action: Action, known: Known, now: int) -> Look:
    """Read the comment and its thread again; the difference is what has changed since `seen`."""
    payload = action.payload
    seen = dict(payload.get("seen") or {})
    floor = max(known.largest_id, payload["comment_id"])
    try:
        comment, replies = thread(vk, payload)
    except Unreadable:
        if post_is_gone(vk, payload["post_id"]):
            if seen.get("post_deleted"):
                return Look(floor)
            return Look(floor, {"kind": "post_deleted", "seen": {**seen, "post_deleted": True}})
        return Look(floor, readable=False)

    largest_id = max([floor, *(reply["id"] for reply in replies)])
    news = _answers_since(vk, replies, seen, known)
    return Look(largest_id, changed_since(seen, comment, news))


def _send(vk: Door, action: Action, timeout: float) -> Done:
    payload = action.payload
    answer = vk.call(
        "wall.createComment",
        timeout=timeout,
        owner_id=-vk.group_id,
        post_id=payload["post_id"],
        reply_to_comment=payload["comment_id"],
        from_group=vk.group_id,
        message=payload["text"],
        guid=action.guid,
    )
    return Done(id_in(answer, "comment_id"))


def _find(vk: Door, action: Action, known: Known) -> Done | None:
    """Ours in the thread as VK has it now: the community's, same text and target, newer than the baseline."""
    if known.echo_id is not None:
        return Done(known.echo_id)
    payload, baseline = action.payload, action.baseline_id or action.payload["comment_id"]
    found = own(vk, action, known, branch(vk, payload, down_to=baseline), after=baseline)
    return first_of(item["id"] for item in found if _target(item, payload) == payload["comment_id"])


def _compare(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    """Whether the reply carries the text; None where VK does not show it."""
    payload, result_id = action.payload, action.result_id or 0
    item = next(
        (i for i in branch(vk, payload, down_to=result_id) if i["id"] == result_id),
        None,
    )
    if item is None or item.get("deleted"):
        return None
    return text_compared(payload, item)


def _answers_since(
    vk: Door, replies: list[dict[str, Any]], seen: Mapping[str, Any], known: Known
) -> list[dict[str, Any]]:
    if "last_reply_id" not in seen:
        return []
    ours = (r for r in replies if r.get("from_id") == -vk.group_id and not r.get("deleted"))
    # What this console said to another comment of the thread is no news to its people.
    return words_since(ours, seen["last_reply_id"], known_ids=known.told)


def _target(item: Mapping[str, Any], payload: Mapping[str, Any]) -> int:
    return int(item.get("reply_to_comment") or payload["thread_id"])


REPLY = Kind(
    name="reply",
    permission="reply.send",
    check=_check,
    subject=lambda action: f"comment:{action.payload['comment_id']}",
    subject_id=lambda payload: int(payload["comment_id"]),
    look=_look,
    send=_send,
    find=_find,
    compare=_compare,
    accept=accept,
)
