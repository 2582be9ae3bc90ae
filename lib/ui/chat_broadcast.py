"""The live broadcast of an open chat: begun here or in VK itself, its key shown once, its end, its viewers."""

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
from lib.outbox.broadcasts import DESCRIPTION_LIMIT, TITLE_LIMIT
from lib.outbox.whispers import hear
from lib.ui import chat_room, console, guarding, links, safe
from lib.ui.draft_field import draft_field, flush, shown
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.live_refresh import live
from lib.ui.outgoing import Wording, action_buttons, explanation, state_badge
from lib.ui.unavailable import lack_of, unavailable

SECTION = "chat_broadcast"
"""Key of the fragment."""
MINE, KEY = "chat.broadcast_mine", "chat.broadcast_key"
"""The action that this very screen has begun a broadcast with, and what VK said to it. Only the session of this
tab holds it: it is gone when the page is loaded anew."""
TROUBLE = "chat.broadcast_trouble"
DESCRIPTION = "broadcast"


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
            _none_yet(chat)


def _none_yet(chat: Chat) -> None:
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
        _("Tell of it on the wall: VK makes a post with the broadcast"),
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
    st.caption(_("The key for OBS is shown here once, right after."))
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
    _redraw()


def _begin_despite(number: int) -> None:
    _begin(number, guarding.confirmed(_field(number)))


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
        _key(begun)
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
            _("Take no questions from this video"),
            key="chat_stream_drop",
            type="tertiary",
            icon=":material/link_off:",
            on_click=_do,
            args=(broadcast.drop_video, chat.chat_id),
        )


def _key(begun: outbox.Action) -> None:
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
    _redraw()


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
            on_click=_do,
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
    _do(broadcast.take_video, number, str(st.session_state.get(f"chat_video_{number}", "")))


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
        + (f'<div class="pult-why">{html.escape(why)}</div>' if why else "")
    )
    action_buttons(
        action,
        key=f"chat_stream_{action.action_id}",
        again=_("Try again"),
        back=_("Give it up"),
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
        done=_("Over"),
        unanswered=_("VK gave no answer. Look in VK whether the broadcast is over."),
        changed="",
        absent=_("VK still shows it on the air. Look in VK."),
    )


def _withdraw(action_id: int) -> None:
    chat_room.withdraw(action_id)
    _redraw()


def _send_again(action_id: int) -> None:
    chat_room.send_again(action_id)
    _redraw()


def _do(command: Any, *args: Any) -> None:
    chat_room.attempt(command, *args)
    _redraw()


def _redraw() -> None:
    # What failed is told here, where it was pressed, and not at the top of the page.
    st.session_state[TROUBLE] = st.session_state.pop(chat_room.TROUBLE, "")
    st.rerun(SECTION)


def _field(number: int) -> str:
    return f"chat_stream_text_{number}"


def _target(number: int) -> str:
    return f"chat:{number}:{DESCRIPTION}"


def _action(action_id: int | None) -> outbox.Action | None:
    if action_id is None:
        return None
    with console.store().reader() as db:
        return outbox.action(db, action_id)
