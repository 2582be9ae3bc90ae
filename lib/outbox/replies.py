"""A reply of the community to a comment.

Payload: {post_id, comment_id, thread_id, text, seen: {text, last_reply_id}}; `thread_id` is the first
comment of the thread, `seen` the comment's text and the community's last word in the thread as the person
saw them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, OutboxError, same_text
from lib.outbox.kinds import (
    PAGE,
    PAGES_READ,
    Door,
    Kind,
    Known,
    Look,
    Unreadable,
    id_in,
    items,
    own,
)

TEXT_LIMIT = 16_384
"""Our own; VK's limit is not documented."""


def check(payload: Mapping[str, Any]) -> None:
    text = str(payload.get("text", ""))
    if not text.strip():
        raise OutboxError(N_("The reply is empty."))
    if len(text) > TEXT_LIMIT:
        raise OutboxError(
            N_("The reply is too long: {length} characters, at most {limit}."),
            length=len(text),
            limit=TEXT_LIMIT,
        )
    for name in ("post_id", "comment_id", "thread_id"):
        if not isinstance(payload.get(name), int):
            raise OutboxError(N_("It is not known which comment this reply belongs to."))


def look(vk: Door, action: Action, known: Known, now: int) -> Look:
    """Read the comment and its thread again; the difference is what has changed since `seen`."""
    payload = action.payload
    seen = dict(payload.get("seen") or {})
    floor = max(known.largest_id, payload["comment_id"])
    try:
        comment, replies = _thread(vk, payload)
    except Unreadable:
        if _post_is_gone(vk, payload["post_id"]):
            if seen.get("post_deleted"):
                return Look(floor)
            return Look(floor, {"kind": "post_deleted", "seen": {**seen, "post_deleted": True}})
        return Look(floor, readable=False)

    largest_id = max([floor, *(reply["id"] for reply in replies)])
    differences: dict[str, Any] = {}
    if news := _answers_since(vk, replies, seen, known):
        differences = {"kind": "answered", "replies": news}
        seen["last_reply_id"] = max(reply["id"] for reply in news)
    if comment is None:
        if not seen.get("deleted"):
            differences["kind"] = "deleted"
            seen["deleted"] = True
    elif "text" in seen and not same_text(comment["text"], str(seen["text"])):
        differences |= {"kind": "edited", "was": seen["text"], "now": comment["text"]}
        seen["text"] = comment["text"]
    return Look(largest_id, {**differences, "seen": seen} if differences else None)


def send(vk: Door, action: Action, timeout: float) -> int:
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
    return id_in(answer, "comment_id")


def find(vk: Door, action: Action, known: Known) -> int | None:
    """Ours in the thread as VK has it now: the community's, same text and target, newer than the baseline."""
    if known.echo_id is not None:
        return known.echo_id
    payload, baseline = action.payload, action.baseline_id or action.payload["comment_id"]
    found = own(vk, action, known, _branch(vk, payload, down_to=baseline), after=baseline)
    ours = [item["id"] for item in found if _target(item, payload) == payload["comment_id"]]
    return min(ours, default=None)


def compare(vk: Door, action: Action, result_id: int) -> list[dict[str, Any]] | None:
    payload = action.payload
    item = next(
        (i for i in _branch(vk, payload, down_to=result_id) if i["id"] == result_id),
        None,
    )
    if item is None or item.get("deleted"):
        return None
    if same_text(str(item.get("text", "")), payload["text"]):
        return []
    return [{"what": "text", "sent": payload["text"], "has": item.get("text", "")}]


def accept(action: Action) -> Mapping[str, Any]:
    seen = (action.reason or {}).get("seen")
    return {**action.payload, "seen": seen} if seen else action.payload


def _thread(
    vk: Door, payload: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    # The answered comment (None: deleted) and the replies of its thread, newest first.
    comment_id, thread_id = payload["comment_id"], payload["thread_id"]
    if comment_id == thread_id:
        comment = _first_comment(vk, payload)
        if comment is None:
            return None, []
        return comment, list(_branch(vk, payload, down_to=comment_id))
    replies = list(_branch(vk, payload, down_to=comment_id))
    comment = next((reply for reply in replies if reply["id"] == comment_id), None)
    return (None if comment is None or comment.get("deleted") else comment), replies


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


def _branch(vk: Door, payload: Mapping[str, Any], *, down_to: int) -> Iterator[dict[str, Any]]:
    # Newest first, until an id of `down_to` or less was seen.
    for page in range(PAGES_READ):
        found = items(
            vk,
            "wall.getComments",
            owner_id=-vk.group_id,
            post_id=payload["post_id"],
            comment_id=payload["thread_id"],
            sort="desc",
            count=PAGE,
            offset=page * PAGE,
            preview_length=0,
        )
        yield from found
        if len(found) < PAGE or found[-1]["id"] <= down_to:
            return
    raise Unreadable("the thread is too long")


def _answers_since(
    vk: Door, replies: list[dict[str, Any]], seen: Mapping[str, Any], known: Known
) -> list[dict[str, Any]]:
    if "last_reply_id" not in seen:
        return []
    # What this console said to another comment of the thread is no news to its people.
    return [
        {
            "id": reply["id"],
            "from_id": reply["from_id"],
            "at": reply.get("date"),
            "text": reply.get("text", ""),
        }
        for reply in sorted(replies, key=lambda reply: int(reply["id"]))
        if reply.get("from_id") == -vk.group_id
        and not reply.get("deleted")
        and reply["id"] > (seen["last_reply_id"] or 0)
        and reply["id"] not in known.told
    ]


def _target(item: Mapping[str, Any], payload: Mapping[str, Any]) -> int:
    return int(item.get("reply_to_comment") or payload["thread_id"])


def _post_is_gone(vk: Door, post_id: int) -> bool:
    try:
        found = items(vk, "wall.getById", posts=f"-{vk.group_id}_{post_id}")
    except Unreadable:
        return False
    return not any(item["id"] == post_id and not item.get("is_deleted") for item in found)


REPLY = Kind(
    name="reply",
    permission="reply.send",
    check=check,
    subject=lambda action: f"comment:{action.payload['comment_id']}",
    look=look,
    send=send,
    find=find,
    compare=compare,
    accept=accept,
)
