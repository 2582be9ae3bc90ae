"""«Settings» → «Journal»: who did what and when; searched, followed link by link, handed out as a file."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby

import streamlit as st

from lib.access import reading
from lib.access.journal import Entry, Search
from lib.base.clock import day_span, local_day, local_time
from lib.base.csv_file import csv_file
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.base.notation import day_field
from lib.ui import console, dates, safe
from lib.ui.journal_words import (
    GROUPS,
    action_word,
    actor_word,
    detail_word,
    group_of,
    outcome_word,
    subject_word,
)

PAGE = 50
SHOWN, FILE, CHAIN = "journal_shown", "journal_file", "journal_chain"

_STYLE = """<style>
.pult-journal { display: grid; gap: .1rem; }
.pult-journal h4 { margin: .9rem 0 .2rem; padding: 0; font-size: 1rem; }
.pult-journal details { border-bottom: 1px solid light-dark(#dde6ec, #26343e); padding: .3rem 0; }
.pult-journal summary { cursor: pointer; display: grid; gap: 0 .7rem; align-items: baseline;
  grid-template-columns: 3rem minmax(0, 1fr) auto; list-style: none; }
.pult-journal summary::-webkit-details-marker { display: none; }
.pult-journal .who::after { content: "▾"; display: inline-block; margin-left: .5rem; }
.pult-journal details[open] .who::after { transform: rotate(180deg); }
.pult-journal summary:focus-visible { outline: 2px solid light-dark(#0b5c8a, #5aaedb); }
.pult-journal time { font-variant-numeric: tabular-nums; color: light-dark(#566773, #9db0bd); }
.pult-journal .who { text-align: right; }
.pult-journal dl { display: grid; grid-template-columns: minmax(6rem, auto) minmax(0, 1fr);
  gap: .15rem .8rem; margin: .3rem 0 .3rem 3.7rem; font-size: .9rem; }
.pult-journal dt { color: light-dark(#566773, #9db0bd); font-weight: 400; }
.pult-journal dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
@media (max-width: 640px) { .pult-journal summary { grid-template-columns: 3rem minmax(0, 1fr); }
  .pult-journal .who { grid-column: 2; text-align: left; } .pult-journal dl { margin-left: 0; } }
</style>"""


@st.fragment(key="settings_journal")
def journal_section() -> None:
    """Draw the entries that are looked for, and what can be done with them."""
    actor, store = console.actor(), console.store()
    search = _search()
    limit = int(st.session_state.get(SHOWN, PAGE))
    found: list[Entry] = []
    while len(found) < limit:
        before = found[-1].entry_id if found else None
        page = reading.read(store, search, actor=actor, before_id=before, limit=PAGE + 1)
        found += page[:PAGE]
        if len(page) <= PAGE:
            break
    more = len(page) > PAGE
    if not found:
        words = _("Nothing found. Try other words, or a longer period.")
        st.html(f'<div class="pult-empty">{html.escape(words)}</div>')
    st.html(f'{_STYLE}<div class="pult-journal">{"".join(_days(found))}</div>')
    if more:
        st.button(_("Show older"), key="journal_more", on_click=_show_more)
    with st.container(horizontal=True, key="journal_tools"):
        st.button(
            _("Check the chain"),
            key="journal_check",
            icon=":material/link:",
            on_click=_check_chain,
            help=_(
                "Every entry carries the hash of the one before it, so that a changed one shows."
            ),
        )
        st.button(
            _("Prepare a file of the entries found"),
            key="journal_prepare",
            icon=":material/table:",
            on_click=_prepare,
            args=(search,),
        )
        if st.session_state.get(FILE):
            st.download_button(
                _("Download the file"),
                data=st.session_state[FILE],
                file_name=f"journal-{console.today():%Y-%m-%d}.csv",
                mime="text/csv",
                key="journal_download",
                icon=":material/download:",
                on_click="ignore",
            )
    if told := st.session_state.get(CHAIN):
        tone, text = told
        draw = st.success if tone == "good" else st.error
        icon = ":material/check_circle:" if tone == "good" else ":material/error:"
        draw(safe.label(text, 600), icon=icon)


def _search() -> Search:
    """Draw the controls; answer what they ask for."""
    actor, store, zone = console.actor(), console.store(), console.zone()
    kinds = reading.kinds_there(store, actor=actor)
    with st.container(horizontal=True, vertical_alignment="bottom", key="journal_bar"):
        words = st.text_input(
            _("Search in the journal"),
            key="journal_words",
            max_chars=200,
            placeholder=_("Words or a name"),
            on_change=_again,
        )
        who = st.selectbox(
            _("Who"),
            reading.who_acted(store, actor=actor),
            key="journal_who",
            index=None,
            placeholder=_("Everybody"),
            format_func=actor_word,
            on_change=_again,
        )
        group = st.selectbox(
            _("What"),
            list(GROUPS),
            key="journal_group",
            index=None,
            placeholder=_("Everything"),
            format_func=lambda name: _(GROUPS[name]),
            on_change=_again,
        )
        first: date | None = st.date_input(
            _("From"), value=None, key="journal_since", format=day_field(), on_change=_again
        )
        last: date | None = st.date_input(
            _("To (included)"),
            value=None,
            key="journal_until",
            format=day_field(),
            on_change=_again,
        )
    if first and last and last < first:
        first, last = last, first
    return Search(
        words=words,
        named={kind: action_word(kind) for kind in kinds},
        actor=who,
        actions=None if group is None else [kind for kind in kinds if group_of(kind) == group],
        since=day_span(first, zone=zone)[0] if first else None,
        until=day_span(last, zone=zone)[1] if last else None,
    )


def _days(found: list[Entry]) -> Iterator[str]:
    zone = console.zone()
    for day, entries in groupby(found, key=lambda one: local_day(one.at, zone=zone)):
        yield f"<h4>{html.escape(dates.day_title(day))}</h4>"
        yield from (_entry(one) for one in entries)


def _entry(one: Entry) -> str:
    zone = console.zone()
    outcome = outcome_word(one.outcome)
    about = " · ".join(part for part in (_subject(one), outcome) if part)
    facts = {
        _("When"): dates.full(one.at, zone=zone),
        _("Action"): one.action,
        **{
            detail_word(name): _value(value)
            for name, value in one.detail.items()
            if value is not None
        },
    }
    lines = "".join(
        f"<dt>{safe.html_text(name)}</dt><dd>{safe.html_text(value)}</dd>"
        for name, value in facts.items()
    )
    return (
        f"<details><summary><time>{dates.clock_time(one.at, zone=zone)}</time>"
        f"<span><b>{safe.html_text(action_word(one.action))}</b> "
        f'<span class="pult-dim">{safe.html_text(about)}</span></span>'
        f'<span class="who pult-dim">{safe.html_text(actor_word(one.actor))}</span></summary>'
        f"<dl>{lines}</dl></details>"
    )


def _subject(one: Entry) -> str:
    name = one.detail.get("name")
    if one.subject.startswith("person:") and isinstance(name, str):
        return name
    return subject_word(one.subject)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _again() -> None:
    """Another search begins at its newest entries, and the file is no longer of it."""
    st.session_state[SHOWN] = PAGE
    st.session_state[FILE] = st.session_state[CHAIN] = None


def _show_more() -> None:
    st.session_state[SHOWN] = int(st.session_state.get(SHOWN, PAGE)) + PAGE


def _check_chain() -> None:
    try:
        number, broken = reading.broken(console.store(), actor=console.actor())
    except PultError as error:
        st.session_state[CHAIN] = ("bad", explain(error))
        return
    if broken:
        words = _(
            "The journal was changed past the console: {faults}", faults="; ".join(broken[:5])
        )
        st.session_state[CHAIN] = ("bad", words)
    else:
        words = ngettext(
            "The chain holds: {n} entry, nothing changed and nothing missing.",
            "The chain holds: {n} entries, nothing changed and nothing missing.",
            number,
        )
        st.session_state[CHAIN] = ("good", words)


def _prepare(search: Search) -> None:
    zone = console.zone()
    try:
        found = reading.hand_out(console.store(), search, actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[CHAIN] = ("bad", explain(error))
        return
    st.session_state[FILE] = csv_file(
        [
            _("Number"),
            _("When"),
            _("Who"),
            _("Action"),
            _("What it was about"),
            _("Outcome"),
            _("Details"),
        ],
        (
            (
                one.entry_id,
                local_time(one.at, zone=zone).strftime("%Y-%m-%d %H:%M:%S %z"),
                actor_word(one.actor),
                action_word(one.action),
                _subject(one),
                outcome_word(one.outcome) or one.outcome,
                json.dumps(dict(one.detail), ensure_ascii=False),
            )
            for one in found
        ),
    )
