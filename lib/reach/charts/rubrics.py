"""Rubrics: what each reaches, what it takes and gives, how it went over time, when its posts do best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
from babel.dates import format_date, get_day_names

from lib.base.language import _
from lib.base.notation import locale
from lib.charts.theme import (
    Palette,
    axis,
    finished,
    heat_turn,
    legend_of,
    names_axis,
    number_words,
    percent_words,
    room_for_words,
)

PICKED = "rubric"
"""The selection of a rubric; its field `name` is the rubric's name."""
ROW = 30
"""Points that a row of names takes."""


@dataclass(frozen=True)
class Spread:
    """Reach of a rubric's posts: half of them between `low` and `high`; None: none is measured."""

    name: str
    posts: int
    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True)
class Shares:
    """What a rubric takes of the posts and gives of the reach, 0 to 1."""

    name: str
    of_posts: float
    of_reach: float | None


@dataclass(frozen=True)
class Month:
    """The middle reach of a rubric's posts in a month (its first day); None where none was measured."""

    name: str
    month: date
    posts: int
    middle: float | None


@dataclass(frozen=True)
class Cell:
    """Posts of a weekday (0 is Monday) and an hour. `enough`: so many that the middle tells something."""

    weekday: int
    hour: int
    posts: int
    middle: float | None
    enough: bool


def spread_frame(spreads: Sequence[Spread]) -> pd.DataFrame:
    """Columns name, posts, low, middle, high, and their texts; the largest middle first."""
    ordered = sorted(spreads, key=lambda one: -(one.middle if one.middle is not None else -1))
    return pd.DataFrame(
        [
            {
                **vars(one),
                "middle_shown": number_words(one.middle),
                "band_shown": "—"
                if one.low is None
                else f"{number_words(one.low)} – {number_words(one.high)}",
                "posts_shown": number_words(one.posts),
            }
            for one in ordered
        ]
    ).astype({"low": "Float64", "middle": "Float64", "high": "Float64"})


def spread(spreads: Sequence[Spread], palette: Palette, *, reach_name: str) -> Any:
    """A row a rubric: a bar over the middle half of its posts, a tick at their middle, their number beside it.

    A click is the selection `PICKED`.
    """
    frame = spread_frame(spreads)
    order = list(frame["name"])
    picked = alt.selection_point(name=PICKED, fields=["name"], empty=True, toggle=False)
    seen = alt.condition(picked, alt.value(1), alt.value(0.3))
    y = alt.Y("name:N", sort=order, axis=names_axis(palette))
    tooltip = [
        alt.Tooltip("name:N", title=_("Rubric")),
        alt.Tooltip("middle_shown:N", title=_("Median")),
        alt.Tooltip("band_shown:N", title=_("Half of the posts")),
        alt.Tooltip("posts_shown:N", title=_("Posts measured")),
    ]
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    people = axis(reach_name, palette, grid=True, minExtent=0)
    bars = (
        base.mark_bar(height=12, color=palette.first, cornerRadius=3, cursor="pointer")
        .encode(
            x=alt.X(
                "low:Q",
                axis=people,
                scale=alt.Scale(zero=True, nice=True, range=room_for_words(right=36)),
            ),
            x2="high:Q",
            opacity=alt.condition(picked, alt.value(0.45), alt.value(0.15)),
        )
        .add_params(picked)
    )
    middles = base.mark_tick(thickness=3, size=20, color=palette.first).encode(
        x="middle:Q", opacity=seen
    )
    numbers = base.mark_text(align="left", dx=8, color=palette.ink, fontSize=11).encode(
        x="high:Q", text=alt.Text("posts_shown:N"), opacity=seen
    )
    return finished(
        alt.LayerChart(layer=(bars, middles, numbers)), palette, height=_height(len(frame))
    )


def shares_frame(shares: Sequence[Shares]) -> pd.DataFrame:
    """Columns name, of_posts, of_reach, more (reach above its part), and their texts."""
    ordered = sorted(shares, key=lambda one: -one.of_posts)
    return pd.DataFrame(
        [
            {
                **vars(one),
                "of_posts_shown": percent_words(one.of_posts),
                "of_reach_shown": percent_words(one.of_reach),
            }
            for one in ordered
        ]
    ).astype({"of_posts": "Float64", "of_reach": "Float64"})


