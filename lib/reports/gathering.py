"""What a report of days or of a campaign says, gathered from its rooms in one state of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from babel.dates import format_skeleton
from sqlite_utils import Database

from lib.base.clock import local_day
from lib.base.language import _
from lib.base.notation import locale, zone_name
from lib.paper.figures import COUNT, SECONDS, SHARE, day_told, moment
from lib.reach.audience import audience
from lib.reach.charts.talk import length_words
from lib.reach.counts import PeriodCounts
from lib.reach.days import days, period_counts
from lib.reach.measures import OF_PERIOD, OF_TALK, Measure
from lib.reach.norm import norm
from lib.reach.periods import Period, month_of, previous, week_of, year_ago
from lib.reach.talk.figures import talk_by_institution, talk_by_rubric, talk_over_time
from lib.reach.wall.months import rubric_months
from lib.reach.wall.posts import posts
from lib.reach.wall.rubrics import rubrics, week_cells
from lib.reports import queries
from lib.reports.campaign import campaign_content
from lib.reports.chapters.audience import audience_chapters
from lib.reports.chapters.days import Span, day_chapters
from lib.reports.chapters.others import other_chapters
from lib.reports.chapters.posts import months_chapter, post_chapters
from lib.reports.chapters.talk import talk_chapters
from lib.reports.content import Chapter, Content, Line, days_told, of_percent, period_told
from lib.reports.rows import Report
from lib.store.state import get_state

DAY_SHOWS = 14
"""The charts of one day's report show it among so many."""
WEEK_SHOWS = 90
"""Hours of the week are compared over so many days that end with the period."""
MONTHS_SHOWN = 6
"""Rubrics are followed over so many months that end with the period."""
SHOWN = (
    "level_end", "period_growth", "reach_sum", "reach_mean", "reach_median", "post_reach_median",
    "reach_rate_mean", "er_view_mean", "er_reach_ratio", "er_day_average", "virality_ratio", "comments",
    "questions", "answers", "answered", "share_answered", "share_in_norm", "first_answer_median",
    "first_answer_p90",
)  # fmt: skip
"""Measures of the dictionary in the order of the report."""


def gather(db: Database, report: Report, *, now: int, zone: str) -> Content:
    """The content, in the language that is spoken here. Raises `CampaignError`, `StoreError`."""
    if report.kind == "campaign":
        assert report.subject_id is not None
        return campaign_content(db, report.subject_id, now=now, zone=zone)
    return period_content(db, report.kind, report.period, now=now, zone=zone)


def period_content(db: Database, kind: str, period: Period, *, now: int, zone: str) -> Content:
    """A day, a week or a month beside the one before it and the one a year ago."""
    before, year = previous(period), year_ago(period)
    counts = tuple(counted(db, one, zone=zone) for one in (period, before, year))
    return Content(
        title=title_of(kind, period),
        facts=(
            *_who(db),
            (_("Period"), period_told(period)),
            (_("Compared with the period before"), period_told(before)),
            (_("Compared with a year ago"), period_told(year)),
            (_("Filters"), _("none: all posts and all comments")),
            (_("Norm of the first answer"), length_words(norm(db))),
            (_("Time zone"), zone_name(now, zone=zone)),
            (_("Figures as of"), moment(now, zone)),
        ),
        lines=lines_of(counts),
        compared=(_("The period before"), _("A year ago")),
        chapters=tuple(_chapters(db, kind, period, before, now=now, zone=zone)),
        missing=tuple(_missing(db, kind, (period, before, year), counts, now=now, zone=zone)),
    )


def counted(db: Database, period: Period, *, zone: str) -> PeriodCounts:
    """All that the measures of a period are made of, the norm of the first answer among it."""
    found = period_counts(db, period, zone=zone)
    return replace(found, talk=replace(found.talk, norm=norm(db)))


def lines_of(counts: Sequence[PeriodCounts]) -> tuple[Line, ...]:
    """The measures of the period, of the one before and of that a year ago."""
    posted = [len(one.posts) for one in counts]
    found = [Line(_("Posts"), COUNT, _("published in the period and not deleted"), *posted)]
    of_period = {one.key: one for one in OF_PERIOD}
    of_talk = {one.key: one for one in OF_TALK}
    for key in SHOWN:
        measure: Measure[Any] = of_period[key] if key in of_period else of_talk[key]
        values = [measure.count(one.talk if key in of_talk else one) for one in counts]
        kind = {"percent": SHARE, "seconds": SECONDS}.get(measure.unit, COUNT)
        if kind == SHARE:
            values = [of_percent(value) for value in values]
        formula = _(measure.formula) + (f" ({_(measure.variant)})" if measure.variant else "")
        sources = "; ".join(_(source) for source in measure.sources)
        found.append(Line(_(measure.name), kind, f"{formula}. {sources}", *values))
    return tuple(found)


