"""The head of an open chat's page: the way back, the topic, the hours, what can be done with the session."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from lib.access.permissions import Actor, allowed
from lib.base.language import _
from lib.chats import sessions
from lib.chats.rows import Chat
from lib.store import Store
from lib.ui import chat_room, console, safe
from lib.ui.chat_list import hours_words, state_badge


def chat_head(chat: Chat, *, view: str) -> None:
    """Draw it; `view` is `board` or `prepare`, as the page shows the session."""
    number = chat.chat_id
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chat_head"):
        st.page_link(chat_room.PAGE, label=_("All open chats"), icon=":material/arrow_back:")
        if view == "board":
            st.page_link(
                chat_room.PAGE,
                label=_("Preparation and people"),
                icon=":material/tune:",
                query_params={"chat": str(number), "view": "prepare"},
            )
            with st.popover(_("Broadcast screen"), icon=":material/cast:", type="tertiary"):
                _air_links(number)
            _closing(chat)
    st.title(safe.label(chat.topic, 200), anchor=False)
    st.html(
        f'<div class="pult-head">{state_badge(chat)}'
        f'<span class="pult-dim">{html.escape(hours_words(chat))}</span></div>'
    )


def _air_links(number: int) -> None:
    st.caption(
        _(
            "A clean screen with the question that you put on air. Open it on the broadcast "
            "computer."
        )
    )
    for label, more in (
        (_("Without names"), {}),
        (_("With the name of the asker"), {"name": "1"}),
    ):
        query = "&".join(f"{name}={value}" for name, value in {"air": "1", **more}.items())
        st.link_button(label, f"/open_chats?chat={number}&{query}", icon=":material/open_in_new:")


def _closing(chat: Chat) -> None:
    if not allowed(console.actor(), "chat.run"):
        return
    if chat.state == "closed":
        st.button(
            _("Reopen"),
            key="chat_reopen",
            type="tertiary",
            icon=":material/lock_open:",
            on_click=_run,
            args=(sessions.reopen_chat, chat.chat_id),
        )
    elif chat.state == "open":
        with st.popover(_("Close the chat"), icon=":material/stop_circle:", type="tertiary"):
            st.caption(
                _(
                    "No new questions come in after that. Whatever has no answer yet stays here to be "
                    "answered."
                )
            )
            st.button(
                _("Close now"),
                key="chat_close",
                type="primary",
                on_click=_run,
                args=(_close, chat.chat_id),
            )


def _close(store: Store, number: int, *, actor: Actor, now: int) -> None:
    """Deadlines of what is left count in the region's hours."""
    sessions.close_chat(store, number, actor=actor, now=now, zone=console.zone())


def _run(command: Callable[..., None], number: int) -> None:
    chat_room.attempt(command, number)
