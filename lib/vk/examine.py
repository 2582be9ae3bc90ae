"""Looks at the keys and the community once, at the start: is each key good, in its place, for this community?

Nothing here trusts the place a key was put in: `groups.getTokenPermissions` answers community keys only, and
`users.get` without ids answers a user key with its owner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lib.base.language import N_
from lib.vk.door import Vk
from lib.vk.errors import KeyDead, NoRight, Refused
from lib.vk.methods import KINDS, Kind

PLACES: dict[Kind, str] = {
    "community": "PULT_COMMUNITY_KEY",
    "service": "PULT_SERVICE_KEY",
    "user": "PULT_USER_KEY",
}

RIGHTS = {"wall": 8192, "manage": 262144}
"""Bits of the mask of groups.getTokenPermissions that the console needs: writing, and events."""

NO_SUCH_GROUP = frozenset({100, 125, 203})


@dataclass(frozen=True)
class Problem:
    """`message` is a message id whose `{placeholders}` are `values`; `key` the kind of key it is about."""

    key: Kind | None
    message: str
    values: dict[str, str] = field(default_factory=dict)


def examine(vk: Vk) -> list[Problem]:
    """What is wrong with the keys and the community's number; empty when all is well.

    A number without a usable community is told alone: what else is wrong cannot be known before it is right.
    At most four calls a key. Raises `VkError` where VK is away or busy, which says nothing about the keys.
    """
    problems: list[Problem] = []
    good: list[Kind] = []
    for place in KINDS:
        if place not in vk.kinds:
            continue
        found = _look(vk, place)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            good.append(place)
    for place in good:
        found_there = _community(vk, place)
        if any(problem.key is None for problem in found_there):
            return found_there
        problems += found_there
    if "community" in good:
        problems += _rights(vk)
    problems += [lack for lack in (_reading_problem(vk), _writing_problem(vk)) if lack]
    return _once(problems)


def _look(vk: Vk, place: Kind) -> Problem | None:
    """None for a living key of the kind that its place says."""
    try:
        kind = kind_of(vk, place)
    except KeyDead as dead:
        if "expired" in dead.text:
            return Problem(
                place,
                N_("The key in {place} has expired. Make a new one and put it there."),
                {"place": PLACES[place]},
            )
        return Problem(
            place,
            N_("VK does not accept the key in {place}: {reason}. Copy it again, whole."),
            {"place": PLACES[place], "reason": dead.text.rstrip(".")},
        )
    if kind == place:
        return None
    return Problem(
        place,
        N_("The key in {place} is of another kind: it belongs in {right_place}."),
        {"place": PLACES[place], "right_place": PLACES[kind]},
    )


def kind_of(vk: Vk, place: Kind) -> Kind:
    """What kind of key stands in `place`. Raises `KeyDead`."""
    try:
        vk.call("groups.getTokenPermissions", key=place)
    except Refused as refused:
        if not _tells(refused):
            raise
    else:
        return "community"
    try:
        owner = vk.call("users.get", key=place)
    except Refused as refused:
        if not _tells(refused):
            raise
        return "service"
    return "user" if owner else "service"


def _tells(refused: Refused) -> bool:
    """Whether a refusal is about the kind of key, and not about VK's mood or a dead key."""
    return isinstance(refused, NoRight) or refused.code in {8, 100, 113}


def _community(vk: Vk, place: Kind) -> list[Problem]:
    number = str(vk.group_id)
    group = _group(vk, place, group_id=vk.group_id)
    if group is None or group.get("id") != vk.group_id:
        return [
            Problem(
                None,
                N_("VK has no community with the number {number}. Correct PULT_GROUP_ID."),
                {"number": number},
            )
        ]
    if group.get("deactivated"):
        return [
            Problem(
                None,
                N_("VK has deleted or blocked the community with the number {number}."),
                {"number": number},
            )
        ]
    if place == "user" and group.get("is_admin") == 0:
        return [
            Problem(
                place,
                N_(
                    "The owner of the key in {place} is not an editor or administrator of the community: "
                    "statistics and scheduled posts stay closed."
                ),
                {"place": PLACES[place]},
            )
        ]
    if place == "community":
        own = _group(vk, place)
        if own is not None and own.get("id") != vk.group_id:
            return [
                Problem(
                    place,
                    N_(
                        "The key in {place} belongs to another community, “{name}”. "
                        "Make one in the settings of yours."
                    ),
                    {"place": PLACES[place], "name": str(own.get("name", own.get("id")))},
                )
            ]
    return []


def _group(vk: Vk, place: Kind, **params: Any) -> dict[str, Any] | None:
    """The community asked for; without parameters, the one that a community key belongs to."""
    try:
        answer = vk.call("groups.getById", key=place, fields="is_admin,admin_level", **params)
    except Refused as refused:
        if refused.code in NO_SUCH_GROUP:
            return None
        raise
    groups = answer.get("groups") if isinstance(answer, dict) else answer
    return groups[0] if groups else None


def _rights(vk: Vk) -> list[Problem]:
    mask = vk.call("groups.getTokenPermissions", key="community").get("mask", 0)
    lacking = [name for name, bit in RIGHTS.items() if not mask & bit]
    if not lacking:
        return []
    return [
        Problem(
            "community",
            N_(
                "The key in {place} lacks rights: {rights}. "
                "Make a new one in the settings of the community with these rights."
            ),
            {"place": PLACES["community"], "rights": ", ".join(lacking)},
        )
    ]


def _reading_problem(vk: Vk) -> Problem | None:
    if vk.can("wall.get") and vk.can("wall.getComments"):
        return None
    return Problem(
        None,
        N_(
            "Posts and comments cannot be read: set a service key (“Settings”, “Keys”); "
            "the settings of any VK app have one."
        ),
        {"place": PLACES["service"]},
    )


def _writing_problem(vk: Vk) -> Problem | None:
    if vk.can("wall.createComment"):
        return None
    return Problem(
        None,
        N_(
            "Replies and posts cannot be sent: set a community key (“Settings”, “Keys”); "
            "it is made in the settings of the community."
        ),
        {"place": PLACES["community"]},
    )


def _once(problems: list[Problem]) -> list[Problem]:
    """The same trouble seen with two keys is one problem."""
    kept: list[Problem] = []
    for problem in problems:
        if problem not in kept:
            kept.append(problem)
    return kept
