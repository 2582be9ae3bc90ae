"""The «…» of a comment's card, and the panels that it opens: edit our reply, delete, ban the author."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.base.language import _
from lib.inbox import moderation
from lib.inbox.card import Card
from lib.inbox.commands import TEXT_LIMIT
from lib.outbox import Action
from lib.outbox.bans import COMMENT_LIMIT
from lib.ui import moderating, safe
from lib.ui.cards import author_name
from lib.ui.draft_field import draft_field
from lib.ui.unavailable import lack_of, reason_of, unavailable

EDITED = 40
"""Characters of a reply that its line in the menu shows."""


def comment_menu(card: Card, last_ban: Action | None) -> None:
    """One button; what is chosen opens a panel under the card, or is done and can be taken back."""
    words = _options(card, last_ban)
    st.menu_button(
        "",
        list(words),
        key=f"menu_{card.comment_id}",
        icon=":material/more_horiz:",
        help=_("More"),
        type="tertiary",
        format_func=lambda option: words[option],
        on_click=moderating.choose,
        args=(card.comment_id,),
    )


def _options(card: Card, last_ban: Action | None) -> dict[str, str]:
    words: dict[str, str] = {}
    if card.is_ours and not card.is_deleted:
        words[f"edit:{card.comment_id}"] = _("Change the text")
    for answer in reversed(card.answers):
        text = safe.label(safe.one_line(answer.text, EDITED), EDITED)
        words[f"edit:{answer.comment_id}"] = _("Change the reply “{text}”", text=text)
    if card.is_deleted:
        words["restore"] = _("Restore")
    else:
        words["delete"] = _("Delete…")
    if card.author.author_id > 0:
        banned = last_ban is not None and last_ban.kind == "ban" and last_ban.state == "confirmed"
        words |= {"unban": _("Lift the ban of the author")} if banned else {}
        words |= {} if banned else {"ban": _("Ban the author…")}
    return words


def panel(card: Card) -> None:
    """The panel that is open under this card, if one is. Raises `StoreError`."""
    chosen = moderating.panel(card.comment_id)
    if chosen == "delete":
        _delete(card)
    elif chosen == "ban":
        _ban(card)
    elif chosen.startswith("edit:"):
        _edit(card.comment_id, int(chosen.removeprefix("edit:")))


def _delete(card: Card) -> None:
    number = card.comment_id
    rules, lack = moderation.RULES, lack_of("ban")
    st.selectbox(
        _("Rule broken"),
        list(rules),
        key=f"rule_{number}",
        format_func=lambda name: _(rules[name]),
    )
    if card.author.author_id > 0 and st.checkbox(
        _("Ban the author too"),
        key=f"with_ban_{number}",
        disabled=lack is not None,
        help=reason_of(lack) if lack is not None else None,
    ):
        _terms(card)
    _buttons(
        card,
        _("Delete"),
        ":material/delete:",
        "moderate",
        moderating.delete,
    )


def _ban(card: Card) -> None:
    reasons = moderation.BAN_REASONS
    st.selectbox(
        _("Reason"),
        [2, 3, 1, 4, 0],
        key=f"reason_{card.comment_id}",
        format_func=lambda number: _(reasons[number]),
    )
    _terms(card)
    _buttons(
        card,
        _("Ban {name}", name=safe.label(author_name(card.author), 40)),
        ":material/block:",
        "ban",
        moderating.ban,
    )


def _terms(card: Card) -> None:
    author_id = card.author.author_id
    names = {
        "day": _("For a day"),
        "week": _("For a week"),
        "month": _("For a month"),
        "year": _("For a year"),
        "forever": _("For good"),
    }
    st.segmented_control(
        _("Duration"),
        list(names),
        key=f"term_{card.comment_id}",
        default="week",
        required=True,
        format_func=lambda name: names[name],
    )
    draft_field(
        moderating.ban_key(author_id),
        kind="edit",
        target=moderation.ban_target(author_id),
        label=_("Comment to the ban"),
        placeholder=_("Why; for the team, or for the author too."),
        height=70,
        max_length=COMMENT_LIMIT,
    )
    st.checkbox(_("The author sees this comment"), key=f"seen_{card.comment_id}")


def _edit(comment_id: int, number: int) -> None:
    lack = lack_of("edit")
    draft_field(
        moderating.edit_key(number),
        kind="edit",
        target=moderation.edit_target(number),
        label=_("New text of the reply"),
        max_length=TEXT_LIMIT,
        focus=True,
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Save"),
            key=f"edit_save_{number}",
            type="primary",
            icon=":material/check:",
            disabled=lack is not None,
            on_click=moderating.save_edit,
            args=(comment_id, number),
        )
        _cancel(comment_id)
    if lack is not None:
        unavailable(lack, key=f"edit_{number}")


def _buttons(
    card: Card, word: str, icon: str, ability: str, command: Callable[[int, int], None]
) -> None:
    lack = lack_of(ability)
    with st.container(horizontal=True, gap="small"):
        st.button(
            word,
            key=f"panel_go_{card.comment_id}",
            type="primary",
            icon=icon,
            disabled=lack is not None,
            on_click=command,
            args=(card.comment_id, card.author.author_id),
        )
        _cancel(card.comment_id)
    if lack is not None:
        unavailable(lack, key=f"panel_{card.comment_id}")


def _cancel(comment_id: int) -> None:
    st.button(
        _("Cancel"),
        key=f"panel_close_{comment_id}",
        type="tertiary",
        on_click=moderating.close,
        args=(comment_id,),
    )
