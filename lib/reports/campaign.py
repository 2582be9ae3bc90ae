"""What the report of a campaign says."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from lib.base.language import _
from lib.base.notation import zone_name
from lib.campaigns.charts import course, neighbours, rubrics, stretch_words
from lib.campaigns.figures import Figures, campaign_figures
from lib.campaigns.wording import measures, missing
from lib.paper.figures import COUNT, moment
from lib.reach.periods import Period
from lib.reports import queries
from lib.reports.chapters.posts import line, when
from lib.reports.content import Chapter, Content, Line, period_told


def campaign_content(db: Database, campaign_id: int, *, now: int, zone: str) -> Content:
    """The content, in the language that is spoken here. Raises `CampaignError`."""
    figures = campaign_figures(db, campaign_id, now=now, zone=zone)
    name = queries.community_name(db)
    campaign = figures.campaign
    return Content(
        title=_("Campaign: {name}", name=campaign.name),
        facts=(
            *([(_("Community"), name)] if name else []),
            (_("Hashtag"), campaign.hashtag or _("none: posts are put in by hand")),
            (_("Period"), period_told(Period(figures.since, figures.until))),
            (_("Compared with"), _("the other posts, from 90 days before the campaign until its end")),
            (_("Filters"), _("the campaign's posts, in all rubrics")),
            (_("Time zone"), zone_name(now, zone=zone)),
            (_("Figures as of"), moment(now, zone)),
        ),
        lines=tuple(
            Line(_(one.name), one.kind, _(one.formula), one.value, None, None)
            for one in measures(figures)
        ),
        compared=None,
        chapters=campaign_chapters(figures, zone=zone),
        missing=tuple(_(one.message, **one.values) for one in missing(figures)),
    )  # fmt: skip


def campaign_chapters(figures: Figures, *, zone: str) -> tuple[Chapter, ...]:
    """In the order that they are read."""
    return (
        _course(figures), _neighbours(figures), _rubrics(figures), _posts(figures, zone),
        _echoes(figures, zone),
    )  # fmt: skip


def _course(figures: Figures) -> Chapter:
    known = any(one.reach_median is not None for one in figures.course)
    return Chapter(
        key="course",
        title=_("Reach of the campaign's posts against usual"),
        formula=_("median reach of the campaign's posts, and of all others, by the day or week they went out"),
        source=_("VK's stats.getPostReach"),
        heads=(_("When"), _("Posts"), _("Reach, added up"), _("The campaign"), _("Other posts")),
        rows=tuple(
            (
                stretch_words(one),
                one.posts,
                one.reach,
                (COUNT, one.reach_median),
                (COUNT, one.usual),
            )
            for one in figures.course
        )
        if known
        else (),
        draw=lambda palette: course(figures.course, palette, height=220),
        native="line",
        drawn=(3, 4),
    )  # fmt: skip


def _neighbours(figures: Figures) -> Chapter:
    return Chapter(
        key="neighbours",
        title=_("What other communities did with it"),
        formula=_(
            "reposts of our posts by other communities, and their own posts with the hashtag"
        ),
        source=_("VK's wall.getReposts and newsfeed.search"),
        heads=(_("When"), _("Posts by other communities")),
        rows=tuple((stretch_words(one), one.neighbours) for one in figures.course)
        if figures.echoes
        else (),
        draw=lambda palette: neighbours(figures.course, palette, height=140),
        native="column",
        drawn=(1,),
    )


def _rubrics(figures: Figures) -> Chapter:
    measured = [one for one in figures.by_rubric if one.reach.total is not None]
    return Chapter(
        key="campaign_rubrics",
        title=_("The campaign by rubric"),
        formula=_("reach of the campaign's posts in the rubric, added up; who saw two posts counts twice"),
        source=_("VK's stats.getPostReach"),
        heads=(
            _("Rubric"), _("Posts"), _("Reach, added up"), _("Reach of a post, median"), _("Reactions"),
        ),
        rows=tuple(
            (
                one.name if one.named else _(one.name),
                one.posts,
                one.reach.total,
                (COUNT, one.reach_median),
                one.reactions.total,
            )
            for one in figures.by_rubric
        ),
        draw=(lambda palette: rubrics(figures.by_rubric, palette)) if measured else None,
        native="bar" if measured else "",
        drawn=(2,),
    )  # fmt: skip


def _posts(figures: Figures, zone: str) -> Chapter:
    return Chapter(
        key="campaign_posts",
        title=_("Posts of the campaign"),
        formula=_("VK's counters as last read"),
        source=_("VK's wall.get and stats.getPostReach"),
        heads=(
            _("Published"), _("Post"), _("Rubric"), _("Reach"), _("Views"), _("Likes"), _("Reposts"),
            _("Comments"), _("Reactions"),
        ),
        rows=tuple(
            (
                when(one.published_at, zone),
                line(one.text),
                one.rubric or "",
                one.reach,
                one.views,
                one.likes,
                one.reposts,
                one.comments,
                one.reactions,
            )
            for one in figures.posts
        ),
        on_paper=(0, 1, 2, 3, 4, 8),
        widths=(28, 54, 31, 15, 24, 18),
    )  # fmt: skip


def _echoes(figures: Figures, zone: str) -> Chapter:
    rows: Sequence[tuple[str, str, str, int | None, int | None, int | None]] = [
        (
            when(one.published_at, zone),
            one.name,
            _("repost") if one.about is not None else _("its own post"),
            one.views,
            one.likes,
            one.comments,
        )
        for one in figures.echoes
    ]
    return Chapter(
        key="echoes",
        title=_("Posts of other communities"),
        formula=_("reposts that VK shows, and posts that its search finds by the hashtag; there may be more"),
        source=_("VK's wall.getReposts and newsfeed.search"),
        heads=(
            _("Published"), _("Community"), _("What"), _("Views"), _("Likes"), _("Comments"),
        ),
        rows=tuple(rows),
        widths=(29, 50, 22, 24, 16, 29),
    )  # fmt: skip
