"""An author shut out of the community, or let in again.

Payload: {user_id, seen: {ban?}, was: {name}}; for `ban` also {term: a name for its length or null, end_at:
seconds UTC or null for good, reason: one of `REASONS`, comment, comment_visible}. Done where VK's list of the
banned says so; as with all that is changed, an author who is banned on other terms already is a difference for
a person to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, OutboxError
from lib.outbox.changes import accept, changing, same
from lib.outbox.checks import check_ids
from lib.outbox.kinds import Done, Door, Known, Look, Unreadable, read
from lib.vk.errors import Refused

REASONS = (0, 1, 2, 3, 4)
"""VK's: other, spam, insults, obscene language, off topic (groups.ban)."""

COMMENT_LIMIT = 500
"""Our own; VK's is not documented."""

NOT_BANNED = 104

_ids = check_ids("user_id")


def _check_ban(payload: Mapping[str, Any]) -> None:
    _ids(payload)
    if payload.get("reason") not in REASONS:
        raise OutboxError(N_("Choose the reason of the ban."))
    if len(str(payload.get("comment") or "")) > COMMENT_LIMIT:
        raise OutboxError(
            N_("The comment of a ban has at most {limit} characters."), limit=COMMENT_LIMIT
        )


def _ban_of(vk: Door, user_id: int) -> dict[str, Any] | None:
    """The ban as VK has it: {reason, comment, end_at}; None where there is none."""
    try:
        answer = read(vk, "groups.getBanned", group_id=vk.group_id, owner_id=user_id)
    except Unreadable as unreadable:
        cause = unreadable.__cause__
        if isinstance(cause, Refused) and cause.code == NOT_BANNED:
            return None
        raise
    listed = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise Unreadable("groups.getBanned: no items in the answer")
    for item in listed:
        who = item.get("profile") or item.get("group") or {}
        # A community is listed by its bare number.
        if who.get("id") in {user_id, abs(user_id)}:
            info = item.get("ban_info") or {}
            return {
                "reason": int(info.get("reason") or 0),
                "comment": str(info.get("comment") or ""),
                "end_at": int(info.get("end_date") or 0) or None,
            }
    return None


def _terms(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reason": payload["reason"],
        "comment": str(payload.get("comment") or "").strip(),
        "end_at": payload.get("end_at"),
    }


def _look_ban(vk: Door, action: Action, known: Known, now: int) -> Look:
    payload = action.payload
    if payload.get("end_at") is not None and payload["end_at"] <= now:
        return Look(difference={"kind": "late", "publish_at": payload["end_at"]})
    try:
        there = _ban_of(vk, payload["user_id"])
    except Unreadable:
        return Look(readable=False)
    if there is None:
        return Look()
    if there == _terms(payload):
        return Look(done=True)
    seen = dict(payload.get("seen") or {})
    if seen.get("ban") == there:
        return Look()
    return Look(difference={"kind": "banned", "ban": there, "seen": {**seen, "ban": there}})


def _send_ban(vk: Door, action: Action, timeout: float) -> Done:
    payload = action.payload
    vk.call(
        "groups.ban",
        timeout=timeout,
        group_id=vk.group_id,
        owner_id=payload["user_id"],
        end_date=payload.get("end_at"),
        reason=payload["reason"],
        comment=str(payload.get("comment") or "").strip() or None,
        comment_visible=bool(payload.get("comment_visible")),
    )
    return Done()


def _find_ban(vk: Door, action: Action, known: Known) -> Done | None:
    there = _ban_of(vk, action.payload["user_id"])
    return Done() if there == _terms(action.payload) else None


def _compare_ban(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    there, sent = _ban_of(vk, action.payload["user_id"]), _terms(action.payload)
    if there is None:
        return None
    return [
        {"what": name, "sent": sent[name], "has": there[name]}
        for name in sent
        if sent[name] != there[name]
    ]


def _look_unban(vk: Door, action: Action, known: Known, now: int) -> Look:
    try:
        return Look(done=_ban_of(vk, action.payload["user_id"]) is None)
    except Unreadable:
        return Look(readable=False)


def _send_unban(vk: Door, action: Action, timeout: float) -> Done:
    vk.call(
        "groups.unban", timeout=timeout, group_id=vk.group_id, owner_id=action.payload["user_id"]
    )
    return Done()


def _find_unbanned(vk: Door, action: Action, known: Known) -> Done | None:
    return Done() if _ban_of(vk, action.payload["user_id"]) is None else None


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """A ban for a `term` ends a second later at the second half of a double click."""
    if one.get("term") is None:
        return same(one, other)
    return same({**one, "end_at": None}, {**other, "end_at": None})


def _told(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    told = {"name": (payload.get("was") or {}).get("name")}
    return told | _terms(payload) if "reason" in payload else told


_changing = partial(
    changing,
    thing="author",
    id_name="user_id",
    permission="author.ban",
    same=_same,
    told=_told,
    says=lambda payload: str(payload.get("comment") or ""),
)

BAN = _changing(
    "ban",
    check=_check_ban,
    look=_look_ban,
    send=_send_ban,
    find=_find_ban,
    compare=_compare_ban,
    accept=accept,
)
UNBAN = _changing(
    "unban",
    check=_ids,
    look=_look_unban,
    send=_send_unban,
    find=_find_unbanned,
    compare=lambda vk, action: [] if _find_unbanned(vk, action, Known()) else None,
)
