"""What became of a reply: its state in words, the difference that stopped it, and what a person can do."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.base.clock import system_clock
from lib.base.language import _
from lib.outbox import HOLD_SECONDS, Action
from lib.ui import console, dates, safe
from lib.ui.cards import badge

Handler = Callable[[int], None]


def reply_state(
    action: Action, *, shown_ids: frozenset[int], on_withdraw: Handler, on_send: Handler
) -> None:
    """The reply under its comment. `shown_ids`: the community's comments that the card shows already.

    `on_withdraw` and `on_send` get the id of the action. Of a published reply that the card shows, and that VK
    has as it was sent, nothing is drawn here.
    """
    tone, word = _badge(action)
    lines = _explanation(action)
    text = ""
    if action.result_id in shown_ids:
        if not lines:
            return
    else:
        text = f'<div class="pult-body">{safe.html_text(str(action.payload["text"]))}</div>'
    st.html(
        f'<div class="pult-reply"><div class="pult-head">{badge(tone, word)}{countdown(action)}</div>'
        f"{text}{''.join(lines)}{hold_bar(action)}</div>"
    )
    _buttons(action, on_withdraw, on_send)


def _badge(action: Action) -> tuple[str, str]:
    if action.state in {"held", "queued", "sending"}:
        return ("amber" if action.reason else "blue"), _("Sending")
    if action.state == "paused":
        return "amber", _("Waiting for you")
    if action.state == "refused":
        return "red", _("Refused by VK")
    if action.state == "unknown":
        return "amber", _("Not confirmed")
    kind = (action.reason or {}).get("kind")
    return ("amber" if kind in {"changed", "absent"} else "green"), _("Published")


def _explanation(action: Action) -> list[str]:
    reason = dict(action.reason or {})
    kind = reason.get("kind")
    said = safe.one_line(str(reason.get("text") or ""), 300)
    if action.state in {"held", "queued"} and kind:
        return [
            _line(
                _("VK does not take it now ({reason}). It goes out by itself.", reason=said or kind)
            )
        ]
    if action.state == "paused":
        return _difference(reason, said)
    if action.state == "refused":
        code = reason.get("code")
        told = _("{text} (code {code})", text=said, code=code) if code else said
        return [_line(_("VK's reason: {reason}", reason=told or "—"))]
    if action.state == "unknown":
        if action.asks:
            return [
                _line(
                    _(
                        "VK gave no answer and does not show the reply. Look at the comment in VK: if the"
                        " reply is there, nothing is left to do; if not, send it again."
                    )
                )
            ]
        return [_line(_("VK gave no answer. What VK has is being read."))]
    if kind == "changed":
        return [_line(_("VK shows something else than was sent. Look at the reply in VK."))]
    if kind == "absent":
        return [_line(_("VK gave it a number, but does not show it. Look at the comment in VK."))]
    return []


def _difference(reason: Mapping[str, Any], said: str) -> list[str]:
    lines = []
    kind = reason.get("kind")
    if kind == "human":
        return [
            _line(
                _(
                    "VK wants a person to confirm ({reason}). Do so in VK, then send again.",
                    reason=said,
                )
            )
        ]
    if kind == "deleted":
        lines.append(_line(_("The author has deleted the comment.")))
    if kind == "post_deleted":
        lines.append(_line(_("The post has been deleted.")))
    if "was" in reason and "now" in reason:
        lines.append(_line(_("The author has changed the comment.")))
        lines.append(_quote(_("It was"), str(reason["was"])))
        lines.append(_quote(_("It is now"), str(reason["now"])))
    replies = reason.get("replies") or []
    if replies:
        lines.append(_line(_("The community has already answered in this thread:")))
        for reply in replies:
            at = reply.get("at")
            when = dates.moment(at, now=console.now(), zone=console.zone()) if at else ""
            lines.append(_quote(when, str(reply.get("text") or "")))
    return lines or [_line(said)]


def _line(text: str) -> str:
    return f'<div class="pult-why">{html.escape(text)}</div>'


def _quote(title: str, text: str) -> str:
    return (
        f'<div class="pult-quote"><div class="pult-dim">{html.escape(title)}</div>'
        f'<div class="pult-body">{safe.html_text(text)}</div></div>'
    )


def _left(action: Action) -> float:
    left = action.due_at - system_clock()
    return left if action.state == "held" and 0 < left <= HOLD_SECONDS else 0.0


def countdown(action: Action) -> str:
    """“goes to VK in 7 s”, counting down in the browser; empty once the hold is over."""
    left = _left(action)
    if not left:
        return ""
    digits = f'<span class="pult-left" style="--from:{round(left)};animation-duration:{left:.1f}s"></span>'
    before, _here, after = html.escape(_("goes to VK in {n} s", n="\0")).partition("\0")
    return f'<span class="pult-dim">{before}{digits}{after}</span>'


def hold_bar(action: Action) -> str:
    """The bar that shrinks while the action is held."""
    left = _left(action)
    if not left:
        return ""
    return (
        '<div class="pult-hold" aria-hidden="true">'
        f'<i style="animation-duration:{HOLD_SECONDS}s;animation-delay:-{HOLD_SECONDS - left:.1f}s"></i></div>'
    )


def _buttons(action: Action, on_withdraw: Handler, on_send: Handler) -> None:
    key, number = f"reply_{action.action_id}", (action.action_id,)
    if action.state in {"held", "queued"}:
        st.button(
            _("Cancel sending"),
            key=f"{key}_withdraw",
            icon=":material/undo:",
            on_click=on_withdraw,
            args=number,
        )
    elif action.asks:
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Send anyway") if action.state == "paused" else _("Send again"),
                key=f"{key}_send",
                icon=":material/send:",
                on_click=on_send,
                args=number,
            )
            st.button(
                _("Back to draft"),
                key=f"{key}_withdraw",
                icon=":material/undo:",
                on_click=on_withdraw,
                args=number,
            )
            uri = str((action.reason or {}).get("redirect_uri") or "")
            if uri.startswith("https://"):
                st.link_button(_("Open VK"), uri, icon=":material/open_in_new:")
