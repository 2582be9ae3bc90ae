"""stats.*"""

from __future__ import annotations

from collections import Counter
from typing import Any

from lib.sandbox import days
from lib.sandbox.audience import Towns
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import OWNER_ID
from lib.sandbox.shapes import city_id
from lib.sandbox.world import World

_POSTS_WITH_REACH = 300
"""Only the newest posts have data, as people report of VK."""
_CITIES = 20
"""VK names the largest ones only; how many is not documented."""


def get(call: Call) -> Any:
    """stats.get: periods, newest first; a day without a measurement is missing, not zero."""
    call.group_id()
    interval = call.choice("interval", ("day", "week", "month", "year", "all"), "day")
    first = int(_seconds(call, "timestamp_from", 0))
    last = int(_seconds(call, "timestamp_to", call.world.now()))
    limit = call.integer("intervals_count", 0, minimum=0)
    wanted = set(call.words("stats_groups")) or {"visitors", "reach", "activity"}
    if not wanted <= {"visitors", "reach", "activity"}:
        raise invalid("stats_groups is invalid")
    extended = call.flag("extended") if call.text("extended") else True
    found = days.periods(
        call.world.days.values(),
        interval=interval,
        first=first,
        last=last,
        towns=_towns(call.world) if extended else None,
    )
    return [
        {name: part for name, part in one.items() if name.startswith("period") or name in wanted}
        for one in (found[:limit] if limit else found)
    ]


def _towns(world: World) -> Towns:
    """Where the subscribers live."""
    living = [one.city for one in world.members() if one.city and one.deactivated is None]
    return [(city_id(name), name, count) for name, count in Counter(living).most_common(_CITIES)]


def _seconds(call: Call, name: str, default: int) -> float:
    try:
        return float(call.text(name) or default)
    except ValueError:
        raise invalid(f"{name} is invalid") from None


def get_post_reach(call: Call) -> Any:
    """stats.getPostReach of at most 30 posts; older ones than the 300 newest have no data."""
    if call.integer("owner_id") != OWNER_ID:
        raise refusal(15)
    asked = [int(word) for word in call.words("post_ids") if word.isdigit()]
    if not asked:
        raise invalid("post_ids is undefined")
    if len(asked) > 30:
        raise invalid("post_ids should contain at most 30 ids")
    published = [p for p in call.world.posts.values() if p.kind == "post" and not p.deleted]
    published.sort(key=lambda p: (p.date, p.id), reverse=True)
    posts = {post.id: post for post in published[:_POSTS_WITH_REACH]}
    known = {post.id for post in published}
    if not known.intersection(asked):
        raise refusal(210)
    return [
        {
            "post_id": post.id,
            "reach_subscribers": post.reach_subscribers,
            "reach_total": post.reach_total,
            "reach_ads": 0,
            "reach_viral": max(0, post.reach_total - post.reach_subscribers) // 3,
            "links": post.views // 90,
            "to_group": post.views // 60,
            "join_group": post.views // 1500,
            "report": 0,
            "hide": post.views // 2500,
            "unsubscribe": post.views // 4000,
        }
        for i in asked
        if (post := posts.get(i)) is not None
    ]
