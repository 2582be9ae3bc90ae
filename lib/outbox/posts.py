"""A post of the community, now or at its time.

Payload: {text, publish_at: seconds UTC or null, rubric_id or null, attachments?: ["photo-1_2", ...]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, same_text
from lib.outbox.checks import check_text
from lib.outbox.kinds import Done, Door, Kind, Known, Look, Unreadable, first_of, id_in, own
from lib.outbox.walls import post_in, published, waiting, wall

RELEASE_SLACK = 600
"""Seconds after its time within which a scheduled post may appear on the wall."""


_check = check_text(
    empty=N_("The post is empty."),
    too_long=N_("The post is too long: {length} characters, at most {limit}."),
    attachments_suffice=True,
)


def _look(vk: Door, action: Action, known: Known, now: int) -> Look:
    """The largest id on the wall; a scheduled post whose moment has passed while it waited is paused."""
    publish_at = action.payload.get("publish_at")
    if publish_at is not None and publish_at <= now:
        return Look(known.largest_id, {"kind": "late", "publish_at": publish_at})
    try:
        newest = wall(vk, "owner", page=0)
    except Unreadable:
        return Look(known.largest_id, readable=False)
    return Look(max([known.largest_id, *(item["id"] for item in newest)]))


def _send(vk: Door, action: Action, timeout: float) -> Done:
    payload = action.payload
    more: dict[str, Any] = {}
    if payload.get("publish_at") is not None:
        more["publish_date"] = payload["publish_at"]
    if payload.get("attachments"):
        more["attachments"] = ",".join(payload["attachments"])
    answer = vk.call(
        "wall.post",
        timeout=timeout,
        owner_id=-vk.group_id,
        from_group=1,
        message=payload["text"],
        guid=action.guid,
        **more,
    )
    return Done(id_in(answer, "post_id"))


def _find(vk: Door, action: Action, known: Known) -> Done | None:
    """Ours on the wall or among the postponed: same text and moment, newer than the baseline."""
    if known.echo_id is not None:
        return Done(known.echo_id)
    baseline = action.baseline_id or 0
    listed = [published(vk, baseline)]
    if action.payload.get("publish_at") is not None:
        listed.append(waiting(vk, "postponed"))
    for posts in listed:
        found = own(vk, action, known, posts, after=baseline)
        if done := first_of(item["id"] for item in found if _in_time(item, action.payload)):
            return done
    return None


def _compare(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    """How the post in VK differs from what was sent: text, moment, attachments that VK dropped in silence."""
    payload = action.payload
    scheduled = payload.get("publish_at") is not None
    item = post_in(vk, action.result_id or 0, state="scheduled" if scheduled else "published")
    if item is None:
        # Going out, a scheduled post gets a new id.
        released = scheduled and _find(vk, action, Known()) is not None
        return [] if released else None
    found: list[dict[str, Any]] = []
    if not same_text(str(item.get("text", "")), payload["text"]):
        found.append({"what": "text", "sent": payload["text"], "has": item.get("text", "")})
    if not _in_time(item, payload):
        found.append({"what": "date", "sent": payload["publish_at"], "has": item["date"]})
    sent, has = len(payload.get("attachments") or []), len(item.get("attachments") or [])
    if has < sent:
        found.append({"what": "attachments", "sent": sent, "has": has})
    return found


def _accept(action: Action) -> Mapping[str, Any]:
    """Sent anyway after its moment has passed, a post goes out at once."""
    if (action.reason or {}).get("kind") == "late":
        return {**action.payload, "publish_at": None}
    return action.payload


def _in_time(item: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    publish_at = payload.get("publish_at")
    return publish_at is None or 0 <= item["date"] - publish_at <= RELEASE_SLACK


POST = Kind(
    name="post",
    permission="post.publish",
    check=_check,
    subject=lambda action: (
        f"post:{action.result_id}" if action.result_id else f"action:{action.action_id}"
    ),
    subject_id=lambda payload: None,
    look=_look,
    send=_send,
    find=_find,
    compare=_compare,
    accept=_accept,
)
