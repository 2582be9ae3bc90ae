"""«После чата»: what is left to do, the digest, the report. Drawn into the page of open chats."""

from __future__ import annotations

import streamlit as st

from lib.base.language import _
from lib.ui.chat_tasks import chat_tasks


def chat_after(chat_id: int) -> None:
    """Draw everything that follows a closed chat."""
    st.subheader(_("Left to answer"), anchor=False)
    chat_tasks(chat_id)
