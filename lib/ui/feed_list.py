"""The list under the reader's eyes: its ids stand still until the person asks for something else."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from sqlite_utils import Database

from lib.inbox.feed.queries import Filters, feed, newest_id
from lib.store.state import get_state

STATE = "inbox.list"


@dataclass(frozen=True)
class Shown:
    """What is listed: for which filters, from where, which ids, and what was the newest comment then."""

    filters: Filters
    complete: bool
    comment_ids: tuple[int, ...]
    before: bool
    after: bool
    newest_id: int


def shown(db: Database, filters: Filters) -> Shown:
    """The list as it stands; read anew where the filters are others, where it is empty, or history arrived."""
    there = st.session_state.get(STATE)
    complete = bool((get_state(db, "sync.backfill") or {}).get("finished_at"))
    if (
        isinstance(there, Shown)
        and (there.filters, there.complete) == (filters, complete)
        and there.comment_ids
    ):
        return there
    return turn(db, filters)


def forget() -> None:
    """Let the next reading begin anew, with everything that is there counted as seen."""
    st.session_state.pop(STATE, None)


def turn(
    db: Database, filters: Filters, *, after: int | None = None, before: int | None = None
) -> Shown:
    """Read a page of the list (the first one where neither neighbour is named) and keep it."""
    page = feed(db, filters, after=after, before=before)
    if before is not None and not page.before:
        # A page that begins at the beginning is a full one.
        page = feed(db, filters)
    complete = bool((get_state(db, "sync.backfill") or {}).get("finished_at"))
    seen_id = newest_id(db)
    there = st.session_state.get(STATE)
    if isinstance(there, Shown) and there.filters == filters and (after or before):
        # Turning pages is no reason to forget what has not been announced to the end.
        seen_id = there.newest_id
    made = Shown(filters, complete, page.comment_ids, page.before, page.after, seen_id)
    st.session_state[STATE] = made
    return made
