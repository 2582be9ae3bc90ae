"""«Reach», conversation: what people ask, what is answered, how soon against the norm, about what and whom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.reach.charts import talk as charts
from lib.reach.counts import PeriodCounts, TalkCounts
from lib.reach.institutions import institutions as list_of_institutions
from lib.reach.measures import BY_KEY, OF_TALK
from lib.reach.norm import LONGEST, change_norm
from lib.reach.norm import norm as norm_of_answers
from lib.reach.talk.figures import (
    TalkOfPart,
    TalkPoint,
    talk_by_institution,
    talk_by_rubric,
    talk_of,
    talk_over_time,
)
from lib.ui import console, reach_view, safe
from lib.ui.chart_card import Card, chart_card, picked_in
from lib.ui.filter_off import filter_off
from lib.ui.folded import folded
from lib.ui.live_refresh import live
from lib.ui.reach_figures import figure, figures_row
from lib.ui.reach_institutions import institutions_box
from lib.ui.status import can_read, reading_history

FIGURES = ("comments", "questions", "share_answered", "first_answer_median", "first_answer_p90")
GROUPS_SHOWN = 15
_TALK = {measure.key: measure for measure in OF_TALK}


@st.fragment(key="reach_talk")
def talk_section() -> None:
    """Draw it."""
    live("comments", "posts", "system", key="reach_talk", longest=None, settle=2)
    view = reach_view.shown()
    period, before = view.period, view.before
    with console.store().reader() as db:
        now = PeriodCounts(talk=talk_of(db, period))
        past = PeriodCounts(talk=talk_of(db, before)) if before else None
        points = talk_over_time(db, period)
        rubrics = talk_by_rubric(db, period)
        institutions = talk_by_institution(db, period)
        norm = norm_of_answers(db)
        listed = list_of_institutions(db)
    if not any(point.counts.comments for point in points):
        _nothing()
        return
    row = [figure(key, now, past) for key in FIGURES]
    figures_row(row, compare=past is not None, key="reach_talk_row")
    _questions(view, points)
    _norm_form(norm)
    _waits(view, points, norm)
    chosen = _groups(
        view, rubrics, norm, key="rubric", title=_("Time to the first answer by rubric")
    )
    _groups(
        view, institutions, norm, key="institution",
        title=_("Time to the first answer by institution"),
    )  # fmt: skip
    institutions_box(listed)
    title = _("The conversation by rubric")
    if chosen is None:
        folded(title, partial(_table, rubrics), icon=":material/table:", key="reach_talk_box")
        return
    st.subheader(title, anchor=False)
    filter_off(safe.label(_("Rubric: {name}", name=chosen)), _everything, key="reach_talk_off")
    _table([one for one in rubrics if _called(one) == chosen])


def _nothing() -> None:
    if reading_history():
        text = _("The history is still being read.")
    elif not can_read():
        text = _("Comments cannot be read with the keys there are: “Settings”, “Keys”.")
    else:
        text = _("Nobody wrote. Choose a longer period.")
    st.html(f'<div class="pult-empty"><b>{_("No comments in this period")}</b>{text}</div>')


def _questions(view: reach_view.View, points: Sequence[TalkPoint]) -> None:
    steps = [_step(point) for point in points]
    chart_card(
        Card(
            key="reach_questions",
            about=reach_view.about(
                view,
                _("Questions and answers"),
                "comments",
                "questions",
                "answered",
                "share_answered",
            ),
            draw=partial(charts.questions, steps, view.period.until),
            table=lambda: _points_table(points),
            kinds=_kinds(),
            span=reach_view.span_of(view),
            lead=_("By the day on which the question was asked. Outlined: still not answered.")
            if points[0].span.days == 1
            else _("By month of the question. Outlined: still not answered."),
        )
    )


def _step(point: TalkPoint) -> charts.Talk:
    counts = point.counts
    return charts.Talk(
        point.span.since,
        counts.comments,
        counts.questions,
        counts.answered,
        counts.answers,
        counts.waits.longest_of(50),
        counts.waits.longest_of(90),
        point.span.days,
    )


def _waits(view: reach_view.View, points: Sequence[TalkPoint], norm: float) -> None:
    steps = [_step(point) for point in points]
    chart_card(
        Card(
            key="reach_waits",
            about=reach_view.about(
                view,
                _("Time to the first answer"),
                "first_answer_median",
                "first_answer_p90",
                filters=[_norm_words(norm)],
            ),
            draw=partial(charts.waits, steps, view.period.until, norm=norm),
            table=lambda: _points_table(points),
            kinds=_kinds(),
            span=reach_view.span_of(view),
        )
    )


def _norm_words(norm: float) -> str:
    return _("First-answer norm: {time}", time=charts.length_words(norm))


def _groups(
    view: reach_view.View, found: Sequence[TalkOfPart], norm: float, *, key: str, title: str
) -> str | None:
    asked = [one for one in found if one.counts.questions]
    asked.sort(key=lambda one: -one.counts.questions)
    if not asked and not found:
        st.caption(_("List the institutions below, and comments that name them are counted here."))
        return None
    if not asked:
        st.html(
            f'<div class="pult-empty"><b>{safe.html_text(title)}</b>'
            f"{_('No question of this period belongs here.')}</div>"
        )
        return None
    shown = asked[:GROUPS_SHOWN]
    groups = [
        charts.Group(
            _called(one),
            one.counts.questions,
            one.counts.answered,
            one.counts.waits.longest_of(50),
            one.counts.waits.longest_of(90),
        )
        for one in shown
    ]
    remarks = (
        [_("The {n} with the most questions are drawn; the file has them all.", n=len(shown))]
        if len(asked) > len(shown)
        else []
    )
    card = Card(
        key=f"reach_waits_{key}",
        about=reach_view.about(
            view, title, "first_answer_median", "first_answer_p90",
            filters=[_norm_words(norm)], remarks=remarks,
        ),
        draw=partial(charts.by_group, groups, norm=norm),
        table=lambda: parts_table(asked),
        kinds=_kinds(),
        span=reach_view.span_of(view),
        lead=_("Beside each: how many of its questions were answered."),
    )  # fmt: skip
    name = picked_in(chart_card(card, select=charts.PICKED, turn=_turn()), "name")
    return name if isinstance(name, str) and name in {group.name for group in groups} else None


def _called(one: TalkOfPart) -> str:
    return one.name or _("No rubric")


def _columns(counts: TalkCounts) -> dict[str, object]:
    return {
        _(BY_KEY[key].name): (
            None
            if (value := _TALK[key].count(counts)) is None
            else value / 100
            if BY_KEY[key].unit == "percent"
            else value
        )
        for key in ("comments", "questions", "answered", "share_answered", "answers",
                    "first_answer_median", "first_answer_p90")
    }  # fmt: skip


def _kinds() -> dict[str, str]:
    return {
        _(BY_KEY["share_answered"].name): "share",
        _(BY_KEY["first_answer_median"].name): "seconds",
        _(BY_KEY["first_answer_p90"].name): "seconds",
    }


def _points_table(points: Sequence[TalkPoint]) -> pd.DataFrame:
    return pd.DataFrame(
        [{_("From"): point.span.since, **_columns(point.counts)} for point in points]
    )


def parts_table(found: Sequence[TalkOfPart]) -> pd.DataFrame:
    """A row a rubric or an institution: its conversation; times in seconds, shares from 0 to 1."""
    return pd.DataFrame([{_("Of what"): _called(one), **_columns(one.counts)} for one in found])


def _table(found: Sequence[TalkOfPart]) -> None:
    table = parts_table(found)
    for key in ("first_answer_median", "first_answer_p90"):
        name = _(BY_KEY[key].name)
        table[name] = [
            None if pd.isna(seconds) else charts.length_words(float(seconds))
            for seconds in table[name]
        ]
    st.dataframe(
        table,
        hide_index=True,
        placeholder="—",
        column_config={
            _(BY_KEY["share_answered"].name): st.column_config.NumberColumn(format="percent")
        },
    )


def _norm_form(seconds: int) -> None:
    """The norm in force, and another one, for whoever may set it."""
    if not allowed(console.actor(), "reach.change"):
        st.caption(safe.label(_norm_words(seconds), 200))
        return
    with (
        st.popover(
            safe.label(_norm_words(seconds), 120), icon=":material/timer:", key="reach_norm_box"
        ),
        st.form("reach_norm_form", border=False),
    ):
        st.number_input(
            _("First-answer norm, hours"),
            min_value=1,
            max_value=LONGEST // charts.HOUR,
            value=max(1, round(seconds / charts.HOUR)),
            key="reach_norm",
            help=_("By the calendar, nights and days off included. It is the same for everybody."),
        )
        st.form_submit_button(_("Save"), on_click=_take_norm, type="primary")


def _take_norm() -> None:
    try:
        change_norm(
            console.store(),
            int(st.session_state["reach_norm"]) * charts.HOUR,
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        st.session_state[reach_view.TROUBLE] = explain(error)


def _turn() -> int:
    return int(st.session_state.get("reach.talk_turn", 0))


def _everything() -> None:
    st.session_state["reach.talk_turn"] = _turn() + 1
