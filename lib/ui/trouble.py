"""An error nobody foresaw: the log gets the traceback, the screen a notice with a number to find it by."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain

log = logging.getLogger("pult.pages")


def on_script_error(error: Exception) -> bool:
    """Show the error of a page in plain words; True: Streamlit shows nothing of its own."""
    if isinstance(error, PultError):
        log.warning("A page stopped: %s", error)
        st.error(explain(error))
        return True
    number = secrets.token_hex(3)
    log.error("A page failed, incident %s", number, exc_info=error)
    st.error(
        _(
            "Something went wrong on this page. What you typed is kept. Reload the page; if it happens"
            " again, give the person who looks after the console this number: {number}.",
            number=number,
        )
    )
    return True
