"""Questions that come in messages: whether a chat takes them, and what everybody may be told of one."""

from __future__ import annotations

import streamlit as st

from lib.base.language import _
from lib.chats import sessions
from lib.chats.rows import Chat, Question
from lib.ui import chat_room
from lib.ui.unavailable import lack_of, unavailable


def messages_section(chat: Chat) -> None:
    """The switch that lets messages to the community become questions; belongs into `chat_room.PREPARE`."""
    with st.container(border=True, key="chat_messages"):
        st.subheader(_("Private messages"), anchor=False)
        lack = lack_of("messages")
        if lack is not None and not chat.takes_messages:
            unavailable(lack, key="chat_messages", what=_("Messages cannot be read."))
            return
        chat_room.told("messages")
        st.toggle(
            _("Messages to the community become questions"),
            value=chat.takes_messages,
            key=_key(chat),
            disabled=chat.state == "closed",
            on_change=_switch,
            args=(chat,),
        )
        st.caption(
            _(
                "From the announcement until the chat is closed. The answer goes back as a private message;"
                " messages from before are not taken, and nobody but those who answer sees them."
            )
        )


def _switch(chat: Chat) -> None:
    takes = bool(st.session_state.get(_key(chat)))
    chat_room.at("messages")
    chat_room.attempt(sessions.change_chat, chat.chat_id, takes_messages=takes)
    st.rerun(chat_room.PREPARE)


def _key(chat: Chat) -> str:
    return f"chat_takes_messages_{chat.chat_id}_{int(chat.takes_messages)}"


def tell_everybody(chat: Chat, question: Question) -> str | None:
    """Draw the choice to tell everybody what was asked in private; answers the question as worded for that.

    None where only its author is to be answered.
    """
    if question.source != "message" or chat.post_id is None:
        return None
    number = question.question_id
    st.checkbox(
        _("Publish the question without a name under the announcement as well"),
        key=f"chat_public_{number}",
    )
    if not st.session_state.get(f"chat_public_{number}"):
        return None
    st.text_area(
        _("The question as everybody will read it"),
        value=question.text,
        key=f"chat_public_text_{number}",
        max_chars=1000,
        height=90,
        help=_("Take out the name and everything by which the person can be known."),
    )
    return chosen(number)


def chosen(question_id: int) -> str | None:
    """What was chosen above, for the command."""
    if not st.session_state.get(f"chat_public_{question_id}"):
        return None
    return str(st.session_state.get(f"chat_public_text_{question_id}", ""))
