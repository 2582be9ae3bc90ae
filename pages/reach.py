"""«Охват»: days, subscribers, posts, rubrics, conversation, audience; one section is drawn at a time."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from lib.base.language import _
from lib.ui import reach_view
from lib.ui.reach_audience import audience_section
from lib.ui.reach_days import days_section
from lib.ui.reach_figures import STYLE
from lib.ui.reach_measures import measures_panel
from lib.ui.reach_posts import posts_section
from lib.ui.reach_rubrics import rubrics_section
from lib.ui.reach_subscribers import subscribers_section
from lib.ui.reach_talk import talk_section


def sections() -> dict[str, tuple[str, Callable[[], None]]]:
    """Name in the address -> title and what draws it."""
    return {
        "days": (_("Daily reach"), days_section),
        "subscribers": (_("Subscribers"), subscribers_section),
        "posts": (_("Posts"), posts_section),
        "rubrics": (_("Rubrics"), rubrics_section),
        "talk": (_("Conversation"), talk_section),
        "audience": (_("Audience"), audience_section),
    }


def take_section() -> None:
    reach_view.put(replace(reach_view.shown(), section=st.session_state["reach_section"]))


st.set_page_config(page_title=_("Reach"), layout="wide")
st.html(STYLE)
known = sections()
view = reach_view.current(list(known))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.title(_("Reach"), anchor=False)
    measures_panel()
reach_view.controls(view)
if st.session_state.get("reach_section") != view.section:
    st.session_state["reach_section"] = view.section
st.segmented_control(
    _("Section"),
    list(known),
    key="reach_section",
    required=True,
    format_func=lambda name: known[name][0],
    on_change=take_section,
    label_visibility="collapsed",
)
known[view.section][1]()
