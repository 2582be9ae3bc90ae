"""An action of the outbox on the screen: its state in a word, why it stands so, what a person can do.

Replies and posts are drawn from the same pieces; what they call things differently is `Wording`.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.base.clock import system_clock
from lib.base.language import _
from lib.outbox import HOLD_SECONDS, Action
from lib.outbox.registry import KINDS
from lib.ui import safe
from lib.ui.cards import badge
from lib.ui.rights import may
from lib.ui.unavailable import key_name

Handler = Callable[[int], None]


@dataclass(frozen=True)
class Wording:
    """Sentences in the language of the screen."""

    done: str
    """The word for what VK has confirmed."""
    unanswered: str
    """VK gave no answer and does not show it: what a person should look at."""
    changed: str
    """VK shows something else than was sent."""
    absent: str
    """VK gave a number and shows nothing."""
    unread: str = ""
    """VK's word is all there is: the keys do not allow reading it back."""


def state_badge(action: Action, wording: Wording) -> str:
    """The state as a coloured word, with the seconds that are left of the hold."""
    tone, word = _state(action, wording)
    return f'<span role="status">{badge(tone, word)}</span>{_countdown(action)}'


def state_word(action: Action) -> str:
    """The state of an action that has not been confirmed, in a word or two."""
    return _state(action, Wording("", "", "", ""))[1]


def _state(action: Action, wording: Wording) -> tuple[str, str]:
    kind = (action.reason or {}).get("kind")
    match action.state:
        case "held" | "queued":
            return ("amber" if kind else "blue"), _("Sending")
        case "sending":
            return "blue", _("Sending")
        case "paused":
            return "amber", _("Waiting for you")
        case "refused":
            return "red", _("Refused by VK")
        case "unknown":
            return "amber", _("Not confirmed")
        case _:
            return ("amber" if kind in {"changed", "absent"} else "green"), wording.done


def explanation(action: Action, wording: Wording) -> str:
    """Why the action stands where it does, as plain text; "" where there is nothing to say.

    What made a kind of action pause is for that kind to tell.
    """
    reason = dict(action.reason or {})
    kind = reason.get("kind")
    said = safe.one_line(str(reason.get("text") or ""), 300)
    match action.state:
        case "queued" | "unknown" if kind == "human":
            return _(
                "VK wants to see a person first. Once you have answered VK, it goes on by itself."
            )
        case "held" | "queued" | "refused" if told := reason.get("told"):
            return safe.one_line(_(told["message"], **told["values"]), 500)
        case "held" | "queued" if kind:
            return _(
                "VK does not take it now ({reason}). It goes out by itself.", reason=said or kind
            )
        case "refused" if kind == "no_key":
            names = " / ".join(key_name(kind) for kind in reason.get("keys") or ())
            return _(
                "No key that may do this is set. Set one in “Settings”, “Keys”: {keys}.", keys=names
            )
        case "refused":
            code = reason.get("code")
            told = _("{text} (code {code})", text=said, code=code) if code else said
            return _("VK's reason: {reason}", reason=told or "—")
        case "unknown":
            if action.asks:
                return wording.unanswered
            return _("VK gave no answer. What VK has is being read.")
        case "confirmed":
            known = {
                "changed": wording.changed,
                "absent": wording.absent,
                "not_read_back": wording.unread,
                "already": _("VK had it so already; nothing was sent."),
            }
            return known.get(str(kind), "")
        case _:
            return ""


def why_line(text: str) -> str:
    """A reason under the state, as HTML."""
    return f'<div class="pult-why">{html.escape(text)}</div>'


def quotation(title: str, text: str) -> str:
    """Words that anybody may have written, under a title of ours, as HTML."""
    return (
        f'<div class="pult-quote"><div class="pult-dim">{html.escape(title)}</div>'
        f'<div class="pult-body">{safe.html_text(text)}</div></div>'
    )


def text_change(title: str, reason: Mapping[str, Any]) -> list[str]:
    """That a text in VK is another than the person saw, line by line as HTML; nothing where it is the same.

    `reason` of an action that waits: {was, now}.
    """
    if "was" not in reason or "now" not in reason:
        return []
    return [
        why_line(title),
        quotation(_("It was"), str(reason["was"])),
        quotation(_("It is now"), str(reason["now"])),
    ]


def hold_bar(action: Action) -> str:
    """The bar that shrinks while the action is held."""
    left = _left(action)
    if not left:
        return ""
    return (
        '<div class="pult-hold" aria-hidden="true">'
        f'<i style="animation-duration:{HOLD_SECONDS}s;animation-delay:-{HOLD_SECONDS - left:.1f}s"></i></div>'
    )


def action_buttons(
    action: Action,
    *,
    key: str,
    again: str,
    back: str | None = None,
    on_withdraw: Handler,
    on_send: Handler,
) -> None:
    """Take it back while that is possible, or decide what waits for a person; else nothing is drawn, nor
    for a role that may do neither.

    `again` is the word for sending it after all, `back` that for giving it up («back to draft»); the handlers
    get the id of the action.
    """
    waits = action.state in {"held", "queued"}
    if not (waits or action.asks) or not may(KINDS[action.kind].permission):
        return
    with st.container(horizontal=True, gap="small"):
        if action.asks:
            st.button(
                again,
                key=f"{key}_send",
                icon=":material/send:",
                on_click=on_send,
                args=(action.action_id,),
            )
        st.button(
            _("Cancel sending") if waits else back or _("Back to draft"),
            key=f"{key}_withdraw",
            icon=":material/undo:",
            on_click=on_withdraw,
            args=(action.action_id,),
        )


def _left(action: Action) -> float:
    left = action.due_at - system_clock()
    return left if action.state == "held" and 0 < left <= HOLD_SECONDS else 0.0


def _countdown(action: Action) -> str:
    """“goes to VK in 7 s”, counting down in the browser; empty once the hold is over."""
    left = _left(action)
    if not left:
        return ""
    digits = f'<span class="pult-left" style="--from:{round(left)};animation-duration:{left:.1f}s"></span>'
    before, _here, after = html.escape(_("goes to VK in {n} s", n="\0")).partition("\0")
    return f'<span class="pult-dim">{before}{digits}{after}</span>'
