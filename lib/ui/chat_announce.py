"""The announcement of an open chat and the rules under it: written here or chosen, sent, their state shown."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from lib import outbox
from lib.base.clock import local_time
from lib.base.language import _
from lib.base.notation import day_field, zone_name
from lib.chats import queries, sessions, texts
from lib.chats.rows import Chat
from lib.inbox.commands import TEXT_LIMIT as COMMENT_LIMIT
from lib.inbox.queries import post_title
from lib.ui import chat_room, console, dates, guarding, links, safe
from lib.ui.draft_field import draft_field, flush, shown
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.outgoing import Wording, action_buttons, explanation, hold_bar, state_badge, why_line
from lib.ui.post_actions import outgoing_post
from lib.wall.posts import LATER, NOW, SOONEST_SECONDS, TEXT_LIMIT, moment
from lib.wall.queries import recent_posts, scheduled_posts

CHOICES = 20
ANNOUNCEMENT, RULES = "announcement", "rules"


def announcement_section(chat: Chat) -> None:
    """The announcement: what is in VK, what is on its way, or the field for it."""
    with st.container(border=True, key="chat_announcement"):
        st.subheader(_("Announcement"), anchor=False)
        action = _action(chat.announcement_action)
        on_its_way = action is not None and action.state not in {"withdrawn", "confirmed"}
        if action is not None and on_its_way:
            outgoing_post(action, on_withdraw=_withdraw, on_send=_send_again)
        elif chat.post_id is not None:
            _in_vk(chat, action)
        else:
            _compose(chat)
        if not on_its_way and chat.state != "closed":
            _choose(chat)
        chat_room.told(ANNOUNCEMENT)


def rules_section(chat: Chat) -> None:
    """The rules: one click publishes the usual ones; they can be changed first."""
    with st.container(border=True, key="chat_rules"):
        st.subheader(_("Rules"), anchor=False)
        action = _action(chat.rules_action)
        if action is not None and action.state != "withdrawn":
            _rules_state(action)
            return
        key = field_key(chat.chat_id, RULES)
        text = draft_field(
            key,
            kind=chat_room.DRAFT,
            target=target(chat.chat_id, RULES),
            label=_("Rules under the announcement"),
            initial=texts.rules(chat, zone=console.zone()),
            height=150,
            max_length=COMMENT_LIMIT,
        )
        found = findings_in(text, key=key)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                _("Publish the rules"),
                key="chat_rules_send",
                icon=":material/send:",
                disabled=chat.post_id is None,
                on_click=_send_rules,
                args=(chat.chat_id,),
            )
            refusal_badge(key)
        if chat.post_id is None:
            st.caption(_("They can be published once the announcement is in VK."))
        _says_other_hours(chat, text)
        guard_notes(found, key=key, on_override=_send_rules_despite, args=(chat.chat_id,))
        chat_room.told(RULES)


def target(chat_id: int, what: str) -> str:
    """The target of the draft of an announcement or of rules."""
    return f"chat:{chat_id}:{what}"


def field_key(chat_id: int, what: str) -> str:
    return f"chat_{what}_text_{chat_id}"


def _compose(chat: Chat) -> None:
    number, zone = chat.chat_id, console.zone()
    with console.store().reader() as db:
        people = [one for one in queries.specialists(db, number) if one.ended_at is None]
    key = field_key(number, ANNOUNCEMENT)
    text = draft_field(
        key,
        kind=chat_room.DRAFT,
        target=target(number, ANNOUNCEMENT),
        label=_("Text of the announcement"),
        initial=texts.announcement(chat, people, zone=zone),
        height=180,
        max_length=TEXT_LIMIT,
    )
    st.segmented_control(
        _("When"),
        [NOW, LATER],
        key=f"chat_when_{number}",
        default=NOW,
        required=True,
        format_func=lambda mode: _("Now") if mode == NOW else _("Scheduled"),
    )
    later = st.session_state[f"chat_when_{number}"] == LATER
    if later:
        suggested = local_time(
            max(console.now() + 3600, chat.starts_at - 24 * 3600) // 1800 * 1800, zone=zone
        )
        with st.container(horizontal=True):
            st.date_input(
                _("Day"), value=suggested.date(), key=f"chat_ann_day_{number}", format=day_field()
            )
            st.time_input(
                _("Time ({zone})", zone=zone_name(console.now(), zone=zone)),
                value=suggested.time(),
                key=f"chat_ann_time_{number}",
                step=timedelta(minutes=5),
            )
    found = findings_in(text, key=key)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            _("Schedule the announcement") if later else _("Publish the announcement"),
            key="chat_announce",
            type="primary",
            icon=":material/schedule_send:" if later else ":material/send:",
            on_click=_announce,
            args=(number,),
        )
        refusal_badge(key)
    _says_other_hours(chat, text)
    guard_notes(found, key=key, on_override=_announce_despite, args=(number,))


def _says_other_hours(chat: Chat, text: str) -> None:
    """The hours were moved after the text was written; the text is the author's, so it is only told."""
    if texts.names_other_hours(text, chat, zone=console.zone()):
        hours = texts.hours(chat, zone=console.zone())
        st.warning(
            _("The text names another time. The chat is set for {hours}.", hours=hours),
            icon=":material/schedule:",
        )


