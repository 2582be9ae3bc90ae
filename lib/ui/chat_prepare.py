"""The preparation of an open chat: settings, announcement, rules, people, questions; what is missing."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st

from lib.base.clock import local_time
from lib.base.language import N_, _
from lib.base.notation import day_field, zone_name
from lib.chats import sessions
from lib.chats.board import queries as board
from lib.chats.rows import Chat
from lib.store import Store
from lib.ui import chat_room, console, dates
from lib.ui.chat_announce import announcement_section, rules_section
from lib.ui.chat_collect import collect_section
from lib.ui.chat_list import span
from lib.ui.chat_people import people_section
from lib.ui.chat_private import messages_section

STYLE = """<style>
.pult-checks { display: grid; gap: .55rem; }
.pult-check { display: grid; grid-template-columns: 1.4rem minmax(0, 1fr); line-height: 1.35; }
.pult-check .sign { font-weight: 700; color: light-dark(#155c3f, #8cdcb5); }
.pult-check.open .sign { color: light-dark(#a85b00, #f0ad5c); }
.pult-check.needed .sign { color: light-dark(#b3261e, #f08f86); }
@media (min-width: 900px) {
  /* The wrapper: the box itself has no room in it to move. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-chat_checks) { position: sticky; top: 4rem; }
}
</style>"""

CHECKED = {
    True: N_("The moderator reads every answer first"),
    False: N_("Specialists publish by themselves"),
}
JOINED = {
    "answer": N_("The whole answer"),
    "link": N_("A short reply with a link to it"),
}


def prepare(chat: Chat) -> None:
    """Draw the preparation; belongs into the fragment `chat_room.PREPARE`."""
    st.html(STYLE)
    left, right = st.columns([2, 1], gap="large")
    with left:
        _settings(chat)
        # The people first: the announcement names them.
        people_section(chat)
        announcement_section(chat)
        rules_section(chat)
        messages_section(chat)
        collect_section(chat)
    with right, st.container(border=True, key="chat_checks"):
        _checklist(chat)


def _settings(chat: Chat) -> None:
    zone = console.zone()
    first, last = (local_time(at, zone=zone) for at in (chat.starts_at, chat.ends_at))
    number = chat.chat_id
    with st.form(f"chat_settings_{number}"):
        st.subheader(_("Topic and hours"), anchor=False)
        st.text_input(
            _("Topic"),
            value=chat.topic,
            key=f"chat_topic_{number}",
            max_chars=sessions.LONGEST_TOPIC,
        )
        with st.container(horizontal=True):
            st.date_input(
                _("Day"), value=first.date(), key=f"chat_day_{number}", format=day_field()
            )
            st.time_input(
                _("From ({zone})", zone=zone_name(chat.starts_at, zone=zone)),
                value=first.time(),
                key=f"chat_from_{number}",
            )
            st.time_input(_("Until"), value=last.time(), key=f"chat_till_{number}")
        with st.container(horizontal=True):
            st.selectbox(
                _("How answers go out"),
                [True, False],
                index=0 if chat.checked else 1,
                key=f"chat_checked_{number}",
                format_func=lambda checked: _(CHECKED[checked]),
            )
            st.selectbox(
                _("What the authors of merged questions get"),
                list(JOINED),
                index=list(JOINED).index(chat.joined_get),
                key=f"chat_joined_{number}",
                format_func=lambda which: _(JOINED[which]),
            )
        chat_room.told("settings")
        st.form_submit_button(
            _("Save"), on_click=_save, args=(number,), disabled=chat.state == "closed"
        )


def _save(number: int) -> None:
    """The whole page is drawn: its head names the topic and the hours too."""
    chat_room.at("settings")
    if chat_room.attempt(_change, number):
        chat_room.say(_("Saved."))
    st.rerun()


def _change(store: Store, number: int, **who: Any) -> None:
    state = st.session_state
    starts_at, ends_at = span(*(state[f"chat_{name}_{number}"] for name in ("day", "from", "till")))
    sessions.change_chat(
        store,
        number,
        topic=state[f"chat_topic_{number}"],
        starts_at=starts_at,
        ends_at=ends_at,
        checked=state[f"chat_checked_{number}"],
        joined_get=state[f"chat_joined_{number}"],
        **who,
    )


def _checklist(chat: Chat) -> None:
    with console.store().reader() as db:
        checks = sessions.checklist(db, chat.chat_id)
        waiting = board.counters(db, chat.chat_id, now=console.now()).total
    st.subheader(_("Before the chat"), anchor=False)
    st.html(f'<div class="pult-checks">{"".join(_check(one) for one in checks)}</div>')
    chat_room.told("checks")
    if chat.state == "preparing":
        ready = all(one.done for one in checks if one.needed)
        st.button(
            _("Open the chat"),
            key="chat_open",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            disabled=not ready,
            on_click=_open,
            args=(chat.chat_id,),
        )
        if ready and console.now() < chat.starts_at:
            moment = dates.moment(chat.starts_at, now=console.now(), zone=console.zone())
            st.caption(
                _("It begins {moment}; open it when the specialists are there.", moment=moment)
            )
    label = _("To the board ({n})", n=waiting) if waiting else _("To the board")
    st.page_link(
        chat_room.PAGE,
        label=label,
        icon=":material/view_kanban:",
        query_params={"chat": str(chat.chat_id), "view": "board"},
    )


def _check(one: sessions.Check) -> str:
    look = "done" if one.done else "needed" if one.needed else "open"
    sign = "✓" if one.done else "✕" if one.needed else "!"
    hint = "" if one.done else f'<div class="pult-dim">{html.escape(_(one.hint))}</div>'
    return (
        f'<div class="pult-check {look}"><span class="sign" aria-hidden="true">{sign}</span>'
        f"<div>{html.escape(_(one.title))}{hint}</div></div>"
    )


def _open(number: int) -> None:
    chat_room.at("checks")
    if chat_room.attempt(sessions.open_chat, number):
        chat_room.go(number, view="board")
    st.rerun(chat_room.PREPARE)
