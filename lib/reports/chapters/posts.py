"""Chapters of posts: each as a point, the best and the worst, rubrics, the best hours."""

from __future__ import annotations

from collections.abc import Sequence

from lib.base.clock import local_time
from lib.base.language import _, ngettext
from lib.base.notation import moment_figures
from lib.base.text import printable
from lib.paper.figures import COUNT, day_told
from lib.reach.charts.posts import Dot, scatter
from lib.reach.charts.rubrics import (
    Cell,
    Month,
    Shares,
    Spread,
    best_times,
    shares_of,
    spread,
    trend,
    weekday_names,
)
from lib.reach.periods import Period
from lib.reach.wall.months import RubricMonth
from lib.reach.wall.posts import PostFigures, best_and_worst
from lib.reach.wall.rubrics import RubricFigures, WeekCell
from lib.reports.content import Chapter, change, of_percent, part, period_told

TEXT = 90
"""Characters of a post's text in a table."""
ON_PAPER = 5


def post_chapters(
    posts: Sequence[PostFigures],
    rubrics: Sequence[RubricFigures],
    cells: Sequence[WeekCell],
    *,
    week: Period,
    zone: str,
) -> list[Chapter]:
    """In the order that they are read; `cells` are of the period `week`."""
    return [
        _scatter(posts, rubrics, zone),
        *_extremes(posts, zone),
        _spread(rubrics),
        _shares(rubrics),
        _hours(cells, week),
    ]


def by_reach(posts: Sequence[PostFigures]) -> bool:
    """Whether posts are told by their reach; where none is measured, by views."""
    return any(post.counts.reach for post in posts)


def line(text: str) -> str:
    """The beginning of a text as one line."""
    words = " ".join(printable(text).split())
    if not words:
        return _("(no text)")
    return words if len(words) <= TEXT else words[: TEXT - 1].rstrip(" ,.;:–—-") + "…"


def when(at: int, zone: str) -> str:
    """`24.11.2026 18:05`."""
    return moment_figures(local_time(at, zone=zone))


def _scatter(posts: Sequence[PostFigures], rubrics: Sequence[RubricFigures], zone: str) -> Chapter:
    reached = by_reach(posts)
    none = _("Without a rubric")
    dots = [
        Dot(
            post_id=post.post_id,
            published=when(post.published_at, zone),
            text=line(post.text),
            rubric=post.rubric or none,
            reach=people,
            engagement=rate,
        )
        for post in posts
        if (people := post.counts.reach if reached else post.counts.views)
        and (rate := post.er_reach if reached else post.er_view) is not None
    ]
    order = [one.name or none for one in rubrics if one.posts]
    order += sorted({dot.rubric for dot in dots} - set(order))
    reach_name = _("Reach") if reached else _("Views")
    rate_name = _("ER by reach, %") if reached else _("ER by views, %")
    lacking = len(posts) - len(dots)
    remarks = (
        (ngettext("{n} post is not drawn: its figures are not known.",
                  "{n} posts are not drawn: their figures are not known.", lacking),)
        if lacking
        else ()
    )  # fmt: skip
    return Chapter(
        key="posts",
        title=_("Posts by reach and engagement") if reached else _("Posts by views and engagement"),
        formula=_("(likes + reposts + comments) ÷ reach × 100")
        if reached
        else _("(likes + reposts + comments) ÷ views × 100"),
        source=_("VK's wall.get and stats.getPostReach"),
        heads=(
            _("Published"), _("Post"), _("Rubric"), _("Reach"), _("Views"), _("Likes"), _("Reposts"),
            _("Comments"), _("ER by reach"), _("ER by views"),
        ),
        rows=tuple(
            (
                when(post.published_at, zone),
                line(post.text),
                post.rubric or "",
                post.counts.reach,
                post.counts.views,
                post.counts.likes,
                post.counts.reposts,
                post.counts.comments,
                part(of_percent(post.er_reach)),
                part(of_percent(post.er_view)),
            )
            for post in posts
        ),
        draw=(
            lambda palette: scatter(
                dots, order, palette, reach_name=reach_name, engagement_name=rate_name, height=300
            )
        )
        if dots
        else None,
        remarks=remarks,
        on_paper=(0, 1, 2, 3, 4, 8),
        widths=(28, 54, 31, 15, 24, 18),
    )  # fmt: skip


def _extremes(posts: Sequence[PostFigures], zone: str) -> list[Chapter]:
    best, worst = best_and_worst(posts, limit=ON_PAPER)
    reached = any(post.reach_off is not None for post in posts)

    def row(post: PostFigures) -> tuple[str, str, str, int | None, tuple[str, float | None]]:
        return (
            when(post.published_at, zone),
            line(post.text),
            post.rubric or "",
            post.counts.reach if reached else post.counts.views,
            change(of_percent(post.reach_off if reached else post.views_off)),
        )

    def table(key: str, title: str, found: Sequence[PostFigures]) -> Chapter:
        return Chapter(
            key=key,
            title=title,
            formula=_("how much above or below the median of the rubric over half a year, which has 5 posts at"
                      " least"),
            source=_("VK's stats.getPostReach") if reached else _("VK's wall.get"),
            heads=(
                _("Published"), _("Post"), _("Rubric"), _("Reach") if reached else _("Views"),
                _("Against usual"),
            ),
            rows=tuple(map(row, found)),
            widths=(29, 67, 32, 16, 26),
            empty=_("No post stands out."),
        )  # fmt: skip

    return [
        table("best", _("Posts above the usual of their rubric"), best),
        table("worst", _("Posts below the usual of their rubric"), worst),
    ]