def _announce(number: int, override: outbox.Override | None = None) -> None:
    at = None
    if st.session_state.get(f"chat_when_{number}") == LATER:
        day, clock = (st.session_state.get(f"chat_ann_{what}_{number}") for what in ("day", "time"))
        at = moment(day, clock, zone=console.zone())
        if at is None or at < console.now() + SOONEST_SECONDS:
            chat_room.at(ANNOUNCEMENT)
            st.session_state[chat_room.TROUBLE] = _("Choose a time that is still ahead.")
            st.rerun(chat_room.PREPARE)

    def send(text: str) -> bool:
        return chat_room.attempt(
            sessions.announce,
            number,
            text,
            publish_at=at,
            field=field_key(number, ANNOUNCEMENT),
            override=override,
        )

    _send(number, ANNOUNCEMENT, send)


def _announce_despite(number: int) -> None:
    _announce(number, guarding.confirmed(field_key(number, ANNOUNCEMENT)))


def _send_rules(number: int, override: outbox.Override | None = None) -> None:
    def send(text: str) -> bool:
        return chat_room.attempt(
            sessions.post_rules, number, text, field=field_key(number, RULES), override=override
        )

    _send(number, RULES, send)


def _send_rules_despite(number: int) -> None:
    _send_rules(number, guarding.confirmed(field_key(number, RULES)))


def _send(number: int, what: str, send: Callable[[str], bool]) -> None:
    """Hand over what the field shows; the draft stays for the case that it is taken back."""
    key = field_key(number, what)
    chat_room.at(what)
    if flush(key, kind=chat_room.DRAFT, target=target(number, what)):
        # Without a draft the text that was offered goes out as it stood on the screen.
        if send(shown(key)):
            guarding.settle(key)
    st.rerun(chat_room.PREPARE)


def _in_vk(chat: Chat, action: outbox.Action | None) -> None:
    assert chat.post_id is not None
    with console.store().reader() as db:
        title = post_title(db, chat.post_id)
    if action is not None and action.result_id == chat.post_id and title is None:
        title = str(action.payload["text"])
    st.html(
        f'<div class="pult-quote">{safe.html_text(safe.one_line(title or "", 200) or "…")}</div>'
    )
    if chat.state != "closed":
        _says_other_hours(chat, title or "")
    when = action.payload.get("publish_at") if action is not None else None
    if when is not None and when > console.now():
        words = _("It goes out {moment}.", moment=dates.full(when, zone=console.zone()))
        st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
    elif address := links.post_in_vk(chat.post_id):
        st.link_button(_("Open in VK"), address, icon=":material/open_in_new:")


def _choose(chat: Chat) -> None:
    """Questions may as well come in under a post that is on the wall already."""
    with console.store().reader() as db:
        posts = [*scheduled_posts(db, now=console.now()), *recent_posts(db, limit=CHOICES)]
    names = {
        post.post_id: f"{dates.moment(post.published_at, now=console.now(), zone=console.zone())}: "
        + safe.one_line(post.text, 80)
        for post in posts
        if post.post_id != chat.post_id
    }
    if not names:
        return
    key = f"chat_post_{chat.chat_id}"
    with st.expander(_("Choose a post from the wall instead")):
        st.selectbox(
            _("Post"),
            list(names),
            index=None,
            key=key,
            format_func=lambda post_id: names[post_id],
            placeholder=_("Choose a post"),
        )
        st.button(
            _("Take this post"), key="chat_take_post", on_click=_take_post, args=(chat.chat_id,)
        )


def _take_post(number: int) -> None:
    post_id = st.session_state.get(f"chat_post_{number}")
    chat_room.at(ANNOUNCEMENT)
    if post_id is not None:
        chat_room.attempt(sessions.change_chat, number, post_id=post_id)
    st.rerun(chat_room.PREPARE)


def _rules_state(action: outbox.Action) -> None:
    wording = Wording(
        done=_("Published"),
        unanswered=_(
            "VK gave no answer and does not show the rules. Look under the announcement: if they are there,"
            " nothing is left to do; if not, send them again."
        ),
        changed=_("VK shows something else than was sent. Look at the rules in VK."),
        absent=_("VK gave it a number, but does not show it. Look under the announcement in VK."),
    )
    why = explanation(action, wording)
    st.html(
        f'<div class="pult-reply"><div class="pult-head">{state_badge(action, wording)}</div>'
        f'<div class="pult-body">{safe.html_text(str(action.payload["text"]))}</div>'
        + (why_line(why) if why else "")
        + f"{hold_bar(action)}</div>"
    )
    action_buttons(
        action,
        key="chat_rules_action",
        again=_("Send again"),
        on_withdraw=_withdraw,
        on_send=_send_again,
    )


def _withdraw(action_id: int) -> None:
    chat_room.at(ANNOUNCEMENT)
    chat_room.withdraw(action_id)
    st.rerun(chat_room.PREPARE)


def _send_again(action_id: int) -> None:
    chat_room.at(ANNOUNCEMENT)
    chat_room.send_again(action_id)
    st.rerun(chat_room.PREPARE)


def _action(action_id: int | None) -> outbox.Action | None:
    if action_id is None:
        return None
    with console.store().reader() as db:
        return outbox.action(db, action_id)
