"""Reports on the screen: one press makes a paper and a workbook; those that were made, and schedules."""

from __future__ import annotations

import html
from datetime import date, timedelta

import streamlit as st
from babel.dates import format_skeleton

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import N_, _, explain, language
from lib.base.notation import day_field, locale
from lib.campaigns.campaigns import campaigns
from lib.chats.queries import chats
from lib.reach.periods import month_of, previous, week_of
from lib.reports import commands
from lib.reports.rows import PERIODS, Report
from lib.ui import console, dates, safe
from lib.ui.journal_words import actor_word
from lib.ui.live_refresh import live
from lib.ui.report_plans import plans

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ICONS = {"docx": ":material/description:", "xlsx": ":material/table:"}
KINDS = {
    "month": N_("Month"),
    "week": N_("Week"),
    "day": N_("Day"),
    "campaign": N_("Campaign"),
    "chat": N_("Open chat"),
}
TROUBLE = "reports.trouble"
SHOWN = 30


@st.fragment(key="reports")
def reports_section() -> None:
    """The form, what was made, and the schedules; redraws by itself."""
    live("reports", "campaigns", "chats", key="reports", longest=60)
    with console.store().reader() as db:
        made = commands.reports(db, limit=SHOWN)
        names = {
            **{("campaign", one.campaign_id): one.name for one in campaigns(db)},
            **{("chat", one.chat_id): one.topic for one in chats(db)},
        }
    with st.container(border=True, key="report_form"):
        _form(names)
    st.subheader(_("Reports made"), anchor=False)
    if not made:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("No reports yet"))}</b>'
            + html.escape(
                _(
                    "Choose above what to report on. A document and a workbook are ready in a few "
                    "seconds."
                )
            )
            + "</div>"
        )
    for one in made:
        _row(one, names)
    plans()


def _form(names: dict[tuple[str, int], str]) -> None:
    kind = st.segmented_control(
        _("What to report on"),
        list(KINDS),
        default="month",
        required=True,
        format_func=lambda name: _(KINDS[name]),
        key="report_kind",
        label_visibility="collapsed",
    )
    subjects = [number for what, number in names if what == kind]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if kind in PERIODS:
            _period(str(kind))
        else:
            st.selectbox(
                _("Campaign") if kind == "campaign" else _("Open chat"),
                subjects,
                format_func=lambda number: safe.one_line(names[str(kind), number], 80),
                key=f"report_{kind}",
                placeholder=_("There are none yet"),
                width=420,
            )
        st.button(
            _("Make the report"),
            key="report_make",
            type="primary",
            icon=":material/lab_profile:",
            disabled=not allowed(console.actor(), "report.make")
            or (kind not in PERIODS and not subjects),
            on_click=_ask,
        )
    if words := st.session_state.get(TROUBLE):
        st.error(safe.label(words, 300), icon=":material/error:")
    day = st.session_state.get(f"report_day_{kind}")
    if isinstance(day, date):
        st.caption(_period_words(str(kind), day, console.today()))
    st.caption(
        _("In the language of the screen, compared with the previous period and a year ago. It "
"says what is missing, and why.")
    )  # fmt: skip


def _period(kind: str) -> None:
    today = console.today()
    usual = {
        "day": today - timedelta(days=1),
        "week": previous(week_of(today)).until,
        "month": today.replace(day=1) - timedelta(days=1),
    }
    words = {
        "day": _("The day"),
        "week": _("Any day of the week"),
        "month": _("Any day of the month"),
    }
    st.date_input(
        words[kind],
        usual[kind],
        max_value=today - timedelta(days=1),
        format=day_field(),
        key=f"report_day_{kind}",
        width=220,
    )


def _period_words(kind: str, day: date, today: date) -> str:
    try:
        period = commands.period_around(kind, day, today=today)
    except PultError as error:
        return safe.label(explain(error), 200)
    if kind == "day":
        return safe.label(dates.day(period.since))
    return safe.label(
        _("From {since} to {until}, both included.", since=dates.day(period.since),
          until=dates.day(period.until)),
        200,
    )  # fmt: skip


def _ask() -> None:
    kept = st.session_state
    kept[TROUBLE] = ""
    kind = str(kept["report_kind"])
    try:
        commands.ask_report(
            console.store(),
            kind,
            day=kept.get(f"report_day_{kind}") if kind in PERIODS else None,
            subject_id=None if kind in PERIODS else kept.get(f"report_{kind}"),
            language=language(),
            actor=console.actor(),
            now=console.now(),
            zone=console.zone(),
        )
    except PultError as error:
        kept[TROUBLE] = explain(error)


def _row(one: Report, names: dict[tuple[str, int], str]) -> None:
    with st.container(border=True, key=f"report_{one.report_id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(
                f'<div class="pult-name">{safe.html_text(title_of(one, names))}</div>'
                f'<div class="pult-dim">{safe.html_text(_about(one))}</div>'
            )
            if one.state == "made":
                with st.container(horizontal=True, gap="small", width="content"):
                    for form in one.files:
                        _download(one, form)
            elif one.state == "failed" and allowed(console.actor(), "report.make"):
                st.button(
                    _("Try again"),
                    key=f"report_again_{one.report_id}",
                    icon=":material/refresh:",
                    on_click=_again,
                    args=(one.report_id,),
                )
        if one.state in {"queued", "making"}:
            share = one.done / one.total if one.total else 0.0
            words = (
                _("Being made: {done} of {total}", done=one.done, total=one.total)
                if one.total
                else _("Waits to be made…")
            )
            st.progress(min(1.0, share), text=words)
        if one.state == "failed" and one.reason:
            why = _(str(one.reason["message"]), **one.reason["values"])
            st.html(f'<div class="pult-lack">{safe.html_text(why)}</div>')


def title_of(one: Report, names: dict[tuple[str, int], str]) -> str:
    """What a report is about, in a line; plain text."""
    if one.subject_id is not None:
        name = safe.one_line(names.get((one.kind, one.subject_id), "—"), 100)
        return f"{_(KINDS[one.kind])}: {name}"
    if one.kind == "day":
        return f"{_(KINDS['day'])}: {dates.day(one.period.since)}"
    if one.kind == "month" and one.period == month_of(one.period.since):
        month = format_skeleton("yMMMM", one.period.since, locale=locale())
        return f"{_(KINDS['month'])}: {month}"
    return f"{_(KINDS[one.kind])}: {dates.day(one.period.since)} – {dates.day(one.period.until)}"


def _about(one: Report) -> str:
    now, zone = console.now(), console.zone()
    at = dates.moment(one.made_at or one.asked_at, now=now, zone=zone)
    if one.slot is not None:
        return _("On schedule, {moment}", moment=at)
    return f"{actor_word(one.asked_by)} · {at}"


def _download(one: Report, form: str) -> None:
    me, store, now = console.actor(), console.store(), console.now()

    def maker() -> bytes:
        # Runs when it is pressed, outside the script: nothing of the session may be asked for there.
        return commands.take_file(store, one.report_id, form, actor=me, now=now).content

    st.download_button(
        form.upper(),
        maker,
        file_name=str(one.files[form]["name"]),
        mime=TYPES[form],
        key=f"report_file_{one.report_id}_{form}",
        icon=ICONS[form],
        on_click="ignore",
        disabled=not allowed(me, "report.make"),
    )


def _again(report_id: int) -> None:
    st.session_state[TROUBLE] = ""
    try:
        commands.ask_again(console.store(), report_id, actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
