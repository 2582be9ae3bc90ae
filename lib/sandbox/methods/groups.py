"""groups.*"""

from __future__ import annotations

from typing import Any

from lib.sandbox import long_poll
from lib.sandbox.around import Neighbour, Setting
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import community
from lib.sandbox.objects import ADMIN_ID, GROUP_ID, OWNER_ID, Citizen
from lib.sandbox.rights import PERMISSIONS
from lib.sandbox.shapes import user_object
from lib.sandbox.walls import owner_of


def get_by_id(call: Call) -> Any:
    """groups.getById: a community key without ids means its own; an unknown id is left out."""
    asked = call.words("group_ids") or call.words("group_id")
    if not asked:
        if call.key.kind != "community":
            raise invalid("group_ids is undefined")
        asked = [str(GROUP_ID)]
    if len(asked) > 500:
        raise invalid("group_ids should contain at most 500 ids")
    found = [owner_of(call.world, f"club{word}" if word.isdigit() else word) for word in asked]
    shown = []
    for owner_id in dict.fromkeys(i for i in found if i is not None):
        group = community(call, -owner_id)
        if group is None:
            continue
        if call.key.kind == "user" and owner_id == OWNER_ID:
            group |= {"is_admin": 1, "admin_level": 3, "is_member": 1, "is_advertiser": 1}
        shown.append(group)
    return {"groups": shown, "profiles": []}


def get_members(call: Call) -> Any:
    """groups.getMembers: pages of at most 1000; order by time and managers for moderators only."""
    group_id = call.text("group_id")
    if group_id not in {str(GROUP_ID), call.world.group.screen_name} and not (
        not group_id and call.key.kind == "community"
    ):
        raise refusal(125)
    sort = call.choice("sort", ("id_asc", "id_desc", "time_asc", "time_desc"), "id_asc")
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 1000, minimum=0, maximum=1000)
    who = call.choice("filter", ("friends", "unsure", "managers", "donut", "all"), "all")
    if (who == "managers" or sort.startswith("time")) and call.key.kind == "service":
        raise refusal(15, "you should be group moderator")
    if who == "managers":
        return {"count": 1, "items": [{"id": ADMIN_ID, "role": "administrator"}]}
    people = call.world.members() if who == "all" else []
    people.sort(key=_by_time if sort.startswith("time") else _by_id, reverse=sort.endswith("desc"))
    page = people[offset : offset + count]
    fields = call.fields()
    items = [user_object(p, fields=fields) for p in page] if fields else [p.id for p in page]
    return {"count": len(people), "items": items}


def _by_id(person: Citizen) -> tuple[int, int]:
    return (person.id, 0)


def _by_time(person: Citizen) -> tuple[int, int]:
    return (person.joined_at or 0, person.id)


def is_member(call: Call) -> Any:
    """groups.isMember of one `user_id`, or of `user_ids`."""
    call.group_id()
    joined = {person.id for person in call.world.members()}
    if call.text("user_ids"):
        asked = [int(word) for word in call.words("user_ids") if word.isdigit()]
        return [{"user_id": i, "member": int(i in joined)} for i in asked]
    return int(call.integer("user_id", call.viewer) in joined)


def search(call: Call) -> Any:
    """groups.search by name, the most members first; every community of this world is a page."""
    query = call.text("q").casefold()
    if not query:
        raise invalid("q is undefined")
    kind = call.choice("type", ("", "group", "page", "event"), "")
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=1000)
    call.integer("sort", 0, minimum=0, maximum=6)
    named = {GROUP_ID: call.world.group.name}
    named |= {near.id: near.name for near in call.world.shelf(Neighbour).values()}
    found = [i for i, name in named.items() if query in name.casefold() and kind in {"", "page"}]
    counted = [(_members(call, i), i) for i in found]
    page = [i for _, i in sorted(counted, key=lambda row: (-row[0], row[1]))]
    shown = [community(call, i) for i in page[offset : offset + count]]
    return {"count": len(found), "items": [group for group in shown if group is not None]}


def _members(call: Call, group_id: int) -> int:
    near = call.world.shelf(Neighbour).get(group_id)
    return near.members if near is not None else len(call.world.members())


def get_online_status(call: Call) -> Any:
    """groups.getOnlineStatus: `none` until enableOnline."""
    call.group_id()
    setting = call.world.shelf(Setting).get("online")
    return {"status": setting.value if setting is not None else "none"}


def enable_online(call: Call) -> Any:
    """groups.enableOnline."""
    call.group_id()
    call.world.put(Setting("online", "online"))
    return 1


def disable_online(call: Call) -> Any:
    """groups.disableOnline."""
    call.group_id()
    call.world.put(Setting("online", "none"))
    return 1


def get_token_permissions(call: Call) -> Any:
    """groups.getTokenPermissions: what a community key may do."""
    held = {name: bit for name, bit in PERMISSIONS.items() if name in call.key.permissions}
    return {
        "mask": sum(held.values()),
        "permissions": [{"name": name, "setting": bit} for name, bit in held.items()],
    }


def get_long_poll_server(call: Call) -> Any:
    """groups.getLongPollServer; `server` is a full address, `ts` a string."""
    call.group_id()
    return long_poll.server(call.world, call.address)


def get_long_poll_settings(call: Call) -> Any:
    call.group_id()
    return long_poll.settings(call.world)


def set_long_poll_settings(call: Call) -> Any:
    """groups.setLongPollSettings: what is not named stays as it is."""
    call.group_id()
    enabled = call.flag("enabled") if call.text("enabled") else None
    events = long_poll.named_events(call.params, call.flag)
    long_poll.set_up(call.world, enabled=enabled, version=call.text("api_version"), events=events)
    return 1
