"""Charts of a chat's report: questions as they came, and by topic, answered and not."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from lib.base.clock import local_time
from lib.base.language import _
from lib.charts.theme import Palette, axis, finished, legend_of, names_axis
from lib.chats.after.report import Report

STEP = 600
"""Seconds of a bar."""
MOST_BARS = 36
"""A chat that took questions for days gets longer steps."""


def course_frame(report: Report, *, zone: str) -> pd.DataFrame:
    """Columns at (seconds UTC), label, kind (translated), place, questions: two rows for each step of time."""
    moments = [(one.asked_at, one.state == "published") for one in report.questions]
    if not moments:
        return pd.DataFrame(columns=["at", "label", "kind", "place", "questions"])
    first, last = min(moments)[0], max(moments)[0]
    step = STEP
    while (last - first) // step >= MOST_BARS:
        step *= 2
    words = "%H:%M" if last - first < 86_400 else "%d.%m %H:%M"
    rows = []
    for begins in range(first - first % step, last + 1, step):
        here = [answered for at, answered in moments if begins <= at < begins + step]
        label = f"{local_time(begins, zone=zone):{words}}"
        for kind, count in (
            (_("Answered"), sum(here)),
            (_("Without an answer"), len(here) - sum(here)),
        ):
            place = int(kind != _("Answered"))
            rows.append(
                {"at": begins, "label": label, "kind": kind, "place": place, "questions": count}
            )
    return pd.DataFrame(rows)


def course(report: Report, palette: Palette, *, zone: str, height: int = 200) -> Any:
    """Bars of questions as they came: below those that are answered, above those that are not."""
    bars = (
        alt.Chart(course_frame(report, zone=zone))
        .mark_bar(stroke=palette.page, strokeWidth=1)
        .encode(
            x=alt.X(
                "label:O", sort=alt.EncodingSortField("at"),
                axis=names_axis(palette, labelAngle=0, labelOverlap="greedy", labelColor=palette.ink),
            ),
            y=alt.Y("sum(questions):Q", axis=axis(_("Questions"), palette, tickMinStep=1)),
            color=_kinds(palette),
            order=alt.Order("place:Q", sort="ascending"),
        )
    )  # fmt: skip
    return finished(alt.LayerChart(layer=(bars,)), palette, height=height)


def topics(report: Report, palette: Palette) -> Any:
    """A bar a topic: answered questions, and those that are not."""
    frame = pd.DataFrame(
        [
            {"name": line.name if line.named else _(line.name), "kind": kind, "questions": count}
            for line in report.by_topic
            for kind, count in (
                (_("Answered"), line.answered),
                (_("Without an answer"), line.questions - line.answered),
            )
        ]
    )
    bars = (
        alt.Chart(frame)
        .mark_bar(height={"band": 0.6}, stroke=palette.page, strokeWidth=1)
        .encode(
            y=alt.Y("name:N", sort="-x", axis=names_axis(palette)),
            x=alt.X(
                "sum(questions):Q",
                axis=axis(_("Questions"), palette, tickMinStep=1, minExtent=0),
            ),
            color=_kinds(palette),
        )
    )
    height = max(70, 34 * len(report.by_topic) + 30)
    return finished(alt.LayerChart(layer=(bars,)), palette, height=height)


def _kinds(palette: Palette) -> alt.Color:
    # Light against dark, which no kind of colour blindness takes away.
    return alt.Color(
        "kind:N",
        scale=alt.Scale(
            domain=[_("Answered"), _("Without an answer")], range=[palette.first, palette.down]
        ),
        legend=legend_of(palette),
    )
