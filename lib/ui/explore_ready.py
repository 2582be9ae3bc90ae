"""«Готовые вопросы»: a gallery of questions as cards; one chosen is answered at once, its values beside it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from lib.base.language import N_, _, ngettext
from lib.base.notation import day_field
from lib.explore.asked import PERIODS, Asked, Wanted
from lib.explore.choice import ChartChoice
from lib.explore.queries import rubric_names
from lib.explore.ready.answer import last_days
from lib.explore.ready.questions import NUMBER, PERIOD, READY, RUBRIC, Parameter, Ready, ready
from lib.ui import console
from lib.ui.explore_result import CHART_ICONS, answer, ask, asked_in, forget
from lib.ui.explore_saved import save_button
from lib.ui.explore_sql import take_over_button

SECTION = "ready"
ADDRESS = "ready"
"""The part of the page's address that names a ready question."""
CHOSEN = "explore.ready.chosen"
OWN = "own"
NAMES = {"365": N_("a year"), "1825": N_("five years"), "own": N_("custom dates")}
STYLE = """<style>
[class*="st-key-ready_card_"] { gap: .4rem; }
.pult-ask b { display: block; font-size: 1.02rem; line-height: 1.3; margin-bottom: .2rem; }
.pult-ask { font-size: .9rem; line-height: 1.4; color: light-dark(#566773, #9db0bd); }
.pult-ask b { color: light-dark(#17242e, #e4ecf1); }
</style>"""


@st.fragment(key="explore_ready")
def ready_section() -> None:
    """Draw the gallery, or the question that was chosen."""
    question = chosen()
    st.html(STYLE)
    if question is None:
        _gallery()
        return
    st.button(
        _("All questions"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="ready_back",
        on_click=_back,
    )
    st.html(
        f'<div class="pult-ask"><b>{html.escape(_(question.title))}</b>{html.escape(_(question.tells))}</div>'
    )
    parameters(SECTION, question, on_change=_ask)
    if asked_in(SECTION) is None and f"explore.{SECTION}.trouble" not in st.session_state:
        _ask()
    answer(SECTION, titled=False, more=_more)


def chosen() -> Ready | None:
    """The question that this session looks at."""
    return ready(st.session_state.get(CHOSEN, ""))


def choose(key: str) -> None:
    """Have this question open, not asked yet."""
    forget(SECTION)
    st.session_state[CHOSEN] = key


def parameters(
    section: str, question: Ready, *, on_change: Callable[..., None], args: tuple[Any, ...] = ()
) -> None:
    """The values that a person may choose; `on_change` runs with `args` whenever one of them does."""
    with console.store().reader() as db:
        rubrics = rubric_names(db)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for one in question.parameters:
            if one.kind == PERIOD:
                _period(section, question, one, on_change, args)
            elif one.kind == RUBRIC:
                st.selectbox(
                    _(one.words),
                    [None, *rubrics],
                    format_func=lambda name: _("all") if name is None else name,
                    placeholder=_("all"),
                    key=_field(section, "rubric", question),
                    on_change=on_change,
                    args=args,
                    persist_state="session",
                    width=240,
                )
            elif one.kind == NUMBER:
                st.session_state.setdefault(_field(section, "n", question), one.number)
                st.number_input(
                    _(one.words),
                    min_value=1,
                    max_value=one.most,
                    key=_field(section, "n", question),
                    on_change=on_change,
                    args=args,
                    persist_state="session",
                    width=130,
                )


def values_of(section: str, question: Ready) -> dict[str, Any]:
    """What stands in the fields of `parameters`, as `Wanted` takes it."""
    kept = st.session_state
    values: dict[str, Any] = {}
    for one in question.parameters:
        if one.kind == PERIOD:
            values["period"] = kept.get(_field(section, "period", question), str(one.days))
            if values["period"] == OWN:
                for name in ("since", "until"):
                    values[name] = kept[_field(section, name, question)].isoformat()
        elif one.kind == RUBRIC:
            values["rubric"] = kept.get(_field(section, "rubric", question))
        elif one.kind == NUMBER:
            values["n"] = kept.get(_field(section, "n", question), one.number)
    return values


def put_values(section: str, question: Ready, params: Mapping[str, Any], *, once: str) -> None:
    """Have the fields show these values, the first time that `once` is named; before they are drawn."""
    kept = st.session_state
    if kept.get(f"explore.{section}.put") == once:
        return
    kept[f"explore.{section}.put"] = once
    for name in ("period", "rubric", "n"):
        if name in params:
            kept[_field(section, name, question)] = params[name]
    for name in ("since", "until"):
        if name in params:
            kept[_field(section, name, question)] = date.fromisoformat(str(params[name]))


def _period(
    section: str,
    question: Ready,
    one: Parameter,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    kept, today = st.session_state, console.today()
    since, until = last_days(one, one.days, today=today)
    # The days stand ready before «own dates» is chosen: that choice asks with them at once.
    for name, day in (("since", since), ("until", until)):
        kept[_field(section, name, question)] = kept.get(_field(section, name, question), day)
    kept.setdefault(_field(section, "period", question), str(one.days))
    preset = st.selectbox(
        _(one.words),
        [*PERIODS, OWN],
        format_func=_period_name,
        key=_field(section, "period", question),
        on_change=on_change,
        args=args,
        persist_state="session",
        width=170,
    )
    if preset == OWN:
        for name, words in (("since", _("From")), ("until", _("To"))):
            st.date_input(
                words,
                format=day_field(),
                key=_field(section, name, question),
                on_change=on_change,
                args=args,
                persist_state="session",
                width=150,
            )


def _field(section: str, name: str, question: Ready) -> str:
    return f"ready_{section}_{name}_{question.key}"


def _period_name(preset: str) -> str:
    return _(NAMES[preset]) if preset in NAMES else ngettext("{n} day", "{n} days", PERIODS[preset])


def _gallery() -> None:
    with st.grid(3, min_column_width=250, gap="small", key="ready_grid"):
        for one in READY:
            with st.container(border=True, height="stretch", key=f"ready_card_{one.key}"):
                told = f"<b>{html.escape(_(one.title))}</b>{html.escape(_(one.tells))}"
                st.html(f'<div class="pult-ask">{told}</div>')
                st.space("stretch")
                st.button(
                    _("Show the answer"),
                    icon=CHART_ICONS[one.chart.kind],
                    key=f"ready_choose_{one.key}",
                    on_click=_choose,
                    args=(one.key,),
                )


def _choose(key: str) -> None:
    choose(key)
    st.query_params[ADDRESS] = key


def _back() -> None:
    forget(SECTION)
    st.session_state[CHOSEN] = ""
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]


def _ask() -> None:
    question = chosen()
    if question is not None:
        ask(SECTION, Wanted("ready", question.key, values_of(SECTION, question)))


def _more(found: Asked, choice: ChartChoice) -> None:
    save_button(SECTION, found, choice)
    take_over_button(SECTION, found)
