"""One's own sign-in: another password, the browsers one is signed in with."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.own import change_own_password, end_other_sessions, own_sessions
from lib.access.sessions import Session
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.ui import console, dates, safe
from lib.ui.live_refresh import live
from lib.ui.signed_in import role_name

TOLD = "own_told"


@st.fragment(key="own_sign_in")
def own_section() -> None:
    """Draws nothing in a rehearsal, where nobody has signed in."""
    live("access", key="own_sign_in", longest=60)
    here = console.session()
    if here is None:
        return
    st.subheader(_("My sign-in"), anchor=False)
    found = own_sessions(console.store(), actor=here.actor, now=console.now())
    others = [one for one in found if one.session_id != here.session_id]
    st.html(
        f'<div class="pult-dim">{html.escape(_("In this browser:"))}</div>{session_line(here)}'
        + "".join(session_line(one) for one in others)
    )
    if others:
        st.button(
            _("Sign out everywhere else"),
            key="own_end_others",
            icon=":material/logout:",
            on_click=_end_others,
        )
    with st.form("own_password", border=True, clear_on_submit=True, enter_to_submit=False):
        st.text_input(
            _("Old password"), type="password", key="own_old", autocomplete="current-password"
        )
        st.text_input(
            _("New password"), type="password", key="own_new", autocomplete="new-password"
        )
        st.text_input(
            _("The new password again"),
            type="password",
            key="own_again",
            autocomplete="new-password",
        )
        st.form_submit_button(
            _("Change the password"),
            key="own_change",
            icon=":material/password:",
            on_click=_change_password,
        )
    if told := st.session_state.get(TOLD):
        tone, text = told
        draw = st.success if tone == "good" else st.error
        icon = ":material/check_circle:" if tone == "good" else ":material/error:"
        draw(safe.label(text, 400), icon=icon)


def session_line(one: Session, *, named: bool = False) -> str:
    """A session as a line of HTML: whose where `named`, in which browser, since when, last used when."""
    now, zone = console.now(), console.zone()
    began = _("since {when}", when=dates.moment(one.began_at, now=now, zone=zone))
    seen = _("here: {when}", when=dates.ago(one.seen_at, now=now))
    facts = safe.html_text(f"{began} · {seen}")
    who = f"<b>{safe.html_text(one.name)}</b> " if named else ""
    role = f'<span class="pult-dim">{html.escape(role_name(one.role))}</span> · ' if named else ""
    return (
        f'<div class="pult-session">{who}{role}{safe.html_text(one.device)}'
        f'<div class="pult-dim">{facts}</div></div>'
    )


def _change_password() -> None:
    old, new, again = (
        str(st.session_state.get(key) or "") for key in ("own_old", "own_new", "own_again")
    )
    # What was typed stays in no session.
    for key in ("own_old", "own_new", "own_again"):
        st.session_state[key] = ""
    if new != again:
        st.session_state[TOLD] = ("bad", _("The two passwords differ."))
        return
    try:
        change_own_password(console.store(), old, new, session=console.session(), now=console.now())
    except PultError as error:
        st.session_state[TOLD] = ("bad", explain(error))
    else:
        words = _("The password is changed. You are signed out in all other browsers.")
        st.session_state[TOLD] = ("good", words)


def _end_others() -> None:
    try:
        ended = end_other_sessions(console.store(), session=console.session(), now=console.now())
    except PultError as error:
        st.session_state[TOLD] = ("bad", explain(error))
    else:
        words = ngettext("Signed out of {n} browser.", "Signed out of {n} browsers.", ended)
        st.session_state[TOLD] = ("good", words)
