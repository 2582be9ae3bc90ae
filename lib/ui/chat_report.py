"""The report of a chat on the screen, and the files that are made of it when somebody asks for them."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from lib.access.permissions import allowed
from lib.base.language import _
from lib.chats.after.documents import TYPES, export, file_name
from lib.chats.after.report import Line, Report, chat_report
from lib.chats.after.wording import measures, missing
from lib.paper.figures import SECONDS
from lib.ui import console, dates
from lib.ui.figure_table import STYLE, figure, figures, table

_ICONS = {"xlsx": ":material/table:", "docx": ":material/description:"}


def chat_report_view(chat_id: int) -> None:
    """Draw the figures, the groups, what is missing, and the buttons of the files."""
    with console.store().reader() as db:
        report = chat_report(db, chat_id, now=console.now())
    st.html(STYLE + figures(measures(report)))
    if report.by_specialist:
        st.html(_groups(_("Who"), _("Answered"), report.by_specialist, lambda one: one.answered))
    if report.by_topic:
        st.html(_groups(_("Topic"), _("Questions"), report.by_topic, lambda one: one.questions))
    if report.declined_because:
        rows = [(reason or "—", dates.number(n)) for reason, n in report.declined_because]
        st.html(table((_("Not to be answered, by reason"), _("Questions")), rows))
    for remark in missing(report):
        told = html.escape(_(remark.message, **remark.values))
        st.html(f'<div class="pult-dim">{told}</div>')
    _downloads(report)


def _groups(title: str, counted: str, lines: Sequence[Line], count: Callable[[Line], int]) -> str:
    rows = [
        (
            one.name if one.named else _(one.name),
            dates.number(count(one)),
            figure(SECONDS, one.median_seconds),
            figure(SECONDS, one.longest_seconds),
        )
        for one in lines
    ]
    return table((title, counted, _("Median"), _("Longest")), rows)


def _downloads(report: Report) -> None:
    me, store, now, zone = console.actor(), console.store(), console.now(), console.zone()
    chat_id = report.chat.chat_id

    def maker(form: str) -> Callable[[], bytes]:
        # Runs when it is pressed, outside the script: nothing of the session may be asked for there.
        return lambda: export(store, chat_id, form, actor=me, now=now, zone=zone).content

    names = {"xlsx": _("Report as XLSX"), "docx": _("Report as DOCX")}
    with st.container(horizontal=True, gap="small"):
        for form, name in names.items():
            st.download_button(
                name,
                maker(form),
                file_name=file_name(chat_id, report.chat.starts_at, form, zone=zone),
                mime=TYPES[form],
                key=f"chat_report_{form}",
                icon=_ICONS[form],
                on_click="ignore",
                disabled=not allowed(me, "chat.export"),
            )
    st.caption(
        _("Both contain the figures and a record of everything said, in Russian, with names.")
    )
