"""«SQL»: the editor with names offered while one types, parameters, limits, and the views in words."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from lib.access.permissions import require
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.explore.asked import Asked, Wanted
from lib.explore.choice import ChartChoice
from lib.explore.errors import QueryError
from lib.explore.queries import EXAMPLE
from lib.explore.run import MOST_ROWS, MOST_SECONDS, Limits, Value, wanted_values
from lib.explore.typed import value_of
from lib.explore.words import FUNCTIONS, KEYWORDS, VIEWS
from lib.store.drafts import draft, save_draft
from lib.ui import console, dates, safe
from lib.ui.draft_field import Code, Mark, Word, draft_field, flush, shown
from lib.ui.explore_result import (
    answer,
    ask,
    asked_in,
    carry_out,
    choice_in,
    sql_in,
    trouble_in,
)
from lib.ui.explore_saved import save_button

SECTION = "sql"
FIELD, KIND, TARGET, BEFORE = "explore_sql", "query", "sql", "sql-before"
TROUBLE = "explore.sql.refused"
VERSION = "explore.sql.version"
VIEW = "explore_view"
"""Key of the control that chooses the section."""
ROWS = (100, 1000, MOST_ROWS)
SECONDS = (1.0, 5.0, MOST_SECONDS)


@st.fragment(key="explore_sql")
def sql_section() -> None:
    """Draw the section."""
    above, below = st.container(), st.container()
    # Asked first: the editor marks what is wrong with this question, not with the one before.
    with below:
        carry_out(SECTION)
    with above:
        left, right = st.columns([7, 4], gap="medium")
        with left:
            _editor()
        with right:
            _help()
    with below:
        answer(SECTION, more=_more)


def take_over(sql: str, values: Mapping[str, Value]) -> None:
    """Put this SQL into the editor; what stood there can be put back. For callbacks. Raises `Forbidden`."""
    _put(sql)
    for name, value in values.items():
        st.session_state[_value_key(name)] = "" if value is None else str(value)


def _put(sql: str) -> None:
    require(console.actor(), f"{KIND}.write")
    who, now = console.actor().name, console.now()
    with console.store().writer() as db:
        there = draft(db, kind=KIND, target=TARGET, actor=who)
        if there is not None and there.text.strip() and there.text != sql:
            save_draft(db, kind=KIND, target=BEFORE, actor=who, text=there.text, now=now)
        save_draft(db, kind=KIND, target=TARGET, actor=who, text=sql, now=now)
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def _put_back() -> None:
    if flush(FIELD, kind=KIND, target=TARGET) and (before := _before()):
        _put(before)


def _before() -> str:
    """What stood in the editor before something was put into it."""
    with console.store().reader() as db:
        found = draft(db, kind=KIND, target=BEFORE, actor=console.actor().name)
    return "" if found is None else found.text


def take_over_button(section: str, found: Asked) -> None:
    """The SQL of an answer, shown on request, with what puts it into the editor."""
    with st.popover(_("Show the SQL"), icon=":material/code:", key=f"explore_sql_of_{section}"):
        st.button(
            _("Continue in SQL"),
            icon=":material/edit:",
            key=f"explore_take_{section}",
            help=_("Puts it into the editor on the “SQL” tab. What is there now can be restored."),
            on_click=_take_over,
            args=(found,),
        )
        st.code(found.sql.strip(), language="sql", wrap_lines=True)
        if found.values:
            told = [
                f":{name} = {dates.NO_DATA if value is None else value}"
                for name, value in found.values.items()
            ]
            st.code("\n".join(told), language=None, wrap_lines=True)


def _take_over(found: Asked) -> None:
    take_over(found.sql.strip(), found.values)
    st.session_state[VIEW] = "sql"
    st.rerun()


def _editor() -> None:
    text = draft_field(
        FIELD,
        kind=KIND,
        target=TARGET,
        label=_("A question in SQL"),
        initial=EXAMPLE,
        placeholder=_("A question starts with SELECT or WITH."),
        height=220,
        max_length=20_000,
        version=str(st.session_state.get(VERSION, 0)),
        code=Code(words(), _("a name given in this question"), _mark()),
        on_send=_run,
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _("Run"),
            type="primary",
            icon=":material/play_arrow:",
            key="explore_sql_run",
            help=_("Ctrl+Enter"),
            on_click=_run,
        )
        with st.popover(_("Limits"), icon=":material/timer:", type="tertiary"):
            st.selectbox(
                _("At most so many rows"), ROWS, index=1, key="explore_sql_rows",
                format_func=dates.number,
                persist_state="session",
            )  # fmt: skip
            st.selectbox(
                _("Stopped after, seconds"), SECONDS, index=0, key="explore_sql_seconds",
                format_func=dates.number,
                persist_state="session",
            )  # fmt: skip
        before = _before()
        if before and before != text:
            st.button(
                _("Restore what was here before"),
                icon=":material/undo:",
                type="tertiary",
                key="explore_sql_back",
                on_click=_put_back,
            )
        limits = _limits()
        st.caption(
            _(
                "Read-only. Shows up to {rows} rows and is stopped after {n} s.",
                rows=dates.number(limits.rows),
                n=dates.number(limits.seconds),
            )
        )
    # Below the button: a field that comes while a name is typed must not push it away under the pointer.
    names = wanted_values(text)
    if names:
        with st.container(horizontal=True, gap="small"):
            for name in names:
                st.text_input(
                    safe.label(f":{name}", 40),
                    key=_value_key(name),
                    placeholder=_("a number, a day or a text"),
                    persist_state="session",
                    width=170,
                )
    if refused := st.session_state.get(TROUBLE):
        st.error(safe.label(refused, 300), icon=":material/error:")


def words() -> list[Word]:
    """What the editor offers: views, their columns, functions, key words."""
    found = [Word(view.name, _(view.title), view=True) for view in VIEWS]
    found += [
        Word(column.name, _(column.words), of=view.name)
        for view in VIEWS
        for column in view.columns
    ]
    found += [Word(one.name, _(one.words)) for one in FUNCTIONS]
    found += [Word(word, _(meaning)) for word, meaning in KEYWORDS.items()]
    return found


def _run() -> None:
    st.session_state[TROUBLE] = ""
    try:
        if not flush(FIELD, kind=KIND, target=TARGET):
            return
        sql = shown(FIELD)
        values = {
            name: value_of(st.session_state.get(_value_key(name), ""))
            for name in wanted_values(sql)
        }
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
        return
    before = asked_in(SECTION)
    # Asked once more, it keeps the chart that was chosen.
    same = before is not None and before.sql == sql
    chart = choice_in(SECTION) if same else None
    ask(SECTION, Wanted("sql", sql, values, chart=chart), limits=_limits())


def _limits() -> Limits:
    kept = st.session_state
    return Limits(
        seconds=float(kept.get("explore_sql_seconds", SECONDS[0])),
        rows=int(kept.get("explore_sql_rows", ROWS[1])),
    )


def _mark() -> Mark | None:
    error = trouble_in(SECTION)
    place = error.place if isinstance(error, QueryError) else None
    return None if place is None else Mark(sql_in(SECTION), place.start, place.end)


def _value_key(name: str) -> str:
    return f"explore_sql_value_{name}"


def _more(found: Asked, choice: ChartChoice) -> None:
    save_button(SECTION, found, choice)


_STYLE = """<style>
.pult-views details { border-bottom: 1px solid light-dark(#e6ecf0, #26343e); padding: .3rem 0; }
.pult-views summary { cursor: pointer; overflow-wrap: anywhere; }
.pult-views summary code, .pult-views dt code { font-size: .85rem; font-weight: 600;
  color: light-dark(#0b5c8a, #7cc0e6); background: none; padding: 0; }
.pult-views dl { margin: .3rem 0 .4rem; display: grid; gap: .25rem; font-size: .85rem; }
.pult-views dd { margin: 0; color: light-dark(#566773, #9db0bd); }
.pult-views { max-height: 22rem; overflow-y: auto; padding-right: .3rem; }
@media (max-width: 640px) { .pult-views { max-height: 11rem; } }
</style>"""


def _help() -> None:
    """The views with their columns, and the functions, folded."""
    parts = [
        _details(
            view.name,
            f"{_(view.title)}. {_(view.words)}",
            [(column.name, _(column.words)) for column in view.columns],
        )
        for view in VIEWS
    ]
    parts.append(_details("f(x)", _("Functions"), [(one.form, _(one.words)) for one in FUNCTIONS]))
    told = html.escape(_("What can be asked"))
    st.html(
        f'{_STYLE}<div class="pult-tile-name">{told}</div><div class="pult-views">{"".join(parts)}</div>'
    )


def _details(name: str, words: str, rows: list[tuple[str, str]]) -> str:
    listed = "".join(
        f"<dt><code>{html.escape(one)}</code></dt><dd>{html.escape(meaning)}</dd>"
        for one, meaning in rows
    )
    return (
        f"<details><summary><code>{html.escape(name)}</code> {html.escape(words)}</summary>"
        f"<dl>{listed}</dl></details>"
    )
