"""newsfeed.*: a search over every wall of the world, and who names us."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lib.sandbox.around import Neighbour, NeighbourPost
from lib.sandbox.errors import invalid
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.neighbours import mentions
from lib.sandbox.objects import ADMIN_ID, GROUP_ID, Post

REACHABLE = 1000
"""Results that paging can reach, as the documentation says."""
DAY = 86_400
_FROM = re.compile(r"(\d+)/(\d+)_(-?\d+)_(\d+)")


def search(call: Call) -> Any:
    """newsfeed.search: newest first, the last 24 hours unless told otherwise."""
    count = call.integer("count", 30, minimum=0, maximum=200)
    now = call.world.now()
    first = call.integer("start_time", now - DAY, minimum=0)
    last = call.integer("end_time", now, minimum=0)
    wanted = _words(call.text("q"))
    found = [
        post
        for post in [*call.world.posts.values(), *call.world.shelf(NeighbourPost).values()]
        if post.kind == "post" and not post.deleted and first <= post.date <= last
        if all(word in _folded(post.text) for word in wanted)
    ]
    found.sort(key=_place, reverse=True)
    seen, left = _after(call.text("start_from"), found)
    page = left[: min(count, REACHABLE - seen)]
    shown: dict[str, Any] = {
        "items": [call.world.show_post(post, viewer=call.viewer) for post in page],
        "count": min(len(found), REACHABLE),
        "total_count": len(found),
    }
    seen += len(page)
    if page and len(left) > len(page) and seen < REACHABLE:
        shown["next_from"] = f"{seen}/{'_'.join(map(str, _place(page[-1])))}"
    if call.flag("extended"):
        shown |= company(call, [i for post in page for i in (post.from_id, post.owner_id)])
    return shown


def _words(query: str) -> list[str]:
    return [word.strip('"') for word in _folded(query).split() if word.strip('"')]


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _place(post: Post) -> tuple[int, int, int]:
    return (post.date, post.owner_id, post.id)


def _after(start_from: str, found: list[Post]) -> tuple[int, list[Post]]:
    """How many were seen before `start_from`, and what comes after it: new posts do not move the page."""
    if not start_from:
        return 0, found
    matched = _FROM.fullmatch(start_from)
    if matched is None:
        raise invalid("start_from is invalid")
    place = (int(matched[2]), int(matched[3]), int(matched[4]))
    return int(matched[1]), [post for post in found if _place(post) < place]


def get_mentions(call: Call) -> Any:
    """newsfeed.getMentions: posts on other walls that name `owner_id`, newest first.

    Without times the documentation of 2026 means all mentions, the schema the last 24 hours: so do the two
    profiles.
    """
    owner_id = call.integer("owner_id", ADMIN_ID)
    count = call.integer("count", 20, minimum=0, maximum=50)
    offset = call.integer("offset", 0, minimum=0)
    now = call.world.now()
    usual = now - DAY if call.profile == "schema" else 0
    first = call.integer("start_time", usual, minimum=0)
    last = call.integer("end_time", now, minimum=0)
    named = _naming(call, owner_id)
    found = [
        post
        for post in call.world.shelf(NeighbourPost).values()
        if not post.deleted and post.owner_id != owner_id and first <= post.date <= last
        if named(post.text)
    ]
    found.sort(key=_place, reverse=True)
    page = found[offset : offset + count]
    items = [call.world.show_post(post, viewer=call.viewer) for post in page]
    return {"count": len(found), "items": items}


def _naming(call: Call, owner_id: int) -> Callable[[str], bool]:
    if owner_id == -GROUP_ID:
        return lambda text: mentions(text, call.world.group)
    near = call.world.shelf(Neighbour).get(-owner_id)
    if near is not None:
        return lambda text: mentions(text, near)
    person = re.compile(rf"\[id{owner_id}\||[@*]id{owner_id}(?!\w)")
    return lambda text: person.search(text) is not None
