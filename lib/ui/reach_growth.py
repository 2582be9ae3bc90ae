"""How a post grew in its first 72 hours, against the band in which posts usually lie."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from lib.base.language import _, ngettext
from lib.charts.theme import number_words
from lib.reach.charts import posts as charts
from lib.reach.growth.curves import Growth, growth_of
from lib.reach.measures import BY_KEY
from lib.reach.wall.posts import PostFigures
from lib.ui import console, reach_view, safe
from lib.ui.chart_card import Card, chart_card


def growth_card(view: reach_view.View, post: PostFigures) -> None:
    """Draw it; where the post was not measured at the time, say so."""
    title = _("How the post grew: {text}", text=safe.one_line(post.text, 60) or _("(no text)"))
    with console.store().reader() as db:
        found = growth_of(db, post.post_id)
    if found is None or not found.curve:
        text = _(
            "Counters of posts are kept from the day on which this console began to measure; VK does not tell"
            " them afterwards."
        )
        with st.container(border=True, key="card_reach_growth"):
            st.subheader(safe.label(title, 160), anchor=False)
            st.html(
                f'<div class="pult-empty"><b>{_("No curve of this post")}</b>'
                f"{safe.html_text(text)}</div>"
            )
        return
    value = _(BY_KEY["reach" if found.counter == "reach_total" else "views"].name)
    curve = [charts.Hour(point.hours, point.value) for point in found.curve]
    usual = [charts.Usual(one.hours, one.low, one.middle, one.high) for one in found.band]
    chart_card(
        Card(
            key="reach_growth",
            about=reach_view.about(
                view,
                title,
                formula=_(
                    "The line: what the post had at each measurement. The band: the middle half of "
                    "comparable posts at the same age; the dashed line is their median."
                ),
                filters=[_("the first 72 hours")],
                remarks=_remarks(found),
            ),
            draw=partial(
                charts.growth,
                curve,
                usual,
                value_name=value,
                post_name=_("This post"),
                usual_name=_("Usual"),
            ),
            table=lambda: _table(found, value),
            lead=_lead(found),
        )
    )


def _lead(found: Growth) -> str:
    off = found.off
    if off is None:
        return ""
    shown = number_words(abs(off))
    if off >= 0:
        return _("{n}% above the usual at the last age at which both are known.", n=shown)
    return _("{n}% below the usual at the last age at which both are known.", n=shown)


def _remarks(found: Growth) -> list[str]:
    if not found.band:
        return [_("There are too few measured posts for a band.")]
    return [
        ngettext(
            "The band is of {n} post of the same rubric.",
            "The band is of {n} posts of the same rubric.",
            found.posts,
        )
        if found.same_rubric
        else ngettext(
            "The band is of {n} post of all rubrics.",
            "The band is of {n} posts of all rubrics.",
            found.posts,
        )
    ]


def _table(found: Growth, value: str) -> pd.DataFrame:
    hours, post = _("Hours since publication"), _("This post")
    own = pd.DataFrame([{hours: one.hours, post: one.value} for one in found.curve])
    usual = pd.DataFrame(
        [
            {
                hours: float(one.hours),
                _("Usual, first quartile"): one.low,
                _("Usual, median"): one.middle,
                _("Usual, third quartile"): one.high,
                _("Posts measured"): one.posts,
            }
            for one in found.band
        ]
    )
    if usual.empty:
        return own.rename(columns={post: value})
    return own.merge(usual, on=hours, how="outer").sort_values(hours).rename(columns={post: value})
