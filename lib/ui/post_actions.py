"""What became of a post after it left the composer: its state in words, and what a person can do about it."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from lib.base.language import _
from lib.outbox import Action
from lib.ui import console, dates, safe
from lib.ui.cards import badge
from lib.ui.reply_state import countdown, hold_bar
from lib.wall.queries import CommunityCard

Handler = Callable[[int], None]


def outgoing_post(
    action: Action,
    *,
    community: CommunityCard | None,
    on_withdraw: Handler,
    on_send: Handler,
) -> None:
    """One post on its way or just settled. `on_withdraw` and `on_send` get the id of the action."""
    zone = console.zone()
    tone, word, detail = _state(action, zone=zone)
    with st.container(border=True, key=f"outgoing_{action.action_id}"):
        st.html(
            '<div class="pult-out"><div class="line">'
            f'<span role="status">{badge(tone, word)}</span>{countdown(action)}'
            f'<span class="pult-dim">{html.escape(_when(action, zone=zone))}</span></div>'
            f'<div class="what">{safe.html_text(safe.one_line(str(action.payload["text"]), 160))}</div>'
            + (f'<div class="why">{html.escape(detail)}</div>' if detail else "")
            + f"</div>{hold_bar(action)}"
        )
        _buttons(action, community, on_withdraw, on_send)


def post_address(community: CommunityCard | None, post_id: int) -> str | None:
    """The post's page in VK; None in a rehearsal, whose posts no address of the real VK shows."""
    if community is None or console.settings().rehearsal:
        return None
    return f"https://vk.com/wall-{community.group_id}_{post_id}"


def _when(action: Action, *, zone: str) -> str:
    publish_at = action.payload.get("publish_at")
    if publish_at is None:
        return _("to be published at once") if action.state != "confirmed" else ""
    return _("for {moment}", moment=dates.full(publish_at, zone=zone))


def _state(action: Action, *, zone: str) -> tuple[str, str, str]:
    # Tone of the badge, the word on it, what it means.
    reason = dict(action.reason or {})
    kind, said = reason.get("kind"), str(reason.get("text") or "")
    if action.state in {"held", "queued"} and kind:
        why = _("VK does not take it now ({reason}). It goes out by itself.", reason=said or kind)
        return "amber", _("Sending"), why
    if action.state in {"held", "queued", "sending"}:
        return "blue", _("Sending"), ""
    if action.state == "refused":
        code = reason.get("code")
        told = _("{text} (code {code})", text=said, code=code) if code else said
        return "red", _("Refused by VK"), _("VK's reason: {reason}", reason=told)
    if action.state == "unknown":
        if action.asks:
            return (
                "amber",
                _("Not confirmed"),
                _(
                    "VK gave no answer and does not show the post. Look at the wall: if it is there,"
                    " nothing is left to do; if not, send it again."
                ),
            )
        return "amber", _("Not confirmed"), _("VK gave no answer. What VK has is being read.")
    if action.state == "paused":
        return "amber", _("Waiting for you"), _paused(kind, said, zone, reason.get("publish_at"))
    return _confirmed(action, kind, zone)


def _paused(kind: object, said: str, zone: str, publish_at: object) -> str:
    if kind == "late" and isinstance(publish_at, int):
        return _(
            "It was to go out {moment}, and that has passed. Publish it now, or take it back.",
            moment=dates.full(publish_at, zone=zone),
        )
    if kind == "human":
        return _(
            "VK wants a person to confirm ({reason}). Do so in VK, then send again.", reason=said
        )
    return said


def _confirmed(action: Action, kind: object, zone: str) -> tuple[str, str, str]:
    publish_at = action.payload.get("publish_at")
    word = _("Published") if publish_at is None else _("Scheduled in VK")
    if kind == "changed":
        return "amber", word, _("VK shows something else than was sent. Look at the post in VK.")
    if kind == "absent":
        return (
            "amber",
            word,
            _("VK gave it a number, but does not show it. Look at the wall in VK."),
        )
    if kind == "not_read_back":
        return "green", word, _("VK confirmed it; the keys do not allow reading it back.")
    return "green", word, ""


def _buttons(
    action: Action, community: CommunityCard | None, on_withdraw: Handler, on_send: Handler
) -> None:
    key, number = f"outgoing_{action.action_id}", (action.action_id,)
    with st.container(horizontal=True, gap="small"):
        if action.state in {"held", "queued"}:
            st.button(
                _("Cancel sending"),
                key=f"{key}_withdraw",
                icon=":material/undo:",
                on_click=on_withdraw,
                args=number,
            )
        elif action.asks:
            late = (action.reason or {}).get("kind") == "late"
            st.button(
                _("Back to draft"),
                key=f"{key}_withdraw",
                icon=":material/undo:",
                on_click=on_withdraw,
                args=number,
            )
            st.button(
                _("Publish now") if late else _("Send again"),
                key=f"{key}_send",
                icon=":material/send:",
                on_click=on_send,
                args=number,
            )
            uri = str((action.reason or {}).get("redirect_uri") or "")
            if uri.startswith("https://"):
                st.link_button(_("Open VK"), uri, icon=":material/open_in_new:")
        elif action.state == "confirmed" and action.result_id is not None:
            address = post_address(community, action.result_id)
            if address:
                st.link_button(_("Open in VK"), address, icon=":material/open_in_new:")
            elif action.payload.get("publish_at") is None:
                st.page_link(
                    "inbox.py",
                    label=_("Comments of the post"),
                    icon=":material/forum:",
                    query_params={"post": str(action.result_id)},
                )
