"""Sharing posts: wall.repost, wall.getReposts."""

from __future__ import annotations

import re
from typing import Any

from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods import writing
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import ADMIN_ID, Post
from lib.sandbox.walls import wall_of

_OBJECT = re.compile(r"wall(-?\d+)_(\d+)")
_QUOTED = ("id", "owner_id", "from_id", "date", "post_type", "text", "attachments")
"""Fields that a post keeps where it is quoted, as in `copy_history`."""


def repost(call: Call) -> Any:
    """wall.repost of `object`: into the community with `group_id`, else onto the user's own wall."""
    named = _OBJECT.fullmatch(call.text("object"))
    if named is None:
        raise invalid("object is invalid")
    source = _source(call, int(named[1]), int(named[2]))
    text = call.text("message").strip()
    if len(text) > writing.LONGEST_POST:
        raise invalid("message is too long")
    if call.text("group_id"):
        call.group_id()
        shown = call.world.show_post(source)
        quoted = {name: shown[name] for name in _QUOTED}
        made = call.world.publish(text, created_by=ADMIN_ID, copy_of=quoted).id
        source.reposts += 1
        call.world.touch(source)
    else:
        made = call.world.repost(source, ADMIN_ID, text)
    return {
        "success": 1,
        "post_id": made,
        "reposts_count": source.reposts,
        "wall_repost_count": source.reposts,
        "mail_repost_count": 0,
        "likes_count": source.likes.count,
    }


def _source(call: Call, owner_id: int, post_id: int) -> Post:
    """A published post of our wall or a neighbour's."""
    wall = wall_of(call.world, owner_id)
    post = wall.posts.get(post_id) if wall is not None else None
    if post is None or post.deleted or post.kind != "post":
        raise refusal(100, "object not found")
    return post


def get_reposts(call: Call) -> Any:
    """wall.getReposts: those whose makers are known, newest first; more may have been counted."""
    call.own_wall()
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=1000)
    try:
        post = call.world.post_of(call.integer("post_id", minimum=0))
    except LookupError:
        raise refusal(210) from None
    page = post.shares[::-1][offset : offset + count]
    people = company(call, [share["owner_id"] for share in page])
    return {"items": [call.world.show_share(post, share) for share in page], **people}
