"""A key before it is kept: is it alive, of the right kind, for the right community?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lib.base.language import N_
from lib.base.secret import Secret
from lib.vk.door import Vk
from lib.vk.errors import KeyDead, Refused, VkError
from lib.vk.examine import NO_SUCH_GROUP, RIGHTS, kind_of
from lib.vk.methods import Kind

_EXPIRED = N_("This key has expired. Get a new one and paste it here.")
_NOT_ACCEPTED = N_("VK does not accept this key ({reason}). Copy it once more, whole.")
_OTHER_KIND = {
    "community": N_("This is a community key. It belongs into the field of the community key."),
    "service": N_("This is a service key. It belongs into the field of the service key."),
    "user": N_("This is a user key. It belongs into the field of the user key."),
}


class WrongKey(VkError):
    """The key cannot serve where it was put; nothing was kept."""


@dataclass(frozen=True)
class Candidate:
    """A key that may be kept: what community it was found good for."""

    group_id: int
    name: str
    screen_name: str
    lacking: tuple[str, ...] = ()
    """Of a community key: rights that the console needs and the key was made without."""
    brief: bool = False
    """A key of VK ID, which lives an hour and may do little more than name its owner."""


def look_at(base: str, place: Kind, key: Secret, *, community: int | str) -> Candidate:
    """Try `key` as the key of kind `place` for `community` (its number or short name) on the VK at `base`.

    At most four reads. Raises `WrongKey`, or another `VkError` where VK is away, which says nothing of the key.
    """
    number = community if isinstance(community, int) else 0
    vk = Vk(base=base, group_id=number, keys={place: key.reveal()})
    try:
        return _found(vk, place, community, brief=key.reveal().startswith("vk2."))
    finally:
        vk.close()


def _found(vk: Vk, place: Kind, community: int | str, *, brief: bool) -> Candidate:
    try:
        kind = kind_of(vk, place)
    except KeyDead as dead:
        if "expired" in dead.text:
            raise WrongKey(_EXPIRED) from dead
        raise WrongKey(_NOT_ACCEPTED, reason=dead.text.rstrip(".")) from dead
    if kind != place:
        raise WrongKey(_OTHER_KIND[kind])
    group = _group(vk, place, group_id=community)
    if group is None:
        raise WrongKey(
            N_("VK has no community “{community}”. Correct its address."), community=community
        )
    if place == "community":
        own = _group(vk, place)
        if own is not None and own.get("id") != group.get("id"):
            raise WrongKey(
                N_(
                    "This key belongs to another community, “{name}”. Make one in the settings of yours."
                ),
                name=str(own.get("name", own.get("id"))),
            )
    if place == "user" and group.get("is_admin") == 0:
        raise WrongKey(
            N_(
                "Whoever this key belongs to does not manage the community, and so it opens nothing here."
                " It must be the key of an administrator or editor."
            )
        )
    lacking: tuple[str, ...] = ()
    if place == "community":
        mask = vk.call("groups.getTokenPermissions", key=place).get("mask", 0)
        lacking = tuple(name for name, bit in RIGHTS.items() if not mask & bit)
    return Candidate(
        group_id=int(group["id"]),
        name=str(group.get("name", "")),
        screen_name=str(group.get("screen_name", "")),
        lacking=lacking,
        brief=brief,
    )


def _group(vk: Vk, place: Kind, **params: Any) -> dict[str, Any] | None:
    try:
        answer = vk.call("groups.getById", key=place, fields="is_admin,admin_level", **params)
    except KeyDead:
        raise
    except Refused as refused:
        # VK answers 15 where a community key asks about a community that is not its own.
        if refused.code in NO_SUCH_GROUP | {15}:
            return None
        raise
    groups = answer.get("groups") if isinstance(answer, dict) else answer
    found = groups[0] if groups else None
    return found if isinstance(found, dict) and isinstance(found.get("id"), int) else None
