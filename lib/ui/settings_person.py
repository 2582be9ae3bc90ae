"""One person in «Settings» → «People»: who it is, and role, password, address and end, each behind a button."""

from __future__ import annotations

import streamlit as st

from lib.access import people
from lib.access.passwords import made_password
from lib.access.people import Person
from lib.access.permissions import SIGNING_IN
from lib.base.language import _
from lib.ui import console, dates, safe
from lib.ui.cards import badge
from lib.ui.people_told import attempt, say, show_password
from lib.ui.roles import ABOUT
from lib.ui.signed_in import role_name


def person(one: Person) -> None:
    """Draw one person who is not shut out, with what can be done; belongs into the fragment of the list."""
    now, me = console.now(), console.actor().person_id
    seen = dates.NO_DATA if one.seen_at is None else dates.ago(one.seen_at, now=now)
    facts = [_("here: {when}", when=seen) if one.seen_at else _("has not signed in yet")]
    if one.email:
        facts.append(one.email)
    you = badge("grey", _("you")) if one.person_id == me else ""
    with st.container(border=True, key=f"person_{one.person_id}"):
        tone = "blue" if one.role == "owner" else "grey"
        st.html(
            f'<div class="pult-key"><b>{safe.html_text(one.name)}</b>'
            f"{badge(tone, role_name(one.role))}{you}</div>"
            f'<div class="pult-dim">{safe.html_text(" · ".join(facts))}</div>'
        )
        with st.container(horizontal=True, key=f"person_change_{one.person_id}"):
            _role_popover(one)
            if one.person_id != me:
                _password_popover(one)
            if console.settings().provider is not None:
                _email_popover(one)
            _end_popover(one)


def _role_popover(one: Person) -> None:
    with st.popover(_("Role"), icon=":material/badge:", key=f"person_role_open_{one.person_id}"):
        key = f"person_role_{one.person_id}"
        st.session_state.setdefault(key, one.role)
        chosen = st.radio(
            _("Role"),
            SIGNING_IN,
            key=key,
            format_func=role_name,
            captions=[_(ABOUT[role]) for role in SIGNING_IN],
        )
        st.button(
            _("Change the role"),
            key=f"person_role_save_{one.person_id}",
            disabled=chosen == one.role,
            on_click=_change_role,
            args=(one,),
        )


def _password_popover(one: Person) -> None:
    with st.popover(
        _("New password"), icon=":material/password:", key=f"person_pw_{one.person_id}"
    ):
        words = _(
            "The console makes a password and shows it once. {name} is signed out everywhere.",
            name=one.name,
        )
        st.html(f'<div class="pult-dim">{safe.html_text(words)}</div>')
        st.button(
            _("Make a new password"),
            key=f"person_pw_make_{one.person_id}",
            on_click=_new_password,
            args=(one,),
        )


def _email_popover(one: Person) -> None:
    with st.popover(
        _("E-mail"), icon=":material/alternate_email:", key=f"person_email_open_{one.person_id}"
    ):
        key = f"person_email_{one.person_id}"
        st.session_state.setdefault(key, one.email or "")
        st.text_input(_("E-mail"), key=key, max_chars=255, help=email_help())
        words = _("In place of another address it ends the sign-ins made so far.")
        st.html(f'<div class="pult-dim">{safe.html_text(words)}</div>')
        st.button(
            _("Save"),
            key=f"person_email_save_{one.person_id}",
            on_click=_change_email,
            args=(one,),
        )


def email_help() -> str:
    """What an e-mail address is for, where an own provider is set up."""
    provider = console.settings().provider
    assert provider is not None
    return safe.label(
        _("With this address {title} lets the person in, without a password.", title=provider.name)
    )


def _end_popover(one: Person) -> None:
    with st.popover(
        _("Block"), icon=":material/person_off:", key=f"person_end_open_{one.person_id}"
    ):
        words = _(
            "{name} is signed out at once in every browser and cannot come back. Drafts and the journal"
            " stay.",
            name=one.name,
        )
        st.html(f'<div class="pult-dim">{safe.html_text(words)}</div>')
        st.button(
            _("Yes, block"),
            key=f"person_end_{one.person_id}",
            icon=":material/person_off:",
            on_click=_end,
            args=(one,),
        )


def _change_role(one: Person) -> None:
    role = st.session_state[f"person_role_{one.person_id}"]
    if attempt("list", people.change_role, one.person_id, role=role):
        words = _("{name}: {role} from now on.", name=one.name, role=role_name(role))
        say("list", words)
    # What is shown follows the person again, whether it was changed or not.
    st.session_state.pop(f"person_role_{one.person_id}", None)


def _change_email(one: Person) -> None:
    email = str(st.session_state.get(f"person_email_{one.person_id}") or "")
    if attempt("list", people.change_email, one.person_id, email):
        words = _("The e-mail address of {name} is saved.", name=one.name)
        say("list", words)
    # What is shown follows the person again, whether it was changed or not.
    st.session_state.pop(f"person_email_{one.person_id}", None)


def _new_password(one: Person) -> None:
    password = made_password(name=one.name)
    if attempt("list", people.set_password, one.person_id, password):
        show_password("list", one.name, password)


def _end(one: Person) -> None:
    if attempt("list", people.end_person, one.person_id):
        say("list", _("{name} is blocked.", name=one.name))
