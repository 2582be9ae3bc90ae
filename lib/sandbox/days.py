"""Statistics by day: counted while the world runs, answered as stats.get groups them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from lib.base.clock import day_span
from lib.sandbox.objects import Day

ZONE = "Europe/Moscow"
"""VK does not document where its days begin; Moscow is what people report."""

REACH_PER_VIEW = 0.72
SUBSCRIBERS_OF_REACH = 0.55
VISITORS_PER_VIEW = 0.04
_AGES = (
    ("12-18", 0.03),
    ("18-21", 0.05),
    ("21-24", 0.07),
    ("24-27", 0.09),
    ("27-30", 0.11),
    ("30-35", 0.17),
    ("35-45", 0.26),
    ("45-100", 0.22),
)
_WOMEN = 0.71


def count_views(day: Day, views: int) -> tuple[int, int]:
    """Adds `views` of posts to `day`; answers the reach (total, subscribers) they stand for."""
    reach = round(views * REACH_PER_VIEW)
    subscribers = round(reach * SUBSCRIBERS_OF_REACH)
    day.views += views
    day.reach += reach
    day.reach_subscribers += subscribers
    day.visitors += round(views * VISITORS_PER_VIEW)
    return reach, subscribers


def periods(
    days: Iterable[Day], *, interval: str, first: int, last: int, extended: bool
) -> list[dict[str, Any]]:
    """Periods that touch [first, last] (seconds UTC), newest first, as stats.get answers them."""
    slots: dict[str, list[Day]] = {}
    for day in days:
        start, end = day_span(date.fromisoformat(day.id), zone=ZONE)
        if end > first and start <= last:
            slots.setdefault(_slot(date.fromisoformat(day.id), interval), []).append(day)
    return [_period(group, extended=extended) for _, group in sorted(slots.items(), reverse=True)]


def _slot(day: date, interval: str) -> str:
    match interval:
        case "week":
            return (day - timedelta(days=day.weekday())).isoformat()
        case "month":
            return day.strftime("%Y-%m")
        case "year":
            return day.strftime("%Y")
        case "all":
            return ""
        case _:
            return day.isoformat()


def _period(days: list[Day], *, extended: bool) -> dict[str, Any]:
    ordered = sorted(days, key=lambda d: d.id)
    total = {name: sum(getattr(d, name) for d in ordered) for name in Day.__slots__ if name != "id"}
    visitors: dict[str, Any] = {
        "views": total["views"],
        "visitors": total["visitors"],
        "mobile_views": round(total["views"] * 0.83),
    }
    reach: dict[str, Any] = {
        "reach": total["reach"],
        "reach_subscribers": total["reach_subscribers"],
        "mobile_reach": round(total["reach"] * 0.86),
    }
    if extended:
        visitors |= _audience(total["visitors"])
        reach |= _audience(total["reach"])
    # VK leaves out measures of activity that are zero.
    activity = {
        name: total[name]
        for name in ("likes", "comments", "copies", "subscribed", "unsubscribed")
        if total[name]
    }
    return {
        "period_from": day_span(date.fromisoformat(ordered[0].id), zone=ZONE)[0],
        "period_to": day_span(date.fromisoformat(ordered[-1].id), zone=ZONE)[1] - 1,
        "visitors": visitors,
        "reach": reach,
        "activity": activity,
    }


def _audience(count: int) -> dict[str, Any]:
    women = round(count * _WOMEN)
    return {
        "sex": [{"value": "f", "count": women}, {"value": "m", "count": count - women}],
        "age": [{"value": age, "count": round(count * share)} for age, share in _AGES],
        "sex_age": [
            {"value": f"{sex};{age}", "count": round(people * share)}
            for sex, people in (("f", women), ("m", count - women))
            for age, share in _AGES
        ],
        "cities": [{"value": 1, "name": "Москва", "count": count}],
        "countries": [{"value": 1, "code": "RU", "name": "Россия", "count": count}],
    }
