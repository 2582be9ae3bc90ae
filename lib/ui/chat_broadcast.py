"""The live broadcast of an open chat while it runs: its key shown once, its end, its viewers."""

from __future__ import annotations

import html
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from lib import outbox
from lib.access.permissions import allowed
from lib.base.language import _, ngettext
from lib.chats import broadcast, queries
from lib.chats.rows import Chat
from lib.outbox.whispers import hear
from lib.ui import chat_room, console, links, safe
from lib.ui.chat_broadcast_begin import MINE, SECTION, TROUBLE, carry_out, none_yet, redraw
from lib.ui.live_refresh import live
from lib.ui.outgoing import Wording, action_buttons, explanation, state_badge, why_line
from lib.ui.unavailable import lack_of, unavailable

KEY = "chat.broadcast_key"
"""What VK said to the action `MINE`. Only the session of this tab holds both: they are gone when the page is
loaded anew."""


@st.fragment(key=SECTION)
def chat_broadcast(chat_id: int, *, folded: bool = False) -> None:
    """Draw the section for the chat with this id, while it is prepared and while it runs.

    `folded`: as one line above a board, unless something in it is to be seen now.
    """
    live("chats", "outbox", key=SECTION, settle=1)
    with console.store().reader() as db:
        chat = queries.chat(db, chat_id)
    if chat is None:
        return
    _listen(chat)
    begun, ended = _action(chat.broadcast_action), _action(chat.broadcast_end_action)
    if folded:
        urgent = KEY in st.session_state or any(one and one.asks for one in (begun, ended))
        box: AbstractContextManager[Any] = st.expander(
            _("Live broadcast"), icon=":material/videocam:", expanded=urgent
        )
    else:
        box = st.container(border=True, key="chat_broadcast_box")
    with box:
        if not folded:
            st.subheader(_("Live broadcast"), anchor=False)
        if trouble := st.session_state.get(TROUBLE):
            st.error(safe.label(trouble, 300), icon=":material/error:")
        if begun is not None and begun.state not in {"confirmed", "withdrawn"}:
            _on_its_way(begun, _beginning())
        elif chat.video_id is not None:
            _there(chat, begun, ended)
        elif chat.state == "closed":
            st.caption(_("This open chat had no broadcast."))
        else:
            none_yet(chat)


def _listen(chat: Chat) -> None:
    """Take the key that VK said to the broadcast which this screen has begun."""
    if chat.broadcast_action is None or st.session_state.get(MINE) != chat.broadcast_action:
        st.session_state.pop(KEY, None)
        return
    action = _action(chat.broadcast_action)
    if action is not None and (said := hear(action.guid)) is not None:
        st.session_state[KEY] = said


def _there(chat: Chat, begun: outbox.Action | None, ended: outbox.Action | None) -> None:
    """The video is known: the key for whoever began it here, the way to end it, or what became of it."""
    if ended is not None and ended.state == "confirmed":
        st.session_state.pop(KEY, None)
        _over(chat)
        return
    name = str(begun.payload["title"]) if begun is not None else _("Broadcast in VK")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<span class="pult-badge blue">{html.escape(_("Questions come from its comments"))}</span>'
            f" <b>{safe.html_text(safe.one_line(name, 120))}</b>"
        )
        if chat.video_id is not None and (address := links.video_in_vk(chat.video_id)):
            st.link_button(_("Open in VK"), address, icon=":material/open_in_new:")
    if begun is not None:
        _key()
    lack = lack_of("broadcast")
    if lack is not None:
        unavailable(
            lack,
            key="broadcast_there",
            what=_(
                "Comments come as they are written; those from before cannot be read, and answers"
                " under the video are given in VK itself."
            ),
        )
    if ended is not None and ended.state not in {"confirmed", "withdrawn"}:
        _on_its_way(ended, _ending())
    elif lack is None:
        _end(chat)
    if begun is None and chat.state != "closed":
        st.button(
            _("Stop taking questions from this video"),
            key="chat_stream_drop",
            type="tertiary",
            icon=":material/link_off:",
            on_click=carry_out,
            args=(broadcast.drop_video, chat.chat_id),
        )


