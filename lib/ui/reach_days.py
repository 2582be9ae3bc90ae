"""«Reach» by day: the figures of the period, the chart with what happened, the posts of a chosen day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from lib.base.language import _, ngettext
from lib.base.notation import day_field
from lib.charts.theme import percent_words
from lib.reach import days as period_days
from lib.reach.charts import days as charts
from lib.reach.counts import Day, PeriodCounts
from lib.reach.estimate import Guess, Share, guesses, share_of_views, total
from lib.reach.queries import day_series, first_day, measured_days
from lib.reach.tables import day_table
from lib.reach.wall.posts import PostFigures, posts
from lib.reach.wall.spikes import Spike
from lib.ui import console, dates, reach_view, safe
from lib.ui.chart_card import Card, chart_card, picked_in
from lib.ui.filter_off import filter_off
from lib.ui.folded import folded
from lib.ui.live_refresh import live
from lib.ui.reach_figures import figure, figures_row
from lib.ui.reach_table import all_posts, post_list
from lib.ui.status import reading_history
from lib.ui.unavailable import guess_formula, lack_of, unavailable

ON_HOVER = 2
"""Posts that the tooltip of a day names."""


@st.fragment(key="reach_days")
def days_section() -> None:
    """Draw it."""
    live("stats", "posts", "community", "chats", key="reach_days", longest=None)
    view, zone = reach_view.here("days"), console.zone()
    period, before = view.period, view.before
    with console.store().reader() as db:
        series = day_series(db, since=period.since, until=period.until, zone=zone)
        happened = period_days.events(db, period, zone=zone)
        past = period_days.period_counts(db, before, zone=zone) if before else None
        written = posts(db, period, zone=zone)
        beginning = first_day(db)
    then = past.days if past else []
    measured = measured_days(series, "reach")
    if not measured:
        with console.store().reader() as db:
            guessed = guesses(db, since=period.since, until=period.until, zone=zone)
            share = share_of_views(db)
        _unmeasured(view, guessed, share, beginning)
        post_list(written, title=_("Posts of the period"), key="reach_days")
        return
    now = PeriodCounts(days=series, posts=[post.counts for post in written])
    keys = ("reach_sum", "reach_median", "reach_mean", "post_reach_median", "er_reach_ratio")
    figures_row([figure(key, now, past) for key in keys], compare=past is not None, key="reach_row")
    reached = sum(post.counts.reach is not None for post in written)
    for remark in reach_view.unmeasured_posts(reached, len(written)):
        st.caption(safe.label(remark, 300))
    events = _events(happened)
    chosen = _daily(view, series, then, events, written, measured)
    _explained(events)
    _others(view, series)
    _posts_below(written, chosen)
    folded(
        _("The days as a table"),
        partial(_days_table, series),
        icon=":material/table:",
        key="reach_days_box",
    )


def _daily(
    view: reach_view.View,
    series: Sequence[Day],
    then: Sequence[Day],
    events: Sequence[charts.Event],
    written: Sequence[PostFigures],
    measured: int,
) -> date | None:
    """The card; answers the day that was picked."""
    hover = _hover(written)
    name = _("All people, earlier period")

    remarks = reach_view.missing_days(
        measured,
        view.period,
        lambda n: ngettext(
            "VK gave no reach for {n} day; it is left empty.",
            "VK gave no reach for {n} days; they are left empty.",
            n,
        ),
    )
    card = Card(
        key="reach_daily",
        about=reach_view.about(
            view, _("Daily reach"), "reach_day", "reach_subscribers_day", remarks=remarks
        ),
        draw=partial(
            charts.daily_reach,
            series,
            before=then,
            before_name=name,
            posts=hover,
            events=events,
        ),
        table=lambda: _day_table(series, then, name),
        span=reach_view.span_of(view),
        lead=_(
            "How many people were reached each day. Press a point to see the posts of that day."
        ),
    )
    found = picked_in(chart_card(card, select=charts.PICKED, turn=_turn()), "iso")
    try:
        day = date.fromisoformat(str(found)) if found else None
    except ValueError:
        return None
    # A press outlives a change of the period.
    return day if day is not None and day in view.period else None


def _day_table(series: Sequence[Day], then: Sequence[Day], name: str) -> pd.DataFrame:
    table = day_table(series)
    if then:
        reach = [day.reach for day, _now in zip(then, series, strict=False)]
        reach += [None] * (len(series) - len(reach))
        table[name] = pd.array(reach[::-1], dtype="Int64")
    return table


def _others(view: reach_view.View, series: Sequence[Day]) -> None:
    known = [share for day in series if (share := charts.viral_share(day)) is not None]
    if not known:
        return
    middle = percent_words(float(pd.Series(known).median()), digits=0)
    chart_card(
        Card(
            key="reach_beyond",
            about=reach_view.about(view, _("Share of reach beyond subscribers"), "viral_share"),
            draw=partial(charts.others_share, series),
            table=lambda: _share_table(series),
            kinds={_("Share of reach beyond subscribers"): "share"},
            span=reach_view.span_of(view),
            lead=_(
                "How much of a day's reach came from people who are not subscribers: usually "
                "{share}. The more, the further posts were passed on.",
                share=middle,
            ),
        )
    )


def _share_table(series: Sequence[Day]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Day"): [day.day for day in series],
            _("Share of reach beyond subscribers"): pd.array(
                [charts.viral_share(day) for day in series], dtype="Float64"
            ),
        }
    )


def _events(happened: Sequence[period_days.Event]) -> list[charts.Event]:
    found: list[charts.Event] = []
    for one in happened:
        text = safe.one_line(one.text, 90)
        if one.kind == "chat":
            found.append(charts.Event(one.day, "chat", _("Open chat: {topic}", topic=text)))
    for number, spike in enumerate(_highest(happened), start=1):
        text = safe.one_line(spike.post.text, 90) if spike.post else ""
        words = (
            _("post “{text}”", text=text) if text else _("no single post of those days explains it")
        )
        found.append(charts.Event(spike.day, "spike", words, number, spike.times))
    return sorted(found, key=lambda event: event.day)


def _highest(happened: Sequence[period_days.Event]) -> list[Spike]:
    """Of spikes on days in a row the highest: a post works for longer than a day."""
    found: list[Spike] = []
    last: date | None = None
    for one in happened:
        if one.spike is None:
            continue
        if last is not None and one.day - last <= timedelta(days=1):
            if one.spike.reach > found[-1].reach:
                found[-1] = one.spike
        else:
            found.append(one.spike)
        last = one.day
    return found


def _explained(events: Sequence[charts.Event]) -> None:
    """What the marks of the chart mean, in words."""
    lines = [
        (
            f"<li><b>{one.number}.</b> {safe.html_text(dates.day(one.day, today=console.today()))}: "
            + safe.html_text(
                _("{times} times the usual; {why}", times=dates.decimal(one.times), why=one.words)
            )
            + "</li>"
        )
        if one.kind == "spike"
        else f"<li>▼ {safe.html_text(dates.day(one.day, today=console.today()))}: "
        f"{safe.html_text(one.words)}</li>"
        for one in events
    ]
    if lines:
        st.html(f'<ul class="pult-events">{"".join(lines[-12:])}</ul>')


def _hover(written: Sequence[PostFigures]) -> dict[date, str]:
    by_day: dict[date, list[PostFigures]] = {}
    for post in written:
        by_day.setdefault(post.day, []).append(post)
    words = {}
    for day, there in by_day.items():
        there.sort(key=lambda post: -(post.counts.reach or post.counts.views or 0))
        named = [safe.one_line(post.text, 60) or _("(no text)") for post in there[:ON_HOVER]]
        more = len(there) - len(named)
        words[day] = "; ".join(named) + (_(" and {n} more", n=more) if more else "")
    return words


def _days_table(series: Sequence[Day]) -> None:
    st.dataframe(
        day_table(series),
        hide_index=True,
        placeholder="—",
        column_config={_("Day"): st.column_config.DateColumn(format=day_field())},
    )


def _posts_below(written: Sequence[PostFigures], chosen: date | None) -> None:
    if chosen is None:
        all_posts(written, key="reach_days")
        return
    words = _("Posts of {day}", day=dates.day(chosen, today=console.today()))
    filter_off(words, _all_days, key="reach_day_off")
    there = [post for post in written if post.day == chosen]
    post_list(there, title=words, key="reach_days", heading=False)


def _unmeasured(
    view: reach_view.View, guessed: Sequence[Guess], share: Share, beginning: date | None
) -> None:
    """Reach guessed from views, where VK gave no measures at all for the period; says so, and why."""
    if reading_history():
        st.info(_("The community's history is still being read."), icon=":material/hourglass_top:")
    lack = lack_of("reach")
    if total(list(guessed)) is None:
        if lack is not None:
            unavailable(lack, key="reach", what=_("Reach is not measured."))
        title, text = (
            (
                _("No statistics yet"),
                _("VK gives them to the key of a user who runs the community. They are read once a day."),
            )
            if beginning is None
            else (
                _("VK has no reach for this period"),
                _("The first day measured is {day}. Choose a later period.", day=dates.day(beginning)),
            )
        )  # fmt: skip
        st.html(
            f'<div class="pult-empty"><b>{safe.html_text(title)}</b>{safe.html_text(text)}</div>'
        )
        return
    if lack is not None:
        unavailable(lack, key="reach", what=_("This is an estimate. Only VK can measure reach."))
    else:
        st.caption(_("This is an estimate: VK has given no measurements for these days."))
    chart_card(
        Card(
            key="reach_guess",
            about=reach_view.about(
                view, _("Reach, estimated from views"), formula=guess_formula(share)
            ),
            draw=partial(charts.guessed_reach, guessed),
            table=lambda: _guess_table(guessed),
            span=reach_view.span_of(view),
        )
    )


def _guess_table(guessed: Sequence[Guess]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Day"): [one.day for one in guessed],
            _("Reach, an estimate"): pd.array([one.people for one in guessed], dtype="Int64"),
            _("Posts of the day"): [one.posts for one in guessed],
        }
    )


def _turn() -> int:
    return int(st.session_state.get("reach.day_turn", 0))


def _all_days() -> None:
    st.session_state["reach.day_turn"] = _turn() + 1
