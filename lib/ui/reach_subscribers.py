"""«Reach», subscribers: how many there are, who comes and goes, what may come, how far the goal is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pandas as pd
import streamlit as st

from lib.base.language import _, ngettext
from lib.reach.charts import subscribers as charts
from lib.reach.counts import Day, PeriodCounts
from lib.reach.goals import Goal, goal
from lib.reach.growth.forecast import MOST_DAYS, WINDOW, Forecast, forecast
from lib.reach.queries import day_series, measured_days
from lib.ui import console, dates, reach_view, safe
from lib.ui.chart_card import Card, chart_card
from lib.ui.live_refresh import live
from lib.ui.reach_figures import figure, figures_row
from lib.ui.reach_goal import goal_box

ONE, LOOK_BACK = timedelta(days=1), timedelta(days=MOST_DAYS + 30)


@st.fragment(key="reach_growth")
def subscribers_section() -> None:
    """Draw it."""
    live("stats", "community", "system", key="reach_growth", longest=None, settle=2)
    view, zone = reach_view.shown(), console.zone()
    period, before = view.period, view.before
    with console.store().reader() as db:
        series = day_series(db, since=period.since, until=period.until, zone=zone)
        then = day_series(db, since=before.since, until=before.until, zone=zone) if before else []
        wanted = goal(db)
        # A forecast is of today; an older period has its days ahead already.
        coming = (
            forecast(day_series(db, since=period.until - LOOK_BACK, until=period.until, zone=zone))
            if period.until >= console.today() - ONE
            else None
        )
    levels = measured_days(series, "level")
    moves = sum(day.joined is not None or day.departed is not None for day in series)
    if not levels and not moves:
        text = _(
            "The console counts subscribers once a day; who joined and left comes from VK's statistics."
        )
        st.html(
            f'<div class="pult-empty"><b>{_("Nothing is known of these days")}</b>'
            f"{safe.html_text(text)}</div>"
        )
        return
    _figures(series, then)
    if moves < period.days:
        _known_moves(series, moves)
    goal_box(wanted, series, coming)
    if levels:
        _level(view, series, then, levels, wanted, coming)
    else:
        st.caption(_("The number of subscribers is not known for these days."))
    if moves:
        _moves(view, series, moves)


def _figures(series: Sequence[Day], then: Sequence[Day]) -> None:
    now, past = PeriodCounts(days=series), PeriodCounts(days=then) if then else None
    keys = ("level_end", "period_growth", "period_joined", "period_departed")
    found = [figure(key, now, past) for key in keys]
    figures_row(found, compare=past is not None, key="reach_subscribers_row")


def _known_moves(series: Sequence[Day], moves: int) -> None:
    """What is known of the days that VK did tell, where it left some out."""
    joined, departed = _sum(series, "joined"), _sum(series, "departed")
    growth = None if joined is None or departed is None else joined - departed
    words = ngettext(
        "On the {n} day of {all} that VK reported: {joined} joined, {departed} left, net {growth}.",
        "On the {n} days of {all} that VK reported: {joined} joined, {departed} left, net {growth}.",
        moves,
        all=len(series),
        joined=dates.number(joined),
        departed=dates.number(departed),
        growth=dates.number(growth, signed=True),
    )
    if moves:
        st.caption(safe.label(words, 200))


def _sum(series: Sequence[Day], name: str) -> int | None:
    known = [value for day in series if (value := getattr(day, name)) is not None]
    return sum(known) if known else None


def _level(
    view: reach_view.View,
    series: Sequence[Day],
    then: Sequence[Day],
    levels: int,
    wanted: Goal | None,
    coming: Forecast | None,
) -> None:
    remarks = reach_view.missing_days(
        levels,
        view.period,
        lambda n: ngettext(
            "The number of subscribers is not known for {n} day; it is left empty.",
            "The number of subscribers is not known for {n} days; they are left empty.",
            n,
        ),
    )
    name = _("Subscribers, earlier period")
    formula = ""
    if coming is not None and coming.days:
        formula = _(
            "Forecast: the mean growth of the last {window} days continues. The band holds four "
            "times out of five: that is how far off the same calculation was on earlier days "
            "({trials} of them).",
            window=WINDOW,
            trials=coming.trials,
        )
    elif coming is not None:
        remarks.append(
            _(
                "No forecast yet: it needs {needed} days in a row with a known number, and there are {known}.",
                needed=coming.needed,
                known=coming.known,
            )
        )
    chart_card(
        Card(
            key="reach_subscribers",
            about=reach_view.about(
                view, _("Subscribers"), "subscribers", formula=formula, remarks=remarks
            ),
            lead=_ahead_words(coming),
            draw=partial(
                charts.subscribers_level,
                series,
                before=then,
                before_name=name,
                ahead=coming.days if coming else (),
                goal=None if wanted is None else wanted.subscribers,
            ),
            table=lambda: _table(series, coming),
            span=reach_view.span_of(view),
        )
    )


def _ahead_words(coming: Forecast | None) -> str:
    if coming is None or not coming.days:
        return ""
    last = coming.days[-1]
    return _(
        "Forecast for {day}: {middle}; {low} to {high} four times out of five.",
        day=dates.day(last.day, today=console.today()),
        middle=dates.number(round(last.middle)),
        low=dates.number(round(last.low)),
        high=dates.number(round(last.high)),
    )


def _moves(view: reach_view.View, series: Sequence[Day], known: int) -> None:
    remarks = reach_view.missing_days(
        known,
        view.period,
        lambda n: ngettext(
            "VK gave no data on joining and leaving for {n} day.",
            "VK gave no data on joining and leaving for {n} days.",
            n,
        ),
    )
    chart_card(
        Card(
            key="reach_moves",
            about=reach_view.about(view, _("Joined and left per day"), "growth", remarks=remarks),
            draw=partial(charts.joins_and_leaves, series),
            table=lambda: _table(series),
            span=reach_view.span_of(view),
        )
    )


def _table(series: Sequence[Day], coming: Forecast | None = None) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            _("Day"): [day.day for day in series],
            _("Subscribers"): [day.level for day in series],
            _("Joined"): [day.joined for day in series],
            _("Left"): [day.departed for day in series],
            _("Growth"): [day.growth for day in series],
        }
    )
    names = [_("Subscribers"), _("Joined"), _("Left"), _("Growth")]
    table = table.astype(dict.fromkeys(names, "Int64"))
    if coming is None or not coming.days:
        return table
    ahead = pd.DataFrame(
        {
            _("Day"): [one.day for one in coming.days],
            _("Forecast"): [one.middle for one in coming.days],
            _("Forecast, from"): [one.low for one in coming.days],
            _("Forecast, to"): [one.high for one in coming.days],
        }
    )
    return table.merge(ahead, on=_("Day"), how="outer").sort_values(_("Day"))
