"""What kinds that change something have in common: what the person saw, what VK has now, what to say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, OutboxError, same_text
from lib.outbox.kinds import Look

TEXT_LIMIT = 16_384
"""Our own; VK's limit is not documented."""


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The two payloads ask for the same; what was seen before asking does not matter."""
    return _asked(one) == _asked(other)


def _asked(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in {"seen", "was", "draft"}}


def accept(action: Action) -> Mapping[str, Any]:
    """The payload once a person has seen the difference that paused the action."""
    seen = (action.reason or {}).get("seen")
    return {**action.payload, "seen": seen} if seen else action.payload


def text_differs(payload: Mapping[str, Any], now: str) -> Look | None:
    """A pause where the text in VK is not the one that the person saw; `payload["seen"]`: {text?, ...}."""
    seen = dict(payload.get("seen") or {})
    if "text" not in seen or same_text(str(seen["text"]), now):
        return None
    difference = {"kind": "edited", "was": seen["text"], "now": now, "seen": {**seen, "text": now}}
    return Look(difference=difference)


def gone(payload: Mapping[str, Any], kind: str) -> Look:
    """A pause where what was to be changed is not there; none where a person has seen that already."""
    seen = dict(payload.get("seen") or {})
    if seen.get("gone"):
        return Look()
    return Look(difference={"kind": kind, "seen": {**seen, "gone": True}})


def check_ids(*names: str) -> Callable[[Mapping[str, Any]], None]:
    """A check that the payload has these numbers."""

    def check(payload: Mapping[str, Any]) -> None:
        for name in names:
            if not isinstance(payload.get(name), int):
                raise OutboxError(N_("It is not known what this is about."))

    return check


def check_text(payload: Mapping[str, Any]) -> None:
    text = str(payload.get("text", ""))
    if not text.strip() and not payload.get("attachments"):
        raise OutboxError(N_("The text is empty."))
    if len(text) > TEXT_LIMIT:
        raise OutboxError(
            N_("The text is too long: {length} characters, at most {limit}."),
            length=len(text),
            limit=TEXT_LIMIT,
        )


def told_gone(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For the journal: the whole of what is deleted, who wrote it, and why it goes."""
    return {"why": payload.get("why"), **dict(payload.get("was") or {})}


def told_edit(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For the journal: the text and what it replaces."""
    return {"text": payload["text"], "was": (payload.get("was") or {}).get("text")}
