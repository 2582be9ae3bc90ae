"""«Reach» by post: each by reach and engagement, the best and the worst, the growth of a chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.base.clock import local_time
from lib.base.language import _, ngettext
from lib.base.notation import percent_sign
from lib.charts.theme import number_words
from lib.reach.charts import posts as charts
from lib.reach.measures import BY_KEY
from lib.reach.wall.posts import PostFigures, best_and_worst, grown, posts
from lib.reach.wall.queries import rubrics as all_rubrics
from lib.ui import console, dates, reach_view, safe
from lib.ui.chart_card import Card, chart_card, picked_in, selection_key
from lib.ui.filter_off import filter_off
from lib.ui.live_refresh import live
from lib.ui.reach_growth import growth_card
from lib.ui.reach_table import post_list, post_table

NO_RUBRIC = "—"


@st.fragment(key="reach_posts")
def posts_section() -> None:
    """Draw it."""
    live("posts", "stats", key="reach_posts", longest=None)
    view, zone = reach_view.shown(), console.zone()
    with console.store().reader() as db:
        written = posts(db, view.period, zone=zone)
        rubrics = [one.name for one in all_rubrics(db)]
    if not written:
        hint = _("Choose a longer period, or write the first post.")
        st.html(f'<div class="pult-empty"><b>{_("No posts in this period")}</b>{hint}</div>')
        return
    by_reach = any(post.counts.reach for post in written)
    dots = [dot for post in written if (dot := _dot(post, by_reach, zone)) is not None]
    if dots:
        _scatter(view, written, dots, [*rubrics, _("No rubric")], by_reach=by_reach)
    else:
        st.html(
            f'<div class="pult-empty"><b>{_("Nothing to draw yet")}</b>'
            f"{_('VK has given neither reach nor views for the posts of this period.')}</div>"
        )
    chosen = next((post for post in written if post.post_id == view.post_id), None)
    if chosen is not None:
        growth_card(view, chosen)
        filter_off(_("All posts"), _all_posts, key="reach_post_off")
        post_list([chosen], title=_("The chosen post"), key="reach_wall")
        return
    if view.post_id is not None:
        st.info(_("The post in this link is not in the period shown."), icon=":material/info:")
    _extremes(written)
    post_list(written, title=_("Posts of the period"), key="reach_wall")


def _dot(post: PostFigures, by_reach: bool, zone: str) -> charts.Dot | None:
    size = post.counts.reach if by_reach else post.counts.views
    rate = post.er_reach if by_reach else post.er_view
    if not size or size < 0 or rate is None:
        return None
    at = local_time(post.published_at, zone=zone)
    return charts.Dot(
        post_id=post.post_id,
        published=f"{dates.day(at.date())}, {at:%H:%M}",
        text=safe.one_line(post.text, 70) or _("(no text)"),
        rubric=post.rubric or _("No rubric"),
        reach=size,
        engagement=rate,
    )


def _scatter(
    view: reach_view.View,
    written: Sequence[PostFigures],
    dots: Sequence[charts.Dot],
    rubrics: Sequence[str],
    *,
    by_reach: bool,
) -> None:
    size, rate = ("reach", "er_reach") if by_reach else ("views", "er_view")
    names = _(BY_KEY[size].name), _(BY_KEY[rate].name)

    left_out = len(written) - len(dots)
    remarks = [
        ngettext(
            "{n} post is not drawn: VK did not give its figures.",
            "{n} posts are not drawn: VK did not give their figures.",
            left_out,
        )
    ]
    if not by_reach:
        remarks.append(_("Reach is not measured here; views stand in its place."))
    card = Card(
        key="reach_scatter",
        about=reach_view.about(
            view,
            _("Posts by reach and engagement") if by_reach else _("Posts by views and engagement"),
            size,
            rate,
            remarks=remarks if left_out else remarks[1:],
        ),
        draw=partial(
            charts.scatter,
            dots,
            rubrics,
            reach_name=names[0],
            engagement_name=f"{names[1]}, %",
        ),
        table=lambda: post_table(written),
        span=reach_view.span_of(view),
        lead=_(
            "Further right: seen by more people. Higher up: a larger share of them reacted. "
            "Press a point to see how the post grew."
        ),
    )
    chart_card(card, select=charts.PICKED, on_select=_take_dot, turn=_turn())


def _extremes(written: Sequence[PostFigures]) -> None:
    best, worst = best_and_worst(grown(written, now=console.now()))
    if not best and not worst:
        return
    with st.container(border=True, key="reach_extremes"):
        st.subheader(
            _("Far from usual for their rubric"),
            anchor=False,
            help=_(
                "Reach (or views, where reach is not measured) of the post against the median of its rubric"
                " over half a year; a rubric with too few posts has none. Posts of the last 24 hours are left"
                " out: they are still growing."
            ),
        )
        left, right = st.columns(2)
        for place, title, found in ((left, _("Above"), best), (right, _("Below"), worst)):
            with place:
                lines = "".join(_line(post) for post in found) or f"<li>{NO_RUBRIC}</li>"
                st.html(
                    f"<b>{safe.html_text(title)}</b>"
                    f'<ul class="pult-events pult-extremes">{lines}</ul>'
                )


def _line(post: PostFigures) -> str:
    off = post.reach_off if post.reach_off is not None else post.views_off
    size = post.counts.reach if post.reach_off is not None else post.counts.views
    sign = "+" if (off or 0) > 0 else "−"
    return (
        f"<li><b>{sign}{safe.html_text(number_words(abs(off or 0)))}{percent_sign()}</b> "
        f"{safe.html_text(safe.one_line(post.text, 90) or _('(no text)'))}"
        f' <span class="pult-dim">{safe.html_text(post.rubric or _("No rubric"))} · '
        f"{safe.html_text(number_words(size))}</span></li>"
    )


def _turn() -> int:
    return int(st.session_state.get("reach.post_turn", 0))


def _take_dot() -> None:
    """The pressed point's post is the chosen one; a press beside all points chooses none."""
    state = st.session_state.get(selection_key("reach_scatter", _turn()))
    found = state.selection.get(charts.PICKED) if state is not None else None
    post_id = picked_in(found, "post_id") if isinstance(found, list) else None
    reach_view.pick_post(int(post_id) if isinstance(post_id, int | float) else None)


def _all_posts() -> None:
    st.session_state["reach.post_turn"] = _turn() + 1
    reach_view.pick_post(None)
