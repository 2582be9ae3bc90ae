"""What may change above the content of any page: strips, what VK wants of a person, who is signed in.

One fragment and so one listener for all of it: each costs a page time before it is drawn.
"""

from __future__ import annotations

import streamlit as st

from lib.access.permissions import Actor, NotSignedIn
from lib.ui import console
from lib.ui.human_notice import human_notice
from lib.ui.live_refresh import live
from lib.ui.status import status_strips

RUN_EVERY = 6 * 3600
"""Seconds; hardly ever by itself. Streamlit's browser side draws a page anew after a restart of the server only
where something is under way on it, or to be run by the clock. A page that had just been opened stayed as it
was, and no press and no save of it was ever heard again."""


@st.fragment(key="frame_news", run_every=RUN_EVERY)
def frame_news(drawn_for: Actor) -> None:
    """Strips and notices; redraws by itself. The whole page is drawn anew where `drawn_for` has become
    another one, or nobody: the sign-in has ended, the role was changed."""
    live("status", "human", "access", key="frame_news", longest=_until_end())
    if _actor() != drawn_for:
        st.rerun()
    status_strips()
    human_notice()


def _actor() -> Actor | None:
    try:
        return console.actor()
    except NotSignedIn:
        return None


def _until_end() -> float | None:
    """Seconds until the sign-in ends by itself; None where there is none."""
    found = console.session()
    return None if found is None else max(1.0, found.expires_at - console.now() + 1)
