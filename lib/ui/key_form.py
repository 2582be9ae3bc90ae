"""A field that takes a key once and never shows it again.

The form empties itself in the browser when it is sent, and the callback empties the session before anything
else is done with the key; what is told afterwards never holds it.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.ui import safe, settings_words
from lib.ui.cards import badge

Save = Callable[[str], str]
"""Takes what was pasted, answers what to tell; raises `PultError` where nothing was kept."""


def key_form(kind: str, *, place: str, save: Save) -> None:
    """Draw the form for a key; `place` keeps forms for the same kind on one page apart. Inside a fragment."""
    name = f"{place}_{kind}"
    with st.form(f"key_form_{name}", clear_on_submit=True, border=False):
        st.text_input(
            settings_words.title(kind),
            type="password",
            key=f"key_{name}",
            autocomplete="off",
            placeholder=_("Paste the key, or the whole address with it"),
            label_visibility="collapsed",
        )
        st.form_submit_button(
            _("Check and save"),
            key=f"key_save_{name}",
            icon=":material/verified_user:",
            on_click=_submit,
            args=(name, save),
        )
    told(name)


def told(name: str) -> None:
    """What became of the key that was last sent from here."""
    found = st.session_state.get(f"key_told_{name}")
    if found is None:
        return
    tone, text = found
    if tone == "good":
        st.success(safe.label(text, 400), icon=":material/check_circle:")
    else:
        st.error(safe.label(text, 400), icon=":material/error:")


def instructions(kind: str, *, opened: bool) -> None:
    """Where the key comes from, step by step."""
    with st.expander(_("Where to get it"), icon=":material/help:", expanded=opened):
        items = "".join(f"<li>{safe.html_text(step)}</li>" for step in settings_words.steps(kind))
        st.html(f'<ol class="pult-how">{items}</ol>')
        if warning := settings_words.caution(kind):
            st.html(f'<div class="pult-caution">{safe.html_text(warning)}</div>')


def source_badge(source: str | None) -> str:
    """Where the key in force comes from, as a coloured word."""
    words = {
        None: ("grey", _("not set")),
        "environment": ("blue", _("from the environment")),
        "secrets": ("blue", _("from secrets.toml")),
        "file": ("green", _("saved here")),
        "rehearsal": ("amber", _("rehearsal")),
    }
    return badge(*words[source])


def _submit(name: str, save: Save) -> None:
    text = str(st.session_state.get(f"key_{name}") or "")
    st.session_state[f"key_{name}"] = ""
    try:
        st.session_state[f"key_told_{name}"] = ("good", save(text))
    except PultError as error:
        st.session_state[f"key_told_{name}"] = (
            "bad",
            _("Not saved. {reason}", reason=explain(error)),
        )
