"""Who answers in an open chat: their signatures, their links with QR codes, whether they are there."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import segno
import streamlit as st

from lib.access.invitations import Invitation, invitations
from lib.access.permissions import allowed
from lib.base.language import _
from lib.chats import queries, sessions, specialists
from lib.chats.rows import Chat, Specialist
from lib.chats.specialists import ONLINE_SECONDS, default_signature
from lib.store import Store
from lib.ui import chat_room, console, dates, safe
from lib.ui.cards import badge

LINKS = "chat.links"
"""Links made in this session and not put away yet: they are shown once, and kept nowhere else."""


def people_section(chat: Chat) -> None:
    """The specialists with what is done about each; and the form for one more."""
    with console.store().reader() as db:
        people = queries.specialists(db, chat.chat_id)
        links = invitations(db, sessions.scope(chat.chat_id))
    with st.container(border=True, key="chat_people"):
        st.subheader(_("Specialists"), anchor=False)
        if not people:
            st.caption(
                _("Nobody yet. Each specialist gets a link and answers from any phone or computer.")
            )
        for one in people:
            _person(chat, one, links)
        if chat.state != "closed":
            with st.expander(_("Add a specialist"), expanded=not people, icon=":material/add:"):
                _form(chat.chat_id, None)
        chat_room.told("people")


def presence(one: Specialist, link: Invitation | None, *, now: int) -> tuple[str, str]:
    """(tone, words) of whether a specialist is there."""
    if link is None:
        return "grey", _("No link yet")
    if link.revoked_at is not None:
        return "red", _("Link taken back")
    if link.expires_at <= now:
        return "grey", _("Link has expired")
    if link.used_at is None:
        return "amber", _("Invited, not here yet")
    # Whoever has just come in is there before the page has told so.
    seen_at = max(link.used_at, one.seen_at or 0)
    if now - seen_at < ONLINE_SECONDS:
        return "green", _("Online")
    return "blue", _("Last seen {age}", age=dates.ago(seen_at, now=now))


def _person(chat: Chat, one: Specialist, links: Mapping[int, Invitation]) -> None:
    number = one.person_id
    link = links.get(number)
    tone, words = presence(one, link, now=console.now())
    about = ", ".join(part for part in (one.position, one.institution) if part)
    topics = f" · {', '.join(one.topics)}" if one.topics else ""
    with st.container(key=f"chat_person_{number}", gap="xsmall"):
        st.html(
            f'<div class="pult-head"><span class="pult-name">{safe.html_text(one.name)}</span>'
            f"{badge(tone, words)}</div>"
            f'<div class="pult-dim">{safe.html_text(about + topics)}</div>'
            f'<div class="pult-dim">{safe.html_text(one.signature or _("No signature"))}</div>'
        )
        _link(number, link)
        lives = link is not None and link.revoked_at is None
        may = allowed(console.actor(), "chat.invite") and chat.state != "closed"
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("New link") if lives else _("Make a link"),
                key=f"chat_invite_{number}",
                icon=":material/link:",
                disabled=not may,
                help=_("The earlier link ends.") if lives else None,
                on_click=_invite,
                args=(chat.chat_id, number),
            )
            if lives:
                st.button(
                    _("Revoke"),
                    key=f"chat_revoke_{number}",
                    type="tertiary",
                    icon=":material/link_off:",
                    disabled=not may,
                    help=_("The link and the open page end at once; the questions go back."),
                    on_click=_revoke,
                    args=(chat.chat_id, number),
                )
            with st.popover(_("Change"), icon=":material/edit:", type="tertiary"):
                _form(chat.chat_id, one)


def _link(number: int, link: Invitation | None) -> None:
    """The link that has just been made, with its QR code, until it is put away."""
    address = st.session_state.get(LINKS, {}).get(number)
    if not address:
        return
    with st.container(border=True, key=f"chat_link_{number}", gap="xsmall"):
        st.html(
            f'<div class="pult-dim">{html.escape(_("Send this link to the specialist. It lets one person in, once, and is shown only now."))}</div>'  # noqa: E501
        )
        if urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}:
            st.warning(
                _(
                    "This link opens on this computer only. For another device, open the console by its address"
                    " in the network and make the link there."
                ),
                icon=":material/wifi_off:",
            )
        st.code(address, language=None, wrap_lines=True)
        if link is not None:
            until = dates.full(link.expires_at, zone=console.zone())
            st.caption(_("It lets in and keeps in until {moment}.", moment=until))
        st.image(
            segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="white"), width=190
        )
        st.button(_("Done"), key=f"chat_link_done_{number}", on_click=_put_away, args=(number,))


def _invite(chat_id: int, number: int) -> None:
    chat_room.at("people")
    ok, token = chat_room.outcome(specialists.invite_specialist, chat_id, number)
    if ok:
        root = str(st.context.url or "").split("/open_chats")[0].rstrip("/")
        st.session_state.setdefault(LINKS, {})[number] = f"{root}/join/{token}"
    st.rerun(chat_room.PREPARE)


def _put_away(number: int) -> None:
    st.session_state.get(LINKS, {}).pop(number, None)
    st.rerun(chat_room.PREPARE)


def _revoke(chat_id: int, number: int) -> None:
    chat_room.at("people")
    if chat_room.attempt(specialists.revoke_specialist, chat_id, number):
        st.session_state.get(LINKS, {}).pop(number, None)
    st.rerun(chat_room.PREPARE)


def _form(chat_id: int, one: Specialist | None) -> None:
    who = f"new{chat_room.sheet('people')}" if one is None else str(one.person_id)
    key = f"chat_{who}_{chat_id}"
    with st.form(f"{key}_form", border=False):
        if one is None:
            st.text_input(_("Surname and initials"), key=f"{key}_name", max_chars=80)
        with st.container(horizontal=True):
            st.text_input(
                _("Position"), value=one.position if one else "", key=f"{key}_position",
                max_chars=200, placeholder=_("cardiologist"),
            )  # fmt: skip
            st.text_input(
                _("Institution"), value=one.institution if one else "", key=f"{key}_institution",
                max_chars=200,
            )  # fmt: skip
        st.text_input(
            _("Topics, separated by commas"),
            value=", ".join(one.topics) if one else "",
            key=f"{key}_topics",
            placeholder=_("blood pressure, heart attack"),
            help=_("“Assign by topic” gives a question to whoever has its words here."),
        )
        st.text_input(
            _("Signature under the answers"),
            value=one.signature if one else "",
            key=f"{key}_signature",
            max_chars=300,
            placeholder=_("Empty: made of the name, the position and the institution"),
        )
        st.form_submit_button(
            _("Add") if one is None else _("Save"), on_click=_write, args=(chat_id, one, key)
        )


def _write(chat_id: int, one: Specialist | None, key: str) -> None:
    chat_room.at("people")
    if chat_room.attempt(_put_down, chat_id, one, key) and one is None:
        chat_room.next_sheet("people")
    st.rerun(chat_room.PREPARE)


def _put_down(store: Store, chat_id: int, one: Specialist | None, key: str, **who: Any) -> None:
    def typed(name: str) -> str:
        return str(st.session_state[f"{key}_{name}"])

    name = typed("name") if one is None else one.name
    position, institution = typed("position"), typed("institution")
    values: dict[str, Any] = {
        "position": position,
        "institution": institution,
        "topics": typed("topics").split(","),
        "signature": typed("signature").strip() or default_signature(name, position, institution),
        **who,
    }
    if one is None:
        specialists.add_specialist(store, chat_id, name, **values)
    else:
        specialists.change_specialist(store, chat_id, one.person_id, **values)


def by_clock() -> list[tuple[str, int, int]]:
    """Who is here and whose hold has ended, in all chats. Raises `StoreError`."""
    with console.store().reader() as db:
        return queries.by_clock(db, online_seconds=ONLINE_SECONDS, now=console.now())
