"""The report of a chat on the screen, and the files that are made of it when somebody asks for them."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st
from babel.numbers import format_percent

from lib.access.permissions import allowed
from lib.base.language import _
from lib.chats.after.documents import TYPES, export, file_name
from lib.chats.after.report import Line, Report, chat_report
from lib.chats.after.wording import SECONDS, SHARE, measures, missing
from lib.ui import console, dates, safe

STYLE = """<style>
.pult-report { width: 100%; border-collapse: collapse; font-size: .95rem; line-height: 1.4; }
.pult-report th { text-align: left; font-weight: 600; padding: .3rem .6rem .3rem 0;
  color: light-dark(#41525f, #b4c4cf); border-bottom: 1px solid light-dark(#c3d2dc, #3a4f5d); }
.pult-report td { padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere;
  border-bottom: 1px solid light-dark(#e6ecf0, #26343e); }
.pult-report td.n { font-variant-numeric: tabular-nums; font-weight: 650; white-space: nowrap; }
.pult-report td.how { font-size: .85rem; color: light-dark(#566773, #9db0bd); }
@media (max-width: 640px) { .pult-report .how { display: none; } }
</style>"""
_ICONS = {"xlsx": ":material/table:", "docx": ":material/description:"}


def chat_report_view(chat_id: int) -> None:
    """Draw the figures, the groups, what is missing, and the buttons of the files."""
    with console.store().reader() as db:
        report = chat_report(db, chat_id, now=console.now())
    st.html(STYLE + _figures(report))
    if report.by_specialist:
        st.html(_groups(_("Who"), _("Answered"), report.by_specialist, lambda one: one.answered))
    if report.by_topic:
        st.html(_groups(_("Topic"), _("Questions"), report.by_topic, lambda one: one.questions))
    if report.declined_because:
        rows = [(reason or "—", dates.number(n)) for reason, n in report.declined_because]
        st.html(_table((_("Not to be answered, by reason"), _("Questions")), rows))
    for remark in missing(report):
        told = html.escape(_(remark.message, **remark.values))
        st.html(f'<div class="pult-dim">{told}</div>')
    _downloads(report)


def figure(kind: str, value: float | None) -> str:
    """A figure as the screen's language writes it; a dash where there is no data."""
    if value is None:
        return dates.NO_DATA
    if kind == SHARE:
        return str(format_percent(value, format="0.0\u00a0%", locale=dates.locale()))
    return length(value) if kind == SECONDS else dates.number(value)


def length(seconds: float) -> str:
    """A length of time, exact to the minute; under an hour to the second."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{hours} h {minutes} min", hours=dates.number(hours), minutes=minutes)
    return _("{minutes} min {seconds} s", minutes=minutes, seconds=rest)


def _figures(report: Report) -> str:
    rows = "".join(
        f'<tr><td>{html.escape(_(one.name))}</td><td class="n">{figure(one.kind, one.value)}</td>'
        f'<td class="how">{html.escape(_(one.formula))}</td></tr>'
        for one in measures(report)
    )
    heads = (_("Measure"), _("Value"))
    how = f'<th class="how">{html.escape(_("How it is counted"))}</th>'
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads) + how
    return f'<table class="pult-report"><tr>{head}</tr>{rows}</table>'


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
    return _table((title, counted, _("Median"), _("Longest")), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`rows` of plain texts: the first column a name, the others figures."""
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads)
    body = "".join(
        f"<tr><td>{safe.html_text(first)}</td>"
        + "".join(f'<td class="n">{safe.html_text(one)}</td>' for one in others)
        + "</tr>"
        for first, *others in rows
    )
    return f'<table class="pult-report"><tr>{head}</tr>{body}</table>'


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
        _("Both hold the figures and the record of everything said, in Russian, with names.")
    )
