"""The digest of a chat: the best answers are chosen, the post is read, and it becomes a draft."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.base.text import text_length
from lib.chats.after.digest import candidates, digest_of, draft_digest
from lib.chats.rows import Question
from lib.ui import composer, console, dates, safe

BEST = 5
"""So many are chosen at first."""
TROUBLE, OPENS = "chat_digest.trouble", "chat_digest.opens"
COMPOSER = "compose.py"


def chat_digest(chat_id: int) -> None:
    """Draw the choice and the text that it makes; belongs into a fragment."""
    if (target := st.session_state.pop(OPENS, None)) is not None:
        # Not in the callback: there a switch of pages would be forgotten by the redrawing that follows.
        composer.open_draft(target)
        st.switch_page(COMPOSER, query_params={"draft": target})
    now = console.now()
    with console.store().reader() as db:
        found = candidates(db, chat_id, now=now)
        chosen = [one.question_id for one in found if _chosen(one, found)]
        made = digest_of(db, chat_id, chosen, now=now)
    if not found:
        st.caption(_("There are no published answers to make a digest of yet."))
        return
    st.caption(
        _(
            "Choose the answers. The names of those who asked are left out; read the text "
            "through anyway."
        )
    )
    for one in found:
        st.checkbox(
            _label(one),
            value=_chosen(one, found),
            key=_key(one.question_id),
        )
    if made.left_out:
        st.warning(
            ngettext(
                "{n} answer does not fit into one post and is left out.",
                "{n} answers do not fit into one post and are left out.",
                len(made.left_out),
            ),
            icon=":material/content_cut:",
        )
    if made.taken:
        characters = dates.number(text_length(made.text))
        with st.expander(_("The text of the post, {n} characters", n=characters)):
            st.html(f'<div class="pult-body" dir="auto">{safe.html_text(made.text)}</div>')
    st.button(
        _("Open as a draft of a post"),
        key="chat_digest_draft",
        type="primary",
        icon=":material/edit_square:",
        disabled=not made.taken or not allowed(console.actor(), "chat.prepare"),
        on_click=_draft,
        args=(chat_id, tuple(made.taken)),
    )
    if words := st.session_state.get(TROUBLE):
        st.error(safe.label(words, 300), icon=":material/error:")


def _label(one: Question) -> str:
    """The question in a slot that reads Markdown, with its votes."""
    votes = f" · ♥ {dates.number(one.votes)}" if one.votes else ""
    return safe.label(one.text, 110) + html.escape(votes)


def _key(question_id: int) -> str:
    return f"chat_digest_{question_id}"


def _chosen(one: Question, found: list[Question]) -> bool:
    first = one.question_id in {best.question_id for best in found[:BEST]}
    return bool(st.session_state.get(_key(one.question_id), first))


def _draft(chat_id: int, question_ids: tuple[int, ...]) -> None:
    st.session_state[TROUBLE] = ""
    try:
        st.session_state[OPENS] = draft_digest(
            console.store(), chat_id, question_ids, actor=console.actor(), now=console.now()
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
