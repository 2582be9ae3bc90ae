"""A page in sections, of which one is drawn: chosen above, and kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lib.base.language import _

Sections = Mapping[str, tuple[str, Callable[[], None]]]
"""Word in the address -> title, and what draws it."""


def chosen_section(known: Sections, *, page: str, asked: str | None) -> str:
    """Draw the choice; answers what is chosen. `asked`: what the address wants, followed once."""
    state = f"{page}_section"
    if asked in known and asked != st.session_state.get(f"{page}_address"):
        st.session_state[state] = asked
    if st.session_state.get(state) not in known:
        st.session_state[state] = next(iter(known))
    chosen = st.segmented_control(
        _("Section"),
        list(known),
        key=state,
        required=True,
        format_func=lambda name: known[name][0],
        label_visibility="collapsed",
    )
    assert chosen is not None
    st.query_params["section"] = st.session_state[f"{page}_address"] = chosen
    return chosen
