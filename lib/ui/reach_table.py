"""A list of posts with their figures; a press on a row opens the post's growth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from lib.base.language import _, ngettext
from lib.base.notation import moment_field
from lib.reach import tables
from lib.reach.wall.posts import PostFigures
from lib.ui import console, reach_view, safe
from lib.ui.chart_card import Card, downloads
from lib.ui.folded import folded
from lib.ui.links import post_in_vk

SHOWN = 300
IDS = "reach.ids_"


def post_list(found: Sequence[PostFigures], *, title: str, key: str, heading: bool = True) -> None:
    """Draw `found` as they are ordered, at most `SHOWN`; a row that is pressed becomes the chosen post.

    Without a `heading` the title stands in the files alone.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if heading:
            st.subheader(title, anchor=False)
        if found:
            downloads(_card(found, title=title, key=key), forms=("csv", "xlsx"))
    if not found:
        hint = _("Choose a longer period, or another filter.")
        st.html(f'<div class="pult-empty"><b>{_("No posts here")}</b>{hint}</div>')
        return
    here = found[:SHOWN]
    st.session_state[IDS + key] = [post.post_id for post in here]
    st.dataframe(
        post_table(here).round(dict.fromkeys(tables.post_rates(), 1)),
        hide_index=True,
        height=min(560, 38 + 35 * len(here)),
        placeholder="—",
        key=f"{key}_posts",
        on_select=_take,
        selection_mode="single-row",
        column_config={
            _("Published"): st.column_config.DatetimeColumn(format=moment_field()),
            _("Text"): st.column_config.TextColumn(width=235),
            _("Rubric"): st.column_config.TextColumn(width=130),
            **{
                name: st.column_config.NumberColumn(format="localized")
                for name in tables.post_counts()
            },
            **{
                name: st.column_config.NumberColumn(format="localized")
                for name in tables.post_rates()
            },
            # A rehearsal's posts stand at no address of VK.
            _("Link"): None
            if console.settings().rehearsal
            else st.column_config.LinkColumn(display_text=_("Open in VK")),
        },
    )
    words = _("Press a row to see how the post grew.")
    if len(found) > len(here):
        rest = ngettext(
            "{n} more is in the file.", "{n} more are in the file.", len(found) - len(here)
        )
        words = f"{words} {rest}"
    st.caption(words)


def all_posts(found: Sequence[PostFigures], *, key: str) -> None:
    """The posts of the period under charts that tell of them, folded up until somebody opens them."""
    title = _("Posts of the period")
    draw = partial(post_list, found, title=title, key=key, heading=False)
    folded(title, draw, icon=":material/article:", key=f"{key}_posts_box")


def _card(found: Sequence[PostFigures], *, title: str, key: str) -> Card:
    view = reach_view.shown()
    return Card(
        key=f"{key}_list",
        about=reach_view.about(view, title, "reach", "views", "er_reach", "er_view"),
        table=lambda: post_table(found),
        span=reach_view.span_of(view),
    )


def post_table(found: Sequence[PostFigures]) -> pd.DataFrame:
    """The table of `found` for the screen and for files."""
    return tables.post_table(
        found, zone=console.zone(), line=lambda text: safe.one_line(text, 120), address=post_in_vk
    )


def _take() -> None:
    """The pressed row's post is the chosen one, on the section of posts."""
    for name, ids in list(st.session_state.items()):
        if not str(name).startswith(IDS):
            continue
        key = str(name).removeprefix(IDS)
        state = st.session_state.get(f"{key}_posts")
        rows = state.selection.rows if state is not None else []
        if len(rows) == 1 and rows[0] < len(ids):
            reach_view.go("posts", post_id=ids[rows[0]])
            return