def shares_of(shares: Sequence[Shares], palette: Palette, *, of_views: bool = False) -> Any:
    """A row a rubric: a circle at its share of the posts, a diamond at its share of reach, a line between."""
    frame = shares_frame(shares)
    names = [_("Share of posts"), _("Share of views") if of_views else _("Share of reach")]
    order = list(frame["name"])
    y = alt.Y("name:N", sort=order, axis=names_axis(palette))
    tooltip = [
        alt.Tooltip("name:N", title=_("Rubric")),
        alt.Tooltip("of_posts_shown:N", title=names[0]),
        alt.Tooltip("of_reach_shown:N", title=names[1]),
    ]
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    lines = base.mark_rule(color=palette.ink, strokeWidth=2, opacity=0.6).encode(
        x=alt.X("of_posts:Q", axis=_percents(palette)), x2="of_reach:Q"
    )
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.categories[0], palette.categories[1]]),
        legend=legend_of(palette),
    )
    shape = alt.Shape(
        "kind:N",
        scale=alt.Scale(domain=names, range=["circle", "diamond"]),
        legend=legend_of(palette),
    )
    points = [
        base.transform_calculate(kind=f"'{name}'")
        .mark_point(filled=True, size=120, opacity=1)
        .encode(x=alt.X(f"{field}:Q", axis=_percents(palette)), color=color, shape=shape)
        for name, field in zip(names, ("of_posts", "of_reach"), strict=True)
    ]
    return finished(alt.LayerChart(layer=(lines, *points)), palette, height=_height(len(frame)))


def _percents(palette: Palette) -> alt.Axis:
    return axis(_("Share of all"), palette, format=".0%", grid=True, minExtent=0)


def months_frame(months: Sequence[Month]) -> pd.DataFrame:
    """Columns name, month (as `2026-09`), label, posts, middle, and their texts."""
    return pd.DataFrame(
        [
            {
                "name": one.name,
                "month": one.month.strftime("%Y-%m"),
                "label": str(format_date(one.month, "LLLL y", locale=locale())),
                "posts": one.posts,
                "middle": one.middle,
                "middle_shown": number_words(one.middle),
                "short": _short(one.middle),
            }
            for one in months
        ]
    ).astype({"middle": "Float64"})


def trend(months: Sequence[Month], order: Sequence[str], palette: Palette) -> Any:
    """A row a rubric, a column a month: the darker the cell, the more people its middle post reached."""
    frame = months_frame(months)
    there = sorted(frame["month"].unique())
    shown = {
        month: str(format_date(date.fromisoformat(f"{month}-01"), "LLL yy", locale=locale()))
        for month in there
    }
    words = " : ".join([*(f"datum.value == '{one}' ? '{shown[one]}'" for one in there), "''"])
    base = alt.Chart(frame).encode(
        x=alt.X(
            "month:O",
            sort=there,
            axis=names_axis(
                palette,
                labelAngle=0,
                labelExpr=words,
                labelOverlap="greedy",
                labelColor=palette.ink,
            ),
        ),
        y=alt.Y("name:N", sort=list(order), axis=names_axis(palette)),
        tooltip=[
            alt.Tooltip("name:N", title=_("Rubric")),
            alt.Tooltip("label:N", title=_("Month")),
            alt.Tooltip("middle_shown:N", title=_("Median reach")),
            alt.Tooltip("posts:Q", title=_("Posts measured")),
        ],
    )
    return _heat(base, frame, palette, columns=len(there), height=_height(len(order)))


def weekday_names() -> list[str]:
    """Short names from Monday."""
    names = get_day_names("abbreviated", locale=locale())
    return [names[day] for day in range(7)]


