"""groups.ban, unban, getBanned."""

from __future__ import annotations

from typing import Any

from lib.sandbox import bans
from lib.sandbox.around import Ban, Neighbour
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import community
from lib.sandbox.objects import ADMIN_ID, OWNER_ID
from lib.sandbox.shapes import user_object

LONGEST_COMMENT = 500
"""Characters. VK documents no limit."""


def ban(call: Call) -> Any:
    """groups.ban: a person or minus a community, until `end_date`, for good without one."""
    call.group_id()
    owner_id = call.integer("owner_id")
    if owner_id in {ADMIN_ID, OWNER_ID}:
        raise refusal(15, "cannot ban an administrator")
    if owner_id not in call.world.citizens and -owner_id not in call.world.shelf(Neighbour):
        raise refusal(113)
    now = call.world.now()
    end_date = call.integer("end_date", 0, minimum=0)
    if end_date and not now < end_date <= now + bans.LONGEST:
        raise invalid("end_date should be in the future, at most a year ahead")
    reason = call.integer("reason", 0, minimum=0, maximum=bans.REASONS[-1])
    comment = call.text("comment")
    if len(comment) > LONGEST_COMMENT:
        raise invalid("comment is too long")
    bans.ban(
        call.world,
        owner_id,
        end_date=end_date,
        reason=reason,
        comment=comment,
        comment_visible=call.flag("comment_visible"),
    )
    return 1


def unban(call: Call) -> Any:
    """groups.unban. What VK says of one who is not banned is not documented; 104 here, as of getBanned."""
    call.group_id()
    try:
        bans.unban(call.world, call.integer("owner_id"))
    except LookupError:
        raise refusal(104) from None
    return 1


def get_banned(call: Call) -> Any:
    """groups.getBanned: the last banned first; of one `owner_id`, or error 104."""
    call.group_id()
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=200)
    banned = sorted(call.world.shelf(Ban).values(), key=lambda b: (b.date, b.id), reverse=True)
    if call.text("owner_id"):
        owner_id = call.integer("owner_id")
        banned = [one for one in banned if one.id == owner_id]
        if not banned:
            raise refusal(104)
    page = banned[offset : offset + count]
    return {"count": len(banned), "items": [_item(call, one) for one in page]}


def _item(call: Call, one: Ban) -> dict[str, Any]:
    info = {
        "admin_id": one.admin_id,
        "comment": one.comment,
        "comment_visible": one.comment_visible,
        "date": one.date,
        "end_date": one.end_date,
        "reason": one.reason,
    }
    if one.id < 0:
        return {"type": "group", "group": community(call, -one.id), "ban_info": info}
    who = user_object(call.world.person(one.id), fields=call.fields())
    return {"type": "profile", "profile": who, "ban_info": info}
