"""users.* and utils.*"""

from __future__ import annotations

import re
from typing import Any

from lib.sandbox.errors import invalid
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import ADMIN_ID
from lib.sandbox.shapes import user_object
from lib.sandbox.walls import owner_of

_SCREEN_ID = re.compile(r"(?:id)?(\d+)")


def get(call: Call) -> Any:
    """users.get: who is not known is left out; without ids, the person behind a user key."""
    asked = call.words("user_ids") or call.words("user_id")
    if len(asked) > 1000:
        raise invalid("user_ids should contain at most 1000 ids")
    if not asked:
        if call.key.kind != "user":
            return []
        asked = [str(ADMIN_ID)]
    ids = [int(found[1]) for word in asked if (found := _SCREEN_ID.fullmatch(word))]
    fields = call.fields()
    people = call.world.citizens
    return [user_object(people[i], fields=fields) for i in dict.fromkeys(ids) if i in people]


def resolve_screen_name(call: Call) -> Any:
    """utils.resolveScreenName: an empty list for a name that nobody has, as VK answers."""
    name = call.text("screen_name")
    if not name:
        raise invalid("screen_name is undefined")
    owner_id = owner_of(call.world, name)
    if owner_id is not None:
        return {"type": "group", "object_id": -owner_id}
    found = re.fullmatch(r"id(\d+)", name)
    if found and int(found[1]) in call.world.citizens:
        return {"type": "user", "object_id": int(found[1])}
    return []
