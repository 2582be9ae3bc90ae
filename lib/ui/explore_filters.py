"""Filters of a built question: rows of column, condition and value, with how many rows each value has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from lib.base.language import _
from lib.base.notation import day_field
from lib.explore.builder import OPERATORS, Filter, Question, choices_sql, operators_of
from lib.explore.builder_words import column_title, value_words
from lib.explore.trusted import select
from lib.explore.typed import value_of
from lib.explore.words import DAY, MOMENT, NUMBER, YES_NO, View, ViewColumn
from lib.store import Store
from lib.ui import console, dates

ROWS = "explore.build.rows"
MOST = 8
NONE = {"empty", "known"}


def filter_rows(subject: View) -> tuple[Filter, ...]:
    """Draw the rows; the filters that have a value."""
    found: list[Filter] = []
    numbers: list[int] = st.session_state.setdefault(ROWS, [])
    for number in list(numbers):
        with st.container(
            horizontal=True, gap="small", vertical_alignment="bottom", key=f"build_filter_{number}"
        ):
            one = _row(subject, number, tuple(found))
        if one is not None:
            found.append(one)
    st.button(
        _("Add a condition"),
        icon=":material/filter_alt:",
        type="tertiary",
        key="build_add",
        disabled=len(numbers) >= MOST,
        on_click=_add,
    )
    return tuple(found)


def put_filters(filters: Sequence[Filter]) -> None:
    """Have the rows show these filters; before they are drawn."""
    kept = st.session_state
    first = max(kept.get(ROWS, [0]) or [0]) + 1
    kept[ROWS] = list(range(first, first + len(filters)))
    for number, one in zip(kept[ROWS], filters, strict=True):
        kept[f"build_f{number}_column"] = one.column
        kept[f"build_f{number}_operator_{one.column}"] = one.operator
        kept[f"build_f{number}_put"] = one


def counted(sql: str) -> int:
    """The one number that this SQL of our own answers."""
    [(number,)] = _selected(str(console.store().path), sql)
    return int(number or 0)


@st.cache_data(ttl=60, max_entries=200, show_spinner=False)
def _selected(path: str, sql: str) -> list[tuple[Any, ...]]:
    with Store(Path(path)).reader() as db:
        return list(select(db, sql, {})[1])


def _row(subject: View, number: int, others: tuple[Filter, ...]) -> Filter | None:
    kept = st.session_state
    columns = [one.name for one in subject.columns if not one.name.endswith("_id")]
    key = f"build_f{number}_column"
    if kept.get(key) not in columns:
        kept[key] = columns[0]
    titles = {one.name: column_title(one) for one in subject.columns}
    name = st.selectbox(_("Condition"), columns, format_func=titles.__getitem__, key=key, width=230)
    column = subject.column(name)
    assert column is not None
    operators = operators_of(column)
    key = f"build_f{number}_operator_{name}"
    if kept.get(key) not in operators:
        kept[key] = operators[0]
    operator = st.selectbox(
        _("How"), operators, format_func=lambda one: _(OPERATORS[one]), key=key, width=160
    )
    values: tuple[str | int | float, ...] = ()
    if operator not in NONE:
        values = _values(subject, column, operator, number, others)
    st.button(
        "",
        icon=":material/close:",
        type="tertiary",
        help=_("Remove this condition"),
        key=f"build_f{number}_remove",
        on_click=_remove,
        args=(number,),
    )
    return Filter(name, operator, values) if values or operator in NONE else None


def _values(
    subject: View, column: ViewColumn, operator: str, number: int, others: tuple[Filter, ...]
) -> tuple[str | int | float, ...]:
    key = f"build_f{number}_value_{column.name}_{operator}"
    put: Filter | None = st.session_state.pop(f"build_f{number}_put", None)
    fresh = put is not None and (put.column, put.operator) == (column.name, operator)
    given = put.values if put is not None and fresh else ()
    if column.kind in {DAY, MOMENT}:
        day = st.date_input(
            _("Day"),
            date.fromisoformat(str(given[0])[:10]) if given else None,
            format=day_field(),
            key=key,
            width=150,
        )
        return (day.isoformat(),) if isinstance(day, date) else ()
    if operator == "has" or (column.kind == NUMBER and not _listed(column, operator)):
        if given:
            st.session_state[key] = str(given[0]).replace(".", ",")
        typed = st.text_input(
            _("Word") if operator == "has" else _("A number"),
            key=key,
            placeholder=_("for example 12,5") if operator != "has" else "",
            width=200,
        )
        if operator == "has":
            return (typed.strip(),) if typed.strip() else ()
        return _number(typed)
    return _from_list(subject, column, operator, key, given, others)


def _from_list(
    subject: View,
    column: ViewColumn,
    operator: str,
    key: str,
    given: tuple[str | int | float, ...],
    others: tuple[Filter, ...],
) -> tuple[str | int | float, ...]:
    sql = choices_sql(Question(subject.name, others), column.name)
    counts = {row[0]: int(row[1]) for row in _selected(str(console.store().path), sql)}
    options = [value for value in counts if value is not None]
    if column.kind == YES_NO:
        options = [1, 0]
    if column.name in {"weekday", "hour", "month"}:
        options.sort()
    kept = list(given or _as_list(st.session_state.get(key)))
    options += [value for value in kept if value not in options]

    def words(value: Any) -> str:
        return f"{value_words(column, value)} ({dates.number(counts.get(value, 0))})"

    if operator == "one_of":
        if given:
            st.session_state[key] = list(given)
        several = st.multiselect(
            _("Values"), options, format_func=words, key=key, placeholder=_("Choose"), width=320
        )
        return tuple(several)
    if given:
        st.session_state[key] = given[0]
    one = st.selectbox(
        _("Value"),
        options,
        index=None,
        format_func=words,
        key=key,
        placeholder=_("Choose"),
        width=260,
    )
    return () if one is None else (one,)


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _listed(column: ViewColumn, operator: str) -> bool:
    return column.name in {"weekday", "hour"} or operator == "one_of"


def _number(typed: str) -> tuple[int | float, ...]:
    if not typed.strip():
        return ()
    value = value_of(typed)
    if isinstance(value, int | float):
        return (value,)
    st.html(f'<div class="pult-lack">{_("This is no number.")}</div>')
    return ()


def _add() -> None:
    numbers: list[int] = st.session_state.setdefault(ROWS, [])
    st.session_state["explore.build.last"] = last = (
        st.session_state.get("explore.build.last", max(numbers, default=0)) + 1
    )
    numbers.append(max(last, max(numbers, default=0) + 1))


def _remove(number: int) -> None:
    st.session_state[ROWS] = [one for one in st.session_state[ROWS] if one != number]
