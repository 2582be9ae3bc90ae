"""«Reach» by rubric: what each reaches, takes and gives, how it went by month, when posts do best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from lib.base.language import _, ngettext
from lib.reach.charts import rubrics as charts
from lib.reach.measures import BY_KEY
from lib.reach.periods import previous
from lib.reach.wall import rubrics as figures
from lib.reach.wall.months import RubricMonth, rubric_months
from lib.reach.wall.posts import posts
from lib.reach.wall.rubrics import RubricFigures, WeekCell
from lib.ui import console, reach_view, safe
from lib.ui.chart_card import Card, chart_card, picked_in
from lib.ui.filter_off import filter_off
from lib.ui.live_refresh import live
from lib.ui.reach_table import all_posts, post_list

LEAST_MONTHS = 2


@st.fragment(key="reach_rubrics")
def rubrics_section() -> None:
    """Draw it."""
    live("posts", "stats", key="reach_rubrics", longest=None)
    view, zone = reach_view.here("rubrics"), console.zone()
    period = view.period
    with console.store().reader() as db:
        found = figures.rubrics(db, period, zone=zone, before=view.before or previous(period))
        cells = figures.week_cells(db, period, zone=zone)
        months = rubric_months(db, period, zone=zone)
        written = posts(db, period, zone=zone)
    if not any(one.posts for one in found):
        hint = _("Choose a longer period. Rubrics are recognised by the hashtags of posts.")
        st.html(f'<div class="pult-empty"><b>{_("No posts in this period")}</b>{hint}</div>')
        return
    by_reach = any(one.reach.n for one in found)
    lacking = reach_view.unmeasured_posts(
        sum(one.reach.n for one in found), sum(one.posts for one in found)
    )
    chosen = _spread(view, found, lacking, by_reach=by_reach)
    _shares(view, found, lacking, by_reach=by_reach)
    _trend(view, found, months, by_reach=by_reach)
    _times(view, cells, lacking, by_reach=by_reach)
    if chosen is None:
        all_posts(written, key="reach_rubric")
        return
    filter_off(safe.label(_("Rubric: {name}", name=chosen)), _all_rubrics, key="reach_rubric_off")
    there = [post for post in written if _called(post.rubric) == chosen]
    post_list(there, title=_("Posts of the period"), key="reach_rubric")


def _called(name: str | None) -> str:
    return name or _("No rubric")


def _size(by_reach: bool) -> str:
    return _(BY_KEY["reach" if by_reach else "views"].name)


def _spread_of(one: RubricFigures | RubricMonth, by_reach: bool) -> figures.Spread:
    return one.reach if by_reach else one.views


def _spread(
    view: reach_view.View,
    found: Sequence[RubricFigures],
    lacking: Sequence[str],
    *,
    by_reach: bool,
) -> str | None:
    rows = [
        charts.Spread(_called(one.name), there.n, there.low, there.median, there.high)
        for one in found
        if one.posts
        for there in [_spread_of(one, by_reach)]
    ]
    card = Card(
        key="reach_rubric_spread",
        about=reach_view.about(
            view,
            _("Median reach of rubrics") if by_reach else _("Median views of rubrics"),
            "reach" if by_reach else "views",
            formula=_(
                "The tick is the median of the rubric's posts, the bar holds the middle half of them (from the"
                " first quartile to the third), the number beside it says how many posts were measured."
            ),
            remarks=lacking,
        ),
        draw=partial(charts.spread, rows, reach_name=_size(by_reach)),
        table=lambda: _spread_table(found, by_reach),
        span=reach_view.span_of(view),
        lead=_(
            "A long bar means that posts of the rubric differ a lot. Press a rubric to see its "
            "posts."
        ),
    )
    name = picked_in(chart_card(card, select=charts.PICKED, turn=_turn()), "name")
    return name if isinstance(name, str) and name in {row.name for row in rows} else None


def _spread_table(found: Sequence[RubricFigures], by_reach: bool) -> pd.DataFrame:
    size = _size(by_reach)
    return pd.DataFrame(
        [
            {
                _("Rubric"): _called(one.name),
                _("Posts"): one.posts,
                _("Posts measured"): there.n,
                _("First quartile"): there.low,
                _("{measure}, median", measure=size): there.median,
                _("Third quartile"): there.high,
                _("Change of the median, %"): one.reach_trend if by_reach else one.views_trend,
            }
            for one in found
            for there in [_spread_of(one, by_reach)]
        ]
    )


def _shares(
    view: reach_view.View,
    found: Sequence[RubricFigures],
    lacking: Sequence[str],
    *,
    by_reach: bool,
) -> None:
    rows = []
    for one in found:
        of_posts = one.share_of_measured if by_reach else one.share_of_posts
        of_size = one.share_of_reach if by_reach else one.share_of_views
        if one.posts and of_posts is not None:
            rows.append(
                charts.Shares(
                    _called(one.name),
                    of_posts / 100,
                    None if of_size is None else of_size / 100,
                )
            )
    chart_card(
        Card(
            key="reach_rubric_shares",
            about=reach_view.about(
                view,
                _("Share of posts against share of reach")
                if by_reach
                else _("Share of posts against share of views"),
                formula=_(
                    "posts of the rubric ÷ all posts; their reach ÷ reach of all posts (who saw two posts"
                    " counts twice); only posts whose reach is known"
                )
                if by_reach
                else _("posts of the rubric ÷ all posts; their views ÷ views of all posts"),
                remarks=lacking,
            ),
            draw=partial(charts.shares_of, rows, of_views=not by_reach),
            table=lambda: _shares_table(rows),
            kinds={_("Share of posts"): "share", _("Share of reach"): "share"},
            span=reach_view.span_of(view),
            lead=_(
                "A diamond to the right of its circle: the rubric brings more than its share of the "
                "posts."
            ),
        )
    )


def _shares_table(rows: Sequence[charts.Shares]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Rubric"): [one.name for one in rows],
            _("Share of posts"): pd.array([one.of_posts for one in rows], dtype="Float64"),
            _("Share of reach"): pd.array([one.of_reach for one in rows], dtype="Float64"),
        }
    )


def _trend(
    view: reach_view.View,
    found: Sequence[RubricFigures],
    months: Sequence[RubricMonth],
    *,
    by_reach: bool,
) -> None:
    names = {one.rubric_id: _called(one.name) for one in found if one.posts}
    rows = [
        charts.Month(names[one.rubric_id], one.month, there.n, there.median)
        for one in months
        if one.rubric_id in names
        for there in [_spread_of(one, by_reach)]
    ]
    there = {(one.name, one.month) for one in rows}
    every = sorted({one.month for one in rows})
    rows += [
        charts.Month(name, month, 0, None)
        for name in names.values()
        for month in every
        if (name, month) not in there
    ]
    if len(every) < LEAST_MONTHS:
        st.caption(
            _("How rubrics went by month is drawn for periods that touch two months or more.")
        )
        return
    chart_card(
        Card(
            key="reach_rubric_months",
            about=reach_view.about(
                view,
                _("Median reach of rubrics by month")
                if by_reach
                else _("Median views of rubrics by month"),
                formula=_(
                    "median of the rubric's posts that went out in the month; — no post was measured"
                ),
            ),
            draw=partial(charts.trend, rows, list(names.values())),
            table=lambda: pd.DataFrame(
                {
                    _("Rubric"): [one.name for one in rows],
                    _("Month"): [one.month for one in rows],
                    _("Posts measured"): [one.posts for one in rows],
                    _("Median"): pd.array([one.middle for one in rows], dtype="Float64"),
                }
            ),
            span=reach_view.span_of(view),
        )
    )


def _times(
    view: reach_view.View, cells: Sequence[WeekCell], lacking: Sequence[str], *, by_reach: bool
) -> None:
    rows = [
        charts.Cell(
            one.weekday,
            one.hour,
            one.posts,
            one.size(by_reach=by_reach).median,
            one.enough(by_reach=by_reach),
        )
        for one in cells
    ]
    best = figures.best_cells(cells)
    names = charts.weekday_names()
    lead = (
        _(
            "Best so far: {times}.",
            times=", ".join(f"{names[one.weekday]} {one.hour}:00" for one in best),
        )
        if best
        else _("There are too few posts to tell the best hour. Choose a longer period.")
    )
    few = sum(not one.enough for one in rows)
    remarks = (
        [
            ngettext(
                "Pale with a dot: {n} hour of the week with too few posts to tell.",
                "Pale with a dot: {n} hours of the week with too few posts to tell.",
                few,
            )
        ]
        if few
        else []
    )
    chart_card(
        Card(
            key="reach_best_times",
            about=reach_view.about(
                view,
                _("When posts reach the most people")
                if by_reach
                else _("When posts are seen the most"),
                formula=_(
                    "median of the posts that went out in the hour (the region's clock); at least {n} of them",
                    n=figures.LEAST_FOR_CELL,
                ),
                remarks=[*remarks, *lacking],
            ),
            draw=partial(charts.best_times, rows, value_name=_("Median") + ", " + _size(by_reach)),
            table=lambda: pd.DataFrame(
                {
                    _("Weekday"): [names[one.weekday] for one in rows],
                    _("Hour"): [one.hour for one in rows],
                    _("Posts"): [one.posts for one in rows],
                    _("Median"): pd.array(
                        [one.middle if one.enough else None for one in rows], dtype="Float64"
                    ),
                }
            ),
            span=reach_view.span_of(view),
            lead=lead,
        )
    )


def _turn() -> int:
    return int(st.session_state.get("reach.rubric_turn", 0))


def _all_rubrics() -> None:
    st.session_state["reach.rubric_turn"] = _turn() + 1
