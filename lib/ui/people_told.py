"""What the last press in «People» led to: in words, or a password that is shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.ui import console, safe

TOLD, MADE = "people_told", "people_made"


def told(place: str) -> None:
    """Draw what the last press in this part of the page (`list`, `add`, `sessions`) led to."""
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
                _("I have handed it over, hide it"),
                key=f"people_password_hide_{place}",
                icon=":material/visibility_off:",
                on_click=hide_password,
            )
    said = st.session_state.get(TOLD)
    if said is not None and said[0] == place:
        draw = st.success if said[1] == "good" else st.error
        icon = ":material/check_circle:" if said[1] == "good" else ":material/error:"
        draw(safe.label(said[2], 400), icon=icon)


def say(place: str, words: str) -> None:
    """Tell in this part of the page what was done."""
    st.session_state[TOLD] = (place, "good", words)


def show_password(place: str, name: str, password: str) -> None:
    """Show a password that was made in this part of the page, until it is hidden."""
    st.session_state[MADE] = (place, name, password)


def attempt(place: str, command: Callable[..., Any], *args: Any, **values: Any) -> bool:
    """Carry out a command; False where it could not be, and why stands in `place`."""
    st.session_state[TOLD] = None
    try:
        command(console.store(), *args, actor=console.actor(), now=console.now(), **values)
    except PultError as error:
        st.session_state[TOLD] = (place, "bad", explain(error))
        return False
    return True


def hide_password() -> None:
    """Show no password any more."""
    st.session_state.pop(MADE, None)
