"""Subscribers: their number with what may come, and who joined and left a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _
from lib.charts.theme import (
    Palette,
    axis,
    bar_width,
    day_axis,
    day_stamp,
    day_words,
    finished,
    legend_of,
    number_words,
    point_size,
    signed_words,
)
from lib.reach.growth.forecast import Ahead
from lib.reach.queries import Day

_ROUND = [m * 10**power for power in range(8) for m in (1, 2, 5)]


def growth_frame(series: Sequence[Day]) -> pd.DataFrame:
    """Columns day, joined (>= 0), departed (<= 0, to hang below the axis), level, and their texts."""
    return pd.DataFrame(
        [
            {
                "day": day_stamp(day.day),
                "joined": day.joined,
                "departed": None if day.departed is None else -day.departed,
                "level": day.level,
                "label": day_words(day.day),
                "joined_shown": number_words(day.joined),
                "departed_shown": number_words(day.departed),
                "level_shown": number_words(day.level),
                "growth_shown": signed_words(day.growth),
            }
            for day in series
        ]
    ).astype({"joined": "Float64", "departed": "Float64", "level": "Float64"})


def ahead_frame(ahead: Sequence[Ahead]) -> pd.DataFrame:
    """Columns day, middle, low, high, label, shown."""
    return pd.DataFrame(
        [
            {
                "day": day_stamp(one.day),
                "middle": one.middle,
                "low": one.low,
                "high": one.high,
                "label": day_words(one.day),
                "shown": _(
                    "{middle}, from {low} to {high}",
                    middle=number_words(one.middle),
                    low=number_words(one.low),
                    high=number_words(one.high),
                ),
            }
            for one in ahead
        ],
        columns=["day", "middle", "low", "high", "label", "shown"],
    )


def subscribers_level(
    series: Sequence[Day],
    palette: Palette,
    *,
    ahead: Sequence[Ahead] = (),
    goal: int | None = None,
    before: Sequence[Day] = (),
    before_name: str = "",
    height: int = 260,
) -> Any:
    """A line of the subscribers at the end of each day; the forecast dashed, its band pale, the goal a rule.

    The axis does not begin at zero, or growth is not seen.
    """
    last = max(series[-1].day, *(one.day for one in ahead)) if ahead else series[-1].day
    x = day_axis(series[0].day, last, palette)
    y = alt.Y(
        "level:Q",
        axis=axis(_("Subscribers"), palette),
        scale=alt.Scale(zero=False, nice=True, padding=8),
    )
    base = alt.Chart(growth_frame(series)).encode(x=x, y=y)
    tooltip = [
        alt.Tooltip("label:N", title=_("Day")),
        alt.Tooltip("level_shown:N", title=_("Subscribers")),
        alt.Tooltip("growth_shown:N", title=_("Growth")),
    ]
    layers: list[Any] = []
    if ahead:
        coming = alt.Chart(ahead_frame(ahead)).encode(
            x=x,
            tooltip=[
                alt.Tooltip("label:N", title=_("Day")),
                alt.Tooltip("shown:N", title=_("Forecast")),
            ],
        )
        layers += [
            coming.mark_area(color=palette.first, opacity=0.18).encode(y="low:Q", y2="high:Q"),
            coming.mark_line(color=palette.first, strokeWidth=2, strokeDash=[4, 4]).encode(
                y="middle:Q"
            ),
        ]
    if before:
        layers.append(_before(series, before, before_name, x, palette))
    layers += [
        base.mark_line(strokeWidth=2.2, color=palette.first),
        base.mark_point(
            filled=True, size=point_size(len(series)), color=palette.first, opacity=1
        ).encode(tooltip=tooltip),
    ]
    if goal is not None:
        rule = pd.DataFrame([{"goal": goal, "words": _("Goal: {n}", n=number_words(goal))}])
        layers += [
            alt.Chart(rule).mark_rule(color=palette.mark, strokeDash=[8, 4]).encode(y="goal:Q"),
            alt.Chart(rule)
            .mark_text(align="left", baseline="bottom", dx=6, dy=-3, color=palette.mark, fontWeight="bold")
            .encode(x=alt.value(0), y="goal:Q", text="words:N"),
        ]  # fmt: skip
    return finished(alt.LayerChart(layer=layers), palette, height=height)


def _before(
    series: Sequence[Day], before: Sequence[Day], name: str, x: alt.X, palette: Palette
) -> Any:
    frame = growth_frame(before)
    frame["day"] = [day_stamp(one.day) for one in series[: len(before)]]
    return (
        alt.Chart(frame)
        .mark_line(color=palette.ink, strokeDash=[2, 2], strokeWidth=1.8)
        .encode(
            x=x,
            y="level:Q",
            tooltip=[
                alt.Tooltip("label:N", title=name),
                alt.Tooltip("level_shown:N", title=_("Subscribers")),
            ],
        )
    )


def joins_and_leaves(series: Sequence[Day], palette: Palette, *, height: int = 180) -> Any:
    """Bars up for those who joined on a day, down for those who left."""
    names = [_("Joined"), _("Left")]
    base = alt.Chart(growth_frame(series)).encode(
        x=day_axis(series[0].day, series[-1].day, palette)
    )
    tooltip = [
        alt.Tooltip("label:N", title=_("Day")),
        alt.Tooltip("joined_shown:N", title=_("Joined")),
        alt.Tooltip("departed_shown:N", title=_("Left")),
        alt.Tooltip("growth_shown:N", title=_("Growth")),
    ]
    kind = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.up, palette.down]),
        legend=legend_of(palette),
    )
    # Leaves hang below zero; the axis still counts people, so no minus.
    people = axis(
        _("People"),
        palette,
        labelExpr="format(abs(datum.value), ',')",
        values=_ticks(series),
        labelOverlap=False,
    )
    bars = [
        base.transform_calculate(kind=f"'{name}'")
        .mark_bar(width=bar_width(len(series)))
        .encode(y=alt.Y(f"{field}:Q", axis=people), color=kind, tooltip=tooltip)
        for name, field in zip(names, ("joined", "departed"), strict=True)
    ]
    zero = (
        alt.Chart(pd.DataFrame({"zero": [0]}))
        .mark_rule(color=palette.ink, strokeWidth=1)
        .encode(y="zero:Q")
    )
    return finished(alt.LayerChart(layer=(*bars, zero)), palette, height=height)


def _ticks(series: Sequence[Day]) -> list[int]:
    # Round numbers on both sides of zero, at most about five in all.
    top = max((day.joined or 0 for day in series), default=0)
    bottom = max((day.departed or 0 for day in series), default=0)
    step = next(n for n in _ROUND if (top + bottom) / n <= 3.6)
    return [n * step for n in range(-(bottom // step), top // step + 1)]