def _spread(rubrics: Sequence[RubricFigures]) -> Chapter:
    reached = any(one.reach.n for one in rubrics)
    none = _("Without a rubric")

    def figures(one: RubricFigures) -> Spread:
        found = one.reach if reached else one.views
        return Spread(one.name or none, found.n, found.low, found.median, found.high)

    spreads = [figures(one) for one in rubrics]
    drawn = [one for one in spreads if one.middle is not None]
    return Chapter(
        key="rubric_spread",
        title=_("Reach of a post by rubric") if reached else _("Views of a post by rubric"),
        formula=_("median of the rubric's posts; half of them lie between the two quartiles"),
        source=_("VK's stats.getPostReach") if reached else _("VK's wall.get"),
        heads=(
            _("Rubric"), _("Posts"), _("Posts measured"), _("Lower quartile"), _("Median"), _("Upper quartile"),
            _("Against the period before"),
        ),
        rows=tuple(
            (
                shown.name,
                one.posts,
                shown.posts,
                (COUNT, shown.low),
                (COUNT, shown.middle),
                (COUNT, shown.high),
                change(of_percent(one.reach_trend if reached else one.views_trend)),
            )
            for shown, one in zip(spreads, rubrics, strict=True)
        ),
        draw=(
            lambda palette: spread(
                drawn, palette, reach_name=_("Reach of a post") if reached else _("Views of a post")
            )
        )
        if drawn
        else None,
        remarks=_without_posts(rubrics),
    )  # fmt: skip


def _shares(rubrics: Sequence[RubricFigures]) -> Chapter:
    reached = any(one.share_of_reach is not None for one in rubrics)
    none = _("Without a rubric")

    def of_posts(one: RubricFigures) -> float | None:
        return of_percent(one.share_of_measured if reached else one.share_of_posts)

    def of_all(one: RubricFigures) -> float | None:
        return of_percent(one.share_of_reach if reached else one.share_of_views)

    shares = [
        Shares(one.name or none, of_posts(one) or 0, of_all(one)) for one in rubrics if one.posts
    ]
    return Chapter(
        key="rubric_shares",
        title=_("Share of posts and share of reach by rubric")
        if reached
        else _("Share of posts and share of views by rubric"),
        formula=_("posts of the rubric ÷ all posts; their reach ÷ reach of all posts; only posts whose reach is"
                  " known")
        if reached
        else _("posts of the rubric ÷ all posts; their views ÷ views of all posts"),
        source=_("VK's stats.getPostReach") if reached else _("VK's wall.get"),
        heads=(_("Rubric"), _("Posts"), _("Share of posts"), _("Share of reach") if reached
               else _("Share of views")),
        rows=tuple(
            (one.name or none, one.posts, part(of_posts(one)), part(of_all(one)))
            for one in rubrics
            if one.posts
        ),
        draw=(lambda palette: shares_of(shares, palette)) if shares else None,
        native="bar",
        drawn=(2, 3),
    )  # fmt: skip


def months_chapter(
    months: Sequence[RubricMonth], rubrics: Sequence[RubricFigures], span: Period
) -> Chapter:
    """What rubrics reached month by month over `span`."""
    reached = any(one.reach.n for one in months)
    names = {one.rubric_id: one.name or _("Without a rubric") for one in rubrics}
    shown = [
        Month(names[one.rubric_id], one.month, one.posts, found.median)
        for one in months
        if one.rubric_id in names and (found := one.reach if reached else one.views).n
    ]
    order = [name for name in names.values() if any(one.name == name for one in shown)]
    return Chapter(
        key="months",
        title=_("Rubrics month by month"),
        lead=_(
            "Posts from {since} to {until}.", since=day_told(span.since), until=day_told(span.until)
        ),
        formula=_("median reach of the rubric's posts in a month")
        if reached
        else _("median views of the rubric's posts in a month"),
        source=_("VK's stats.getPostReach") if reached else _("VK's wall.get"),
        heads=(_("Month"), _("Rubric"), _("Posts"), _("Median")),
        rows=tuple((one.month, one.name, one.posts, (COUNT, one.middle)) for one in shown),
        draw=(lambda palette: trend(shown, order, palette)) if shown else None,
    )


def _hours(cells: Sequence[WeekCell], week: Period) -> Chapter:
    reached = any(cell.reach.n for cell in cells)
    shown = [
        Cell(
            cell.weekday,
            cell.hour,
            cell.posts,
            cell.size(by_reach=reached).median,
            cell.enough(by_reach=reached),
        )
        for cell in cells
    ]
    names = weekday_names()
    return Chapter(
        key="hours",
        title=_("When posts are seen the most"),
        lead=_("Posts of {period}; hours with too few posts are pale.", period=period_told(week)),
        formula=_("median reach of the posts of an hour of the week, at least 3 posts")
        if reached
        else _("median views of the posts of an hour of the week, at least 3 posts"),
        source=_("VK's stats.getPostReach") if reached else _("VK's wall.get"),
        heads=(_("Day of the week"), _("Hour"), _("Posts"), _("Median")),
        rows=tuple(
            (
                names[one.weekday],
                f"{one.hour:02}:00",
                one.posts,
                (COUNT, one.middle if one.enough else None),
            )
            for one in shown
        ),
        draw=(
            lambda palette: best_times(
                shown, palette, value_name=_("Reach of a post") if reached else _("Views of a post")
            )
        )
        if shown
        else None,
    )


def _without_posts(rubrics: Sequence[RubricFigures]) -> tuple[str, ...]:
    idle = [one.name for one in rubrics if not one.posts and one.name]
    return (_("No posts in: {rubrics}.", rubrics=", ".join(idle)),) if idle else ()
