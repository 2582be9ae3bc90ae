"""Reading the wall: wall.get, wall.getById, wall.search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from lib.sandbox.around import Neighbour
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import GROUP_ID, OWNER_ID, Post
from lib.sandbox.shapes import group_object, user_object
from lib.sandbox.walls import Wall, owner_of, wall_of

_FILTERS = ("owner", "others", "all", "postponed", "suggests", "archived", "donut")
_LONGEST_QUERY = 9000
_POST = re.compile(r"(-?\d+)_(\d+)")


def get(call: Call) -> Any:
    """wall.get: the pinned post, then newest first; the queue soonest first.

    Queue and suggestions are for a user key only.
    """
    wall = call.wall() if call.text("owner_id") else _by_domain(call)
    chosen = call.choice("filter", _FILTERS, "all")
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=100)
    hidden = chosen in {"postponed", "suggests"}
    if hidden and (call.key.kind != "user" or wall.owner_id != OWNER_ID):
        raise refusal(15, "no access to call this method with this filter")
    posts = [post for post in wall.posts.values() if _passes(post, chosen)]
    posts.sort(key=_pinned_first(call), reverse=chosen != "postponed")
    page = posts[offset : offset + count]
    return answer(call, page, count=len(posts))


def search(call: Call) -> Any:
    """wall.search: published posts in which every word of `query` stands, newest first."""
    wall = call.wall() if call.text("owner_id") else _by_domain(call)
    words = call.text("query").casefold().split()
    if not words:
        raise invalid("query is undefined")
    if len(call.text("query")) > _LONGEST_QUERY:
        raise invalid("query is too long")
    chosen = "owner" if call.flag("owners_only") else "all"
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 20, minimum=0, maximum=100)
    posts = [
        post
        for post in wall.posts.values()
        if _passes(post, chosen) and all(word in post.text.casefold() for word in words)
    ]
    posts.sort(key=lambda p: (p.date, p.id), reverse=True)
    return answer(call, posts[offset : offset + count], count=len(posts))


def _pinned_first(call: Call) -> Callable[[Post], tuple[bool, int, int]]:
    pinned_id = call.world.group.pinned_id
    return lambda p: (p.owner_id == OWNER_ID and p.id == pinned_id, p.date, p.id)


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
        wall = wall_of(call.world, int(matched[1]))
        post = wall.posts.get(int(matched[2])) if wall is not None else None
        if post is not None and not post.deleted and _visible(post, call):
            found.append(post)
    return answer(call, found)


def _by_domain(call: Call) -> Wall:
    owner_id = owner_of(call.world, call.text("domain"))
    found = wall_of(call.world, owner_id) if owner_id is not None else None
    if found is None:
        raise refusal(100, "owner_id is undefined")
    return found


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
            return post.kind == "post" and post.from_id == post.owner_id
        case "others":
            return post.kind == "post" and post.from_id != post.owner_id
        case "all":
            return post.kind == "post"
        case _:
            return False


def answer(call: Call, posts: list[Post], *, count: int | None = None) -> dict[str, Any]:
    """Posts as an answer, with the people around them where `extended` asks for it."""
    shown: dict[str, Any] = {} if count is None else {"count": count}
    shown["items"] = [call.world.show_post(post, viewer=call.viewer) for post in posts]
    if call.flag("extended"):
        authors = [i for p in posts for i in (p.from_id, p.signer_id, p.owner_id, *_shared(p)) if i]
        shown |= company(call, authors)
    return shown


def company(call: Call, ids: Iterable[int]) -> dict[str, Any]:
    """`profiles` and `groups` of everyone among `ids`."""
    fields = call.fields("photo_50", "photo_100", "sex", "screen_name", "online")
    unique = dict.fromkeys(ids)
    world = call.world
    return {
        "profiles": [user_object(world.person(i), fields=fields) for i in unique if i > 0],
        "groups": [shown for i in unique if i < 0 and (shown := community(call, -i)) is not None],
    }


def _shared(post: Post) -> tuple[int, ...]:
    """Whose post this one shares."""
    return (int(post.copy_of["owner_id"]),) if post.copy_of is not None else ()


def community(call: Call, group_id: int) -> dict[str, Any] | None:
    """The community `group_id` with the asked fields; None for one that this world does not have."""
    if group_id == GROUP_ID:
        group = call.world.group
        return group_object(group, members=len(call.world.members()), fields=call.fields())
    near = call.world.shelf(Neighbour).get(group_id)
    if near is None:
        return None
    return group_object(near, members=near.members, fields=call.fields())
