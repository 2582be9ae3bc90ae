"""What the person at the screen may do: controls that the role has no use for say so, or are not drawn."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import allowed
from lib.base.language import _
from lib.ui import console
from lib.ui.signed_in import role_name


def may(command: str) -> bool:
    """Whether whoever is at the screen may do `command`, a key of the matrix. Commands ask again."""
    return allowed(console.actor(), command)


def sends_not(command: str) -> bool:
    """Whether the role prepares only; then a line says so, which belongs beside the disabled button."""
    if may(command):
        return False
    words = _(
        "Your role ({role}) prepares texts; a moderator or the owner sends them.",
        role=role_name(console.actor().role),
    )
    st.html(f'<div class="pult-lack">{html.escape(words)}</div>')
    return True
