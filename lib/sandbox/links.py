"""Short links of vk.cc and how often they were followed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from lib.base.clock import day_span, local_day
from lib.sandbox.days import ZONE

if TYPE_CHECKING:
    from lib.sandbox.world import World


@dataclass(slots=True)
class ShortLink:
    """`id` is the key: what stands after vk.cc/."""

    id: str
    url: str
    access_key: str
    private: bool = False
    """Its statistics are for those who have the access key."""
    views: dict[str, int] = field(default_factory=dict)
    """By the hour's first second, as text: so JSON keeps keys."""


def shorten(world: World, url: str, *, private: bool) -> ShortLink:
    """A short link to `url`; `private`: its counts are for its maker alone."""
    with world.turn():
        mark = hashlib.sha1(f"{world.number('links')}:{url}".encode()).hexdigest()
        return world.put(ShortLink(mark[:6], url, mark[6:24], private))


def follow(world: World, key: str, views: int) -> None:
    """People follow the link; LookupError where there is none."""
    with world.turn():
        link = world.shelf(ShortLink)[key]
        hour = str(world.now() // 3600 * 3600)
        link.views[hour] = link.views.get(hour, 0) + views
        world.put(link)


def counted(link: ShortLink, interval: str) -> list[tuple[int, int]]:
    """(first second of an interval, views in it), newest first; intervals without views are left out."""
    sums: dict[int, int] = {}
    for hour, views in link.views.items():
        first = _first(int(hour), interval)
        sums[first] = sums.get(first, 0) + views
    return sorted(sums.items(), reverse=True)


def _first(at: int, interval: str) -> int:
    day = local_day(at, zone=ZONE)
    match interval:
        case "hour":
            return at
        case "day":
            return day_span(day, zone=ZONE)[0]
        case "week":
            return day_span(day - timedelta(days=day.weekday()), zone=ZONE)[0]
        case "month":
            return day_span(day.replace(day=1), zone=ZONE)[0]
        case _:
            return 0
