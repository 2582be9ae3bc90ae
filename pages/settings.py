"""«Настройки»: keys, the way from the rehearsal to a community, how everything is, people, the journal."""

from collections.abc import Callable

import streamlit as st

from lib.access.permissions import allowed
from lib.base.language import _
from lib.store.state import get_state
from lib.ui import console, settings_people
from lib.ui.sections import chosen_section
from lib.ui.settings_journal import journal_section
from lib.ui.settings_keys import keys_section
from lib.ui.settings_setup import setup_section
from lib.ui.settings_state import state_section
from lib.ui.settings_style import STYLE
from lib.worker.setup import STARTED

FRESH_SECONDS = 86_400
CONNECT = "connect"


def sections() -> dict[str, tuple[str, Callable[[], None]]]:
    """Name in the address -> title and what draws it."""
    found: dict[str, tuple[str, Callable[[], None]]] = {
        CONNECT: (_("Connect"), setup_section),
        "keys": (_("Keys"), keys_section),
        "state": (_("Status"), state_section),
        "people": (settings_people.title(), settings_people.people_section),
    }
    if allowed(console.actor(), "journal.read"):
        found["journal"] = (_("Journal"), journal_section)
    if not connecting() or not allowed(console.actor(), "keys.change"):
        found.pop(CONNECT)
    return found


def connecting() -> bool:
    """The community is still to be connected, or was a moment ago."""
    if console.settings().newcomer or st.session_state.get("settings_section") == CONNECT:
        return True
    with console.store().reader() as db:
        started = get_state(db, STARTED)
    return bool(started) and console.now() - int(started.get("at", 0)) < FRESH_SECONDS


st.set_page_config(page_title=_("Settings"), layout="centered")
st.html(STYLE)
st.title(_("Settings"), anchor=False)
known = sections()
chosen = chosen_section(known, page="settings", asked=st.query_params.get("section"))
known[chosen][1]()
