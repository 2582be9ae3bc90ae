"""Statistics by day: counted while the world runs, answered as stats.get groups them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from lib.base.clock import day_span
from lib.sandbox.audience import Towns, audience
from lib.sandbox.objects import MEASURES, Day

ZONE = "Europe/Moscow"
"""VK does not document where its days begin; Moscow is what people report."""

REACH_PER_VIEW = 0.72
SUBSCRIBERS_OF_REACH = 0.55
VISITORS_PER_VIEW = 0.04


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
    days: Iterable[Day],
    *,
    interval: str,
    first: int,
    last: int,
    towns: Towns | None,
) -> list[dict[str, Any]]:
    """Periods that touch [first, last] (seconds UTC), newest first, as stats.get answers them.

    With `towns`, in which the people live, an audience is told; VK's `extended`.
    """
    slots: dict[str, list[Day]] = {}
    for day in days:
        if day.withheld:
            continue
        start, end = day_span(date.fromisoformat(day.id), zone=ZONE)
        if end > first and start <= last:
            slots.setdefault(_slot(date.fromisoformat(day.id), interval), []).append(day)
    return [_period(group, towns) for _, group in sorted(slots.items(), reverse=True)]


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


def _period(days: list[Day], towns: Towns | None) -> dict[str, Any]:
    ordered = sorted(days, key=lambda d: d.id)
    total = {name: sum(getattr(d, name) for d in ordered) for name in MEASURES}
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
    if towns is not None:
        visitors |= audience(total["visitors"], "visitors", day=ordered[0].id, towns=towns)
        reach |= audience(total["reach"], "reach", day=ordered[0].id, towns=towns)
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
