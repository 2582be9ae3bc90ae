"""«Собрать свой»: a question put together by choosing, its answer redrawn at every choice."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.explore.asked import Asked, Wanted
from lib.explore.builder import (
    MEASURES,
    SUBJECTS,
    Filter,
    Question,
    build,
    count_sql,
    groupable,
    measurable,
)
from lib.explore.builder_words import column_title
from lib.explore.choice import ChartChoice
from lib.explore.run import Limits
from lib.explore.words import View, view
from lib.store.drafts import draft, save_draft
from lib.ui import console, dates, safe
from lib.ui.explore_filters import counted, filter_rows, put_filters
from lib.ui.explore_result import answer, ask
from lib.ui.explore_saved import save_button
from lib.ui.explore_sql import KIND, take_over_button

SECTION = "build"
TARGET = "builder"
ASKED = "explore.build.asked"
LIMITS = Limits(seconds=5.0, rows=1000)
FIRST = Question(
    subject="v_posts", groups=("rubric",), measure="median", column="views", largest_first=True
)


@st.fragment(key="explore_build")
def builder_section() -> None:
    """Draw the choices, and the answer to what is chosen."""
    # Streamlit forgets fields that were not drawn for a while; the draft does not.
    if "build_subject" not in st.session_state:
        put(_kept())
    with st.container(border=True, key="build_choices"):
        question = _choices()
    try:
        build(question)
    except PultError as error:
        st.error(safe.label(explain(error), 300), icon=":material/error:")
        return
    text = question.as_json()
    if st.session_state.get(ASKED) != text:
        st.session_state[ASKED] = text
        _keep(text)
        ask(SECTION, Wanted("builder", text), limits=LIMITS)
    answer(SECTION, more=_more)


def put(question: Question) -> None:
    """Have the choices show this question; before they are drawn."""
    kept = st.session_state
    kept.pop(ASKED, None)
    kept["build_subject"] = question.subject
    kept[f"build_measure_{question.subject}"] = question.measure
    for n in (0, 1):
        kept[f"build_group{n}_{question.subject}"] = (
            question.groups[n] if len(question.groups) > n else None
        )
    kept[f"build_column_{question.subject}_{question.measure}"] = question.column
    kept["build_largest"] = question.largest_first
    put_filters(question.filters)


def _choices() -> Question:
    kept = st.session_state
    name = st.pills(
        _("Subject"),
        SUBJECTS,
        format_func=lambda one: _(_subject(one).title),
        required=True,
        key="build_subject",
    )
    subject = _subject(name or FIRST.subject)
    st.caption(_(subject.words))
    filters = filter_rows(subject)
    _count(subject, filters)
    names = [column.name for column in groupable(subject)]
    titles = {column.name: column_title(column) for column in subject.columns}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        measures = [one for one in MEASURES if one == "count" or measurable(subject, one)]
        key = f"build_measure_{subject.name}"
        if kept.get(key) not in measures:
            kept[key] = "count"
        measure = st.selectbox(
            _("What is counted"),
            measures,
            format_func=lambda one: _(MEASURES[one]),
            key=key,
            width=200,
        )
        column = None
        if measure != "count":
            columns = [one.name for one in measurable(subject, measure)]
            key = f"build_column_{subject.name}_{measure}"
            if kept.get(key) not in columns:
                kept[key] = columns[0]
            column = st.selectbox(
                _("Which column"), columns, format_func=titles.__getitem__, key=key, width=260
            )
        first = _group(subject, 0, _("For each"), names, titles)
        second = _group(subject, 1, _("And for each"), [n for n in names if n != first], titles)
        largest = st.checkbox(_("The largest first"), key="build_largest")
    groups = tuple(one for one in (first, second) if one is not None)
    return Question(subject.name, filters, groups, measure, column, largest)


def _group(
    subject: View, n: int, words: str, names: list[str], titles: dict[str, str]
) -> str | None:
    key = f"build_group{n}_{subject.name}"
    if key not in st.session_state and n == 0:
        # Something to see at once: most subjects go on in time.
        st.session_state[key] = "month"
    if st.session_state.get(key) not in [None, *names]:
        st.session_state[key] = None
    found: str | None = st.selectbox(
        words,
        [None, *names],
        format_func=lambda one: _("nothing") if one is None else titles[one],
        placeholder=_("nothing"),
        key=key,
        width=220,
    )
    return found


def _count(subject: View, filters: tuple[Filter, ...]) -> None:
    every = counted(count_sql(Question(subject.name)))
    if not filters:
        told = _("{all} rows in total.", all=dates.number(every))
    else:
        left = counted(count_sql(Question(subject.name, filters)))
        told = _("{n} of {all} rows are left.", n=dates.number(left), all=dates.number(every))
    st.html(f'<div class="pult-dim" role="status">{html.escape(told)}</div>')


def _subject(name: str) -> View:
    found = view(name)
    assert found is not None
    return found


def _kept() -> Question:
    """What this person chose last; the first question where there is nothing, or nothing that fits any more."""
    with console.store().reader() as db:
        found = draft(db, kind=KIND, target=TARGET, actor=console.actor().name)
    if found is None:
        return FIRST
    try:
        return Question.from_json(found.text)
    except PultError:
        return FIRST


def _keep(text: str) -> None:
    with console.store().writer() as db:
        save_draft(
            db, kind=KIND, target=TARGET, actor=console.actor().name, text=text, now=console.now()
        )  # fmt: skip


def _more(found: Asked, choice: ChartChoice) -> None:
    save_button(SECTION, found, choice)
    take_over_button(SECTION, found)
