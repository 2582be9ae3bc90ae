"""«Сохранённые»: the list, or one question of it, opened here or by its link, with its answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.explore import saved
from lib.explore.asked import Asked, Wanted
from lib.explore.choice import ChartChoice
from lib.explore.ready.questions import ready
from lib.explore.run import wanted_values
from lib.explore.saved import Saved
from lib.explore.typed import value_of
from lib.ui import console, safe
from lib.ui.explore_ready import parameters, put_values, values_of
from lib.ui.explore_result import answer, ask, forget
from lib.ui.explore_saved import ADDRESS, actions, save_button, saved_list, told
from lib.ui.explore_sql import take_over_button

SECTION = "saved"
TOKEN = "explore.saved.token"
ASKED = "explore.saved.asked"


@st.fragment(key="explore_saved")
def opened_section() -> None:
    """Draw the list, or the question that is open."""
    token = opened()
    if not token:
        saved_list(on_open=_open)
        return
    st.button(
        _("All saved questions"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="saved_back",
        on_click=_back,
    )
    try:
        with console.store().reader() as db:
            one = saved.shared_question(db, token, actor=console.actor())
    except PultError as error:
        told("list")
        st.error(safe.label(explain(error), 300), icon=":material/error:")
        return
    _draw(one)


def opened() -> str:
    """The token of the question that this session has open; empty: the list."""
    return str(st.session_state.get(TOKEN, ""))


def open_question(token: str) -> None:
    """Have this question open, to be asked when it is drawn."""
    forget(SECTION)
    st.session_state[TOKEN] = token
    st.session_state.pop(ASKED, None)


def wanted_of(one: Saved, params: dict[str, Any] | None = None) -> Wanted:
    """The kept question as it is asked, with other values where there are some."""
    return Wanted(one.kind, one.text, {**one.params, **(params or {})}, one.title, one.chart)


def _draw(one: Saved) -> None:
    with st.popover(_("Share, rename, delete"), icon=":material/more_horiz:", key="saved_menu"):
        actions(one)
    told("list")
    _values(one)
    if st.session_state.get(ASKED) != one.token:
        st.session_state[ASKED] = one.token
        ask(SECTION, wanted_of(one))
    answer(SECTION, more=_more)


def _values(one: Saved) -> None:
    """Fields for the values of its parameters; a change asks anew."""
    if one.kind == "ready":
        question = ready(one.text)
        if question is not None:
            put_values(SECTION, question, one.params, once=one.token)
            parameters(SECTION, question, on_change=_ask_ready, args=(one,))
    elif one.kind == "sql" and (names := wanted_values(one.text)):
        with st.container(horizontal=True, gap="small"):
            for name in names:
                key, value = f"saved_value_{one.question_id}_{name}", one.params.get(name)
                st.session_state.setdefault(key, "" if value is None else str(value))
                st.text_input(
                    safe.label(f":{name}", 40),
                    key=key,
                    on_change=_ask_sql,
                    args=(one,),
                    persist_state="session",
                    width=220,
                )


def _ask_ready(one: Saved) -> None:
    question = ready(one.text)
    if question is not None:
        ask(SECTION, wanted_of(one, values_of(SECTION, question)))


def _ask_sql(one: Saved) -> None:
    kept = st.session_state
    typed = {
        name: value_of(kept.get(f"saved_value_{one.question_id}_{name}", ""))
        for name in wanted_values(one.text)
    }
    ask(SECTION, wanted_of(one, typed))


def _open(token: str) -> None:
    open_question(token)
    st.query_params[ADDRESS] = token


def _back() -> None:
    forget(SECTION)
    st.session_state[TOKEN] = ""
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]


def _more(found: Asked, choice: ChartChoice) -> None:
    save_button(SECTION, found, choice)
    take_over_button(SECTION, found)
