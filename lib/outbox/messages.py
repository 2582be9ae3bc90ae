"""A message of the community to a person.

Payload: {peer_id, text, seen: {last_message_id}}. VK drops a repeat of `random_id`, 32 bits, in the same dialog
for an hour and for a hundred messages; it is derived from the row's guid, so that it stands there before the
first attempt. A user key would speak as its person: only the community's is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, same_text
from lib.outbox.changes import accept
from lib.outbox.checks import all_of, check_ids, check_text
from lib.outbox.kinds import (
    Done,
    Door,
    Kind,
    Known,
    Look,
    Unreadable,
    bare_id,
    first_of,
    items,
    text_compared,
    words_since,
)

TEXT_LIMIT = 4096
"""VK: error 914 beyond it."""

HISTORY = 100
"""As many messages as VK compares `random_id` with."""


def random_id(guid: str) -> int:
    """A number from 1 to 2^31 - 1 for the row with this guid; 0 would mean no check to VK."""
    return int(guid[:8], 16) & 0x7FFFFFFF or 1


_check = all_of(
    check_ids("peer_id"),
    check_text(
        empty=N_("The message is empty."),
        too_long=N_("The message is too long: {length} characters, at most {limit}."),
        limit=TEXT_LIMIT,
    ),
)


def _history(vk: Door, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    return items(
        vk,
        "messages.getHistory",
        key="community",
        group_id=vk.group_id,
        peer_id=payload["peer_id"],
        count=HISTORY,
    )


def _look(vk: Door, action: Action, known: Known, now: int) -> Look:
    payload = action.payload
    try:
        found = _history(vk, payload)
    except Unreadable:
        return Look(readable=False)
    largest_id = max((message["id"] for message in found), default=0)
    seen = dict(payload.get("seen") or {})
    if "last_message_id" not in seen:
        return Look(largest_id)
    news = words_since(
        (message for message in found if message.get("out")),
        seen["last_message_id"],
        known_ids=known.taken,
    )
    if not news:
        return Look(largest_id)
    seen["last_message_id"] = news[-1]["id"]
    return Look(largest_id, {"kind": "answered", "replies": news, "seen": seen})


def _send(vk: Door, action: Action, timeout: float) -> Done:
    answer = vk.call(
        "messages.send",
        key="community",
        timeout=timeout,
        group_id=vk.group_id,
        peer_id=action.payload["peer_id"],
        message=action.payload["text"],
        random_id=random_id(action.guid),
    )
    return Done(bare_id(answer, "message id"))


def _find(vk: Door, action: Action, known: Known) -> Done | None:
    baseline = action.baseline_id or 0
    return first_of(
        message["id"]
        for message in _history(vk, action.payload)
        if message.get("out")
        and message["id"] > baseline
        and message["id"] not in known.taken
        and same_text(str(message.get("text", "")), action.payload["text"])
    )


def _compare(vk: Door, action: Action) -> list[dict[str, Any]] | None:
    for message in _history(vk, action.payload):
        if message["id"] == action.result_id:
            return text_compared(action.payload, message)
    return None


MESSAGE = Kind(
    name="message",
    permission="message.send",
    check=_check,
    subject=lambda action: f"dialog:{action.payload['peer_id']}",
    subject_id=lambda payload: int(payload["peer_id"]),
    look=_look,
    send=_send,
    find=_find,
    compare=_compare,
    accept=accept,
    # Between two people. Numbers of documents and illnesses are not for VK even so.
    may_tell=frozenset({"phone", "email", "birth", "address"}),
)
