"""Schedules of reports on the screen: when the next one comes, into which folder, a form for a new one."""

from __future__ import annotations

import html
from datetime import time

import streamlit as st
from babel.dates import get_day_names

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import N_, _, explain, language
from lib.base.notation import locale, zone_name
from lib.reports import commands
from lib.reports.folder import folder_of, set_folder
from lib.reports.schedule import LAST_MONTH_DAY, Schedule, next_slot
from lib.ui import console, dates, safe

TROUBLE = "reports.plan_trouble"
MORNING = time(9)
KINDS = {
    "day": N_("Every day, of yesterday"),
    "week": N_("Every week, of the last one"),
    "month": N_("Every month, of the last one"),
}
_WEEKLY = (
    N_("Every Monday at {time}"), N_("Every Tuesday at {time}"), N_("Every Wednesday at {time}"),
    N_("Every Thursday at {time}"), N_("Every Friday at {time}"), N_("Every Saturday at {time}"),
    N_("Every Sunday at {time}"),
)  # fmt: skip
_LANGUAGES = {"ru": N_("in Russian"), "en": N_("in English")}


def plans() -> None:
    """Draw the schedules in force, the form, the folder."""
    with console.store().reader() as db:
        planned = commands.schedules(db)
        folder = folder_of(db, console.settings())
    st.subheader(_("On a schedule"), anchor=False)
    zone = zone_name(console.now(), zone=console.zone())
    st.caption(
        safe.label(
            _("Times are in the region's zone ({zone}). Files go into the folder {folder}.", zone=zone,
              folder=folder),
            400,
        )
    )  # fmt: skip
    if not planned:
        words = _(
            "Nothing is scheduled. A report can be made automatically, for example every Monday "
            "at 9:00."
        )
        st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
    for one in planned:
        _plan(one)
    if trouble := st.session_state.get(TROUBLE):
        st.error(safe.label(trouble, 400), icon=":material/error:")
    if allowed(console.actor(), "report.schedule"):
        _form()
    if allowed(console.actor(), "report.folder"):
        _folder(str(folder))


def plan_words(one: Schedule) -> str:
    """“Every Monday at 09:00, of the last week”."""
    clock = f"{one.minute // 60:02}:{one.minute % 60:02}"
    if one.kind == "week":
        assert one.weekday is not None
        words = _(_WEEKLY[one.weekday], time=clock)
    elif one.kind == "month":
        words = _("Every month, day {day} at {time}", day=one.month_day, time=clock)
    else:
        words = _("Every day at {time}", time=clock)
    return f"{words}, {_(_LANGUAGES[one.language])}"


def weekday_name(weekday: int) -> str:
    """“Monday” of 0."""
    return str(get_day_names("wide", "format", locale=locale())[weekday])


def _plan(one: Schedule) -> None:
    zone = console.zone()
    following = dates.full(next_slot(one, now=console.now(), zone=zone), zone=zone)
    with (
        st.container(border=True, key=f"plan_{one.schedule_id}"),
        st.container(horizontal=True, vertical_alignment="center", gap="small"),
    ):
        st.html(
            f'<div class="pult-name">{html.escape(plan_words(one))}</div>'
            f'<div class="pult-dim">{html.escape(_("Next: {moment}", moment=following))}</div>'
        )
        if allowed(console.actor(), "report.schedule"):
            st.button(
                _("End the schedule"),
                key=f"plan_end_{one.schedule_id}",
                icon=":material/event_busy:",
                type="tertiary",
                on_click=_end,
                args=(one.schedule_id,),
            )


def _form() -> None:
    with (
        st.expander(_("Schedule a report"), icon=":material/schedule:"),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        kind = st.selectbox(
            _("How often"),
            list(KINDS),
            index=1,
            format_func=lambda name: _(KINDS[name]),
            key="plan_kind",
            width=270,
        )
        if kind == "week":
            st.selectbox(
                _("Day of the week"), range(7), format_func=weekday_name, key="plan_weekday",
                width=180,
            )  # fmt: skip
        if kind == "month":
            st.selectbox(
                _("Day of the month"), range(1, LAST_MONTH_DAY + 1), key="plan_month_day",
                width=140,
            )  # fmt: skip
        st.time_input(_("Time"), MORNING, key="plan_time", width=130)
        st.button(
            _("Add to the schedule"),
            key="plan_put",
            icon=":material/event_available:",
            on_click=_put,
        )


def _folder(folder: str) -> None:
    with (
        st.expander(_("Reports folder"), icon=":material/folder:"),
        st.form("report_folder", border=False),
    ):
        st.text_input(_("Path on the computer of the console"), folder, key="report_folder_path")
        st.caption(
            _("Empty: the folder beside the database. Reports that were made stay where they are.")
        )
        st.form_submit_button(_("Save the folder"), on_click=_save_folder)


def _put() -> None:
    kept = st.session_state
    kept[TROUBLE] = ""
    at = kept["plan_time"]
    try:
        commands.plan_reports(
            console.store(),
            kept["plan_kind"],
            minute=at.hour * 60 + at.minute,
            language=language(),
            weekday=kept.get("plan_weekday"),
            month_day=kept.get("plan_month_day"),
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        kept[TROUBLE] = explain(error)


def _end(schedule_id: int) -> None:
    st.session_state[TROUBLE] = ""
    try:
        commands.end_schedule(
            console.store(), schedule_id, actor=console.actor(), now=console.now()
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _save_folder() -> None:
    kept = st.session_state
    kept[TROUBLE] = ""
    try:
        set_folder(
            console.store(),
            kept["report_folder_path"],
            settings=console.settings(),
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        kept[TROUBLE] = explain(error)
