"""Reading the wall: wall.get, wall.getById."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import OWNER_ID, Post
from lib.sandbox.shapes import group_object, user_object

_FILTERS = ("owner", "others", "all", "postponed", "suggests", "archived", "donut")
_POST = re.compile(r"(-?\d+)_(\d+)")


def get(call: Call) -> Any:
    """wall.get: newest first; the queue soonest first; queue and suggestions for a user key only."""
    if call.text("owner_id"):
        call.own_wall()
    elif call.text("domain") not in {call.world.group.screen_name, f"club{-OWNER_ID}"}:
        raise refusal(100, "owner_id is undefined")
    chosen = call.choice("filter", _FILTERS, "all")
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=100)
    if chosen in {"postponed", "suggests"} and call.key.kind != "user":
        raise refusal(15, "no access to call this method with this filter")
    posts = [post for post in call.world.posts.values() if _passes(post, chosen)]
    posts.sort(key=lambda p: (p.date, p.id), reverse=chosen != "postponed")
    page = posts[offset : offset + count]
    return answer(call, page, count=len(posts))


def get_by_id(call: Call) -> Any:
    """wall.getById: always wrapped in `items`; what is not there is left out."""
    asked = call.words("posts")
    if not asked:
        raise invalid("posts is undefined")
    if len(asked) > 100:
        raise invalid("posts should contain at most 100 ids")
    found = []
    for word in asked:
        matched = _POST.fullmatch(word)
        if matched is None:
            raise invalid("posts is invalid")
        post = call.world.posts.get(int(matched[2])) if int(matched[1]) == OWNER_ID else None
        if post is not None and not post.deleted and _visible(post, call):
            found.append(post)
    return answer(call, found)


def _visible(post: Post, call: Call) -> bool:
    return post.kind == "post" or call.key.kind == "user"


def _passes(post: Post, chosen: str) -> bool:
    if post.deleted:
        return False
    match chosen:
        case "postponed":
            return post.kind == "postpone"
        case "suggests":
            return post.kind == "suggest"
        case "owner":
            return post.kind == "post" and post.from_id == OWNER_ID
        case "others":
            return post.kind == "post" and post.from_id != OWNER_ID
        case "all":
            return post.kind == "post"
        case _:
            return False


def answer(call: Call, posts: list[Post], *, count: int | None = None) -> dict[str, Any]:
    """Posts as an answer, with the people around them where `extended` asks for it."""
    shown: dict[str, Any] = {} if count is None else {"count": count}
    shown["items"] = [call.world.show_post(post, viewer=call.viewer) for post in posts]
    if call.flag("extended"):
        authors = [i for p in posts for i in (p.from_id, p.signer_id, OWNER_ID) if i]
        shown |= company(call, authors)
    return shown


def company(call: Call, ids: Iterable[int]) -> dict[str, Any]:
    """`profiles` and `groups` of everyone among `ids`."""
    fields = call.fields("photo_50", "photo_100", "sex", "screen_name", "online")
    unique = dict.fromkeys(ids)
    world = call.world
    return {
        "profiles": [user_object(world.person(i), fields=fields) for i in unique if i > 0],
        "groups": [
            group_object(world.group, members=len(world.members()), fields=call.fields())
            for i in unique
            if i == OWNER_ID
        ],
    }
