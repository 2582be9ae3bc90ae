"""«Отчёты»: papers and workbooks of days, weeks, months, chats and campaigns; the campaigns themselves."""

from collections.abc import Callable

import streamlit as st

from lib.base.language import _
from lib.ui.campaigns import campaigns_section
from lib.ui.reports import reports_section
from lib.ui.sections import chosen_section


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
chosen = chosen_section(known, page="reports", asked=asked)
if chosen != "campaigns":
    st.query_params.pop("campaign", None)
known[chosen][1]()
