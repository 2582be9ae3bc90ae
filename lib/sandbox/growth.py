"""How a post is seen while it ages: fast in its first hours, slower at night, with a long tail.

Invented, after the shape that people show of their posts' curves; what VK's own curves are like nobody measured
for us. In the end a post is seen as often as its `fate` says, which is drawn when it appears.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from math import exp
from random import Random
from typing import TYPE_CHECKING

from lib.base.clock import day_span, local_day
from lib.sandbox.days import VISITORS_PER_VIEW, ZONE
from lib.sandbox.objects import Day, Post

if TYPE_CHECKING:
    from lib.sandbox.world import World

HOUR = 3600
DAY = 24 * HOUR
OFFSET = 3 * HOUR
"""Moscow's, as everywhere in the demo."""
YOUNG = 30 * DAY
"""Older posts do not grow by themselves."""
LEAST_PUBLIC = 300
"""A wall without subscribers is seen by somebody too."""

_AWAKE = (4, 2, 1, 1, 1, 3, 8, 16, 22, 24, 24, 23, 25, 27, 25, 24, 25, 28, 32, 36, 38, 35, 25, 12)
"""How many people look into VK in each hour of the day, in proportion."""
_SECONDS = tuple(hour * DAY / sum(_AWAKE) / HOUR for hour in _AWAKE)
"""What a second of each hour counts for; a whole day counts for a day."""
_UNTIL = tuple(accumulate((second * HOUR for second in _SECONDS), initial=0.0))

_WAVES = ((0.48, 2.2 * HOUR), (0.42, 13 * HOUR), (0.10, 6 * DAY))
"""Share of all views, and the time in which it comes but for a third: the feed, the day after, the tail."""

_FOUND_LATE = 0.12
"""So many of all posts are shared a day or two later by somebody with a crowd."""
_LATE_SCALE = 4 * HOUR


def awake(begins: int, ends: int) -> float:
    """Seconds between two moments, those of the night counting for little."""
    return _since_epoch(ends) - _since_epoch(begins)


def ripe(published_at: int, moment: int) -> float:
    """The share of all its views that a post has at `moment`: 0 at its publication, towards 1.

    No two posts are alike: each has a tempo, and some are found late by a second crowd.
    """
    age = awake(published_at, max(published_at, moment))
    tempo, late, starts = _temper(published_at)
    first = sum(share * (1 - exp(-age / (tempo * scale))) for share, scale in _WAVES)
    second = 1 - exp(-(age - starts) / _LATE_SCALE) if age > starts else 0.0
    return (1 - late) * first + late * second


@cache
def _temper(published_at: int) -> tuple[float, float, float]:
    """How slow a post is (1: usual), the share of its views that a second crowd brings, and when it comes."""
    rng = Random(published_at)
    tempo = rng.lognormvariate(0, 0.3)
    late = rng.uniform(0.15, 0.5) if rng.random() < _FOUND_LATE else 0.0
    return tempo, late, rng.uniform(9 * HOUR, 60 * HOUR)


def fate(rng: Random, *, members: int, warmth: float = 1.0) -> tuple[float, float, float]:
    """Views, reach and reach of subscribers that a post has in the end; `warmth` above 1: it spreads."""
    subscribers = members * rng.uniform(0.17, 0.34)
    viral = subscribers * rng.lognormvariate(-0.6, 0.6) + max(0.0, warmth - 1) * 2600
    total = subscribers + viral
    return total * rng.uniform(1.15, 1.45), total, subscribers


def grow(world: World) -> None:
    """Has every young post seen as far as its age says, the days in which nobody looked included."""
    now = world.now()
    with world.turn():
        since = world.group.grown_at or now
        day = local_day(since, zone=ZONE)
        while (end := day_span(day, zone=ZONE)[1]) <= now:
            _grow(world, end - 1)
            day = local_day(end, zone=ZONE)
        _grow(world, now)
        world.group.grown_at = now
        world.touch(world.group)


def earlier(post: Post, moment: int, *, now: int, comments: int) -> dict[str, int]:
    """The counters that the post had at `moment`, as its curve says; never more than it has now.

    `comments` is how many had been written by then.
    """
    part = min(1.0, ripe(post.date, moment) / max(ripe(post.date, now), 1e-9))
    return {
        "views": int(post.views * part),
        "likes": int(post.likes.count * part),
        "reposts": int(post.reposts * part),
        "comments": comments,
        "reach_total": int(post.reach_total * part),
        "reach_subscribers": int(post.reach_subscribers * part),
    }


def _grow(world: World, moment: int) -> None:
    name = local_day(moment, zone=ZONE).isoformat()
    members = len(world.members())
    for post in world.posts.values():
        if post.kind != "post" or post.deleted or not moment - YOUNG < post.date <= moment:
            continue
        if not post.fate:
            drawn = fate(Random(post.id), members=max(members, LEAST_PUBLIC))
            post.fate = [max(1, int(one)) for one in drawn]
        share = ripe(post.date, moment)
        views, reach, subscribers = (int(one * share) for one in post.fate)
        if views <= post.views:
            continue
        day = world.days.setdefault(name, Day(name))
        visitors = int(views * VISITORS_PER_VIEW) - int(post.views * VISITORS_PER_VIEW)
        day.views += views - post.views
        day.visitors += visitors
        day.reach += max(0, reach - post.reach_total)
        day.reach_subscribers += max(0, subscribers - post.reach_subscribers)
        post.views = views
        post.reach_total = max(reach, post.reach_total)
        post.reach_subscribers = max(subscribers, post.reach_subscribers)
        world.touch(post)
        world.touch(day)


def _since_epoch(at: int) -> float:
    days, second = divmod(at + OFFSET, DAY)
    hour, rest = divmod(second, HOUR)
    return days * DAY + _UNTIL[hour] + _SECONDS[hour] * rest
