"""How the live broadcast of an open chat begins: created here, or in VK itself and named by its link."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import outbox
from lib.access.permissions import allowed
from lib.base.language import _
from lib.chats import broadcast
from lib.chats.rows import Chat
from lib.outbox.broadcasts import DESCRIPTION_LIMIT, TITLE_LIMIT
from lib.ui import chat_room, console, guarding
from lib.ui.draft_field import draft_field, flush, shown
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.unavailable import lack_of, unavailable

SECTION = "chat_broadcast"
"""Key of the fragment."""
MINE = "chat.broadcast_mine"
"""The action with which this very screen has begun a broadcast: to it alone is the key for OBS shown."""
TROUBLE = "chat.broadcast_trouble"
DESCRIPTION = "broadcast"


def none_yet(chat: Chat) -> None:
    """Draw the form that creates one here, and the field for the link of one that is in VK already."""
    lack = lack_of("broadcast")
    if lack is not None:
        unavailable(lack, key="broadcast", what=_("The console cannot begin a broadcast itself."))
        _by_hand(chat)
        return
    _form(chat)
    with st.expander(_("The broadcast is in VK already"), icon=":material/link:"):
        _link(chat)


def _form(chat: Chat) -> None:
    number, key = chat.chat_id, _field(chat.chat_id)
    st.caption(_("Questions then come in from the comments of the broadcast as well."))
    title = st.text_input(
        _("Name of the broadcast"),
        value=chat.topic[:TITLE_LIMIT],
        key=f"chat_stream_title_{number}",
        max_chars=TITLE_LIMIT,
    )
    text = draft_field(
        key,
        kind=chat_room.DRAFT,
        target=_target(number),
        label=_("Description"),
        placeholder=_("Who answers, and where questions are asked"),
        height=90,
        max_length=DESCRIPTION_LIMIT,
    )
    st.checkbox(
        _("Announce it on the wall: VK makes a post with the broadcast"),
        key=f"chat_stream_post_{number}",
    )
    found = findings_in(f"{title}\n{text}", key=key)
    may = allowed(console.actor(), "post.publish")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            _("Create the broadcast"),
            key="chat_stream_begin",
            type="primary",
            icon=":material/videocam:",
            disabled=not may,
            on_click=_begin,
            args=(number,),
        )
        refusal_badge(key)
    st.caption(_("The key for OBS is shown here once, right afterwards."))
    guard_notes(found, key=key, on_override=_begin_despite, args=(number,))


def _begin(number: int, override: outbox.Override | None = None) -> None:
    key = _field(number)
    if flush(key, kind=chat_room.DRAFT, target=_target(number)):
        ok, action_id = chat_room.outcome(
            broadcast.begin_broadcast,
            number,
            str(st.session_state.get(f"chat_stream_title_{number}", "")),
            shown(key),
            wallpost=bool(st.session_state.get(f"chat_stream_post_{number}")),
            field=key,
            override=override,
        )
        if ok:
            st.session_state[MINE] = action_id
            guarding.settle(key)
    redraw()


def _begin_despite(number: int) -> None:
    _begin(number, guarding.confirmed(_field(number)))


def _by_hand(chat: Chat) -> None:
    steps = (
        _("In VK open the community, then “Video” and “Create a broadcast”."),
        _("Copy server and key from there into OBS, and begin in OBS."),
        _(
            "Copy the link of the broadcast (“Share”) and paste it here: questions come from its comments."
        ),
    )
    st.html("<ol>" + "".join(f"<li>{html.escape(step)}</li>" for step in steps) + "</ol>")
    _link(chat)


def _link(chat: Chat) -> None:
    number = chat.chat_id
    with st.form(f"chat_video_form_{number}", border=False):
        st.text_input(
            _("Link of the video"),
            key=f"chat_video_{number}",
            placeholder=broadcast.EXAMPLE,
            max_chars=500,
        )
        st.form_submit_button(_("Take questions from it"), on_click=_take, args=(number,))


def _take(number: int) -> None:
    carry_out(broadcast.take_video, number, str(st.session_state.get(f"chat_video_{number}", "")))


def carry_out(command: Callable[..., Any], *args: Any) -> None:
    """Do what a button of the section asks for; what fails is told in the section."""
    chat_room.attempt(command, *args)
    redraw()


def redraw() -> None:
    """Draw the section anew; for callbacks."""
    # What failed is told here, where it was pressed, and not at the top of the page.
    st.session_state[TROUBLE] = st.session_state.pop(chat_room.TROUBLE, "")
    st.rerun(SECTION)


def _field(number: int) -> str:
    return f"chat_stream_text_{number}"


def _target(number: int) -> str:
    return f"chat:{number}:{DESCRIPTION}"
