"""How a post grew in its first 72 hours, against the band in which posts usually lie."""

from __future__ import annotations

import streamlit as st

from lib.base.language import _
from lib.charts.about import About
from lib.reach.wall.posts import PostFigures
from lib.ui import reach_view, safe
from lib.ui.chart_card import explained


def growth_card(view: reach_view.View, post: PostFigures) -> None:
    """Draw it; where the post was not measured at the time, say so."""
    title = _("How the post grew: {text}", text=safe.one_line(post.text, 60) or _("(no text)"))
    with st.container(border=True, key="card_reach_growth"):
        st.subheader(safe.label(title, 160), anchor=False, help=explained(About(title)))
        st.html(
            f'<div class="pult-empty"><b>{_("No curve of this post")}</b>'
            f"{_('The console was not measuring when it went out.')}</div>"
        )
