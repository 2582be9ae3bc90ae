"""A row of the composer's lists with its «…»: edit, publish now, take back, delete, and the panels for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lib.base.language import _
from lib.outbox import Action
from lib.ui import post_changing, safe
from lib.ui.change_state import change_state
from lib.ui.draft_field import draft_field
from lib.ui.unavailable import lack_of, unavailable
from lib.wall import changes
from lib.wall.posts import TEXT_LIMIT
from lib.wall.queries import Post


def post_row(post: Post, markup: str, change: Action | None, *, options: Mapping[str, str]) -> None:
    """One post of a list. `markup`: the row as HTML; `change`: the last change of it, on its way or just made;
    `options`: what may be done with it -> the words."""
    number = post.post_id
    with st.container(key=f"post_{number}", gap="small"):
        with st.container(
            horizontal=True, vertical_alignment="top", gap="small", key=f"post_line_{number}"
        ):
            st.html(markup, width="stretch")
            if options:
                st.menu_button(
                    "",
                    list(options),
                    key=f"post_menu_{number}",
                    icon=":material/more_horiz:",
                    help=_("More"),
                    type="tertiary",
                    format_func=lambda option: options[option],
                    on_click=post_changing.choose,
                    args=(number,),
                )
        if change is not None:
            change_state(
                change,
                on_withdraw=lambda action_id: post_changing.withdraw(number, action_id),
                on_send=lambda action_id: post_changing.send_anyway(number, action_id),
            )
        _panel(number)
        if trouble := post_changing.trouble(number):
            st.error(safe.label(trouble, 400))


def _panel(number: int) -> None:
    match post_changing.panel(number):
        case "edit":
            draft_field(
                post_changing.edit_key(number),
                kind="edit",
                target=changes.edit_target(number),
                label=_("New text of the post"),
                height=160,
                max_length=TEXT_LIMIT,
                focus=True,
            )
            _buttons(number, _("Save"), ":material/check:", "edit", post_changing.save_edit)
        case "delete":
            st.caption(_("The post goes from VK; its text stays in the console's journal."))
            _buttons(number, _("Delete"), ":material/delete:", "edit", post_changing.delete)
        case "publish":
            _buttons(
                number,
                _("Publish now"),
                ":material/send:",
                "schedule",
                post_changing.publish,
            )


def _buttons(
    number: int, word: str, icon: str, ability: str, command: Callable[[int], None]
) -> None:
    lack = lack_of(ability)
    with st.container(horizontal=True, gap="small"):
        st.button(
            word,
            key=f"post_go_{number}",
            type="primary",
            icon=icon,
            disabled=lack is not None,
            on_click=command,
            args=(number,),
        )
        st.button(
            _("Cancel"),
            key=f"post_close_{number}",
            type="tertiary",
            on_click=post_changing.close,
            args=(number,),
        )
    if lack is not None:
        unavailable(lack, key=f"post_{number}")
