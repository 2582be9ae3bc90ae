"""What the feed does about a comment: the open reply boxes, and the commands behind the buttons of a card.

What is typed is in SQLite; the session only knows which boxes are open. Every command names the fragments it
redraws: a click that comes together with the saving of a text would redraw the text's fragment only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import explain
from lib.inbox import commands
from lib.outbox import HeldBack, Override
from lib.store.drafts import Draft
from lib.ui import console, guarding
from lib.ui.draft_field import flush

OPEN, CLOSED, TROUBLE = "inbox.open", "inbox.closed", "inbox.trouble"
FEED = "inbox_feed"
"""Key of the fragment that holds the cards."""


def is_open(comment_id: int) -> bool:
    """Whether the reply box of this comment is open in this session."""
    return comment_id in _ids(OPEN)


def trouble(comment_id: int) -> str:
    """Why the last command about this comment failed; empty where it did not."""
    return str(st.session_state.get(TROUBLE, {}).get(comment_id, ""))


def reopen_boxes(written: list[Draft]) -> None:
    """Open the boxes of replies that were begun earlier, save those that were closed in this session."""
    for draft in written:
        about = draft.target.partition(":")[2]
        if draft.text.strip() and about.isdecimal() and int(about) not in _ids(CLOSED):
            _ids(OPEN).add(int(about))


def field_key(comment_id: int) -> str:
    return f"reply_text_{comment_id}"


def open_box(comment_id: int) -> None:
    """Open the reply box under a comment."""
    _ids(OPEN).add(comment_id)
    _ids(CLOSED).discard(comment_id)
    st.rerun(FEED)


def close_box(comment_id: int) -> None:
    """Close the box; what stands in it stays a draft."""
    _save_typed(comment_id)
    _ids(OPEN).discard(comment_id)
    _ids(CLOSED).add(comment_id)
    st.rerun(FEED)


def send(comment_id: int, override: Override | None = None) -> None:
    """Send what is typed under a comment; `override` where the guard had stopped it."""
    key = field_key(comment_id)
    command = partial(commands.queue_reply, override=override)
    if _save_typed(comment_id) and attempt(comment_id, command, comment_id):
        _ids(OPEN).discard(comment_id)
        _ids(CLOSED).discard(comment_id)
        guarding.settle(key)
    st.rerun(FEED)


def send_despite(comment_id: int) -> None:
    """«Отправить всё равно»: what the guard stopped, the person has looked at and lets out."""
    send(comment_id, guarding.confirmed(field_key(comment_id)))


def withdraw(comment_id: int, action_id: int) -> None:
    """Take a reply back; its text stands in the box again."""
    if attempt(comment_id, commands.withdraw_reply, action_id):
        _ids(OPEN).add(comment_id)
        _ids(CLOSED).discard(comment_id)
    st.rerun(FEED)


def send_anyway(comment_id: int, action_id: int) -> None:
    """Send a reply that waits for a person, refused and unconfirmed ones too."""
    attempt(comment_id, commands.send_reply_anyway, action_id)
    st.rerun(FEED)


def dismiss(comment_id: int) -> None:
    """Take a comment off the list of those that wait."""
    attempt(comment_id, commands.dismiss, comment_id)
    st.rerun(FEED)


def undismiss(comment_id: int) -> None:
    """Let a comment wait for an answer again."""
    attempt(comment_id, commands.undismiss, comment_id)
    st.rerun(FEED)


def _ids(name: str) -> set[int]:
    found: set[int] = st.session_state.setdefault(name, set())
    return found


def _save_typed(comment_id: int) -> bool:
    return flush(field_key(comment_id), kind="reply", target=commands.reply_target(comment_id))


def attempt(comment_id: int, command: Callable[..., Any], subject_id: int) -> Any:
    """What the command answers; None, and its trouble under the comment, where it failed."""
    troubles = st.session_state.setdefault(TROUBLE, {})
    troubles.pop(comment_id, None)
    try:
        return command(console.store(), subject_id, actor=console.actor(), now=console.now())
    except HeldBack as refusal:
        guarding.ask(field_key(comment_id), refusal)
        return None
    except PultError as error:
        troubles[comment_id] = explain(error)
        return None
