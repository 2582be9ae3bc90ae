"""What was said around a question: the other words of its thread, folded."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.language import _, ngettext
from lib.chats.rows import Question, Said
from lib.chats.said.queries import thread_of
from lib.ui import console, dates, safe


def thread_around(question: Question) -> None:
    """Draw the thread; nothing where the question stands alone."""
    if question.thread_id is None or question.source_id is None:
        return
    with console.store().reader() as db:
        said = thread_of(db, question.thread_id, but=question.source_id)
    if not said:
        return
    words = ngettext("{n} more comment in the thread", "{n} more comments in the thread", len(said))
    with st.expander(words):
        st.html("".join(_line(one) for one in said))


def _line(one: Said) -> str:
    name = _("The community") if one.is_ours else safe.one_line(one.author_name) or _("Citizen")
    when = dates.moment(one.created_at, now=console.now(), zone=console.zone())
    return (
        f'<div class="pult-quote{" pult-answer" if one.is_ours else ""}"><b>{safe.html_text(name)}</b>'
        f' <span class="pult-dim">{html.escape(when)}</span>'
        f'<div class="pult-body" dir="auto">{safe.html_text(one.text)}</div></div>'
    )
