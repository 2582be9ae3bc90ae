"""«Показать в эфире»: the question that the moderator has put on the air, over the whole screen."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.language import _
from lib.chats.board import queries as board
from lib.chats.rows import Chat, Question
from lib.guard import hidden
from lib.ui import console, safe
from lib.ui.chat_cards import asker

LONG, VERY_LONG, SHOWN = 260, 600, 1100
"""Characters from which the words are drawn smaller, and smaller again; beyond the last they are cut, for a
broadcast shows one screen."""
STYLE = """<style>
.pult-air { position: fixed; inset: 0; z-index: 999999; display: flex; flex-direction: column;
  justify-content: safe center; gap: 3vh; padding: 6vh 7vw; overflow-y: auto;
  background: light-dark(#fbfcfd, #0d161d); color: light-dark(#17242e, #f2f6f8); }
.pult-air .topic { font-size: clamp(1rem, 1.9vw, 1.9rem); color: light-dark(#0b5c8a, #7cc0e6);
  font-weight: 600; overflow-wrap: anywhere; }
.pult-air .words { font-size: clamp(1.6rem, 4.4vw, 4.6rem); line-height: 1.25; font-weight: 600;
  white-space: pre-line; overflow-wrap: anywhere; text-wrap: pretty; }
.pult-air .words.long { font-size: clamp(1.2rem, 2.7vw, 2.7rem); font-weight: 500; line-height: 1.35; }
.pult-air .words.very { font-size: clamp(1rem, 1.75vw, 1.75rem); font-weight: 500; line-height: 1.35; }
.pult-air .who { font-size: clamp(1.05rem, 2.2vw, 2.2rem); color: light-dark(#566773, #9db0bd); }
.pult-air .practice { position: absolute; right: 1rem; bottom: .7rem; font-size: .8rem;
  color: light-dark(#8a97a1, #5d6f7b); }
</style>"""


def chat_air(chat: Chat, *, with_name: bool) -> None:
    """Cover the page with the question; with the topic alone where none is on the air."""
    question = None
    if chat.on_air is not None:
        with console.store().reader() as db:
            question = board.question(db, chat.on_air, now=console.now())
    practice = (
        f'<div class="practice">{html.escape(_("Rehearsal"))}</div>'
        if console.settings().rehearsal
        else ""
    )
    st.html(
        f'{STYLE}<section class="pult-air" aria-live="polite">{_inside(chat, question, with_name)}'
        f"{practice}</section>"
    )


def _inside(chat: Chat, question: Question | None, with_name: bool) -> str:
    topic = safe.html_text(chat.topic)
    if question is None or question.state == "gone":
        return f'<div class="words">{topic}</div>'
    # Nobody looks over a broadcast before it is seen: what must not go out does not stand on it.
    words = hidden(question.text)
    if len(words) > SHOWN:
        words = words[:SHOWN].rstrip() + "…"
    look = " very" if len(words) > VERY_LONG else " long" if len(words) > LONG else ""
    who = ""
    if with_name and question.source != "pasted":
        who = f'<div class="who" dir="auto">{safe.html_text(asker(question))}</div>'
    return (
        f'<div class="topic">{topic}</div>'
        f'<div class="words{look}" dir="auto">{safe.html_text(words)}</div>{who}'
    )
