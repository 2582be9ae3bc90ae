"""The builder: whatever is chosen becomes SQL that the guarded run takes, with the numbers of pandas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.explore.builder import (
    MEASURES,
    SUBJECTS,
    Filter,
    Question,
    build,
    choices_sql,
    count_sql,
    groupable,
    measurable,
    operators_of,
)
from lib.explore.errors import ExploreError
from lib.explore.run import Limits, run
from lib.explore.trusted import select
from lib.explore.words import DAY, MONTH, NUMBER, TEXT, YES_NO, ViewColumn, view
from lib.store import Store
from tests.explore.conftest import MODERATOR

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
HOSTILE = [
    "'",
    "';DROP TABLE post--",
    "%",
    "_",
    "\\",
    "100 %",
    "‘’“”«»",
    "👩\u200d⚕",
    'x"y',
    ":a ?1",
]


def frame(store: Store, subject: str) -> pd.DataFrame:
    """All rows of a view, as they come."""
    with store.reader() as db:
        names, rows = select(db, f"SELECT * FROM {subject}", {})
    return pd.DataFrame(rows, columns=names, dtype=object)


@pytest.fixture(scope="module")
def frames(past: Store) -> dict[str, pd.DataFrame]:
    return {subject: frame(past, subject) for subject in SUBJECTS}


@st.composite
def questions(draw: st.DrawFn, frames: dict[str, pd.DataFrame]) -> Question:
    subject = draw(st.sampled_from(SUBJECTS))
    found = view(subject)
    assert found is not None
    groups = draw(
        st.lists(st.sampled_from([one.name for one in groupable(found)]), max_size=2, unique=True)
    )
    measures = [one for one in MEASURES if one == "count" or measurable(found, one)]
    measure = draw(st.sampled_from(measures))
    column = None
    if measure != "count":
        column = draw(st.sampled_from(measurable(found, measure))).name
    columns = draw(st.lists(st.sampled_from(found.columns), max_size=3))
    return Question(
        subject=subject,
        filters=tuple(draw(filters(one, frames[subject])) for one in columns),
        groups=tuple(groups),
        measure=measure,
        column=column,
        largest_first=draw(st.booleans()),
    )


@st.composite
def filters(draw: st.DrawFn, column: ViewColumn, rows: pd.DataFrame) -> Filter:
    operator = draw(st.sampled_from(operators_of(column)))
    there = [value for value in rows[column.name].unique() if value is not None]
    if column.kind == TEXT:
        values = st.sampled_from([*there, *HOSTILE]) if there else st.sampled_from(HOSTILE)
        values = values.map(lambda text: text[:200])
    elif column.kind in {DAY, MONTH}:
        values = st.sampled_from([*there, "2026-02-29", "2026"])
    elif column.kind == YES_NO:
        values = st.sampled_from([0, 1])
    elif column.kind == NUMBER:
        values = st.sampled_from([*there, 0, -1]) | st.floats(-1e6, 1e6)
    else:
        values = st.sampled_from(there)
    most = {"empty": 0, "known": 0, "one_of": 4}.get(operator, 1)
    return Filter(
        column.name, operator, tuple(draw(st.lists(values, min_size=min(most, 1), max_size=most)))
    )


def folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


PASSES: dict[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "is": lambda cell, values: cell is not None and cell == values[0],
    "is_not": lambda cell, values: cell is None or cell != values[0],
    "one_of": lambda cell, values: cell is not None and cell in values,
    "from": lambda cell, values: cell is not None and cell >= values[0],
    "to": lambda cell, values: cell is not None and cell <= values[0],
    "has": lambda cell, values: cell is not None and folded(values[0]) in folded(cell),
    "empty": lambda cell, values: cell is None,
    "known": lambda cell, values: cell is not None,
}
MEASURED: dict[str, Callable[[pd.Series[Any]], float | None]] = {
    "count": len,
    "sum": lambda known: known.sum(),
    "avg": lambda known: known.mean(),
    "median": lambda known: known.median(),
    "p90": lambda known: known.quantile(0.9),
    "min": lambda known: known.min(),
    "max": lambda known: known.max(),
    "share": lambda known: 100 * known.mean(),
    "distinct": lambda known: known.nunique(),
}


def shown(column: str, cell: Any) -> Any:
    """A group's value as the answer names it."""
    if cell is None:
        return None
    if column == "weekday":
        return WEEKDAYS[cell - 1]
    if column == "hour":
        return f"{cell:02}:00"
    if column.startswith("is_") or column == "answered":
        return "да" if cell else "нет"
    return cell


