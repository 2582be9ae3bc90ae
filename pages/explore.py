"""«Анализ»: ready questions, one built by choosing, one in SQL, those that were saved."""

import streamlit as st

from lib.base.language import _
from lib.ui.explore_builder import builder_section
from lib.ui.explore_opened import open_question, opened, opened_section
from lib.ui.explore_ready import ADDRESS as READY
from lib.ui.explore_ready import choose, chosen, ready_section
from lib.ui.explore_saved import ADDRESS
from lib.ui.explore_sql import VIEW, sql_section

SECTIONS = {
    "ready": ready_section,
    "build": builder_section,
    "sql": sql_section,
    "saved": opened_section,
}


def section_name(section: str) -> str:
    return {
        "ready": _("Ready questions"),
        "build": _("Builder"),
        "sql": "SQL",
        "saved": _("Saved"),
    }[section]


def open_from_address() -> None:
    """Take up what the address names, where this session does not show it already."""
    kept, asked = st.session_state, st.query_params
    token, ready = asked.get(ADDRESS), asked.get(READY)
    if token and token != opened():
        open_question(token)
        kept[VIEW] = "saved"
    elif ready and chosen() is None:
        choose(ready)
        kept[VIEW] = "ready"
    kept.setdefault(VIEW, asked.get("view") if asked.get("view") in SECTIONS else "ready")


def address_of(section: str) -> dict[str, str]:
    """What the address says beside the section, so that F5 and a copied link lead to the same."""
    if section == "saved" and opened():
        return {ADDRESS: opened()}
    question = chosen() if section == "ready" else None
    return {READY: question.key} if question else {}


st.set_page_config(page_title=_("Analysis"), layout="wide")
st.title(_("Analysis"), anchor=False)
open_from_address()
view = st.segmented_control(
    _("Section"),
    list(SECTIONS),
    required=True,
    format_func=section_name,
    key=VIEW,
    label_visibility="collapsed",
)
st.query_params.from_dict({"view": view or "ready", **address_of(view or "ready")})
SECTIONS[view or "ready"]()