def cells_frame(cells: Sequence[Cell]) -> pd.DataFrame:
    """Columns weekday, hour, posts, middle (only where there are enough posts), enough, texts; 168 rows."""
    names = weekday_names()
    wide = get_day_names("wide", locale=locale())
    known = {(one.weekday, one.hour): one for one in cells}
    rows = []
    for weekday in range(7):
        for hour in range(24):
            one = known.get((weekday, hour), Cell(weekday, hour, 0, None, False))
            rows.append(
                {
                    "weekday": names[weekday],
                    "hour": hour,
                    "posts": one.posts,
                    "middle": one.middle if one.enough else None,
                    "enough": one.enough,
                    "when": f"{wide[weekday]}, {hour}:00–{hour}:59",
                    "middle_shown": number_words(one.middle) if one.enough else _("too few posts"),
                    "short": _short(one.middle) if one.enough else "",
                }
            )
    return pd.DataFrame(rows).astype({"middle": "Float64"})


def best_times(cells: Sequence[Cell], palette: Palette, *, value_name: str) -> Any:
    """Weekdays down, hours across: the darker, the more; pale with a dot where posts are too few to tell."""
    frame = cells_frame(cells)
    base = alt.Chart(frame).encode(
        x=alt.X(
            "hour:O",
            axis=names_axis(
                palette, labelAngle=0, title=_("Hour of publication"), labelOverlap="greedy",
                titleFontWeight="normal", titleColor=palette.ink, labelColor=palette.ink,
            ),
        ),
        y=alt.Y("weekday:N", sort=weekday_names(), axis=names_axis(palette)),
        tooltip=[
            alt.Tooltip("when:N", title=_("Published")),
            alt.Tooltip("middle_shown:N", title=value_name),
            alt.Tooltip("posts:Q", title=_("Posts")),
        ],
    )  # fmt: skip
    return _heat(base, frame, palette, columns=24, height=7 * 30 + 20, few=True)


def _heat(
    base: Any,
    frame: pd.DataFrame,
    palette: Palette,
    *,
    columns: int,
    height: int,
    few: bool = False,
) -> Any:
    known = frame["middle"].dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if low == high:
        low, high = min(0.0, low), max(high, 1.0)
    nothing = base.transform_filter("!isValid(datum.middle)")
    pale = nothing.mark_rect(color=palette.pale, stroke=palette.page, strokeWidth=1.5)
    if few:
        # A cell in which something was published, though too little to tell.
        dots = nothing.transform_filter("datum.posts > 0").mark_text(
            text="·", fontSize=18, color=palette.ink
        )
    else:
        dots = nothing.mark_text(text="—", fontSize=11, color=palette.ink)
    cells = (
        base.transform_filter("isValid(datum.middle)")
        .mark_rect(stroke=palette.page, strokeWidth=1.5)
        .encode(
            color=alt.Color(
                "middle:Q",
                scale=alt.Scale(range=list(palette.heat), domain=[low, high]),
                legend=alt.Legend(
                    title=None, orient="bottom", labelColor=palette.ink, gradientLength=180,
                    gradientThickness=10, format=",.0f", tickCount=3,
                ),
            )
        )
    )  # fmt: skip
    words = (
        base.transform_filter("isValid(datum.middle)")
        # No room, no text: the tooltip has it.
        .mark_text(fontSize=alt.ExprRef(expr=f"width / {max(1, columns)} >= 30 ? 11 : 0"))
        .encode(
            text="short:N",
            color=alt.condition(
                f"datum.middle > {low + heat_turn(palette) * (high - low)}",
                alt.value(_far_ink(palette)),
                alt.value(_near_ink(palette)),
            ),
        )
    )
    return finished(alt.LayerChart(layer=(pale, dots, cells, words)), palette, height=height)


def _far_ink(palette: Palette) -> str:
    """Text on the cells with much."""
    return "#ffffff" if palette.page > "#8" else "#10181e"


def _near_ink(palette: Palette) -> str:
    """Text on the cells with little."""
    return "#17242e" if palette.page > "#8" else "#e4ecf1"


def _short(value: float | None) -> str:
    """A number that fits a cell: 950, 1,2k becomes “1.2” thousand in words of the screen."""
    if value is None:
        return ""
    if value < 10_000:
        return number_words(value)
    return _("{n} K", n=number_words(value / 1000, digits=0 if value >= 100_000 else 1))


def _height(rows: int) -> int:
    return max(2, rows) * ROW
