"""Deleting what VK shows and bringing it back: the same for a post and for a comment.

Both are parts of a `Kind`, made from three things: `read(vk, payload)` is the object as VK shows it now (None:
it does not), `method` what is called, `address(vk, payload)` the parameters that name the object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lib.outbox.actions import Action
from lib.outbox.changes import accept, text_differs, told_gone
from lib.outbox.kinds import Done, Door, Known, Look, Unreadable

Read = Callable[[Door, Mapping[str, Any]], dict[str, Any] | None]
Address = Callable[[Door, Mapping[str, Any]], dict[str, Any]]


def deletion(*, read: Read, method: str, address: Address) -> dict[str, Any]:
    """Done where VK does not show it; a text that nobody has seen pauses it."""

    def look(vk: Door, action: Action, known: Known, now: int) -> Look:
        try:
            item = read(vk, action.payload)
        except Unreadable:
            return Look(readable=False)
        if item is None:
            return Look(done=True)
        return text_differs(action.payload, str(item.get("text", ""))) or Look()

    return _parts(
        lambda vk, payload: read(vk, payload) is None, look=look, method=method, address=address
    ) | {"accept": accept}


def restoration(*, read: Read, method: str, address: Address) -> dict[str, Any]:
    """Done where VK shows it."""

    def look(vk: Door, action: Action, known: Known, now: int) -> Look:
        try:
            return Look(done=read(vk, action.payload) is not None)
        except Unreadable:
            return Look(readable=False)

    return _parts(
        lambda vk, payload: read(vk, payload) is not None, look=look, method=method, address=address
    )


def _parts(
    done: Callable[[Door, Mapping[str, Any]], bool],
    *,
    look: Callable[[Door, Action, Known, int], Look],
    method: str,
    address: Address,
) -> dict[str, Any]:
    def send(vk: Door, action: Action, timeout: float) -> Done:
        vk.call(method, timeout=timeout, **address(vk, action.payload))
        return Done()

    return {
        "look": look,
        "send": send,
        "find": lambda vk, action, known: Done() if done(vk, action.payload) else None,
        "compare": lambda vk, action: [] if done(vk, action.payload) else None,
        "told": told_gone,
    }
