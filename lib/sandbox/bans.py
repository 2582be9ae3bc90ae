"""Who is shut out of the community, why and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.sandbox.around import Ban
from lib.sandbox.objects import ADMIN_ID

if TYPE_CHECKING:
    from lib.sandbox.world import World

REASONS = range(5)
"""Other, spam, verbal abuse, strong language, flood: groups_ban_info_reason of the schema."""
LONGEST = 366 * 86_400
"""Seconds; VK takes an end at most a year ahead."""


def ban(
    world: World,
    owner_id: int,
    *,
    end_date: int = 0,
    reason: int = 0,
    comment: str = "",
    comment_visible: bool = False,
) -> None:
    """Shuts a person or a community out until `end_date` (0: for good); a repeat changes the terms."""
    with world.turn():
        world.put(Ban(owner_id, ADMIN_ID, world.now(), end_date, reason, comment, comment_visible))
        if owner_id > 0:
            told = {"admin_id": ADMIN_ID, "user_id": owner_id, "unblock_date": end_date}
            world.emit("user_block", told | {"reason": reason, "comment": comment})


def unban(world: World, owner_id: int, *, by_end_date: bool = False) -> None:
    """Lets someone in again; LookupError for one who is not banned."""
    with world.turn():
        gone = world.shelf(Ban).get(owner_id)
        if gone is None:
            raise LookupError(f"{owner_id} is not banned")
        world.drop(gone)
        if owner_id > 0:
            told = {"admin_id": gone.admin_id, "user_id": owner_id}
            world.emit("user_unblock", told | {"by_end_date": int(by_end_date)})


def expire(world: World) -> None:
    """Lets those in whose time is over."""
    now = world.now()
    for over in [one for one in world.shelf(Ban).values() if 0 < one.end_date <= now]:
        unban(world, over.id, by_end_date=True)


def is_banned(world: World, owner_id: int) -> bool:
    """Whether the person or community is shut out."""
    return owner_id in world.shelf(Ban)


def refuse_banned(world: World, owner_id: int) -> None:
    """ValueError where a banned one wants to say something."""
    if is_banned(world, owner_id):
        raise ValueError(f"{owner_id} is banned from the community")
