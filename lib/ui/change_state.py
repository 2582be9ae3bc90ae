"""What became of a change of something in VK: its state in words, what stopped it, the buttons."""

from __future__ import annotations

import html
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
    state_badge,
    text_change,
    why_line,
)


def change_state(action: Action, *, on_withdraw: Handler, on_send: Handler) -> None:
    """One change on its way or just settled. The handlers get the id of the action."""
    title, done = _words(action)
    wording = Wording(
        done=done,
        unanswered=_("VK gave no answer, and what it has cannot be read. Look at it in VK."),
        changed=_("VK shows something else than was sent. Look at it in VK."),
        absent=_("VK said yes, but does not show it so. Look at it in VK."),
        unread=_("VK confirmed it; the keys do not allow reading it back."),
    )
    why = explanation(action, wording)
    lines = [why_line(why)] if why else _difference(action)
    text = str(action.payload.get("text") or "") if action.kind.startswith("edit_") else ""
    body = f'<div class="pult-body">{safe.html_text(text)}</div>' if text else ""
    st.html(
        f'<div class="pult-reply"><div class="pult-head"><span class="pult-dim">{html.escape(title)}</span>'
        f"{state_badge(action, wording)}</div>{body}{''.join(lines)}{hold_bar(action)}</div>"
    )
    action_buttons(
        action,
        key=f"change_{action.action_id}",
        again=_("Do it anyway") if action.state == "paused" else _("Try again"),
        back=_("Leave it as it is"),
        on_withdraw=on_withdraw,
        on_send=on_send,
    )


def _words(action: Action) -> tuple[str, str]:
    """What the change is called, and the word for its being done."""
    name = safe.one_line(str((action.payload.get("was") or {}).get("name") or ""), 60)
    match action.kind:
        case "edit_post":
            return _("Change of the post"), _("Changed")
        case "delete_post":
            return _("Deletion of the post"), _("Deleted from VK")
        case "restore_post":
            return _("Return of the post"), _("Restored")
        case "publish":
            return _("Publication"), _("Published")
        case "close_comments" | "open_comments":
            return _("Comments of the post"), _("Changed")
        case "pin" | "unpin":
            return _("Pinning of the post"), _("Changed")
        case "edit_comment":
            return _("Change of the reply"), _("Changed")
        case "delete_comment":
            return _("Deletion of the comment"), _("Deleted from VK")
        case "restore_comment":
            return _("Return of the comment"), _("Restored")
        case "ban":
            return _("Ban of {name}", name=name or "—"), _("Banned")
        case _:
            return _("Lifting the ban of {name}", name=name or "—"), _("Unbanned")


def _difference(action: Action) -> list[str]:
    """What has changed since the person decided, line by line as HTML."""
    if action.state != "paused":
        return []
    reason: Mapping[str, Any] = action.reason or {}
    zone = console.zone()
    lines = []
    if reason.get("kind") in {"deleted", "post_deleted"}:
        lines.append(why_line(_("It is not in VK any more: it was deleted, or has gone out.")))
    if reason.get("kind") == "late":
        lines.append(why_line(_("Its time has passed meanwhile. Take it back and choose another.")))
    if reason.get("kind") == "banned":
        until = (reason.get("ban") or {}).get("end_at")
        told = (
            _("The author is banned already, for good.")
            if until is None
            else _(
                "The author is banned already, until {moment}.",
                moment=dates.full(until, zone=zone),
            )
        )
        lines.append(why_line(told))
    lines += text_change(_("The text has been changed meanwhile."), reason)
    if "now_at" in reason:
        moment = dates.full(reason["now_at"], zone=zone)
        lines.append(why_line(_("It has been moved meanwhile to {moment}.", moment=moment)))
    if "now_attached" in reason:
        lines.append(
            why_line(
                _(
                    "The attachments have been changed meanwhile: there were {was}, now there are {now}.",
                    was=reason["was_attached"],
                    now=reason["now_attached"],
                )
            )
        )
    return lines
