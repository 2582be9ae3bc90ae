"""What the feed does with a comment in VK: which panel is open under a card, and the commands behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.inbox import moderation
from lib.inbox.moderation import Ban
from lib.ui import replying
from lib.ui.draft_field import flush
from lib.ui.replying import FEED, attempt

PANEL = "inbox.panel"


def panel(comment_id: int) -> str:
    """The panel under this card: delete, ban, edit:ID of our comment, or "" for none."""
    return str(st.session_state.get(PANEL, {}).get(comment_id, ""))


def close(comment_id: int) -> None:
    """Close the panel; what was typed for a ban stays a draft, an edit is thrown away."""
    there = panel(comment_id)
    if there.startswith("edit:"):
        number = int(there.removeprefix("edit:"))
        attempt(comment_id, moderation.end_edit, number)
    _shut(comment_id)
    st.rerun(FEED)


def choose(comment_id: int) -> None:
    """The menu of a card."""
    chosen = str(st.session_state.get(f"menu_{comment_id}") or "")
    if chosen.startswith("edit:"):
        number = int(chosen.removeprefix("edit:"))
        attempt(comment_id, moderation.begin_edit, number)
        if replying.trouble(comment_id):
            chosen = ""
    if chosen == "restore":
        attempt(comment_id, moderation.restore_comment, comment_id)
    elif chosen == "unban":
        attempt(comment_id, moderation.unban_author, comment_id)
    elif chosen:
        st.session_state.setdefault(PANEL, {})[comment_id] = chosen
    st.rerun(FEED)


def edit_key(number: int) -> str:
    return f"edit_text_{number}"


def ban_key(author_id: int) -> str:
    return f"ban_text_{author_id}"


def save_edit(comment_id: int, number: int) -> None:
    """Send the new text of a reply of ours; the panel stays open where that failed."""
    target = moderation.edit_target(number)
    if flush(edit_key(number), kind="edit", target=target):
        attempt(comment_id, moderation.queue_edit, number)
        if not replying.trouble(comment_id):
            _shut(comment_id)
    st.rerun(FEED)


def delete(comment_id: int, author_id: int) -> None:
    """Delete a comment for the rule that was chosen, and shut its author out where that was ticked."""
    rule = st.session_state.get(f"rule_{comment_id}") or "other"
    ban = None
    if st.session_state.get(f"with_ban_{comment_id}"):
        reason = moderation.REASON_OF_RULE.get(rule, 0)
        ban = _terms(comment_id, author_id, reason)
        if ban is None:
            st.rerun(FEED)
    _carry_out(
        comment_id,
        lambda store, number, **who: moderation.delete_comment(
            store, number, rule=rule, ban=ban, **who
        ),
    )


def ban(comment_id: int, author_id: int) -> None:
    """Shut the author out on the terms that were chosen."""
    terms = _terms(comment_id, author_id, int(st.session_state.get(f"reason_{comment_id}") or 0))
    if terms is None:
        st.rerun(FEED)
    assert terms is not None
    _carry_out(
        comment_id,
        lambda store, number, **who: moderation.ban_author(store, number, ban=terms, **who),
    )


def withdraw(comment_id: int, action_id: int) -> None:
    """Take a change back; an edited text, or what was typed for a ban, stands in its panel again."""
    gone = attempt(comment_id, moderation.withdraw_change, action_id)
    if gone is not None and gone.kind == "edit_comment":
        st.session_state.setdefault(PANEL, {})[comment_id] = f"edit:{gone.subject_id}"
    if gone is not None and gone.kind == "ban":
        st.session_state.setdefault(PANEL, {})[comment_id] = "ban"
    st.rerun(FEED)


def _terms(comment_id: int, author_id: int, reason: int) -> Ban | None:
    """The terms as they stand in the panel; None where what is typed could not be saved."""
    target = moderation.ban_target(author_id)
    if not flush(ban_key(author_id), kind="edit", target=target):
        return None
    return Ban(
        term=str(st.session_state.get(f"term_{comment_id}") or "week"),
        reason=reason,
        visible=bool(st.session_state.get(f"seen_{comment_id}")),
    )


def _carry_out(comment_id: int, command: Callable[..., Any]) -> None:
    attempt(comment_id, command, comment_id)
    if not replying.trouble(comment_id):
        _shut(comment_id)
    st.rerun(FEED)


def _shut(comment_id: int) -> None:
    st.session_state.setdefault(PANEL, {}).pop(comment_id, None)