def expected(question: Question, rows: pd.DataFrame) -> dict[tuple[Any, ...], float | None]:
    """Group -> measure, as pandas counts it."""
    for one in question.filters:
        passes = [PASSES[one.operator](cell, one.values) for cell in rows[one.column]]
        rows = rows[pd.Series(passes, index=rows.index, dtype=bool)]
    keys = [tuple(shown(name, row[name]) for name in question.groups) for _, row in rows.iterrows()]
    found: dict[tuple[Any, ...], float | None] = {}
    groups = dict.fromkeys(keys) if question.groups else {(): None}
    place = pd.Series(keys, index=rows.index, dtype=object)
    for key in groups:
        part = rows[[one == key for one in place]] if question.groups else rows
        if question.measure == "count":
            found[key] = len(part)
            continue
        known = part[question.column].dropna()
        if question.measure != "distinct":
            known = known.astype(float)
        value = MEASURED[question.measure](known)
        found[key] = None if value is None or pd.isna(value) else float(value)
        if question.measure == "sum" and known.empty:
            found[key] = None
    return found


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_question_is_carried_out_and_counts_as_pandas_does(
    past: Store, frames: dict[str, pd.DataFrame], data: st.DataObject
) -> None:
    question = data.draw(questions(frames))
    assert Question.from_json(question.as_json()) == question
    made = build(question)
    found = run(past, made.sql, actor=MODERATOR, limits=Limits(seconds=10, rows=1000))
    assert set(made.heads) == set(found.names)
    wanted = expected(question, frames[question.subject])
    got = {tuple(row[:-1]): row[-1] for row in found.rows}
    if len(wanted) > 1000:
        assert len(got) == 1000
    else:
        assert got.keys() == wanted.keys()
    tolerance = 0.06 if question.measure == "share" else 1e-6
    for key, value in got.items():
        assert value == (
            None if wanted[key] is None else pytest.approx(wanted[key], rel=1e-9, abs=tolerance)
        )
    if question.largest_first and question.groups:
        order = [value for value in (row[-1] for row in found.rows) if value is not None]
        assert order == sorted(order, reverse=True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_live_counts_are_the_rows_that_pass(
    past: Store, frames: dict[str, pd.DataFrame], data: st.DataObject
) -> None:
    question = data.draw(questions(frames))
    counted = run(past, count_sql(question), actor=MODERATOR, limits=Limits(seconds=10)).rows[0][0]
    plain = Question(subject=question.subject, filters=question.filters)
    assert counted == expected(plain, frames[question.subject])[()]
    column = data.draw(st.sampled_from(question.filters or [Filter("day", "known")])).column
    rows = run(past, choices_sql(question, column), actor=MODERATOR, limits=Limits(seconds=10)).rows
    others = tuple(one for one in question.filters if one.column != column)
    for value, number in rows[:5]:
        operator, values = ("empty", ()) if value is None else ("is", (value,))
        own = Filter(column, operator, values)
        with_value = Question(subject=question.subject, filters=(*others, own))
        assert number == expected(with_value, frames[question.subject])[()]


def test_what_does_not_fit_is_refused_in_words() -> None:
    wrong = [
        Question(subject="post"),
        Question(subject="v_posts; DROP TABLE post"),
        Question(groups=("raw",)),
        Question(groups=("text",)),
        Question(groups=("day", "day")),
        Question(groups=("day", "month", "rubric")),
        Question(measure="printf", column="views"),
        Question(measure="sum"),
        Question(measure="sum", column="rubric"),
        Question(measure="sum", column="1); DROP TABLE post"),
        Question(measure="count", column="views"),
        Question(measure="share", column="views"),
        Question(limit=0),
        Question(limit=10**9),
        Question(filters=(Filter("raw", "is", ("x",)),)),
        Question(filters=(Filter("rubric", "like", ("x",)),)),
        Question(filters=(Filter("rubric", "is", ()),)),
        Question(filters=(Filter("rubric", "is", (5,)),)),
        Question(filters=(Filter("views", "is", ("5",)),)),
        Question(filters=(Filter("views", "is", (float("nan"),)),)),
        Question(filters=(Filter("views", "is", (2**63,)),)),
        Question(filters=(Filter("views", "is", (True,)),)),
        Question(filters=(Filter("rubric", "is", ("x\0",)),)),
        Question(filters=(Filter("rubric", "is", ("x" * 201,)),)),
        Question(filters=(Filter("rubric", "empty", ("x",)),)),
    ]
    for question in wrong:
        with pytest.raises(ExploreError):
            build(question)
    for text in ("", "[]", "{}", '{"subject": "v_posts"}', "null", '{"filters": 5}'):
        with pytest.raises(ExploreError):
            Question.from_json(text)
