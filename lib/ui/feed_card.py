"""A comment of the feed with everything under it: what became of the reply, the reply box, the buttons."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.base.language import _
from lib.inbox import commands
from lib.inbox.card import Card
from lib.outbox import Action
from lib.ui import moderating, replying, safe
from lib.ui.cards import author_name, comment_html
from lib.ui.change_state import change_state
from lib.ui.comment_menu import comment_menu, panel
from lib.ui.draft_field import draft_field
from lib.ui.earlier import earlier
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.reply_state import reply_state


def feed_card(
    card: Card,
    actions: Sequence[Action],
    *,
    changes: Sequence[Action] = (),
    last_ban: Action | None = None,
    question: str = "",
    sending: bool = True,
    writing: bool = True,
    moderating_it: bool = True,
) -> None:
    """Draw the card.

    `actions`: the replies of this console to it, oldest first; `changes`: what is or was just changed of the
    comment, of our answers, of its author's right to write; `last_ban`: the last of that, ever; `question`:
    words to mark; `sending`: a reply may go out, otherwise it can only be written; `writing`: this person's
    role may write one; `moderating_it`: it may change what is in VK, and what waits for an answer.
    """
    published = {action.result_id for action in actions if action.state == "confirmed"}
    with st.container(border=True, key=f"card_{card.comment_id}"):
        st.html(
            comment_html(
                card,
                question=question,
                published=frozenset(result_id for result_id in published if result_id is not None),
            )
        )
        with st.container(key=f"actions_{card.comment_id}", gap="small"):
            _below(
                card,
                actions[-1] if actions else None,
                last_ban,
                sending=sending,
                writing=writing,
                menu=moderating_it,
            )
            for change in changes:
                change_state(
                    change,
                    on_withdraw=lambda action_id: moderating.withdraw(card.comment_id, action_id),
                    on_send=lambda action_id: replying.send_anyway(card.comment_id, action_id),
                )


def _below(
    card: Card,
    last: Action | None,
    last_ban: Action | None,
    *,
    sending: bool,
    writing: bool,
    menu: bool,
) -> None:
    number = card.comment_id
    if last is not None:
        reply_state(
            last,
            shown_ids=frozenset(answer.comment_id for answer in card.answers),
            on_withdraw=lambda action_id: replying.withdraw(number, action_id),
            on_send=lambda action_id: replying.send_anyway(number, action_id),
        )
    busy = last is not None and last.state != "confirmed"
    if writing and replying.is_open(number) and not busy:
        # Another action, another text: the box takes it in.
        _reply_box(
            number,
            author_name(card.author),
            card.text,
            str(last.action_id if last else 0),
            sending=sending,
        )
    elif moderating.panel(number):
        panel(card)
    else:
        answering = writing and not busy and not card.is_deleted
        _buttons(card, last_ban, answering=answering, menu=menu)
    if trouble := replying.trouble(number):
        st.error(safe.label(trouble, 400))


def _buttons(card: Card, last_ban: Action | None, *, answering: bool, menu: bool) -> None:
    if not answering and not menu:
        return
    with st.container(horizontal=True, gap="small"):
        if answering:
            _answering(card, dismissing=menu)
        if menu:
            comment_menu(card, last_ban)


def _answering(card: Card, *, dismissing: bool) -> None:
    number = card.comment_id
    st.button(
        _("Reply"),
        key=f"reply_{number}",
        icon=":material/reply:",
        on_click=replying.open_box,
        args=(number,),
    )
    if not dismissing:
        return
    if card.awaits:
        st.button(
            _("No answer needed"),
            key=f"dismiss_{number}",
            type="tertiary",
            on_click=replying.dismiss,
            args=(number,),
        )
    elif card.is_dismissed:
        st.button(
            _("Needs an answer after all"),
            key=f"undismiss_{number}",
            type="tertiary",
            on_click=replying.undismiss,
            args=(number,),
        )


@st.fragment
def _reply_box(comment_id: int, name: str, asked: str, version: str, *, sending: bool) -> None:
    """Saving what is typed runs this box alone."""
    key = replying.field_key(comment_id)
    text = draft_field(
        key,
        kind="reply",
        target=commands.reply_target(comment_id),
        label=_("Reply to {name}", name=name),
        placeholder=_("Answer as the community. Ctrl+Enter sends."),
        max_length=commands.TEXT_LIMIT,
        version=version,
        focus=True,
        on_send=replying.send if sending else None,
        send_args=(comment_id,),
    )
    found = findings_in(text, key=key)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _("Send"),
            key=f"send_{comment_id}",
            type="primary",
            icon=":material/send:",
            disabled=not sending,
            on_click=replying.send,
            args=(comment_id,),
        )
        st.button(
            _("Close"),
            key=f"close_{comment_id}",
            type="tertiary",
            on_click=replying.close_box,
            args=(comment_id,),
        )
        refusal_badge(key)
    guard_notes(
        found,
        key=key,
        on_override=replying.send_despite,
        args=(comment_id,),
    )
    earlier(asked, key=key, kind="reply", target=commands.reply_target(comment_id), but=comment_id)
