"""Bots Long Poll: who may listen, from where, to which events."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from lib.sandbox.errors import invalid
from lib.sandbox.faults import LONG_POLL, POLLING, Faults
from lib.sandbox.objects import GROUP_ID
from lib.sandbox.shapes import absolute, event_object
from lib.sandbox.world import World

LONGEST_WAIT = 90
"""Seconds; VK holds a request no longer."""
PATH = "/lp/wh1"

SETTABLE: tuple[str, ...] = (
    *("message_new", "message_reply", "message_allow", "message_deny", "message_edit"),
    *("message_typing_state", "message_read", "message_event", "message_reaction_event"),
    *("photo_new", "audio_new", "video_new"),
    *("wall_reply_new", "wall_reply_edit", "wall_reply_delete", "wall_reply_restore"),
    *("wall_post_new", "wall_repost", "like_add", "like_remove", "poll_vote_new"),
    *("board_post_new", "board_post_edit", "board_post_restore", "board_post_delete"),
    *("photo_comment_new", "photo_comment_edit", "photo_comment_delete", "photo_comment_restore"),
    *("video_comment_new", "video_comment_edit", "video_comment_delete", "video_comment_restore"),
    *("market_comment_new", "market_comment_edit", "market_comment_delete"),
    *("market_comment_restore", "group_join", "group_leave", "group_change_settings"),
    *("group_change_photo", "group_officers_edit", "user_block", "user_unblock"),
    *("donut_subscription_create", "donut_subscription_prolonged"),
    *("donut_subscription_cancelled", "donut_subscription_price_changed"),
    *("donut_subscription_expired", "donut_money_withdraw", "donut_money_withdraw_error"),
)
SHOWN_ONLY = (
    *("wall_schedule_post_new", "wall_schedule_post_delete"),
    *("lead_forms_new", "market_order_new", "market_order_edit"),
)
"""Answered by getLongPollSettings, not accepted by setLongPollSettings."""
NOT_SHOWN = frozenset({"like_add", "like_remove", "message_event"})
"""Accepted, and missing among the schema's groups_long_poll_events."""


def prepare(world: World) -> None:
    """A new world's listening: switched on, every type wanted, a fresh key."""
    world.group.poll_events = dict.fromkeys(SETTABLE, 1)
    world.group.poll_key = secrets.token_hex(20)
    world.touch(world.group)


def server(world: World, address: str) -> dict[str, str]:
    """The answer of getLongPollServer; raises ApiFailure 100 while listening is switched off."""
    if not world.group.poll_enabled:
        raise invalid("longpoll for this group is not enabled")
    return {
        "key": world.group.poll_key,
        "server": f"{address}{PATH}",
        "ts": str(world.group.last_ts),
    }


def settings(world: World) -> dict[str, Any]:
    """What groups.getLongPollSettings answers."""
    return {
        "is_enabled": world.group.poll_enabled,
        "api_version": world.group.poll_version,
        "events": shown_events(world.group.poll_events),
    }


def shown_events(wanted: Mapping[str, int]) -> dict[str, int]:
    """Types of events as the settings of long poll and of callback servers show them."""
    shown = {name: wanted.get(name, 0) for name in SETTABLE if name not in NOT_SHOWN}
    return shown | dict.fromkeys(SHOWN_ONLY, 0)


def named_events(params: Mapping[str, str], flag: Callable[[str], bool]) -> dict[str, int]:
    """The types of events that a call names, switched on or off; `flag` reads a parameter."""
    return {name: int(flag(name)) for name in SETTABLE if params.get(name, "") != ""}


def set_up(world: World, *, enabled: bool | None, version: str, events: Mapping[str, int]) -> None:
    """What groups.setLongPollSettings does; what is None, empty or not named stays."""
    if enabled is not None:
        world.group.poll_enabled = enabled
    if version:
        world.group.poll_version = version
    world.group.poll_events |= events
    world.touch(world.group)


def expire_key(world: World) -> None:
    """Every listener's key dies, as VK's do after some hours."""
    with world.turn():
        world.group.poll_key = secrets.token_hex(20)
        world.touch(world.group)


def look(
    world: World, *, key: str, ts: str, address: str, faults: Faults
) -> tuple[dict[str, Any], bool]:
    """What a listener at `ts` gets, and whether it may wait for more instead (nothing has come yet)."""
    with world.turn():
        fault = faults.take(LONG_POLL, frozenset({"failed"}))
        if fault is not None:
            number = int(fault.details.get("code", fault.details.get("failed", 1)))
            if number in {2, 3}:
                expire_key(world)
            return _failed(world, number), False
        if not world.group.poll_enabled or key != world.group.poll_key:
            return _failed(world, 2), False
        if not ts.isdigit() or not world.group.lost_ts <= int(ts) <= world.group.last_ts:
            return _failed(world, 1), False
        version = world.group.poll_version
        updates = [
            {
                "type": event.type,
                "event_id": event.event_id,
                "v": version,
                "object": absolute(event_object(event.type, event.object, version), address),
                "group_id": GROUP_ID,
            }
            for event in world.events
            if event.id > int(ts)
        ]
        reached = str(world.group.last_ts)
    if updates and (fault := faults.take(LONG_POLL, POLLING - {"failed"})) is not None:
        match fault.kind:
            case "duplicate":
                updates = [copy for update in updates for copy in (update, update)]
            case "reorder":
                updates.reverse()
            case "skip":
                updates = []
        return {"ts": reached, "updates": updates}, False
    return {"ts": reached, "updates": updates}, not updates


def _failed(world: World, number: int) -> dict[str, Any]:
    """`failed` 4 is documented of the user's long poll only; other numbers are for listeners to doubt."""
    match number:
        case 1:
            # The one place where ts is a number, as in VK's own example.
            return {"failed": 1, "ts": world.group.last_ts}
        case 4:
            return {"failed": 4, "min_version": 0, "max_version": 3}
        case _:
            return {"failed": number}
