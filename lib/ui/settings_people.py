"""«Settings» → «People»: who signs in, with which role, and where they are signed in."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.access import people
from lib.access.passwords import SHORTEST, made_password
from lib.access.people import Person
from lib.access.permissions import ROLES, SIGNING_IN, allowed
from lib.access.sessions import end_session, living_sessions
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.ui import console, dates, safe
from lib.ui.cards import badge
from lib.ui.live_refresh import live
from lib.ui.roles import ABOUT, roles_table
from lib.ui.settings_own import own_section, session_line
from lib.ui.signed_in import role_name

TOLD, MADE = "people_told", "people_made"


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
    _told("list")
    living = [one for one in found if one.ended_at is None]
    if not living:
        st.caption(_("Nobody yet. Start with yourself as the owner."))
    for one in living:
        _person(one)
    ended = [one for one in found if one.ended_at is not None]
    if ended:
        with st.expander(
            ngettext("{n} person blocked", "{n} people blocked", len(ended)),
            icon=":material/person_off:",
        ):
            st.html("".join(_ended_line(one) for one in ended))


def _told(place: str) -> None:
    """What the last press in this part of the page led to."""
    made = st.session_state.get(MADE)
    if made is not None and made[0] == place:
        with st.container(border=True, key=f"people_password_{place}"):
            words = _(
                "The password of {name}. It is shown only now: hand it over personally.",
                name=made[1],
            )
            st.html(f"<b>{safe.html_text(words)}</b>")
            st.code(made[2], language=None)
            st.button(
                _("It is handed over, hide it"),
                key=f"people_password_hide_{place}",
                icon=":material/visibility_off:",
                on_click=_hide,
            )
    told = st.session_state.get(TOLD)
    if told is not None and told[0] == place:
        draw = st.success if told[1] == "good" else st.error
        icon = ":material/check_circle:" if told[1] == "good" else ":material/error:"
        draw(safe.label(told[2], 400), icon=icon)


def _hide() -> None:
    st.session_state.pop(MADE, None)


def _person(one: Person) -> None:
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
        st.text_input(_("E-mail"), key=key, max_chars=255, help=_email_help())
        words = _("In place of another address it ends the sign-ins made so far.")
        st.html(f'<div class="pult-dim">{safe.html_text(words)}</div>')
        st.button(
            _("Save"),
            key=f"person_email_save_{one.person_id}",
            on_click=_change_email,
            args=(one,),
        )


def _email_help() -> str:
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
            st.text_input(_("E-mail"), key="people_email", max_chars=255, help=_email_help())
        st.form_submit_button(
            _("Add"), key="people_add", icon=":material/person_add:", on_click=_add_person
        )
    _told("add")


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
    _told("sessions")


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
    if not _do("add", people.add_person, name, role=role, password=password, email=email):
        return
    for key in ("people_name", "people_password_field", "people_email"):
        if key in st.session_state:
            st.session_state[key] = ""
    name = people.checked_name(name)
    st.session_state[TOLD] = ("add", "good", _("{name} can sign in now.", name=name))
    st.session_state[MADE] = ("add", name, password) if password and not typed else None


def _change_role(one: Person) -> None:
    role = st.session_state[f"person_role_{one.person_id}"]
    if _do("list", people.change_role, one.person_id, role=role):
        words = _("{name}: {role} from now on.", name=one.name, role=role_name(role))
        st.session_state[TOLD] = ("list", "good", words)
    # What is shown follows the person again, whether it was changed or not.
    st.session_state.pop(f"person_role_{one.person_id}", None)


def _change_email(one: Person) -> None:
    email = str(st.session_state.get(f"person_email_{one.person_id}") or "")
    if _do("list", people.change_email, one.person_id, email):
        words = _("The e-mail address of {name} is saved.", name=one.name)
        st.session_state[TOLD] = ("list", "good", words)
    # What is shown follows the person again, whether it was changed or not.
    st.session_state.pop(f"person_email_{one.person_id}", None)


def _new_password(one: Person) -> None:
    password = made_password(name=one.name)
    if _do("list", people.set_password, one.person_id, password):
        st.session_state[MADE] = ("list", one.name, password)


def _end(one: Person) -> None:
    if _do("list", people.end_person, one.person_id):
        st.session_state[TOLD] = ("list", "good", _("{name} is blocked.", name=one.name))


def _end_session(session_id: int) -> None:
    _do("sessions", end_session, session_id)


def _do(place: str, command: Callable[..., Any], *args: Any, **values: Any) -> bool:
    """Carry out a command; False where it could not be, and why stands in `place`."""
    st.session_state[TOLD] = None
    try:
        command(console.store(), *args, actor=console.actor(), now=console.now(), **values)
    except PultError as error:
        st.session_state[TOLD] = (place, "bad", explain(error))
        return False
    return True
