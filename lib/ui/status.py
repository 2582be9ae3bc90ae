"""Strips at the top of every page: this is a rehearsal, VK is away, work has stopped, history is being read."""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from lib.access.permissions import NotSignedIn, allowed
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.ui import console, dates
from lib.ui.dates import ago, number
from lib.ui.unavailable import lack_of
from lib.worker.health import Health, health
from lib.worker.keys import keys_now

RETRY_SECONDS = 3


@dataclass(frozen=True)
class Strip:
    """One strip. `kind`: practice, bad or work; `title` and `text` may be anything, they are escaped when
    drawn; `way`: the address of a page of ours and its words."""

    kind: str
    title: str
    text: str
    way: tuple[str, str] | None = None


def status_strips() -> None:
    """Draw that this is a rehearsal, and what is wrong or under way now."""
    for one in strips():
        draw(one)


def strips() -> list[Strip]:
    """What stands at the top of every page now, in order. Raises `SettingsError`, `StoreError`."""
    return [*_rehearsal(), *_user_key_ends(), *_trouble()]


def _rehearsal() -> Iterator[Strip]:
    if console.settings().rehearsal:
        yield Strip(
            "practice",
            _("Rehearsal"),
            _("The console works on a local VK with invented people. Nothing reaches the real VK."),
            ("/settings?section=connect", _("Connect your community"))
            if console.settings().newcomer and _may_connect()
            else None,
        )


def _may_connect() -> bool:
    """A guest from an open chat is not sent to a page that sends them back."""
    try:
        return allowed(console.actor(), "keys.change")
    except NotSignedIn:
        return False


def _user_key_ends() -> Iterator[Strip]:
    """A user key lives for an hour: that it ends soon, or has ended, is told on every page."""
    now = console.now()
    for key in keys_now(console.settings()):
        if key.seconds_left(now) == 0:
            said = _("Set a new one: “Settings”, “Keys”.")
            yield Strip("bad", _("The user key has expired"), said)
        elif key.ends_soon(now):
            minutes = dates.age(key.seconds_left(now) or 0)
            said = _("{minutes} are left. Set a new one: “Settings”, “Keys”.", minutes=minutes)
            yield Strip("bad", _("The user key expires soon"), said)


def _trouble() -> Iterator[Strip]:
    state = health(console.store(), now=console.now())
    news = ""
    if state.vk is False and state.last_sync_at:
        news = _("Last news from VK: {ago}.", ago=ago(state.last_sync_at, now=console.now()))
    for problem in state.problems:
        away = problem == state.vk_reason
        yield Strip("bad", _("Attention"), f"{problem.text()} {news}" if away else problem.text())
    if news and state.vk_reason not in state.problems:
        yield Strip("bad", _("VK is away"), news)
    if state.worker and state.vk is not False and not state.backfill.finished_at and can_read():
        yield Strip("work", _("Reading the community's history"), reading(state))


def reading(state: Health) -> str:
    """How far the first reading is."""
    progress = state.backfill
    if not progress.total:
        return _("It has just begun. The pages fill up as it goes on.")
    return _(
        "{done} of {total} posts. The pages fill up as it goes on.",
        done=number(progress.done),
        total=number(progress.total),
    )


def reading_history() -> bool:
    """The first reading is under way: what is missing may only not be here yet."""
    return never_read() and can_read()


def never_read() -> bool:
    """The community was not read to its end yet: what is missing here may well be in VK."""
    return health(console.store(), now=console.now()).backfill.finished_at is None


def can_read() -> bool:
    """The keys allow reading posts and comments, as far as is known."""
    return lack_of("history") is None


def draw(one: Strip) -> None:
    """Draw one strip on top of the page."""
    link = ""
    if one.way is not None:
        address, words = map(html.escape, one.way)
        link = f' <a href="{address}" target="_self">{words}</a>'
    st.html(
        f'<div class="pult-banner {one.kind}" role="status"><b>{html.escape(one.title)}</b>'
        f"<span>{html.escape(one.text)}{link}</span></div>"
    )


def problem_page(error: PultError) -> None:
    """All that is shown where the console itself cannot work: the reason in plain words, no traceback.

    The page tries again by itself every few seconds, or when the button is pressed.
    """
    st.error(explain(error), title=_("The console cannot show this page"))
    st.button(_("Try again"), icon=":material/refresh:", key="try_again")
    _try_again(secrets.token_hex(4))


@st.fragment(run_every=RETRY_SECONDS)
def _try_again(drawing: str) -> None:
    # Its own run belongs to the drawing that failed; the ticks after it carry the same mark.
    if st.session_state.get("problem.drawing") == drawing:
        st.rerun()
    st.session_state["problem.drawing"] = drawing
