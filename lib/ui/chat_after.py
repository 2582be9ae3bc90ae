"""«После чата»: what is left to answer, the digest, the report. Drawn into the page of open chats."""

from __future__ import annotations

import streamlit as st

from lib.access.permissions import allowed
from lib.base.language import _
from lib.ui import console
from lib.ui.chat_digest import chat_digest
from lib.ui.chat_norms import chat_norms
from lib.ui.chat_report import chat_report_view
from lib.ui.chat_tasks import chat_tasks


def chat_after(chat_id: int) -> None:
    """Draw everything that follows a closed chat; belongs into a fragment that listens to `chats`."""
    st.subheader(_("Left to answer"), anchor=False)
    chat_tasks(chat_id)
    if allowed(console.actor(), "chat.prepare"):
        st.subheader(_("Digest"), anchor=False)
        chat_digest(chat_id)
    st.subheader(_("Report"), anchor=False)
    chat_report_view(chat_id)
    chat_norms()
