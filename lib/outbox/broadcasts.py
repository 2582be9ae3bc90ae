"""A live broadcast of the community, begun and ended.

`broadcast`: payload {title, description, wallpost, seen: {live?}}. VK knows no guid for a broadcast: one that
got no answer is known by its title among the videos that came after, and is never begun again without a person.
VK's key for the program that sends the picture goes to `lib.outbox.whispers` and nowhere else.

`broadcast_end`: payload {video_id}. Done where VK shows the video as no longer live; what VK tells of its
viewers, once, is kept as the action's `answer`: {unique_viewers}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, OutboxError, same_text
from lib.outbox.changes import accept, changing, same
from lib.outbox.checks import check_ids
from lib.outbox.kinds import Done, Door, Kind, Known, Look, Unreadable, first_of, id_in, items
from lib.outbox.whispers import whisper

TITLE_LIMIT = 128
DESCRIPTION_LIMIT = 5000
"""Our own; VK's limits are not documented."""
NEWEST = 50
"""Videos that are looked through, the newest ones first."""


def _check(payload: Mapping[str, Any]) -> None:
    if not str(payload.get("title") or "").strip():
        raise OutboxError(N_("Write the name of the broadcast."))
    for name, limit in (("title", TITLE_LIMIT), ("description", DESCRIPTION_LIMIT)):
        if (length := len(str(payload.get(name) or ""))) > limit:
            raise OutboxError(
                N_("The text is too long: {length} characters, at most {limit}."),
                length=length,
                limit=limit,
            )


def _newest(vk: Door) -> list[dict[str, Any]]:
    return items(vk, "video.get", owner_id=-vk.group_id, count=NEWEST)


def _video(vk: Door, video_id: int) -> dict[str, Any] | None:
    found = items(vk, "video.get", videos=f"-{vk.group_id}_{video_id}", owner_id=-vk.group_id)
    return next((item for item in found if item["id"] == video_id), None)


def _is_live(item: Mapping[str, Any]) -> bool:
    return bool(item.get("live")) and item.get("live_status") not in {"finished", "failed"}


def _look(vk: Door, action: Action, known: Known, now: int) -> Look:
    try:
        videos = _newest(vk)
    except Unreadable:
        return Look(readable=False)
    largest_id = max((item["id"] for item in videos), default=0)
    seen = dict(action.payload.get("seen") or {})
    live = next(
        (item for item in videos if _is_live(item) and item["id"] != seen.get("live")), None
    )
    if live is None:
        return Look(largest_id)
    told = {"kind": "live", "video_id": live["id"], "title": str(live.get("title", ""))}
    return Look(largest_id, {**told, "seen": {**seen, "live": live["id"]}})


def _send(vk: Door, action: Action, timeout: float) -> Done:
    payload = action.payload
    answer = vk.call(
        "video.startStreaming",
        timeout=timeout,
        group_id=vk.group_id,
        name=payload["title"],
        description=payload.get("description") or None,
        wallpost=bool(payload.get("wallpost")),
    )
    done = Done(id_in(answer, "video_id"))
    stream = answer.get("stream")
    if isinstance(stream, dict) and stream.get("url") and stream.get("key"):
        whisper(action.guid, {"server": str(stream["url"]), "key": str(stream["key"])})
    return done


def _find(vk: Door, action: Action, known: Known) -> Done | None:
    baseline = action.baseline_id or 0
    return first_of(
        item["id"]
        for item in _newest(vk)
        if item["id"] > baseline
        and item["id"] not in known.taken
        and (item.get("type") == "live" or item.get("live"))
        and same_text(str(item.get("title", "")), str(action.payload["title"]))
    )


def _compare(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    item = _video(vk, action.result_id or 0)
    if item is None:
        return None
    sent, has = str(action.payload["title"]), str(item.get("title", ""))
    return [] if same_text(sent, has) else [{"what": "title", "sent": sent, "has": has}]


def _look_end(vk: Door, action: Action, known: Known, now: int) -> Look:
    try:
        return Look(done=_ended(vk, action))
    except Unreadable:
        return Look(readable=False)


def _ended(vk: Door, action: Action) -> bool:
    item = _video(vk, action.payload["video_id"])
    return item is None or not _is_live(item)


def _send_end(vk: Door, action: Action, timeout: float) -> Done:
    answer = vk.call(
        "video.stopStreaming",
        timeout=timeout,
        group_id=vk.group_id,
        video_id=action.payload["video_id"],
    )
    viewers = answer.get("unique_viewers") if isinstance(answer, dict) else None
    known = isinstance(viewers, int) and not isinstance(viewers, bool)
    return Done(answer={"unique_viewers": viewers} if known else None)


BROADCAST = Kind(
    name="broadcast",
    permission="post.publish",
    check=_check,
    subject=lambda action: "broadcast",
    subject_id=lambda payload: None,
    look=_look,
    send=_send,
    find=_find,
    compare=_compare,
    accept=accept,
    # One at a time: while it is not known what became of one, no other is begun.
    about=lambda payload: "broadcast",
    remembered=False,
    same=same,
    told=lambda payload: {name: payload.get(name) for name in ("title", "description", "wallpost")},
    says=lambda payload: f"{payload.get('title') or ''}\n{payload.get('description') or ''}",
)
BROADCAST_END = changing(
    "broadcast_end",
    thing="video",
    id_name="video_id",
    permission="post.publish",
    check=check_ids("video_id"),
    look=_look_end,
    send=_send_end,
    find=lambda vk, action, known: Done() if _ended(vk, action) else None,
    compare=lambda vk, action: [] if _ended(vk, action) else None,
)
