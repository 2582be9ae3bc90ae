"""What the pieces of the page of campaigns share: which one is open, the form, the commands, the trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from lib.base.clock import local_day
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.base.notation import day_field
from lib.campaigns import campaigns as commands
from lib.campaigns.campaigns import Campaign
from lib.ui import console, safe

TROUBLE, CHOSEN = "campaigns.trouble", "campaigns.chosen"


def chosen_id() -> int | None:
    """The campaign in the address, or the one that was pressed."""
    if CHOSEN not in st.session_state:
        asked = st.query_params.get("campaign", "")
        fits = asked.isascii() and asked.isdecimal() and len(asked) < 16
        st.session_state[CHOSEN] = int(asked) if fits else None
    found = st.session_state[CHOSEN]
    return found if isinstance(found, int) else None


def choose(campaign_id: int | None) -> None:
    """Open a campaign, or the list."""
    st.session_state[CHOSEN], st.session_state[TROUBLE] = campaign_id, ""
    if campaign_id is None:
        st.query_params.pop("campaign", None)
    else:
        st.query_params["campaign"] = str(campaign_id)


def campaign_form(
    key: str, one: Campaign | None, words: str, on_click: Callable[[str], None]
) -> None:
    """The form of a campaign, or of a new one; `words` on its button."""
    begins = console.today() if one is None else local_day(one.begins_at, zone=console.zone())
    with st.form(key, border=False):
        st.text_input(
            _("Name of the campaign"),
            one.name if one else "",
            key=f"{key}_name",
            max_chars=commands.LONGEST_NAME,
        )
        st.text_input(
            _("Hashtag, if there is one"),
            (one.hashtag or "") if one else "",
            key=f"{key}_tag",
            max_chars=commands.LONGEST_TAG + 1,
            placeholder=_("#hashtag"),
        )
        st.date_input(_("Count posts from"), begins, format=day_field(), key=f"{key}_begins")
        st.form_submit_button(words, type="primary", on_click=on_click, args=(key,))


def _fields(key: str) -> dict[str, Any]:
    kept = st.session_state
    begins = kept[f"{key}_begins"]
    return {
        "name": kept[f"{key}_name"],
        "hashtag": kept[f"{key}_tag"],
        "begins": begins if isinstance(begins, date) else console.today(),
        "actor": console.actor(),
        "now": console.now(),
        "zone": console.zone(),
    }


def create(key: str) -> None:
    """Begin the campaign that stands in the form `key`, and open it."""
    st.session_state[TROUBLE] = ""
    try:
        choose(commands.create_campaign(console.store(), **_fields(key)))
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def change(key: str) -> None:
    """Change the campaign whose number ends `key`."""
    campaign_id = int(key.rpartition("_")[2])
    st.session_state[TROUBLE] = ""
    try:
        commands.change_campaign(console.store(), campaign_id, **_fields(key))
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def do(command: Callable[..., None], *subjects: Any) -> None:
    """Carry out a command of the room on its subjects."""
    st.session_state[TROUBLE] = ""
    try:
        command(console.store(), *subjects, actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def trouble() -> None:
    """Say what went wrong with the last press."""
    if words := st.session_state.get(TROUBLE):
        st.error(safe.label(words, 300), icon=":material/error:")
