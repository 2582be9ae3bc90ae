"""What became of a reply: its state in words, the difference that stopped it, and what a person can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lib.base.language import _
from lib.outbox import Action
from lib.ui import console, dates, safe
from lib.ui.outgoing import (
    Handler,
    Wording,
    action_buttons,
    explanation,
    hold_bar,
    quotation,
    state_badge,
    text_change,
    why_line,
)


def reply_state(
    action: Action, *, shown_ids: frozenset[int], on_withdraw: Handler, on_send: Handler
) -> None:
    """The reply under its comment. `shown_ids`: the community's comments that the card shows already.

    `on_withdraw` and `on_send` get the id of the action. Of a published reply that the card shows, and that VK
    has as it was sent, nothing is drawn here.
    """
    wording = _wording()
    why = explanation(action, wording)
    lines = [why_line(why)] if why else _difference(action)
    text = ""
    if action.result_id in shown_ids:
        if not lines:
            return
    else:
        text = f'<div class="pult-body">{safe.html_text(str(action.payload["text"]))}</div>'
    st.html(
        f'<div class="pult-reply"><div class="pult-head">{state_badge(action, wording)}</div>'
        f"{text}{''.join(lines)}{hold_bar(action)}</div>"
    )
    action_buttons(
        action,
        key=f"reply_{action.action_id}",
        again=_("Send anyway") if action.state == "paused" else _("Send again"),
        on_withdraw=on_withdraw,
        on_send=on_send,
    )


def _wording() -> Wording:
    return Wording(
        done=_("Published"),
        unanswered=_(
            "VK gave no answer and does not show the reply. Look at the comment in VK: if the"
            " reply is there, nothing is left to do; if not, send it again."
        ),
        changed=_("VK shows something else than was sent. Look at the reply in VK."),
        absent=_("VK gave it a number, but does not show it. Look at the comment in VK."),
    )


def _difference(action: Action) -> list[str]:
    """What has changed in the thread since the person wrote, line by line as HTML."""
    if action.state != "paused":
        return []
    reason: Mapping[str, Any] = action.reason or {}
    lines = []
    if reason.get("kind") == "deleted":
        lines.append(why_line(_("The author has deleted the comment.")))
    if reason.get("kind") == "post_deleted":
        lines.append(why_line(_("The post has been deleted.")))
    lines += text_change(_("The author has changed the comment."), reason)
    replies = reason.get("replies") or []
    if replies:
        lines.append(why_line(_("The community has already answered in this thread:")))
        for reply in replies:
            at = reply.get("at")
            when = dates.moment(at, now=console.now(), zone=console.zone()) if at else ""
            lines.append(quotation(when, str(reply.get("text") or "")))
    return lines
