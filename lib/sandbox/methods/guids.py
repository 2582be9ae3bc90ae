"""Repeats: a write that carries a known `guid` makes nothing new and answers what the first one made."""

from __future__ import annotations

from lib.sandbox.methods.call import Call
from lib.sandbox.objects import Guid
from lib.sandbox.world import GUID_SECONDS


def repeated(call: Call, kind: str) -> int | None:
    """The id made under this call's guid within the last hour; None for a first one."""
    known = call.world.guids.get(_name(call, kind)) if call.text("guid") else None
    if known is None or call.world.now() - known.at >= GUID_SECONDS:
        return None
    return known.made


def remember(call: Call, kind: str, made: int) -> None:
    """Keeps what this call's guid made, and forgets those whose hour is over."""
    world, now = call.world, call.world.now()
    for old in [g for g in world.guids.values() if now - g.at >= GUID_SECONDS]:
        world.forget(world.guids.pop(old.id))
    if call.text("guid"):
        name = _name(call, kind)
        world.guids[name] = world.touch(Guid(name, made, now))


def _name(call: Call, kind: str) -> str:
    return f"{kind}:{call.key.token}:{call.text('guid')}"
