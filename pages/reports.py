"""«Отчёты»: papers and workbooks of days, weeks, months, chats and campaigns; the campaigns themselves."""

from collections.abc import Callable

import streamlit as st

from lib.base.language import _
from lib.ui.campaigns import campaigns_section
from lib.ui.reports import reports_section


def sections() -> dict[str, tuple[str, Callable[[], None]]]:
    """Name in the address -> title and what draws it."""
    return {
        "reports": (_("Reports"), reports_section),
        "campaigns": (_("Campaigns"), campaigns_section),
    }


st.set_page_config(page_title=_("Reports"), layout="centered")
st.title(_("Reports"), anchor=False)
known = sections()
asked = "campaigns" if "campaign" in st.query_params else st.query_params.get("section")
if asked in known and asked != st.session_state.get("reports_address"):
    st.session_state["reports_section"] = asked
if st.session_state.get("reports_section") not in known:
    st.session_state["reports_section"] = next(iter(known))
chosen = st.segmented_control(
    _("Section"),
    list(known),
    key="reports_section",
    required=True,
    format_func=lambda name: known[name][0],
    label_visibility="collapsed",
)
assert chosen is not None
if chosen != "campaigns":
    st.query_params.pop("campaign", None)
st.query_params["section"] = st.session_state["reports_address"] = chosen
known[chosen][1]()
