"""Chapters of days: reach, the part of it beyond subscribers, subscribers, who joined and left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lib.base.language import _
from lib.charts.theme import Palette
from lib.reach.charts.days import daily_reach, others_share, viral_share
from lib.reach.charts.subscribers import joins_and_leaves, subscribers_level
from lib.reach.counts import Day
from lib.reports.content import Chapter, days_told, part


@dataclass(frozen=True)
class Span:
    """The days that charts show, and those drawn beside them."""

    series: Sequence[Day]
    before: Sequence[Day]

    def lacking(self, name: str) -> list[date]:
        """Days without the measure `name` (an attribute of `Day`)."""
        return [day.day for day in self.series if getattr(day, name) is None]

    def known(self, *names: str) -> bool:
        """Whether any day has any of these."""
        return any(getattr(day, name) is not None for day in self.series for name in names)


def day_chapters(span: Span) -> list[Chapter]:
    """In the order that they are read."""
    return [_reach(span), _others(span), _level(span), _growth(span)]


def _reach(span: Span) -> Chapter:
    before_name = _("The period before")
    before = span.before if any(day.reach is not None for day in span.before) else ()

    def draw(palette: Palette) -> Any:
        return daily_reach(
            span.series,
            palette,
            before=before,
            before_name=before_name if before else "",
            height=220,
        )

    rows = [
        (
            day.day,
            day.reach,
            day.reach_subscribers,
            before[place].reach if place < len(before) else None,
        )
        for place, day in enumerate(span.series)
    ]
    return Chapter(
        key="reach_days",
        title=_("Daily reach"),
        formula=_("how many different people saw anything of the community on the day"),
        source=_("VK's stats.get, one row per day"),
        heads=(_("Day"), _("All people"), _("Subscribers"), before_name),
        rows=tuple(rows) if span.known("reach", "reach_subscribers") else (),
        draw=draw,
        remarks=_gaps(span, "reach"),
        native="line",
        drawn=(1, 2, 3) if before else (1, 2),
    )


def _others(span: Span) -> Chapter:
    rows = tuple((day.day, part(viral_share(day))) for day in span.series)
    known = any(viral_share(day) is not None for day in span.series)
    return Chapter(
        key="others_share",
        title=_("Share of reach beyond subscribers"),
        formula=_("(reach − reach among subscribers) ÷ reach of the day × 100"),
        source=_("VK's stats.get, one row per day"),
        heads=(_("Day"), _("Not subscribers")),
        rows=rows if known else (),
        draw=lambda palette: others_share(span.series, palette, height=120),
        remarks=_gaps(span, "reach_subscribers"),
        native="line",
        drawn=(1,),
    )


def _level(span: Span) -> Chapter:
    return Chapter(
        key="subscribers",
        title=_("Subscribers"),
        formula=_("their number at the end of the day"),
        source=_(
            "counted by this console once a day (groups.getById); earlier days are reckoned back "
            "from joined and left in stats.get"
        ),
        heads=(_("Day"), _("Subscribers")),
        rows=tuple((day.day, day.level) for day in span.series) if span.known("level") else (),
        draw=lambda palette: subscribers_level(span.series, palette, height=180),
        remarks=_gaps(span, "level"),
        native="line",
        drawn=(1,),
    )


def _growth(span: Span) -> Chapter:
    return Chapter(
        key="growth",
        title=_("Joined and left per day"),
        formula=_("growth is joined − left"),
        source=_("VK's stats.get, one row per day"),
        heads=(_("Day"), _("Joined"), _("Left"), _("Growth")),
        rows=tuple((day.day, day.joined, day.departed, day.growth) for day in span.series)
        if span.known("joined", "departed")
        else (),
        draw=lambda palette: joins_and_leaves(span.series, palette, height=150),
        remarks=_gaps(span, "joined"),
        native="column",
        drawn=(1, 2),
    )


def _gaps(span: Span, name: str) -> tuple[str, ...]:
    lacking = span.lacking(name)
    if not lacking:
        return ()
    return (_("No data on: {days}. They are left empty.", days=days_told(lacking)),)
