"""Questions pinned to «Сегодня»: each a small chart or table. Without any it costs one look."""

from __future__ import annotations

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.explore.asked import Asked, asked
from lib.explore.saved import Saved, pinned_questions
from lib.ui import console, dates, safe
from lib.ui.explore_opened import wanted_of
from lib.ui.explore_result import chart_only
from lib.ui.explore_saved import ADDRESS

SHOWN = 6
FRESH_SECONDS = 600
ANSWERS = "explore.pinned"


@st.fragment(key="today_pinned")
def pinned() -> None:
    """Draw the tiles of whoever is at the screen; nothing where nothing is pinned."""
    if not allowed(console.actor(), "explore.ask"):
        return
    with console.store().reader() as db:
        found = pinned_questions(db, actor=console.actor())
    if not found:
        return
    st.subheader(_("Pinned questions"), anchor=False)
    with st.grid(2, min_column_width=300, gap="small", key="today_pinned_grid"):
        for one in found[:SHOWN]:
            with st.container(border=True, height="stretch", key=f"pinned_{one.question_id}"):
                _tile(one)


def _tile(one: Saved) -> None:
    st.page_link(
        "explore.py",
        label=safe.label(one.title, 90),
        icon=":material/query_stats:",
        query_params={ADDRESS: one.token},
    )
    try:
        with st.spinner(_("Counting…")):
            answered = _answer(one)
    except PultError as error:
        st.caption(safe.label(explain(error), 300))
        return
    if not answered.result.rows:
        st.caption(answered.missing or _("No rows match this question"))
        return
    chart_only(answered, key=f"pinned_{one.question_id}")
    when = dates.clock_time(answered.at, zone=console.zone())
    st.caption(_("as of {when}", when=when))


def _answer(one: Saved) -> Asked:
    # Kept for some minutes: the page is opened often, and the answer changes slowly.
    kept = st.session_state.setdefault(ANSWERS, {})
    key = (one.token, one.updated_at)
    before: Asked | None = kept.get(key)
    if before is not None and console.now() - before.at < FRESH_SECONDS:
        return before
    answered = asked(
        console.store(),
        wanted_of(one),
        actor=console.actor(),
        now=console.now(),
        zone=console.zone(),
    )
    kept[key] = answered
    return answered
