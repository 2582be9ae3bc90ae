"""Reach by day: all people and subscribers, the share of others, what happened on a day.

A day without a measure leaves a gap, never a nought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _
from lib.charts.theme import (
    Palette,
    axis,
    bar_width,
    dashed,
    day_axis,
    day_stamp,
    day_words,
    finished,
    legend_of,
    number_words,
    percent_words,
    point_size,
)
from lib.reach.estimate import Guess
from lib.reach.queries import Day

PICKED = "day"
"""The selection of a day; its field `iso` is the day as `2026-09-01`."""


@dataclass(frozen=True)
class Event:
    """Something that explains a day. `kind`: `chat`, or `spike`, which has a number in the list below."""

    day: date
    kind: str
    words: str
    number: int | None = None
    times: float = 0.0
    """Of a spike: how many times the usual it reached."""


def reach_frame(
    series: Sequence[Day],
    *,
    before: Sequence[Day] = (),
    before_name: str = "",
    posts: Mapping[date, str] | None = None,
) -> pd.DataFrame:
    """Columns day (midnight UTC), iso, kind (translated), reach, label (the day in words), shown, posts.

    `before` are the days compared with, in order: the first of them is drawn over the first of `series`.
    """
    posts = posts or {}
    rows: list[dict[str, Any]] = []
    for name, measure in ((_("All people"), "reach"), (_("Subscribers"), "reach_subscribers")):
        for day in series:
            rows.append(_row(day.day, day.day, name, getattr(day, measure), posts))
    for day, shown_at in zip(before, series, strict=False):
        rows.append(_row(day.day, shown_at.day, before_name, day.reach, {}))
    return pd.DataFrame(rows).astype({"reach": "Float64"})


def _row(
    day: date, shown_at: date, kind: str, reach: int | None, posts: Mapping[date, str]
) -> dict[str, Any]:
    return {
        "day": day_stamp(shown_at),
        "iso": day.isoformat(),
        "kind": kind,
        "reach": reach,
        "label": day_words(day),
        "shown": number_words(reach),
        "posts": posts.get(day, "—"),
    }


def daily_reach(
    series: Sequence[Day],
    palette: Palette,
    *,
    before: Sequence[Day] = (),
    before_name: str = "",
    posts: Mapping[date, str] | None = None,
    events: Sequence[Event] = (),
    height: int = 300,
) -> Any:
    """Lines: everybody reached on a day, the subscribers among them, and the period compared with.

    Rings with numbers are spikes, triangles at the top are open chats. A click on a point is the selection
    `PICKED`.
    """
    frame = reach_frame(series, before=before, before_name=before_name, posts=posts)
    names = [_("All people"), _("Subscribers"), *([before_name] if before else [])]
    colours = [palette.first, palette.down, palette.ink]
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=colours[: len(names)]),
        legend=legend_of(palette, symbolType="stroke", symbolSize=300),
    )
    dash = dashed("kind", names, palette, symbolType="stroke", symbolSize=300)
    base = alt.Chart(frame).encode(
        x=day_axis(series[0].day, series[-1].day, palette),
        y=alt.Y("reach:Q", axis=axis(_("People per day"), palette), scale=alt.Scale(zero=True)),
    )
    lines = base.mark_line(strokeWidth=2.2, interpolate="linear").encode(
        color=color,
        strokeDash=dash,
        strokeOpacity=alt.condition(alt.datum.kind == before_name, alt.value(0.75), alt.value(1)),
    )
    # A measured day between two gaps has no line through it and would vanish without its point.
    picked = alt.selection_point(name=PICKED, fields=["iso"], empty=True)
    points = (
        base.mark_point(filled=True, size=point_size(len(series)))
        .encode(
            color=color,
            opacity=alt.condition(picked, alt.value(1), alt.value(0.35)),
            tooltip=[
                alt.Tooltip("label:N", title=_("Day")),
                alt.Tooltip("kind:N", title=_("Who")),
                alt.Tooltip("shown:N", title=_("Reach")),
                alt.Tooltip("posts:N", title=_("Posts")),
            ],
        )
        .add_params(picked)
    )
    layers = [lines, points, *_events(series, events, palette)]
    return finished(alt.LayerChart(layer=layers), palette, height=height)


def _events(series: Sequence[Day], events: Sequence[Event], palette: Palette) -> list[Any]:
    reached = {day.day: day.reach for day in series}
    here = [one for one in events if one.day in reached]
    if not here:
        return []
    frame = pd.DataFrame(
        [
            {
                "day": day_stamp(one.day),
                "label": day_words(one.day),
                "words": one.words,
                "reach": reached[one.day],
                "kind": one.kind,
                "number": "" if one.number is None else str(one.number),
            }
            for one in here
        ]
    ).astype({"reach": "Float64"})
    tooltip = [
        alt.Tooltip("label:N", title=_("Day")),
        alt.Tooltip("words:N", title=_("What happened")),
    ]
    x = day_axis(series[0].day, series[-1].day, palette)
    base = alt.Chart(frame).encode(x=x, tooltip=tooltip)
    chats = (
        base.transform_filter(alt.datum.kind == "chat")
        .mark_point(shape="triangle-down", size=90, filled=True, color=palette.mark, opacity=1)
        .encode(y=alt.value(6))
    )
    spikes = base.transform_filter(alt.datum.kind == "spike")
    rings = spikes.mark_point(
        size=190, strokeWidth=2, color=palette.mark, filled=False, opacity=1
    ).encode(y="reach:Q")
    numbers = spikes.mark_text(dy=-17, fontWeight="bold", fontSize=13, color=palette.mark).encode(
        y="reach:Q", text="number:N"
    )
    return [chats, rings, numbers]


def share_frame(series: Sequence[Day]) -> pd.DataFrame:
    """Columns day, share (0 to 1) of the people reached who are not subscribers, label, shown."""
    return pd.DataFrame(
        [
            {
                "day": day_stamp(day.day),
                "share": viral_share(day),
                "label": day_words(day.day),
                "shown": percent_words(viral_share(day)),
            }
            for day in series
        ]
    ).astype({"share": "Float64"})


def viral_share(day: Day) -> float | None:
    """(reach − reach of subscribers) ÷ reach; None where either is unknown or nobody was reached."""
    if day.reach is None or day.reach_subscribers is None or day.reach <= 0:
        return None
    return max(0.0, (day.reach - day.reach_subscribers) / day.reach)


def others_share(series: Sequence[Day], palette: Palette, *, height: int = 140) -> Any:
    """A line from 0 to 100 %: what part of the people reached on a day are not subscribers."""
    base = alt.Chart(share_frame(series)).encode(
        x=day_axis(series[0].day, series[-1].day, palette),
        y=alt.Y(
            "share:Q",
            axis=axis(_("Share of reach"), palette, format=".0%", tickCount=4),
            scale=alt.Scale(domain=[0, 1]),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=_("Day")),
            alt.Tooltip("shown:N", title=_("Not subscribers")),
        ],
    )
    line = base.mark_line(strokeWidth=2, color=palette.down)
    points = base.mark_point(
        filled=True, shape="diamond", size=point_size(len(series)), color=palette.down, opacity=1
    )
    return finished(alt.LayerChart(layer=(line, points)), palette, height=height)


def guessed_reach(guesses: Sequence[Guess], palette: Palette, *, height: int = 260) -> Any:
    """Pale bars, unlike the lines of what was measured: reach by day guessed from views."""
    bars = (
        alt.Chart(guess_frame(guesses))
        .mark_bar(
            width=bar_width(len(guesses)),
            color=palette.ink,
            opacity=0.35,
            stroke=palette.ink,
            strokeDash=[3, 2],
            strokeOpacity=1,
        )
        .encode(
            x=day_axis(guesses[0].day, guesses[-1].day, palette),
            y=alt.Y("people:Q", axis=axis(_("People per day, an estimate"), palette)),
            tooltip=[
                alt.Tooltip("label:N", title=_("Day")),
                alt.Tooltip("shown:N", title=_("Reach, an estimate")),
                alt.Tooltip("posts:Q", title=_("Posts of the day")),
            ],
        )
    )
    return finished(alt.LayerChart(layer=(bars,)), palette, height=height)


def guess_frame(guesses: Sequence[Guess]) -> pd.DataFrame:
    """Columns day, people, label, shown, posts."""
    return pd.DataFrame(
        [
            {
                "day": day_stamp(guess.day),
                "people": guess.people,
                "label": day_words(guess.day),
                "shown": number_words(guess.people),
                "posts": guess.posts,
            }
            for guess in guesses
        ]
    ).astype({"people": "Float64"})
