"""Conversation: what people asked, what was answered, how long the first answer took against the norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _, ngettext
from lib.charts.theme import (
    Palette,
    axis,
    bar_width,
    day_axis,
    day_stamp,
    day_words,
    finished,
    legend_of,
    names_axis,
    number_words,
    percent_words,
    room_for_words,
)

PICKED = "group"
"""The selection of a rubric or an institution; its field `name` is its name."""
HOUR = 3600
MANY_HOURS = 100
"""So many are told in days: of fewer a day is too coarse, 62 hours are neither two days nor three."""
ROW = 30


@dataclass(frozen=True)
class Talk:
    """A step of time that begins on `day`: questions, how many are answered, seconds to the first answer."""

    day: date
    comments: int | None
    questions: int | None
    answered: int | None
    answers: int | None
    median: float | None
    p90: float | None
    days: int = 1

    @property
    def middle(self) -> pd.Timestamp:
        """Where it is drawn: the middle of its days."""
        return day_stamp(self.day) + pd.Timedelta(hours=12 * (self.days - 1))

    @property
    def words(self) -> str:
        """Its day, or from when to when."""
        if self.days == 1:
            return day_words(self.day)
        return f"{day_words(self.day)} – {day_words(self.day + timedelta(days=self.days - 1))}"


@dataclass(frozen=True)
class Group:
    """The same of a rubric or an institution over the whole period."""

    name: str
    questions: int
    answered: int
    median: float | None
    p90: float | None


def questions_frame(talks: Sequence[Talk]) -> pd.DataFrame:
    """Columns day, answered, unanswered, questions, comments, answers, label, share_shown."""
    return pd.DataFrame(
        [
            {
                "day": one.middle,
                "answered": one.answered,
                "unanswered": None
                if one.questions is None or one.answered is None
                else one.questions - one.answered,
                "questions": one.questions,
                "comments": one.comments,
                "answers": one.answers,
                "label": one.words,
                "share_shown": percent_words(
                    one.answered / one.questions
                    if one.questions and one.answered is not None
                    else None
                ),
            }
            for one in talks
        ]
    ).astype(
        dict.fromkeys(("answered", "unanswered", "questions", "comments", "answers"), "Float64")
    )


def questions(talks: Sequence[Talk], last: date, palette: Palette, *, height: int = 240) -> Any:
    """Bars of questions: below those answered, filled; above those not, outlined. A line of all comments."""
    frame = questions_frame(talks)
    names = [_("Answered"), _("Without an answer"), _("All comments")]
    x = day_axis(talks[0].day, last, palette)
    scale = alt.Scale(domain=names, range=[palette.first, palette.down, palette.ink])
    color = alt.Color("kind:N", scale=scale, legend=legend_of(palette))
    base = alt.Chart(frame).encode(
        x=x,
        tooltip=[
            alt.Tooltip("label:N", title=_("When")),
            alt.Tooltip("comments:Q", title=names[2]),
            alt.Tooltip("questions:Q", title=_("Questions")),
            alt.Tooltip("answered:Q", title=names[0]),
            alt.Tooltip("share_shown:N", title=_("Share answered")),
        ],
    )
    width = bar_width(len(talks))
    numbers = axis(_("Comments"), palette)
    done = (
        base.transform_calculate(kind=f"'{names[0]}'")
        .mark_bar(width=width, clip=True)
        .encode(y=alt.Y("answered:Q", axis=numbers), color=color)
    )
    owed = (
        base.transform_calculate(kind=f"'{names[1]}'")
        .mark_bar(width=width, fillOpacity=0.25, strokeWidth=1.4, clip=True)
        .encode(
            y=alt.Y("answered:Q"),
            y2="questions:Q",
            color=color,
            stroke=alt.Stroke("kind:N", scale=scale, legend=None),
        )
    )
    everything = (
        base.transform_calculate(kind=f"'{names[2]}'")
        .mark_line(
            strokeWidth=1.6, strokeDash=[3, 2], point=alt.OverlayMarkDef(size=14, shape="cross")
        )
        .encode(y="comments:Q", color=color)
    )
    return finished(alt.LayerChart(layer=(done, owed, everything)), palette, height=height)


def waits_frame(talks: Sequence[Talk]) -> pd.DataFrame:
    """Columns day, kind (translated), hours, label, shown: two rows a step."""
    names = {"median": _("Half answered within"), "p90": _("90% answered within")}
    return pd.DataFrame(
        [
            {
                "day": one.middle,
                "kind": name,
                "hours": _hours(getattr(one, field)),
                "label": one.words,
                "shown": length_words(getattr(one, field)),
            }
            for field, name in names.items()
            for one in talks
        ]
    ).astype({"hours": "Float64"})


def waits(
    talks: Sequence[Talk], last: date, palette: Palette, *, norm: float | None, height: int = 240
) -> Any:
    """Lines of the time to the first answer, its middle and its 90 %, and the norm (seconds) as a rule."""
    frame = waits_frame(talks)
    names = list(dict.fromkeys(frame["kind"]))
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.first, palette.down]),
        legend=legend_of(palette, symbolType="stroke", symbolSize=300),
    )
    dash = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]]),
        legend=legend_of(palette, symbolType="stroke", symbolSize=300),
    )
    base = alt.Chart(frame).encode(
        x=day_axis(talks[0].day, last, palette),
        y=alt.Y("hours:Q", axis=axis(_("Hours"), palette), scale=alt.Scale(zero=True)),
        color=color,
    )
    layers: list[Any] = [
        base.mark_line(strokeWidth=2).encode(strokeDash=dash),
        base.mark_point(filled=True, size=34, opacity=1).encode(
            tooltip=[
                alt.Tooltip("label:N", title=_("When")),
                alt.Tooltip("kind:N", title=_("Which")),
                alt.Tooltip("shown:N", title=_("Time")),
            ],
        ),
        *_norm(norm, palette, upright=False),
    ]
    return finished(alt.LayerChart(layer=layers), palette, height=height)


def groups_frame(groups: Sequence[Group]) -> pd.DataFrame:
    """Columns name, questions, answered, median, p90 (hours), and their texts; the most questions first."""
    ordered = sorted(groups, key=lambda one: (-one.questions, one.name))
    return pd.DataFrame(
        [
            {
                "name": one.name,
                "questions": one.questions,
                "answered": one.answered,
                "median": _hours(one.median),
                "p90": _hours(one.p90),
                "median_shown": length_words(one.median),
                "p90_shown": length_words(one.p90),
                "share_shown": percent_words(
                    one.answered / one.questions if one.questions else None, digits=0
                ),
                "beside": _(
                    "{answered} of {questions}",
                    answered=number_words(one.answered),
                    questions=number_words(one.questions),
                ),
            }
            for one in ordered
        ]
    ).astype({"median": "Float64", "p90": "Float64"})


def by_group(groups: Sequence[Group], palette: Palette, *, norm: float | None) -> Any:
    """A row a group: a circle at the middle time to the first answer, a square at its 90 %, the norm as a rule.

    A click is the selection `PICKED`.
    """
    frame = groups_frame(groups)
    names = [_("Half answered within"), _("90% answered within")]
    picked = alt.selection_point(name=PICKED, fields=["name"], empty=True, toggle=False)
    seen = alt.condition(picked, alt.value(1), alt.value(0.3))
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=list(frame["name"]), axis=names_axis(palette)),
        tooltip=[
            alt.Tooltip("name:N", title=_("Of what")),
            alt.Tooltip("questions:Q", title=_("Questions")),
            alt.Tooltip("share_shown:N", title=_("Share answered")),
            alt.Tooltip("median_shown:N", title=names[0]),
            alt.Tooltip("p90_shown:N", title=names[1]),
        ],
    )
    hours = axis(_("Hours to the first answer"), palette, grid=True, minExtent=0)
    # Points at nought keep off the names, and the words beside the last point are not cut.
    room = room_for_words(left=12, right=72)
    x = alt.X("median:Q", axis=hours, scale=alt.Scale(zero=True, nice=True, range=room))
    lines = base.mark_rule(color=palette.ink, strokeWidth=2).encode(x=x, x2="p90:Q", opacity=seen)
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.first, palette.down]),
        legend=legend_of(palette),
    )
    shape = alt.Shape(
        "kind:N",
        scale=alt.Scale(domain=names, range=["circle", "square"]),
        legend=legend_of(palette),
    )
    points = [
        base.transform_calculate(kind=f"'{name}'")
        .mark_point(filled=True, size=110, cursor="pointer")
        .encode(x=alt.X(f"{field}:Q", axis=hours), color=color, shape=shape, opacity=seen)
        for name, field in zip(names, ("median", "p90"), strict=True)
    ]
    points[0] = points[0].add_params(picked)
    look: dict[str, Any] = {"align": "left", "dx": 10, "fontSize": 11}
    beside = [
        base.mark_text(**look, color=palette.page, stroke=palette.page, strokeWidth=4, opacity=0.9),
        base.mark_text(**look, color=palette.ink),
    ]
    # The rule of the norm lies under all: it crosses words otherwise.
    rule, *words = _norm(norm, palette, upright=True) or [None]
    layers = [
        *([rule] if rule is not None else []),
        lines,
        *points,
        *(one.encode(x="p90:Q", text="beside:N") for one in beside),
        *words,
    ]
    return finished(alt.LayerChart(layer=layers), palette, height=max(2, len(frame)) * ROW)


def _norm(norm: float | None, palette: Palette, *, upright: bool) -> list[Any]:
    if norm is None:
        return []
    frame = pd.DataFrame(
        [{"norm": norm / HOUR, "words": _("Norm: {time}", time=length_words(norm))}]
    )
    rule = alt.Chart(frame).mark_rule(color=palette.mark, strokeWidth=1.6, strokeDash=[8, 4])
    look: dict[str, Any] = {
        "align": "left",
        "baseline": "bottom",
        "dx": 5,
        "dy": -4,
        "fontWeight": "bold",
    }
    # The words stand on lines and bars: a border of the page's colour keeps them legible.
    halo = alt.Chart(frame).mark_text(
        **look, color=palette.page, stroke=palette.page, strokeWidth=4, opacity=0.9
    )
    text = alt.Chart(frame).mark_text(**look, color=palette.mark)
    if upright:
        place: dict[str, Any] = {
            "x": alt.X("norm:Q"),
            "y": alt.value(0),
            "text": alt.Text("words:N"),
        }
        return [rule.encode(x="norm:Q"), halo.encode(**place), text.encode(**place)]
    place = {"x": alt.value(0), "y": alt.Y("norm:Q"), "text": alt.Text("words:N")}
    return [rule.encode(y="norm:Q"), halo.encode(**place), text.encode(**place)]


def length_words(seconds: float | None) -> str:
    """“2 h 5 min”, “45 min”, “3 days”; words for what was not measured."""
    if seconds is None:
        return _("no data")
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("{n} min", "{n} min", minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < MANY_HOURS and not minutes:
        return _("{hours} h", hours=hours)
    if hours < MANY_HOURS:
        return _("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return ngettext("{n} day", "{n} days", round(hours / 24))


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / HOUR
