"""Who is signed in, in the side panel; and what a page shows when the sign-in has ended."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import Actor, NotSignedIn
from lib.base.language import _, explain


def role_name(role: str) -> str:
    """The role in words."""
    return {
        "owner": _("owner"),
        "moderator": _("moderator"),
        "editor": _("editor"),
        "analyst": _("analyst"),
        "specialist": _("specialist"),
        "head": _("manager"),
    }[role]


def who_is_here(me: Actor) -> None:
    """Name, role and the way out. Draws nothing in a rehearsal, where nobody signs in."""
    if me.person_id is None:
        return
    st.html(
        f'<div class="pult-me"><b>{html.escape(me.name)}</b>'
        f'<span class="pult-dim">{html.escape(role_name(me.role))}</span>'
        f'<a href="/leave" target="_self">{html.escape(_("Sign out"))}</a></div>'
    )


def signed_out() -> None:
    """All that is left on the screen of somebody whose sign-in has ended."""
    st.error(explain(NotSignedIn()), title=_("Signed out"))
    # Nobody is known here any more, so whoever came by a link is spoken to as well.
    st.caption(_("If you answer in an open chat by a link, ask the moderator for a new one."))
    st.link_button(_("Sign in"), "/enter", icon=":material/login:", type="primary")
