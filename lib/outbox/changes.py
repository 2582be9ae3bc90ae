"""What kinds that change something have in common: what the person saw, what VK has now, what to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import Action, same_text
from lib.outbox.checks import check_text
from lib.outbox.kinds import Kind, Look


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


def changing(name: str, *, thing: str, id_name: str, **parts: Any) -> Kind:
    """A kind that changes one `thing` (as the journal calls it), whose id the payload has under `id_name`."""

    def named(payload: Mapping[str, Any]) -> str:
        return f"{thing}:{payload[id_name]}"

    return Kind(
        name=name,
        subject=lambda action: named(action.payload),
        subject_id=lambda payload: int(payload[id_name]),
        about=named,
        repeatable=True,
        **{"same": same, **parts},
    )


check_edit = check_text(
    empty=N_("The text is empty."),
    too_long=N_("The text is too long: {length} characters, at most {limit}."),
    attachments_suffice=True,
)
"""A check of the new text of an edit."""


def told_gone(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For the journal: the whole of what is deleted, who wrote it, and why it goes."""
    return {"why": payload.get("why"), **dict(payload.get("was") or {})}


def told_edit(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For the journal: the text and what it replaces."""
    return {"text": payload["text"], "was": (payload.get("was") or {}).get("text")}
