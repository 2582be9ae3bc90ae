"""The list of open chats: what runs, what comes, what has been; and the form for a new one."""

from __future__ import annotations

import html
from datetime import date, time, timedelta

import streamlit as st

from lib.access.permissions import allowed
from lib.base.clock import local_time
from lib.base.language import N_, _, ngettext
from lib.base.notation import day_field, zone_name
from lib.chats import queries, sessions
from lib.chats.board import queries as board
from lib.chats.errors import ChatError
from lib.chats.rows import Chat, Counters
from lib.store import Store
from lib.ui import chat_room, console, dates, safe
from lib.ui.cards import badge
from lib.wall.posts import moment

PAST_SHOWN = 20
AFTERNOON, LAST_HOUR, HOURS = 14, 20, 2
"""Hours of the day from and until which a chat is offered to begin, and how long it lasts."""
STYLE = """<style>
[class*="st-key-chat_row_"] [data-testid="stPageLink"] a { padding: 0; background: none !important;
  min-height: 0; }
[class*="st-key-chat_row_"] [data-testid="stPageLink"] p { font-size: 1.1rem; font-weight: 650;
  color: light-dark(#0b5c8a, #7cc0e6); }
[class*="st-key-chat_row_"] [data-testid="stPageLink"] a:hover p { text-decoration: underline; }
</style>"""


def chat_list() -> None:
    """Draw the list; belongs into the fragment `chat_room.LIST`."""
    now = console.now()
    with console.store().reader() as db:
        found = queries.chats(db)
        counted = {
            one.chat_id: board.counters(db, one.chat_id, now=now) for one in found[: PAST_SHOWN * 2]
        }
    st.html(STYLE)
    if chat_room.trouble():
        st.error(safe.label(chat_room.trouble(), 300), icon=":material/error:")
    running = [one for one in found if one.state == "open"]
    coming = [one for one in found if one.state == "preparing"]
    past = [one for one in found if one.state == "closed"]
    may = allowed(console.actor(), "chat.prepare")
    if not found:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("No open chats yet"))}</b>'
            + html.escape(
                _(
                    "In an open chat, specialists answer citizens online. Set the topic and the hours, "
                    "publish an announcement and send each specialist a link; the questions arrive here "
                    "by themselves."
                )
            )
            + "</div>"
        )
    if may:
        with st.expander(_("New open chat"), expanded=not found, icon=":material/add:"):
            _form()
    for title, some in (
        (_("Running"), running),
        (_("Coming"), coming),
        (_("Past"), past[:PAST_SHOWN]),
    ):
        if some:
            st.subheader(title, anchor=False)
        for one in some:
            _row(one, counted.get(one.chat_id))


def hours_words(chat: Chat) -> str:
    """When a session is: “tomorrow at 14:00 – 16:00 (Moscow, UTC+3)”."""
    zone, now = console.zone(), console.now()
    return (
        f"{dates.moment(chat.starts_at, now=now, zone=zone)} – {dates.clock_time(chat.ends_at, zone=zone)}"
        f" ({zone_name(chat.starts_at, zone=zone)})"
    )


def state_badge(chat: Chat) -> str:
    """The state of a session as a coloured word."""
    now = console.now()
    if chat.state == "closed":
        return badge("grey", _("Closed"))
    if chat.state == "preparing":
        late = now > chat.starts_at
        return badge("amber" if late else "blue", _("Being prepared"))
    return (
        badge("green", _("Open now")) if now <= chat.ends_at else badge("amber", _("Time is over"))
    )


def _row(chat: Chat, counted: Counters | None) -> None:
    with st.container(border=True, key=f"chat_row_{chat.chat_id}", gap="xsmall"):
        st.page_link(
            chat_room.PAGE,
            label=safe.label(chat.topic, 200),
            query_params={"chat": str(chat.chat_id)},
            width="content",
        )
        words = [hours_words(chat)]
        if counted is not None and counted.total:
            words.append(ngettext("{n} question", "{n} questions", counted.total))
            words.append(ngettext("{n} answered", "{n} answered", counted.answered))
            if counted.waiting:
                words.append(ngettext("{n} waiting", "{n} waiting", counted.waiting))
        st.html(
            f'<div class="pult-head">{state_badge(chat)}'
            f'<span class="pult-dim">{safe.html_text(" · ".join(words))}</span></div>'
        )


def usual_hours(now: int, *, zone: str) -> tuple[date, int]:
    """The day and the hour that a new chat is offered: this afternoon, later today, else tomorrow afternoon."""
    there = local_time(now, zone=zone)
    hour = max(AFTERNOON, there.hour + 1)
    if hour <= LAST_HOUR:
        return there.date(), hour
    return there.date() + timedelta(days=1), AFTERNOON


def _form() -> None:
    day, hour = usual_hours(console.now(), zone=console.zone())
    zone = zone_name(console.now(), zone=console.zone())
    with st.form("chat_new", border=False):
        st.text_input(
            _("Topic"),
            key="chat_new_topic",
            max_chars=sessions.LONGEST_TOPIC,
            placeholder=_("For example: vaccination against flu"),
        )
        with st.container(horizontal=True):
            st.date_input(_("Day"), value=day, key="chat_new_day", format=day_field())
            st.time_input(_("From ({zone})", zone=zone), value=time(hour), key="chat_new_from")
            st.time_input(_("Until"), value=time(hour + HOURS), key="chat_new_till")
        st.form_submit_button(_("Prepare the chat"), type="primary", on_click=_create)


def _create() -> None:
    state = st.session_state
    ok, number = chat_room.outcome(
        create,
        str(state["chat_new_topic"]),
        day=state["chat_new_day"],
        first=state["chat_new_from"],
        last=state["chat_new_till"],
    )
    if ok:
        chat_room.go(number)
    st.rerun(chat_room.LIST)


def create(
    store: Store, topic: str, *, day: date | None, first: time, last: time, **who: object
) -> int:
    """`sessions.create_chat` by the day and the hours of the region's clock."""
    starts_at, ends_at = span(day, first, last)
    return sessions.create_chat(store, topic, starts_at=starts_at, ends_at=ends_at, **who)  # type: ignore[arg-type]


def span(day: date | None, first: time | None, last: time | None) -> tuple[int, int]:
    """First and last moment, seconds UTC, of hours on the region's clock. Raises `ChatError`."""
    zone = console.zone()
    starts_at, ends_at = moment(day, first, zone=zone), moment(day, last, zone=zone)
    if starts_at is None or ends_at is None:
        raise ChatError(
            N_("Choose the day and the hours; an hour that the clock skips does not do.")
        )
    return starts_at, ends_at
