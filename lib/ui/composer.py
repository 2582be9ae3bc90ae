"""What the composer remembers and does: which draft is open, and the commands behind its buttons.

The draft in SQLite is the truth; the session only knows which one is open, and the address of the page says so
too, so that F5 and a new tab come back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import streamlit as st
from sqlite_utils import Database

from lib import outbox
from lib.base.clock import local_time
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.store.drafts import draft
from lib.ui import console, guarding
from lib.ui.draft_field import flush
from lib.wall import commands, queries
from lib.wall.errors import DraftGone, WallError
from lib.wall.posts import LATER, moment, post_fields

HALF_HOUR = 1800
DOUBLE_CLICK = 2
"""Seconds."""
TARGET, VERSION, PRESSED, NEWS = "post.target", "post.version", "post.pressed", "post.news"
SENT_AT = "post.sent_at"


def target() -> str:
    """The draft on the screen: the one the address names, else the last left open, else a new one."""
    named = st.session_state.get(TARGET) or st.query_params.get("draft", "")
    me = console.actor().name
    with console.store().reader() as db:
        there = draft(db, kind="post", target=named, actor=me) if named else None
        sent = not there and bool(named) and queries.sent_draft(db, named, actor=me) is not None
        left = None if there else queries.open_draft(db, actor=me)
    known_here = TARGET in st.session_state and not sent
    if not known_here:
        # Another tab sent it, or the page was opened anew.
        known = there or left
        open_draft(known.target if known else commands.new_target())
    elif st.query_params.get("draft") != named:
        st.query_params["draft"] = named
    return str(st.session_state[TARGET])


def open_draft(name: str) -> None:
    """Put another draft on the screen."""
    st.session_state[TARGET] = name
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1
    st.session_state.pop(PRESSED, None)
    st.query_params["draft"] = name


def version() -> str:
    """Changes whenever the text on the screen is replaced on purpose."""
    return str(st.session_state.get(VERSION, 0))


def pressed() -> bool:
    """Whether the person has tried to send what is on the screen: from then on everything missing is told."""
    return bool(st.session_state.get(PRESSED) == st.session_state.get(TARGET))


def news() -> str:
    """What went wrong with the last command and belongs to no field; empty where nothing did."""
    return str(st.session_state.get(NEWS) or "")


def field_key(name: str) -> str:
    return f"post_text_{name}"


def send(override: outbox.Override | None = None) -> None:
    """Hand the draft over to the outbox, and begin a new one."""
    if console.now() - st.session_state.get(SENT_AT, 0) <= DOUBLE_CLICK:
        return  # the second half of a double click: it does not mean the next post
    name = target()
    if not flush(field_key(name), kind="post", target=name):
        return
    st.session_state[PRESSED] = name
    st.session_state[NEWS] = None
    try:
        commands.queue_post(
            console.store(),
            name,
            actor=console.actor(),
            now=console.now(),
            zone=console.zone(),
            override=override,
        )
    except outbox.HeldBack as refusal:
        guarding.ask(field_key(name), refusal)
    except DraftGone:
        pass  # nothing was written yet, and the fields say so
    except WallError as error:
        # What belongs to a field stands beside it.
        st.session_state[NEWS] = None if error.field else explain(error)
    except PultError as error:
        st.session_state[NEWS] = explain(error)
    else:
        st.session_state[SENT_AT] = console.now()
        guarding.settle(field_key(name))
        open_draft(commands.new_target())


def send_despite() -> None:
    """«Отправить всё равно»: what the guard stopped, the person has looked at and lets out."""
    send(guarding.confirmed(field_key(target())))


def park() -> None:
    """«В черновики»: put the draft aside and begin a new one."""
    name = target()
    if flush(field_key(name), kind="post", target=name):
        _do(commands.park_draft, name)
        open_draft(commands.new_target())


def reopen(name: str) -> None:
    """Go on with a draft of the list; the one on the screen takes its place there."""
    park()
    _do(commands.save_fields, name, parked=False)
    open_draft(name)


def drop(name: str) -> None:
    """Throw a draft away."""
    _do(commands.drop_post_draft, name)


def undrop(name: str) -> None:
    """Bring a draft back that was just thrown away."""
    _do(commands.undrop_post_draft, name)


def withdraw(action_id: int) -> None:
    """Take a post back; it stands in the composer again, and what stood there goes to the drafts."""
    name = target()
    if not flush(field_key(name), kind="post", target=name):
        return
    restored = _do(commands.withdraw_post, action_id)
    if restored is None:
        st.session_state[NEWS] = news() or _("Too late: VK has it already.")
        return
    _do(commands.park_draft, name)
    open_draft(str(restored))


def send_again(action_id: int) -> None:
    """Send what is paused, refused or not confirmed."""
    st.session_state[NEWS] = None
    try:
        with console.store().writer() as db:
            outbox.send_anyway(db, action_id, actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[NEWS] = explain(error)


def save_field(name: str) -> None:
    """Keep a control's value (`rubric_id`, `day`, `clock`) with the draft."""
    found = target()
    _do(commands.save_fields, found, **{name: st.session_state[f"post_{name}_{found}"]})


def choose_mode() -> None:
    """Now or later; the first time later, with a moment to begin from."""
    name = target()
    mode = st.session_state[f"post_mode_{name}"]
    changes: dict[str, Any] = {"mode": mode}
    with console.store().reader() as db:
        fields = post_fields(draft(db, kind="post", target=name, actor=console.actor().name))
        if mode == LATER and fields.day is None and fields.clock is None:
            changes["day"], changes["clock"] = suggested_time(db)
    _do(commands.save_fields, name, **changes)


def suggested_time(db: Database) -> tuple[date, time]:
    """Tomorrow at ten, late enough to read it once more, or the next half hour that is free."""
    zone = console.zone()
    at = moment(console.today() + timedelta(days=1), time(10, 0), zone=zone) or console.now()
    while queries.is_taken(db, at):
        at += HALF_HOUR
    there = local_time(at, zone=zone)
    return there.date(), there.time()


def take_minute(at: int) -> None:
    """Move the post to a minute that is free, seconds UTC."""
    name = target()
    there = local_time(at, zone=console.zone())
    _do(commands.save_fields, name, day=there.date(), clock=there.time())
    for field in ("day", "clock"):
        st.session_state.pop(f"post_{field}_{name}", None)


def _do(command: Callable[..., Any], *args: Any, **values: Any) -> Any:
    st.session_state[NEWS] = None
    try:
        return command(console.store(), *args, actor=console.actor(), now=console.now(), **values)
    except PultError as error:
        st.session_state[NEWS] = explain(error)
        return None
