"""A comment of the community under a post, which answers nobody: rules of an open chat, say.

Payload: {post_id, text}.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    newest,
    own,
    text_compared,
)
from lib.outbox.threads import comment_in
from lib.outbox.walls import post_is_gone

check_comment = check_text(
    empty=N_("The comment is empty."),
    too_long=N_("The comment is too long: {length} characters, at most {limit}."),
)
"""A check of the text of a comment, wherever it will stand."""

_check = all_of(
    check_comment,
    check_ids("post_id", unknown=N_("It is not known which post this comment belongs to.")),
)


def _look(vk: Door, action: Action, known: Known, now: int) -> Look:
    """The largest id under the post; a post that is gone is a difference."""
    seen = dict(action.payload.get("seen") or {})
    try:
        last = next(_newest(vk, action.payload["post_id"], down_to=0), None)
    except Unreadable:
        if post_is_gone(vk, action.payload["post_id"]) and not seen.get("post_deleted"):
            return Look(
                known.largest_id, {"kind": "post_deleted", "seen": {**seen, "post_deleted": True}}
            )
        return Look(known.largest_id, readable=False)
    return Look(max(known.largest_id, last["id"] if last else 0))


def _send(vk: Door, action: Action, timeout: float) -> Done:
    answer = vk.call(
        "wall.createComment",
        timeout=timeout,
        owner_id=-vk.group_id,
        post_id=action.payload["post_id"],
        from_group=vk.group_id,
        message=action.payload["text"],
        guid=action.guid,
    )
    return Done(id_in(answer, "comment_id"))


def _find(vk: Door, action: Action, known: Known) -> Done | None:
    """Ours under the post as VK has it now: the community's, with its text, newer than the baseline."""
    if known.echo_id is not None:
        return Done(known.echo_id)
    baseline = action.baseline_id or 0
    listed = _newest(vk, action.payload["post_id"], down_to=baseline)
    return first_of(item["id"] for item in own(vk, action, known, listed, after=baseline))


def _compare(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    """Whether the comment carries the text; None where VK does not show it."""
    made = {
        "post_id": action.payload["post_id"],
        "comment_id": action.result_id,
        "thread_id": action.result_id,
    }
    item = comment_in(vk, made)
    return None if item is None else text_compared(action.payload, item)


def _newest(vk: Door, post_id: int, *, down_to: int) -> Iterator[dict[str, Any]]:
    """First comments of threads under the post, newest first, until an id of `down_to` or less was seen."""
    return newest(
        vk,
        "wall.getComments",
        down_to=down_to,
        owner_id=-vk.group_id,
        post_id=post_id,
        preview_length=0,
    )


COMMENT = Kind(
    name="comment",
    permission="reply.send",
    check=_check,
    subject=lambda action: f"post:{action.payload['post_id']}",
    subject_id=lambda payload: int(payload["post_id"]),
    look=_look,
    send=_send,
    find=_find,
    compare=_compare,
    accept=accept,
)
