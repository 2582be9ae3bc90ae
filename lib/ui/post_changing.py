"""What the composer's lists do with a post that is in VK: which panel is open, and the commands behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import outbox
from lib.base.errors import PultError
from lib.base.language import explain
from lib.ui import console
from lib.ui.draft_field import flush
from lib.wall import changes

PANEL, TROUBLE = "post.panel", "post.trouble"


def panel(post_id: int) -> str:
    """The panel under this post: edit, delete, publish, or "" for none."""
    return str(st.session_state.get(PANEL, {}).get(post_id, ""))


def trouble(post_id: int) -> str:
    """Why the last command about this post failed; empty where it did not."""
    return str(st.session_state.get(TROUBLE, {}).get(post_id, ""))


def choose(post_id: int) -> None:
    """The menu of a post."""
    chosen = str(st.session_state.get(f"post_menu_{post_id}") or "")
    if chosen == "edit":
        _attempt(post_id, changes.begin_edit)
    elif chosen == "draft":
        _attempt(post_id, changes.back_to_draft, zone=console.zone())
        return
    elif chosen == "restore":
        _attempt(post_id, changes.restore_post)
        return
    if chosen and not trouble(post_id):
        st.session_state.setdefault(PANEL, {})[post_id] = chosen


def close(post_id: int) -> None:
    """Close the panel; an edited text is thrown away."""
    if panel(post_id) == "edit":
        try:
            changes.end_edit(console.store(), post_id, actor=console.actor())
        except PultError as error:
            _troubles()[post_id] = explain(error)
    _shut(post_id)


def edit_key(post_id: int) -> str:
    return f"post_edit_{post_id}"


def save_edit(post_id: int) -> None:
    """Send the new text of a post."""
    if flush(edit_key(post_id), kind="edit", target=changes.edit_target(post_id)):
        _carry_out(post_id, changes.queue_edit)


def delete(post_id: int) -> None:
    """Delete a post."""
    _carry_out(post_id, changes.delete_post)


def publish(post_id: int) -> None:
    """Let a post that waits go out now."""
    _carry_out(post_id, changes.publish_now)


def withdraw(post_id: int, action_id: int) -> None:
    """Take a change back; an edited text stands in its panel again."""
    gone = _attempt(
        post_id, lambda store, number, **who: changes.withdraw_change(store, action_id, **who)
    )
    if gone is not None and gone.kind == "edit_post":
        st.session_state.setdefault(PANEL, {})[post_id] = "edit"


def send_anyway(post_id: int, action_id: int) -> None:
    """Send a change that waits for a person."""

    def command(store: Any, number: int, **who: Any) -> Any:
        with store.writer() as db:
            return outbox.send_anyway(db, action_id, **who)

    _attempt(post_id, command)


def _carry_out(post_id: int, command: Callable[..., Any]) -> None:
    _attempt(post_id, command)
    if not trouble(post_id):
        _shut(post_id)


def _attempt(post_id: int, command: Callable[..., Any], **more: Any) -> Any:
    _troubles().pop(post_id, None)
    try:
        return command(console.store(), post_id, actor=console.actor(), now=console.now(), **more)
    except PultError as error:
        _troubles()[post_id] = explain(error)
        return None


def _troubles() -> dict[int, str]:
    found: dict[int, str] = st.session_state.setdefault(TROUBLE, {})
    return found


def _shut(post_id: int) -> None:
    st.session_state.setdefault(PANEL, {}).pop(post_id, None)
