"""Questions that are there before the chat begins: a pasted list, comments of the wall without an answer."""

from __future__ import annotations

import streamlit as st

from lib.base.language import _, ngettext
from lib.chats import intake, texts
from lib.chats.board import queries as board
from lib.chats.rows import Chat
from lib.inbox import queries as inbox
from lib.inbox.feed.queries import Filters, feed
from lib.ui import chat_room, console, dates, safe
from lib.ui.cards import author_name

LISTED = 20


def collect_section(chat: Chat) -> None:
    """Draw both ways, and how many questions there are already."""
    with console.store().reader() as db:
        total = board.counters(db, chat.chat_id, now=console.now()).total
    with st.container(border=True, key="chat_collected"):
        st.subheader(_("Questions collected beforehand"), anchor=False)
        st.caption(
            ngettext("{n} question is in the chat.", "{n} questions are in the chat.", total)
            if total
            else _("They will be on the board when the chat opens.")
        )
        if chat.state == "closed":
            return
        with st.expander(_("Paste a list"), icon=":material/content_paste:"):
            _paste(chat.chat_id)
        with st.expander(_("Choose comments from the wall"), icon=":material/forum:"):
            _comments(chat.chat_id)
        chat_room.told("collected")


def _paste(number: int) -> None:
    with st.form(f"chat_paste_form_{number}", border=False):
        st.text_area(
            _("Questions, one per line"),
            key=_pasted_key(number),
            height=140,
            placeholder=_("From letters, calls, hospitals: everything that was asked beforehand."),
        )
        st.form_submit_button(_("Add the questions"), on_click=_add_pasted, args=(number,))


def _pasted_key(number: int) -> str:
    return f"chat_paste_{number}_{chat_room.sheet('pasted')}"


def _add_pasted(number: int) -> None:
    chat_room.at("collected")
    lines = texts.listed(str(st.session_state[_pasted_key(number)]))
    ok, count = chat_room.outcome(intake.paste_questions, number, lines)
    if ok:
        chat_room.next_sheet("pasted")
        chat_room.say(ngettext("{n} question added.", "{n} questions added.", count))
    st.rerun(chat_room.PREPARE)


def _comments(number: int) -> None:
    words = st.text_input(
        _("Search among comments without an answer"),
        key=f"chat_search_{number}",
        placeholder=_("For example: appointment"),
        max_chars=200,
    )
    with console.store().reader() as db:
        there = {
            one.source_id
            for one in board.questions(db, number, now=console.now())
            if one.source == "comment"
        }
        listing = feed(db, Filters(unanswered=True, text=words), limit=LISTED * 2)
        cards = [
            one
            for one in inbox.cards(db, listing.comment_ids)
            if one.comment_id not in there and not one.is_ours
        ][:LISTED]
    if not cards:
        st.caption(_("No comment without an answer has these words."))
        return
    keys = {card.comment_id: f"chat_pick_{number}_{card.comment_id}" for card in cards}
    with st.form(f"chat_pick_form_{number}", border=False):
        for card in cards:
            when = dates.ago(card.created_at, now=console.now())
            st.checkbox(
                _(
                    "{name}, {when}: {text}",
                    name=safe.label(author_name(card.author), 40),
                    when=when,
                    text=safe.label(card.text, 160),
                ),
                key=keys[card.comment_id],
            )
        st.form_submit_button(_("Take the chosen ones"), on_click=_take, args=(number, keys))


def _take(number: int, keys: dict[int, str]) -> None:
    chat_room.at("collected")
    chosen = [comment_id for comment_id, key in keys.items() if st.session_state.get(key)]
    ok, count = chat_room.outcome(intake.take_comments, number, chosen)
    if ok:
        chat_room.say(ngettext("{n} question added.", "{n} questions added.", count))
    st.rerun(chat_room.PREPARE)
