"""Posts: each by its reach and engagement, and how one grew in its first hours against the usual band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _
from lib.charts.theme import (
    Palette,
    axis,
    coloured,
    finished,
    legend_of,
    number_words,
    percent_words,
    shaped,
)

PICKED = "post"
"""The selection of a post; its field `post_id` is the post's."""


@dataclass(frozen=True)
class Dot:
    """A post as a point. `engagement` is in per cent; `text` is one line, nobody's markup."""

    post_id: int
    published: str
    text: str
    rubric: str
    reach: int
    engagement: float


@dataclass(frozen=True)
class Hour:
    """What posts had so many hours after they went out."""

    hours: float
    value: float


@dataclass(frozen=True)
class Usual:
    """Between which numbers half of the posts were by then, and their middle."""

    hours: float
    low: float
    middle: float
    high: float


def columns_of_legend(width: int = 190) -> alt.ExprRef:
    """As many columns of the legend as there is room for."""
    return alt.ExprRef(expr=f"max(1, floor(width / {width}))")


def round_numbers(low: float, high: float) -> list[int]:
    """1, 2 and 5 of every power of ten that lie between the two, for an axis that grows by factors."""
    found = [m * 10**power for power in range(9) for m in (1, 2, 5)]
    return [number for number in found if low * 0.8 <= number <= high * 1.25]


def dots_frame(dots: Sequence[Dot]) -> pd.DataFrame:
    """Columns post_id, published, text, rubric, reach, engagement, and their texts."""
    return pd.DataFrame(
        [
            {
                **vars(dot),
                "reach_shown": number_words(dot.reach),
                "engagement_shown": percent_words(dot.engagement / 100, digits=2),
            }
            for dot in dots
        ]
    )


def scatter(
    dots: Sequence[Dot],
    rubrics: Sequence[str],
    palette: Palette,
    *,
    reach_name: str,
    engagement_name: str,
    height: int = 380,
) -> Any:
    """A point a post: to the right those that reached more, above those that moved more of whom they reached.

    Rubrics differ by colour and shape; `rubrics` are all there could be, so that each keeps its look.
    A click is the selection `PICKED`.
    The scale of reach grows by factors: most posts are small, and one large one would press them together.
    """
    picked = alt.selection_point(name=PICKED, fields=["post_id"], empty=True, toggle=False)
    legend = {
        "orient": "bottom",
        "columns": columns_of_legend(),
        "symbolSize": 120,
        # The border that parts points on the chart would eat the small ones here.
        "symbolStrokeWidth": 0,
        "symbolOpacity": 1,
    }
    frame = dots_frame(dots)
    here = [name for name in rubrics if (frame["rubric"] == name).any()]
    chart = (
        alt.Chart(frame)
        .mark_point(filled=True, size=85, stroke=palette.page, strokeWidth=0.7)
        .encode(
            x=alt.X(
                "reach:Q",
                axis=axis(
                    reach_name,
                    palette,
                    grid=True,
                    minExtent=0,
                    values=round_numbers(min(frame["reach"]), max(frame["reach"])),
                ),
                scale=alt.Scale(type="log", nice=False, padding=14),
            ),
            y=alt.Y(
                "engagement:Q",
                axis=axis(engagement_name, palette, format=",.1f"),
                scale=alt.Scale(zero=True, nice=True),
            ),
            color=coloured("rubric", here, palette, among=rubrics, **legend),
            shape=shaped("rubric", here, palette, among=rubrics, **legend),
            opacity=alt.condition(picked, alt.value(0.95), alt.value(0.22)),
            tooltip=[
                alt.Tooltip("published:N", title=_("Published")),
                alt.Tooltip("text:N", title=_("Post")),
                alt.Tooltip("rubric:N", title=_("Rubric")),
                alt.Tooltip("reach_shown:N", title=reach_name),
                alt.Tooltip("engagement_shown:N", title=engagement_name),
            ],
        )
        .add_params(picked)
    )
    return finished(chart, palette, height=height)


def growth(
    curve: Sequence[Hour],
    usual: Sequence[Usual],
    palette: Palette,
    *,
    value_name: str,
    post_name: str,
    usual_name: str,
    hours: int = 72,
    height: int = 280,
) -> Any:
    """A post's line with its measured points over the pale band in which the middle half of posts lies."""
    x = alt.X(
        "hours:Q",
        scale=alt.Scale(domain=[0, hours], nice=False),
        axis=axis(
            _("Hours since publication"),
            palette,
            grid=False,
            minExtent=0,
            values=list(range(0, hours + 1, 12)),
        ),
    )
    names = [post_name, usual_name] if usual else [post_name]
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.first, palette.ink][: len(names)]),
        legend=legend_of(palette, symbolType="stroke", symbolSize=300),
    )
    dash = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(domain=names, range=[[1, 0], [5, 4]][: len(names)]),
        legend=legend_of(palette, symbolType="stroke", symbolSize=300),
    )
    layers: list[Any] = []
    if usual:
        band = usual_frame(usual, usual_name)
        layers += [
            alt.Chart(band)
            .mark_area(color=palette.ink, opacity=0.2)
            .encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
            alt.Chart(band)
            .mark_line(strokeWidth=1.8)
            .encode(
                x=x,
                y=alt.Y("middle:Q", axis=axis(value_name, palette)),
                color=color,
                strokeDash=dash,
                tooltip=[
                    alt.Tooltip("hours:Q", title=_("Hours since publication"), format=".0f"),
                    alt.Tooltip("shown:N", title=usual_name),
                ],
            ),
        ]
    base = alt.Chart(curve_frame(curve, post_name)).encode(
        x=x, y=alt.Y("value:Q", axis=axis(value_name, palette), scale=alt.Scale(zero=True))
    )
    layers += [
        base.mark_line(strokeWidth=2.4).encode(color=color, strokeDash=dash),
        base.mark_point(filled=True, size=40, opacity=1).encode(
            color=color,
            tooltip=[
                alt.Tooltip("hours:Q", title=_("Hours since publication"), format=".1f"),
                alt.Tooltip("shown:N", title=value_name),
            ],
        ),
    ]
    return finished(alt.LayerChart(layer=layers), palette, height=height)


def curve_frame(curve: Sequence[Hour], kind: str) -> pd.DataFrame:
    """Columns hours, value, kind, shown."""
    return pd.DataFrame(
        [
            {"hours": one.hours, "value": one.value, "kind": kind, "shown": number_words(one.value)}
            for one in curve
        ],
        columns=["hours", "value", "kind", "shown"],
    )


def usual_frame(usual: Sequence[Usual], kind: str) -> pd.DataFrame:
    """Columns hours, low, middle, high, kind, shown."""
    return pd.DataFrame(
        [
            {
                **vars(one),
                "kind": kind,
                "shown": _(
                    "{middle}, from {low} to {high}",
                    middle=number_words(one.middle),
                    low=number_words(one.low),
                    high=number_words(one.high),
                ),
            }
            for one in usual
        ],
        columns=["hours", "low", "middle", "high", "kind", "shown"],
    )
