"""«Раньше отвечали» beside a field: earlier answers to questions like this one, put into the draft."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from lib.access.permissions import require
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.chats.knowledge import Earlier, earlier_answers
from lib.chats.norms import Norms, norms
from lib.store.drafts import save_draft
from lib.ui import console, dates, safe
from lib.ui.cards import badge
from lib.ui.draft_field import flush, shown
from lib.ui.folded import folded

STYLE = """<style>
.pult-earlier { margin: 0 0 .1rem; }
.pult-earlier .asked { font-size: .9rem; color: light-dark(#566773, #9db0bd); }
.pult-earlier .said { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45;
  max-height: 12rem; overflow-y: auto; }
</style>"""


def earlier(text: str, *, key: str, kind: str, target: str, but: int | None = None) -> None:
    """Draw the folded list for the question `text`; nothing is searched while it is folded.

    `key`, `kind` and `target` are those of the field whose draft takes an answer in; draw it in the fragment of
    that field. `but`: the comment that is being answered.
    """
    draw = partial(_list, text, key=key, kind=kind, target=target, but=but)
    folded(_("Answered before"), draw, icon=":material/history:", key=f"earlier_{key}")


def _list(text: str, *, key: str, kind: str, target: str, but: int | None) -> None:
    found, rules = _found(text, key=key, but=but)
    if not found:
        st.caption(_("Nobody has asked anything like this before."))
        return
    st.html(STYLE)
    for one in found:
        st.html(_told(one, rules))
        st.button(
            _("Add to the answer"),
            key=f"earlier_{key}_{one.comment_id}",
            icon=":material/content_paste_go:",
            type="tertiary",
            on_click=_insert,
            args=(one.answer, key, kind, target),
        )
    if problem := st.session_state.get(f"{key}.earlier_problem"):
        st.error(safe.label(problem, 300))


def _found(text: str, *, key: str, but: int | None) -> tuple[list[Earlier], Norms]:
    """Searched once a question: every word that is typed redraws the field and this list with it."""
    name = f"{key}.earlier"
    kept = st.session_state.get(name)
    if kept is None or kept[0] != text:
        with console.store().reader() as db:
            kept = (text, earlier_answers(db, text, but=but), norms(db))
        st.session_state[name] = kept
    return kept[1], kept[2]


def _told(one: Earlier, rules: Norms) -> str:
    now = console.now()
    day = dates.moment(one.answered_at, now=now, zone=console.zone())
    who = safe.html_text(one.who or _("in VK itself"))
    old = badge("amber", _("out of date?")) if rules.is_stale(one.answered_at, now=now) else ""
    asked = html.escape(_("Asked:")) + " " + safe.html_text(safe.one_line(one.question, 160))
    return (
        f'<div class="pult-earlier" data-earlier="{one.comment_id}">'
        f'<div class="asked" dir="auto">{asked}</div>'
        f'<div class="said" dir="auto">{safe.html_text(one.answer)}</div>'
        f'<div class="pult-dim">{html.escape(day)} · {who} {old}</div></div>'
    )


def _insert(text: str, key: str, kind: str, target: str) -> None:
    """Put an earlier answer behind what is typed; nothing that stands in the field is lost."""
    st.session_state[f"{key}.earlier_problem"] = ""
    if not flush(key, kind=kind, target=target):
        return  # the field says why
    me = console.actor()
    try:
        require(me, f"{kind}.write")
        with console.store().writer() as db:
            before = shown(key).rstrip()
            whole = f"{before}\n\n{text}" if before else text
            save_draft(db, kind=kind, target=target, actor=me.name, text=whole, now=console.now())
    except PultError as error:
        st.session_state[f"{key}.earlier_problem"] = explain(error)
