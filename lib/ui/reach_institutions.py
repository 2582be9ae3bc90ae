"""The list of institutions that comments are searched for, and the form in which people keep it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.reach.institutions import Institution, drop_institution, keep_institution
from lib.ui import console, safe
from lib.ui.folded import folded

CHOSEN, NAME, NAMES = "reach_institution", "reach_institution_name", "reach_institution_names"
TROUBLE = "reach.institution_trouble"
NEW = 0


def institutions_box(known: Sequence[Institution]) -> None:
    """Draw the list and, for whoever may change it, the form."""
    folded(
        _("Institutions searched for in comments: {n}", n=len(known)),
        partial(_list, known),
        icon=":material/local_hospital:",
        key="reach_institutions",
    )


def _list(known: Sequence[Institution]) -> None:
    by_id = {one.institution_id: one for one in known}
    if not allowed(console.actor(), "reach.change"):
        lines = "".join(f"<li>{safe.html_text(', '.join(one.names))}</li>" for one in known)
        st.html(f'<ul class="pult-events">{lines}</ul>')
        return
    st.selectbox(
        _("Institution"),
        [NEW, *by_id],
        format_func=lambda key: by_id[key].name if key in by_id else _("A new institution"),
        key=CHOSEN,
        on_change=_show,
        args=({key: one.names for key, one in by_id.items()},),
    )
    with st.form("reach_institution_form", border=False):
        st.text_input(_("Name of the institution"), key=NAME, max_chars=200)
        st.text_area(
            _("Other names people use, one per line"),
            key=NAMES,
            max_chars=2000,
            placeholder=_("Short names and abbreviations"),
        )
        st.form_submit_button(_("Save"), on_click=_keep, type="primary")
    if st.session_state.get(CHOSEN):
        st.button(
            _("Take it from the list"),
            icon=":material/delete:",
            key="reach_institution_off",
            on_click=_drop,
        )
    if trouble := st.session_state.pop(TROUBLE, None):
        st.error(safe.label(trouble, 300), icon=":material/error:")


def _show(names: dict[int, tuple[str, ...]]) -> None:
    own, *others = names.get(st.session_state[CHOSEN], ("",))
    st.session_state[NAME], st.session_state[NAMES] = own, "\n".join(others)


def _keep() -> None:
    chosen = st.session_state.get(CHOSEN) or None
    names = [line for line in st.session_state[NAMES].splitlines() if line.strip()]
    try:
        keep_institution(
            console.store(),
            st.session_state[NAME],
            names,
            institution_id=chosen,
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
        return
    _clear()


def _drop() -> None:
    try:
        drop_institution(
            console.store(), st.session_state[CHOSEN], actor=console.actor(), now=console.now()
        )
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
        return
    _clear()


def _clear() -> None:
    st.session_state[CHOSEN], st.session_state[NAME], st.session_state[NAMES] = NEW, "", ""
