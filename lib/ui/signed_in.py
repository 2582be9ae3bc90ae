"""Who is signed in, in the side panel; and what a page shows when the sign-in has ended."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import NotSignedIn
from lib.base.language import _, explain
from lib.store import StoreError
from lib.ui import console
from lib.ui.live_refresh import live


def role_name(role: str) -> str:
    """The role in words."""
    return {
        "owner": _("owner"),
        "moderator": _("moderator"),
        "editor": _("editor"),
        "analyst": _("analyst"),
        "specialist": _("specialist"),
        "head": _("head"),
    }[role]


@st.fragment(key="who_is_here")
def who_is_here() -> None:
    """Name, role and the way out; notices when the sign-in is ended elsewhere. Draws nothing in a rehearsal."""
    try:
        live("access", key="who_is_here", longest=_until_end())
        found = console.session()
    except StoreError:
        # The page beside says what is wrong with the database.
        return
    if found is None:
        if not _still_here():
            st.rerun()
        return
    st.html(
        f'<div class="pult-me"><b>{html.escape(found.name)}</b>'
        f'<span class="pult-dim">{html.escape(role_name(found.role))}</span>'
        f'<a href="/leave" target="_self">{html.escape(_("Sign out"))}</a></div>'
    )


def _until_end() -> float | None:
    """Seconds until the sign-in ends by itself; None where there is none."""
    found = console.session()
    return None if found is None else max(1.0, found.expires_at - console.now() + 1)


def _still_here() -> bool:
    try:
        console.actor()
    except NotSignedIn:
        return False
    return True


def signed_out() -> None:
    """All that is left on the screen of somebody whose sign-in has ended."""
    st.error(explain(NotSignedIn()), title=_("Signed out"))
    st.link_button(_("Enter"), "/enter", icon=":material/login:", type="primary")
