"""The goal of subscribers: how far it is, and the form in which one sets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.base.notation import day_field
from lib.charts.theme import number_words
from lib.reach.counts import Day
from lib.reach.goals import Goal, Prospect, distance, drop_goal, prospect, set_goal
from lib.reach.growth.forecast import Forecast
from lib.ui import console, dates, safe

TROUBLE = "reach.goal_trouble"


def goal_box(wanted: Goal | None, series: Sequence[Day], coming: Forecast | None) -> None:
    """The distance to the goal in words, what the forecast says of it, and the form for whoever may set it."""
    level = next((day.level for day in reversed(series) if day.level is not None), None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="reach_goal"):
        if wanted is not None:
            st.html(
                f'<div class="pult-goal">{safe.html_text(_words(wanted, level, coming))}</div>',
                width="content",
            )
        if allowed(console.actor(), "goal.set"):
            _form(wanted, level)
    if trouble := st.session_state.pop(TROUBLE, None):
        st.error(trouble, icon=":material/error:")


def _words(wanted: Goal, level: int | None, coming: Forecast | None) -> str:
    words = (
        _("Goal: {n} subscribers.", n=dates.number(wanted.subscribers))
        if wanted.by is None
        else _(
            "Goal: {n} subscribers by {day}.",
            n=dates.number(wanted.subscribers),
            day=dates.day(wanted.by),
        )
    )
    if level is None:
        return words
    far = distance(wanted, level=level, today=console.today())
    if far.missing <= 0:
        return words + " " + _("It is reached.")
    words += " " + _("{n} are missing.", n=dates.number(far.missing))
    if far.days is not None and far.days < 0:
        return words + " " + _("Its day is past.")
    if far.a_day is not None and far.days is not None:
        words += " " + ngettext(
            "{n} day left: {growth} a day would be enough.",
            "{n} days left: {growth} a day would be enough.",
            far.days,
            growth=number_words(far.a_day, digits=1),
        )
    if coming is not None and (said := _prospect(prospect(wanted, coming, level=level))):
        words += " " + said
    return words


def _prospect(found: Prospect) -> str:
    """Empty where the forecast tells nothing of that day."""
    return {
        "likely": _("According to the forecast it will be reached."),
        "possible": _("According to the forecast it may be reached."),
        "unlikely": _("According to the forecast it will not be reached."),
    }.get(found, "")


def _form(wanted: Goal | None, level: int | None) -> None:
    with st.popover(
        _("Set a goal") if wanted is None else _("Another goal"),
        icon=":material/flag:",
        key="reach_goal_box",
    ):
        with st.form("reach_goal_form", border=False):
            st.number_input(
                _("Subscribers"),
                min_value=1,
                max_value=100_000_000,
                value=wanted.subscribers if wanted else _next_round(level),
                key="reach_goal_number",
            )
            st.date_input(
                _("By the day (it may stay empty)"),
                value=wanted.by if wanted and wanted.by and wanted.by > console.today() else None,
                min_value=console.today() + timedelta(days=1),
                key="reach_goal_day",
                format=day_field(),
            )
            st.form_submit_button(_("Save"), on_click=_set, type="primary")
        if wanted is not None:
            st.button(_("Remove the goal"), key="reach_goal_off", on_click=_drop)


def _next_round(level: int | None) -> int:
    return 1000 if level is None else (level // 1000 + 1) * 1000


def _set() -> None:
    day = st.session_state.get("reach_goal_day")
    try:
        set_goal(
            console.store(),
            int(st.session_state["reach_goal_number"]),
            day if isinstance(day, date) else None,
            today=console.today(),
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _drop() -> None:
    try:
        drop_goal(console.store(), actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
