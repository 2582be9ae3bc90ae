"""The norms of open chats as a form: deadlines of what is left open, when an earlier answer is old."""

from __future__ import annotations

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.chats.norms import Norms, change_norms, norms
from lib.ui import console, safe

TROUBLE = "chat_norms.trouble"


def chat_norms() -> None:
    """Draw the form, folded; whoever may not change the norms does not see it."""
    if not allowed(console.actor(), "chat.run"):
        return
    with console.store().reader() as db:
        rules = norms(db)
    with st.expander(_("Norms"), icon=":material/rule:"), st.form("chat_norms", border=False):
        with st.container(horizontal=True, gap="small"):
            st.number_input(
                _("Working days for what is left open"), 1, 30, rules.answer_days, key="norm_days"
            )
            st.time_input(_("The working day begins"), rules.begins, key="norm_begins")
            st.time_input(_("The working day ends"), rules.ends, key="norm_ends")
            st.number_input(
                _("An answer is out of date after, months"),
                1,
                120,
                rules.stale_months,
                key="norm_stale",
            )
        st.caption(
            _("They hold for chats closed from now on. Russian holidays are no working days.")
        )
        st.form_submit_button(_("Save the norms"), on_click=_save)
        if words := st.session_state.get(TROUBLE):
            st.error(safe.label(words, 300), icon=":material/error:")


def _save() -> None:
    kept = st.session_state
    wanted = Norms(kept["norm_days"], kept["norm_begins"], kept["norm_ends"], kept["norm_stale"])
    kept[TROUBLE] = ""
    try:
        change_norms(console.store(), wanted, actor=console.actor(), now=console.now())
    except PultError as error:
        kept[TROUBLE] = explain(error)
