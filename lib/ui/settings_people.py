"""«Settings» → «People»: who signs in, with which role, and where they are signed in."""

from __future__ import annotations

import html

import streamlit as st

from lib.access import people
from lib.access.passwords import SHORTEST, made_password
from lib.access.people import Person
from lib.access.permissions import ROLES, SIGNING_IN, allowed
from lib.access.sessions import end_session, living_sessions
from lib.base.language import _, ngettext
from lib.ui import console, dates, safe
from lib.ui.live_refresh import live
from lib.ui.people_told import attempt, hide_password, say, show_password, told
from lib.ui.roles import ABOUT, roles_table
from lib.ui.settings_own import own_section, session_line
from lib.ui.settings_person import email_help, person
from lib.ui.signed_in import role_name


def people_section() -> None:
    """All people for who manages them; for everybody else their own sign-in."""
    if allowed(console.actor(), "people.manage"):
        _everybody()
        _add()
        _sessions()
    own_section()
    _roles()


def title() -> str:
    """The name of the section for whoever is at the screen."""
    return _("People") if allowed(console.actor(), "people.manage") else _("My sign-in")


@st.fragment(key="people_list")
def _everybody() -> None:
    live("access", key="people_list", longest=60)
    found = people.people(console.store(), actor=console.actor())
    if console.open_door():
        st.info(
            _(
                "This is a rehearsal: nobody signs in, and whoever opens the page is the owner. "
                "Signing in starts with the keys of your community, or right away with "
                "PULT_LOGIN=always. People added here belong to the rehearsal: the community starts "
                "without them, and the first person to come becomes its owner."
            ),
            icon=":material/lock_open:",
        )
    told("list")
    living = [one for one in found if one.ended_at is None]
    if not living:
        st.caption(_("Nobody yet. Start with yourself as the owner."))
    for one in living:
        person(one)
    ended = [one for one in found if one.ended_at is not None]
    if ended:
        with st.expander(
            ngettext("{n} person blocked", "{n} people blocked", len(ended)),
            icon=":material/person_off:",
        ):
            st.html("".join(_ended_line(one) for one in ended))


def _ended_line(one: Person) -> str:
    assert one.ended_at is not None
    when = dates.moment(one.ended_at, now=console.now(), zone=console.zone())
    return (
        f'<div><b>{safe.html_text(one.name)}</b> <span class="pult-dim">'
        f"{html.escape(role_name(one.role))} · {html.escape(when)}</span></div>"
    )


@st.fragment(key="people_add")
def _add() -> None:
    st.subheader(_("Add a person"), anchor=False)
    with st.form("people_add_form", enter_to_submit=False):
        st.text_input(_("Name"), key="people_name", max_chars=people.LONGEST_NAME)
        st.selectbox(
            _("Role"),
            SIGNING_IN,
            key="people_role",
            index=SIGNING_IN.index("moderator"),
            format_func=lambda role: f"{role_name(role)} — {_(ABOUT[role])}",
        )
        st.text_input(
            _("Password"),
            key="people_password_field",
            type="password",
            autocomplete="new-password",
            help=_("At least {n} characters; a few unrelated words are best.", n=SHORTEST),
            placeholder=_("Leave empty to have one made"),
        )
        if console.settings().provider is not None:
            st.text_input(_("E-mail"), key="people_email", max_chars=255, help=email_help())
        st.form_submit_button(
            _("Add"), key="people_add", icon=":material/person_add:", on_click=_add_person
        )
    told("add")


@st.fragment(key="people_sessions")
def _sessions() -> None:
    live("access", key="people_sessions", longest=60)
    now, here = console.now(), console.session()
    found = living_sessions(console.store(), actor=console.actor(), now=now)
    others = [one for one in found if here is None or one.session_id != here.session_id]
    st.subheader(_("Signed in now"), anchor=False)
    if not others:
        st.caption(_("Nobody else is signed in."))
    for one in others:
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key=f"session_{one.session_id}",
        ):
            st.html(session_line(one, named=True))
            st.button(
                _("End"),
                key=f"session_end_{one.session_id}",
                icon=":material/logout:",
                on_click=_end_session,
                args=(one.session_id,),
            )
    told("sessions")


def _roles() -> None:
    with st.expander(_("What each role may do"), icon=":material/table:", key="people_roles"):
        lines = "".join(
            f"<div><b>{html.escape(role_name(role))}</b> "
            f'<span class="pult-dim">{html.escape(_(ABOUT[role]))}</span></div>'
            for role in ROLES
        )
        st.html(lines)
        st.html(roles_table())


def _add_person() -> None:
    name = str(st.session_state.get("people_name") or "")
    typed = str(st.session_state.get("people_password_field") or "")
    email = str(st.session_state.get("people_email") or "")
    role = st.session_state["people_role"]
    password = typed or ("" if email else made_password(name=name))
    if not attempt("add", people.add_person, name, role=role, password=password, email=email):
        return
    for key in ("people_name", "people_password_field", "people_email"):
        if key in st.session_state:
            st.session_state[key] = ""
    name = people.checked_name(name)
    say("add", _("{name} can sign in now.", name=name))
    if password and not typed:
        show_password("add", name, password)
    else:
        hide_password()


def _end_session(session_id: int) -> None:
    attempt("sessions", end_session, session_id)
