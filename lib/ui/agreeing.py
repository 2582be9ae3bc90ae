"""«Send for approval» at a draft: the link for a head, and what became of the earlier ones."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

import streamlit as st

from lib.access import agreements
from lib.access.agreements import Agreement
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.ui import console, dates, safe
from lib.ui.cards import badge
from lib.ui.rights import may

LINK, TROUBLE = "agree_link", "agree_trouble"


def agreement_box(found: list[Agreement], *, kind: str, target: str, text: str) -> None:
    """Inside the fragment of the draft. `text` is what would go out; `found` what was asked, newest first."""
    for one in found[:3]:
        _line(one, text)
    if not may("agreement.ask"):
        return
    with st.popover(_("Send for approval"), icon=":material/approval:", key=f"agree_{target}"):
        words = _(
            "A manager gets a link to a page with this text and answers there, without a "
            "password. If the text is changed afterwards, the approval no longer holds."
        )
        st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
        with st.form(f"agree_form_{target}", border=False, enter_to_submit=False):
            st.text_input(_("Name and position"), key=f"agree_name_{target}", max_chars=80)
            st.form_submit_button(
                _("Make a link"),
                icon=":material/link:",
                on_click=_ask,
                args=(kind, target, text),
            )
    if trouble := st.session_state.get(TROUBLE):
        st.error(safe.label(trouble, 400), icon=":material/error:")
    made = st.session_state.get(LINK)
    if made and made[0] == target:
        words = _("Send this link to the manager: {name}. It is shown only now.", name=made[1])
        st.html(f'<div class="pult-dim">{safe.html_text(words)}</div>')
        st.code(made[2], language=None, wrap_lines=True)
        st.button(_("Done"), key=f"agree_done_{target}", on_click=_put_away)


def _line(one: Agreement, text: str) -> None:
    now = console.now()
    at = one.answered_at if one.answered_at is not None else one.asked_at
    when = dates.moment(at, now=now, zone=console.zone())
    lost = one.outcome is None and (one.revoked_at is not None or one.expires_at <= now)
    if one.outcome == "agreed" and one.covers(text):
        tone, word = "green", _("approved")
    elif one.outcome == "agreed":
        tone, word = "amber", _("approval void: the text was changed afterwards")
    elif one.outcome == "returned":
        tone, word = "red", _("returned with a remark")
    else:
        tone, word = (
            ("grey", _("the link has ended")) if lost else ("blue", _("waiting for the manager"))
        )
    remark = f'<div class="pult-quote">{safe.html_text(one.remark)}</div>' if one.remark else ""
    with st.container(horizontal=True, key=f"agreement_{one.agreement_id}"):
        st.html(
            f"<div>{badge(tone, word)} <b>{safe.html_text(one.name)}</b> "
            f'<span class="pult-dim">{html.escape(when)}</span>{remark}</div>'
        )
        if one.outcome is None and not lost and may("agreement.ask"):
            st.button(
                _("Take the link back"),
                key=f"agree_back_{one.agreement_id}",
                type="tertiary",
                icon=":material/link_off:",
                on_click=_take_back,
                args=(one.agreement_id,),
            )


def _ask(kind: str, target: str, text: str) -> None:
    name = str(st.session_state.get(f"agree_name_{target}") or "")
    st.session_state[TROUBLE] = st.session_state[LINK] = None
    try:
        token = agreements.ask(
            console.store(),
            name,
            kind=kind,
            target=target,
            text=text,
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
        return
    here = urlsplit(str(st.context.url or ""))
    st.session_state[LINK] = (target, name, f"{here.scheme}://{here.netloc}/agree/{token}")


def _take_back(agreement_id: int) -> None:
    st.session_state[TROUBLE] = None
    try:
        agreements.take_back(
            console.store(), agreement_id, actor=console.actor(), now=console.now()
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _put_away() -> None:
    st.session_state[LINK] = None
