"""«Охват»: daily reach, subscribers with joins and leaves, the latest posts with their counters."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.language import _, ngettext
from lib.charts.theme import palette_of
from lib.reach.charts import days, subscribers
from lib.reach.estimate import Guess, Share, guesses, share_of_views, total
from lib.reach.queries import Day, day_series, first_day, latest_measures, measured_days
from lib.reach.tables import day_names, day_table, post_names, post_table
from lib.ui import console, dates, safe
from lib.ui.links import post_in_vk
from lib.ui.live_refresh import live
from lib.ui.status import reading_history
from lib.ui.unavailable import guess_formula, lack_of, unavailable

PERIODS = {"30": 30, "90": 90, "365": 365, "all": None}
POSTS_SHOWN = 50


def period_name(period: str) -> str:
    days = PERIODS[period]
    return _("All time") if days is None else ngettext("{n} day", "{n} days", days)


@st.fragment(key="reach_charts")
def charts_of_period() -> None:
    live("stats", "community", key="reach", longest=None)
    period = st.segmented_control(
        _("Period"),
        list(PERIODS),
        default="90",
        required=True,
        format_func=period_name,
        key="reach_period",
        persist_state="session",
        label_visibility="collapsed",
    )
    # Today's figures are only half there.
    until = console.today() - timedelta(days=1)
    with console.store().reader() as db:
        beginning = first_day(db)
        since = start_of(period or "90", beginning, until)
        series = day_series(db, since=since, until=until, zone=console.zone())
        guessed = guesses(db, since=since, until=until, zone=console.zone())
        share = share_of_views(db)
    measured = measured_days(series, "reach")
    known = any(day.level is not None or day.joined is not None for day in series)
    if not measured:
        by_views(guessed, share)
    if not measured and not known:
        if total(guessed) is not None:
            return
        st.html(
            f'<div class="pult-empty"><b>{_("No statistics yet")}</b>'
            f"{_('VK gives them to the key of a user who runs the community. They are read once a day.')}"
            "</div>"
        )
        return
    palette = palette_of(dark=st.context.theme.type == "dark")
    if measured:
        with st.container(border=True, key="reach_daily"):
            head(
                _("Daily reach"),
                _(
                    "Source: stats.get of VK, reach and reach_subscribers. Reach is how many different people"
                    " saw anything of the community on a day; views are showings and always at least as many."
                ),
            )
            summary(series)
            st.altair_chart(days.daily_reach(series, palette), alt=_("Daily reach"))
            gaps(series, measured)
    with st.container(border=True, key="reach_growth"):
        head(
            _("Subscribers"),
            _(
                "Growth of a day is who joined minus who left (stats.get of VK). The number at the end of a"
                " day is measured by this console once a day; earlier days are counted back from it"
                " by the growth, and stay empty where a day between is unknown."
            ),
        )
        if any(day.level is not None for day in series):
            st.altair_chart(subscribers.subscribers_level(series, palette), alt=_("Subscribers"))
        else:
            st.caption(_("The number of subscribers is not known for these days."))
        if any(day.joined is not None or day.departed is not None for day in series):
            st.altair_chart(
                subscribers.joins_and_leaves(series, palette), alt=_("Joined and left a day")
            )
    with st.expander(_("The same figures as a table"), icon=":material/table:"):
        st.dataframe(
            day_table(series),
            hide_index=True,
            placeholder="—",
            column_config={
                _("Day"): st.column_config.DateColumn(format="DD.MM.YYYY"),
                **number_columns(day_names()),
            },
        )


def by_views(guessed: list[Guess], share: Share) -> None:
    """Reach guessed from views, where VK gave no measures at all for the period; says so, and why."""
    if reading_history():
        st.info(_("The community's history is still being read."), icon=":material/hourglass_top:")
    lack = lack_of("reach")
    if total(guessed) is None:
        if lack is not None:
            unavailable(lack, key="reach", what=_("Reach is not measured."))
        return
    with st.container(border=True, key="reach_guess"):
        st.subheader(_("Reach, estimated from views"), anchor=False)
        if lack is not None:
            unavailable(
                lack, key="reach", what=_("This is an estimate. Only VK can measure reach.")
            )
        else:
            st.caption(_("This is an estimate: VK has given no measurements for these days."))
        st.altair_chart(
            days.guessed_reach(guessed, palette_of(dark=st.context.theme.type == "dark")),
            alt=_("Reach, estimated from views"),
        )
        st.caption(guess_formula(share))


def start_of(period: str, beginning: date | None, until: date) -> date:
    days = PERIODS.get(period, 90)
    if days is None:
        return min(beginning or until, until)
    return until - timedelta(days=days - 1)


def head(title: str, formula: str) -> None:
    st.subheader(title, anchor=False, help=formula)


def summary(series: list[Day]) -> None:
    reach = [day.reach for day in series if day.reach is not None]
    best = max((day for day in series if day.reach is not None), key=lambda day: day.reach or 0)
    middle = int(pd.Series(reach).median())
    st.caption(
        _(
            "A usual day (median): {middle} people. The best: {best}, {day}.",
            middle=dates.number(middle),
            best=dates.number(best.reach),
            day=dates.day(best.day, today=console.today()),
        )
    )


def gaps(series: list[Day], measured: int) -> None:
    missing = len(series) - measured
    if missing:
        st.caption(
            ngettext(
                "VK gave no reach for {n} day; it is left empty.",
                "VK gave no reach for {n} days; they are left empty.",
                missing,
            )
        )


def number_columns(names: list[str]) -> dict[str, Any]:
    return {name: st.column_config.NumberColumn(format="localized") for name in names}


@st.fragment(key="reach_posts")
def latest() -> None:
    live("posts", "stats", key="reach_posts", longest=None)
    with console.store().reader() as db:
        posts = latest_measures(db, limit=POSTS_SHOWN)
    st.subheader(
        _("Latest posts"),
        anchor=False,
        help=_(
            "Views, likes, reposts and comments as wall.get of VK last gave them; reach by"
            " stats.getPostReach, which VK gives for the 300 newest posts only. An empty cell: VK gave nothing."
        ),
    )
    if not posts:
        st.html(f'<div class="pult-empty"><b>{_("No posts yet")}</b></div>')
        return
    st.dataframe(
        post_table(
            posts,
            zone=console.zone(),
            line=lambda text: safe.one_line(text, 120),
            address=post_in_vk,
        ),
        hide_index=True,
        height=560,
        placeholder="—",
        column_config={
            _("Published"): st.column_config.DatetimeColumn(format="DD.MM.YYYY HH:mm"),
            _("Text"): st.column_config.TextColumn(width=235),
            _("Rubric"): st.column_config.TextColumn(width=130),
            **number_columns(post_names()),
            # A rehearsal's posts stand at no address of VK.
            _("Link"): None
            if console.settings().rehearsal
            else st.column_config.LinkColumn(display_text=_("Open in VK")),
        },
    )


st.set_page_config(page_title=_("Reach"), layout="wide")
st.title(_("Reach"), anchor=False)
charts_of_period()
latest()
