"""Changes of a post that is in VK: its text, its deletion and return, its going out before its time.

Payload of each: {post_id, state: published | scheduled | suggested, seen: {...}, was: {...}}; `seen` is what
VK must still have, `was` is for people and the journal.

- `edit_post`: {text, attachments: [names], publish_at or null}. VK's wall.edit **publishes** a postponed post
  when `publish_date` is left out, and drops every attachment that is not named again, so both always travel.
  Done where VK shows text, moment and attachments. `seen`: {text, publish_at, attachments}.
- `delete_post`: {why?}. Done where VK does not show the post. `seen`: {text}.
- `restore_post`: done where VK shows the post.
- `publish`: {text}: a waiting post goes out now. It gets a new id by that, and cannot go out twice, because it
  does not wait any more. Done where the wall has its text under an id above the baseline.
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
from lib.outbox.kinds import Done, Door, Known, Look, Unreadable, first_of, id_in, text_compared
from lib.outbox.walls import attachment_names, post_in, published, same_attachments, wall

_ids = check_ids("post_id")


def _post(vk: Door, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    return post_in(vk, payload["post_id"], state=payload["state"])


def _address(vk: Door, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {"owner_id": -vk.group_id, "post_id": payload["post_id"]}


# Editing


def _look_edit(vk: Door, action: Action, known: Known, now: int) -> Look:
    payload = action.payload
    try:
        item = _post(vk, payload)
    except Unreadable:
        return Look(readable=False)
    if item is None:
        return gone(payload, "post_deleted")
    if not _unlike(item, payload):
        return Look(done=True)
    if difference := _edited(item, payload):
        return Look(difference=difference)
    publish_at = payload.get("publish_at")
    if publish_at is not None and publish_at <= now:
        # Sent without its moment it would go out at once, and VK takes no moment that has passed.
        return Look(difference={"kind": "late", "publish_at": publish_at})
    return Look()


def _send_edit(vk: Door, action: Action, timeout: float) -> Done:
    payload = action.payload
    vk.call(
        "wall.edit",
        timeout=timeout,
        **_address(vk, payload),
        message=payload["text"],
        attachments=",".join(payload.get("attachments") or []) or None,
        publish_date=payload.get("publish_at"),
    )
    return Done()


def _find_edit(vk: Door, action: Action, known: Known) -> Done | None:
    item = _post(vk, action.payload)
    return Done() if item is not None and not _unlike(item, action.payload) else None


def _compare_edit(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    item = _post(vk, action.payload)
    if item is None:
        return None
    seen = action.payload.get("seen") or {}
    if "text" in seen and not _unlike(item, seen):
        return None
    return _unlike(item, action.payload)


def _unlike(item: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if not same_text(str(item.get("text", "")), str(wanted["text"])):
        found.append({"what": "text", "sent": wanted["text"], "has": item.get("text", "")})
    at = wanted.get("publish_at")
    if at is not None and item["date"] != at:
        found.append({"what": "date", "sent": at, "has": item["date"]})
    sent, has = wanted.get("attachments") or [], _names(item)
    if not same_attachments(sent, has):
        found.append({"what": "attachments", "sent": len(sent), "has": len(has)})
    return found


def _edited(item: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any] | None:
    seen = dict(payload.get("seen") or {})
    told: dict[str, Any] = {}
    if "text" in seen and not same_text(str(seen["text"]), str(item.get("text", ""))):
        told |= {"was": seen["text"], "now": item.get("text", "")}
        seen["text"] = item.get("text", "")
    if seen.get("publish_at") not in {None, item["date"]}:
        told |= {"was_at": seen["publish_at"], "now_at": item["date"]}
        seen["publish_at"] = item["date"]
    names = _names(item)
    if "attachments" in seen and not same_attachments(seen["attachments"], names):
        told |= {"was_attached": len(seen["attachments"]), "now_attached": len(names)}
        seen["attachments"] = names
    return {"kind": "edited", **told, "seen": seen} if told else None


def _names(item: Mapping[str, Any]) -> list[str]:
    try:
        return attachment_names(item)
    except LookupError as unknown:
        # Compared, never sent: the command refuses to edit a post that has one of these.
        return [str(unknown)] * len(item.get("attachments") or [])


def _accept_edit(action: Action) -> Mapping[str, Any]:
    """What the person left as it was follows what VK has now."""
    payload, seen = action.payload, dict(action.payload.get("seen") or {})
    fresh = (action.reason or {}).get("seen")
    if not fresh:
        return payload
    follows = {
        name: fresh[name]
        for name in ("publish_at", "attachments")
        if name in fresh and payload.get(name) == seen.get(name)
    }
    return {**payload, **follows, "seen": fresh}


# Going out before its time


def _look_publish(vk: Door, action: Action, known: Known, now: int) -> Look:
    try:
        item = _post(vk, action.payload)
        newest = wall(vk, "owner", page=0)
    except Unreadable:
        return Look(known.largest_id, readable=False)
    if item is None:
        return gone(action.payload, "post_deleted")
    largest_id = max([known.largest_id, *(found["id"] for found in newest)])
    return text_differs(action.payload, str(item.get("text", ""))) or Look(largest_id)


def _send_publish(vk: Door, action: Action, timeout: float) -> Done:
    # The key that sees what waits is the one that lets it out.
    answer = vk.call(
        "wall.post",
        key="user",
        timeout=timeout,
        **_address(vk, action.payload),
        from_group=1,
        guid=action.guid,
    )
    return Done(id_in(answer, "post_id"))


def _find_published(vk: Door, action: Action, known: Known) -> Done | None:
    payload, baseline = action.payload, action.baseline_id or 0
    if _post(vk, payload) is not None:
        return None
    return first_of(
        item["id"]
        for item in published(vk, baseline)
        if item["id"] > baseline
        and item["id"] not in known.taken
        and same_text(str(item.get("text", "")), str(payload["text"]))
    )


def _compare_published(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    item = post_in(vk, action.result_id or 0, state="published")
    return None if item is None else text_compared(action.payload, item)


_changing = partial(changing, thing="post", id_name="post_id")

EDIT_POST = _changing(
    "edit_post",
    permission="post.edit",
    check=all_of(_ids, check_edit),
    look=_look_edit,
    send=_send_edit,
    find=_find_edit,
    compare=_compare_edit,
    accept=_accept_edit,
    told=told_edit,
)
DELETE_POST = _changing(
    "delete_post",
    permission="post.delete",
    check=_ids,
    **deletion(read=_post, method="wall.delete", address=_address),
)
RESTORE_POST = _changing(
    "restore_post",
    permission="post.delete",
    check=_ids,
    **restoration(read=_post, method="wall.restore", address=_address),
)
PUBLISH = _changing(
    "publish",
    permission="post.publish",
    check=_ids,
    look=_look_publish,
    send=_send_publish,
    find=_find_published,
    compare=_compare_published,
    accept=accept,
)
