"""What became of a post after it left the composer: its state in words, and what a person can do about it."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.language import _
from lib.outbox import Action
from lib.ui import console, dates, safe
from lib.ui.links import post_in_vk
from lib.ui.outgoing import Handler, Wording, action_buttons, explanation, hold_bar, state_badge


def outgoing_post(action: Action, *, on_withdraw: Handler, on_send: Handler) -> None:
    """One post on its way or just settled. `on_withdraw` and `on_send` get the id of the action."""
    zone = console.zone()
    wording = _wording(scheduled=action.payload.get("publish_at") is not None)
    why = explanation(action, wording) or _late(action, zone=zone)
    key = f"outgoing_{action.action_id}"
    with st.container(border=True, key=key):
        st.html(
            f'<div class="pult-out"><div class="line">{state_badge(action, wording)}'
            f'<span class="pult-dim">{html.escape(_when(action, zone=zone))}</span></div>'
            f'<div class="what">{safe.html_text(safe.one_line(str(action.payload["text"]), 160))}</div>'
            + (f'<div class="why">{html.escape(why)}</div>' if why else "")
            + f"</div>{hold_bar(action)}"
        )
        late = (action.reason or {}).get("kind") == "late"
        action_buttons(
            action,
            key=key,
            again=_("Publish now") if late else _("Send again"),
            on_withdraw=on_withdraw,
            on_send=on_send,
        )
        if action.state == "confirmed" and action.result_id is not None:
            _way_to(action.result_id, scheduled=action.payload.get("publish_at") is not None)


def _wording(*, scheduled: bool) -> Wording:
    return Wording(
        done=_("Scheduled in VK") if scheduled else _("Published"),
        unanswered=_(
            "VK gave no answer and does not show the post. Look at the wall: if it is there,"
            " nothing is left to do; if not, send it again."
        ),
        changed=_("VK shows something else than was sent. Look at the post in VK."),
        absent=_("VK gave it a number, but does not show it. Look at the wall in VK."),
        unread=_("VK confirmed it; the keys do not allow reading it back."),
    )


def _when(action: Action, *, zone: str) -> str:
    publish_at = action.payload.get("publish_at")
    if publish_at is None:
        # While it is held, the seconds are told beside it.
        going = action.state in {"queued", "sending"}
        return _("to be published at once") if going else ""
    return _("for {moment}", moment=dates.full(publish_at, zone=zone))


def _late(action: Action, *, zone: str) -> str:
    reason = action.reason or {}
    if action.state != "paused" or reason.get("kind") != "late":
        return ""
    return _(
        "It was due {moment}, and that time has passed. Publish it now, or take it back.",
        moment=dates.full(reason["publish_at"], zone=zone),
    )


def _way_to(post_id: int, *, scheduled: bool) -> None:
    """The post in VK, or in a rehearsal, once it is out, its comments here."""
    if address := post_in_vk(post_id):
        st.link_button(_("Open in VK"), address, icon=":material/open_in_new:")
    elif not scheduled:
        st.page_link(
            "inbox.py",
            label=_("Comments of the post"),
            icon=":material/forum:",
            query_params={"post": str(post_id)},
        )