def title_of(kind: str, period: Period) -> str:
    """What the report is called."""
    if kind == "month" and period == month_of(period.since):
        month = format_skeleton("yMMMM", period.since, locale=locale())
        return _("Report for the month: {month}", month=month)
    if kind == "day":
        return _("Report for the day: {day}", day=day_told(period.since))
    if kind == "week" and period == week_of(period.since):
        return _("Report for the week: {days}", days=period_told(period))
    return _("Report for a part of the period: {days}", days=period_told(period))


def _who(db: Database) -> list[tuple[str, str]]:
    name = queries.community_name(db)
    return [(_("Community"), name)] if name else []


def _chapters(
    db: Database, kind: str, period: Period, before: Period, *, now: int, zone: str
) -> list[Chapter]:
    window = period
    if kind == "day":
        window = Period(period.until - timedelta(days=DAY_SHOWS - 1), period.until)
    beside = before if window == period else previous(window)
    week = Period(period.until - timedelta(days=WEEK_SHOWS - 1), period.until)
    found = day_chapters(Span(days(db, window, zone=zone), days(db, beside, zone=zone)))
    by_rubric = rubrics(db, period, zone=zone, before=before)
    half = _months_until(period.until)
    found += post_chapters(
        posts(db, period, zone=zone),
        by_rubric,
        week_cells(db, week, zone=zone),
        week=week,
        zone=zone,
    )
    found.append(months_chapter(rubric_months(db, half, zone=zone), by_rubric, half))
    found += talk_chapters(
        talk_over_time(db, window),
        talk_by_rubric(db, period),
        talk_by_institution(db, period),
        norm=norm(db),
    )
    found += audience_chapters(audience(db, window), window)
    return [*found, *other_chapters(db, period, now=now, zone=zone)]


def _months_until(day: date) -> Period:
    """The months up to that of `day`, as many as are shown."""
    first = month_of(day)
    for _month in range(MONTHS_SHOWN - 1):
        first = previous(first)
    return Period(first.since, day)


def _missing(
    db: Database,
    kind: str,
    periods: Sequence[Period],
    counts: Sequence[PeriodCounts],
    *,
    now: int,
    zone: str,
) -> list[str]:
    """What is not in the figures, and why."""
    period, before, year = periods
    found = []
    if not (get_state(db, "sync.backfill") or {}).get("finished_at"):
        found.append(
            _("The community's history is not read to its end: posts and comments may be missing.")
        )
    whole = {"day": Period(period.since, period.since), "week": week_of(period.since),
             "month": month_of(period.since)}[kind]  # fmt: skip
    if whole.until >= local_day(now, zone=zone):
        found.append(_("The period is not over: {days} are still to come.",
                       days=period_told(Period(max(period.until + timedelta(days=1), whole.since),
                                               whole.until))))  # fmt: skip
    for name, words in (
        ("reach", _("Reach was not measured on {n} of {all} days: {days}. VK gives it only to the key of "
"a user who runs the community, and not for every day.")),
        ("level", _("The number of subscribers is not known on {n} of {all} days: {days}. The console counts"
                    " once a day while it runs; a day between without statistics breaks the count back.")),
    ):  # fmt: skip
        lacking = [day.day for day in counts[0].days if getattr(day, name) is None]
        if lacking:
            found.append(words.format(n=len(lacking), all=period.days, days=days_told(lacking)))
    unmeasured = sum(post.reach is None for post in counts[0].posts)
    if unmeasured:
        found.append(_("The reach of {n} of {all} posts is not known: VK gives it only for the 300 newest "
"posts, and only to a user key.", n=unmeasured, all=len(counts[0].posts)))  # fmt: skip
    for name, one, span in (
        (_("the period before"), counts[1], before),
        (_("a year ago"), counts[2], year),
    ):
        unknown = sum(post.reach is None for post in one.posts)
        if unknown:
            found.append(_("The reach of {n} of {all} posts of the period compared with ({days}) is not known.",
                           n=unknown, all=len(one.posts), days=period_told(span)))  # fmt: skip
        if all(day.reach is None for day in one.days) and not one.posts:
            found.append(_("Nothing to compare with {name} ({days}): there are no data of it.",
                           name=name, days=period_told(span)))  # fmt: skip
    return found