def _key() -> None:
    """Server and key for OBS, once, to whoever began the broadcast on this screen."""
    said = st.session_state.get(KEY)
    if said is None:
        st.caption(
            _(
                "The key was shown once, to whoever began the broadcast. If it is lost, look for it in VK,"
                " in the settings of the broadcast, or end this one and create another."
            )
        )
        return
    with st.container(border=True, key="chat_stream_key"):
        st.warning(
            _(
                "Shown only now. Whoever has the key can go on the air in the community's name: put it into"
                " OBS and send it to nobody. It is gone when this page is loaded again."
            ),
            icon=":material/key:",
        )
        st.caption(_("OBS: Settings, Stream, Custom. The sign at the right of a line copies it."))
        st.markdown(_("Server"))
        st.code(said["server"], language=None, wrap_lines=True)
        st.markdown(_("Stream key"))
        st.code(said["key"], language=None, wrap_lines=True)
        st.button(
            _("I have copied it, hide it"),
            key="chat_stream_hide",
            icon=":material/visibility_off:",
            on_click=_hide,
        )


def _hide() -> None:
    for name in (MINE, KEY):
        st.session_state.pop(name, None)
    redraw()


def _end(chat: Chat) -> None:
    with st.popover(
        _("End the broadcast"), icon=":material/stop_circle:", key="chat_stream_end_open"
    ):
        st.caption(_("Viewers then see that it is over. The recording stays in VK."))
        st.button(
            _("End it now"),
            key="chat_stream_end",
            type="primary",
            disabled=not allowed(console.actor(), "post.publish"),
            on_click=carry_out,
            args=(broadcast.end_broadcast, chat.chat_id),
        )


def _over(chat: Chat) -> None:
    if chat.viewers is None:
        words = _("The broadcast is over. VK has not told how many people looked in.")
    else:
        words = ngettext(
            "The broadcast is over. {n} viewer looked in.",
            "The broadcast is over. {n} viewers looked in.",
            chat.viewers,
        )
    st.success(safe.label(words, 300), icon=":material/check_circle:")
    if chat.video_id is not None and (address := links.video_in_vk(chat.video_id)):
        st.link_button(_("Open in VK"), address, icon=":material/open_in_new:")


def _on_its_way(action: outbox.Action, wording: Wording) -> None:
    reason = dict(action.reason or {})
    why = explanation(action, wording)
    if reason.get("kind") == "live":
        why = _(
            "Another broadcast of the community is on: “{title}”. Two at once confuse viewers.",
            title=safe.one_line(str(reason.get("title") or ""), 120),
        )
    st.html(
        f'<div class="pult-head">{state_badge(action, wording)}</div>'
        + (why_line(why) if why else "")
    )
    action_buttons(
        action,
        key=f"chat_stream_{action.action_id}",
        again=_("Try again"),
        back=_("Drop it"),
        on_withdraw=_withdraw,
        on_send=_send_again,
    )


def _beginning() -> Wording:
    return Wording(
        done=_("On the air"),
        unanswered=_(
            "VK gave no answer and shows no such broadcast. Look in VK: if it is there, give this up and paste"
            " its link; if not, try again."
        ),
        changed=_("VK shows another name than was sent."),
        absent=_("VK gave it a number, but does not show it. Look among the community's videos."),
    )


def _ending() -> Wording:
    return Wording(
        done=_("Ended"),
        unanswered=_("VK gave no answer. Look in VK whether the broadcast is over."),
        changed="",
        absent=_("VK still shows it on the air. Look in VK."),
    )


def _withdraw(action_id: int) -> None:
    chat_room.withdraw(action_id)
    redraw()


def _send_again(action_id: int) -> None:
    chat_room.send_again(action_id)
    redraw()


def _action(action_id: int | None) -> outbox.Action | None:
    if action_id is None:
        return None
    with console.store().reader() as db:
        return outbox.action(db, action_id)
