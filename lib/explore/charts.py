"""A chart of any result, for light and dark, in the language of the screen.

Names and texts of the result are data of the chart, never part of its formulas; two headings of a tooltip
that the browser would take for a picture and a title are kept out of its hands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _
from lib.charts import theme
from lib.explore.chart_words import (
    axis_words,
    cut,
    notes_of,
    nothing_drawn,
    number,
    span_word,
    time_word,
    whole_word,
    without_number,
)
from lib.explore.choice import (
    EMPTY,
    NUMBER,
    STEPS,
    TIMES,
    ChartChoice,
    Column,
    completed,
)
from lib.explore.frames import (
    Row,
    bar_points,
    bins,
    dots,
    heat_points,
    line_points,
    natural_steps,
)
from lib.explore.plot import (
    Plot,
    floats,
    from_zero,
    moment_of,
    number_axis,
    time_axis,
    tip,
    value_axis,
)

HEIGHT = 340
_LABEL = 170
"""Pixels that a name may take beside its bar; the whole of it stands in the tooltip."""
_TEXTS_IN_HEAT = 150


@dataclass(frozen=True)
class Drawn:
    """A chart, or None where there is nothing to draw, and what it does not show, in words."""

    chart: alt.LayerChart | None
    notes: tuple[str, ...] = ()


def draw(
    columns: Sequence[Column],
    rows: Sequence[Row],
    choice: ChartChoice,
    *,
    palette: theme.Palette = theme.LIGHT,
    height: int = HEIGHT,
) -> Drawn:
    """`rows` as the chart of `choice`, whose columns are replaced by fitting ones where they do not fit.

    `height` in pixels; bars and heat maps take what their names need instead.
    """
    fitting = completed(choice, columns)
    if fitting.kind == "table" or not rows:
        return Drawn(None, nothing_drawn(choice, columns, rows))
    return _DRAWERS[fitting.kind](Plot(columns, rows, fitting, palette, height))


def _line(plot: Plot) -> Drawn:
    kind, palette = plot.kind("x"), plot.palette
    points = line_points(plot.rows, plot.at("x"), plot.at("y"), plot.maybe("colour"), kind)
    if not points.order:
        return Drawn(None, (_("No row has a date and a number."),))
    groups = plot.groups(points)
    frame = pd.DataFrame(
        {
            "x": [pd.Timestamp(moment_of(at), tz="UTC") for at, _v, _g in points.rows],
            "y": floats([value for _a, value, _g in points.rows]),
            "group": [groups[name] for _a, _v, name in points.rows],
            "label": [time_word(at, kind) for at, _v, _g in points.rows],
            "shown": [number(value) for _a, value, _g in points.rows],
        }
    )
    base = alt.Chart(frame).encode(
        x=alt.X("x:T", scale=alt.Scale(type="utc", nice=False), axis=time_axis(points, plot)),
        y=alt.Y("y:Q", axis=value_axis(plot, "y", points), scale=alt.Scale(zero=from_zero(points))),
    )
    tooltip = [tip("label", plot.title("x")), tip("shown", plot.title("y"))]
    lines, marks = base.mark_line(strokeWidth=2.2), base.mark_point(filled=True, opacity=1)
    marks = marks.encode(size=alt.value(theme.point_size(len(points.order))))
    if plot.choice.colour is None:
        colour = alt.value(palette.first)
        lines, marks = lines.encode(color=colour), marks.encode(color=colour)
    else:
        names = list(groups.values())
        legend: dict[str, Any] = {**_LEGEND, "symbolType": "stroke", "symbolSize": 300}
        lines = lines.encode(
            color=theme.coloured("group", names, palette, **legend),
            strokeDash=theme.dashed("group", names, palette, **legend),
        )
        marks = marks.encode(color=theme.coloured("group", names, palette, **legend))
        tooltip.insert(1, tip("group", plot.title("colour")))
    chart = alt.LayerChart(layer=(lines, marks.encode(tooltip=tooltip)))
    return _done(chart, plot, notes_of(points, kept="latest"))


def _bar(plot: Plot) -> Drawn:
    kind, palette = plot.kind("x"), plot.palette
    grouped = plot.choice.colour is not None
    points = bar_points(plot.rows, plot.at("x"), plot.at("y"), plot.maybe("colour"), kind)
    in_order = kind in TIMES or kind in STEPS or natural_steps(points.order) is not None
    words, groups = axis_words(points.order, kind), plot.groups(points)
    frame = pd.DataFrame(
        {
            "x": [words[name] for name, _v, _g in points.rows],
            "y": floats([value for _x, value, _g in points.rows]),
            "group": [groups[name] for _x, _v, name in points.rows],
            "label": [whole_word(name, kind) for name, _v, _g in points.rows],
            "shown": [number(value) for _x, value, _g in points.rows],
        }
    )
    names = list(groups.values())
    labels = theme.names_axis(
        palette,
        labelLimit=90 if in_order else _LABEL,
        labelOverlap="greedy" if in_order else False,
        labelAngle=0,
        labelFlush=False,
    )
    along: dict[str, Any] = {
        "axis": value_axis(plot, "y", points, upright=in_order),
        "stack": None,
    }
    order = [words[name] for name in points.order]
    across: dict[str, Any] = {"sort": order, "scale": alt.Scale(domain=order), "axis": labels}
    inner = alt.Scale(domain=names)
    tooltip = [tip("label", plot.title("x")), tip("shown", plot.title("y"))]
    bars = alt.Chart(frame).mark_bar(cornerRadiusEnd=2)
    if in_order:
        bars = bars.encode(x=alt.X("x:N", **across), y=alt.Y("y:Q", **along))
        offset: dict[str, Any] = {"xOffset": alt.XOffset("group:N", scale=inner)}
        height = plot.height
    else:
        bars = bars.encode(y=alt.Y("x:N", **across), x=alt.X("y:Q", **along))
        offset = {"yOffset": alt.YOffset("group:N", scale=inner)}
        height = max(120, (24 if not grouped else 13 * len(names) + 10) * len(points.order) + 75)
    if grouped:
        bars = bars.encode(color=theme.coloured("group", names, palette, **_LEGEND), **offset)
        tooltip.insert(1, tip("group", plot.title("colour")))
    else:
        bars = bars.encode(color=alt.value(palette.first))
    chart = alt.LayerChart(layer=(bars.encode(tooltip=tooltip),))
    kept = "latest" if in_order else "largest"
    return _done(chart, plot, notes_of(points, kept=kept), height)


def _heat(plot: Plot) -> Drawn:
    palette = plot.palette
    points = heat_points(
        plot.rows,
        plot.at("x"),
        plot.at("y"),
        plot.at("colour"),
        (plot.kind("x"), plot.kind("colour")),
    )
    across = axis_words(points.order, plot.kind("x"))
    down = axis_words(points.groups, plot.kind("colour"))
    frame = pd.DataFrame(
        {
            "x": [across[name] for name, _v, _g in points.rows],
            "y": [down[name] for _x, _v, name in points.rows],
            "value": floats([value for _x, value, _g in points.rows]),
            "across": [whole_word(name, plot.kind("x")) for name, _v, _g in points.rows],
            "down": [whole_word(name, plot.kind("colour")) for _x, _v, name in points.rows],
            "shown": [number(value) for _x, value, _g in points.rows],
        }
    )
    values = [value for _x, value, _g in points.rows if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    stops = len(palette.heat) - 1
    domain = [low + (high / stops - low / stops) * n for n in range(stops + 1)]
    scale = alt.Scale(domain=domain if high > low else [0, 1], range=list(palette.heat))
    slanted = -40 if len(points.order) > 6 else 0
    base = alt.Chart(frame).encode(
        x=alt.X(
            "x:N",
            sort=[across[name] for name in points.order],
            scale=alt.Scale(domain=[across[name] for name in points.order]),
            axis=theme.names_axis(
                palette,
                labelLimit=110,
                labelAngle=slanted,
                labelFlush=False,
                labelOverlap="greedy",
                labelSeparation=2,
            ),
        ),
        y=alt.Y(
            "y:N",
            sort=[down[name] for name in points.groups],
            scale=alt.Scale(domain=[down[name] for name in points.groups]),
            axis=theme.names_axis(palette, labelLimit=_LABEL, labelFlush=False),
        ),
        tooltip=[
            tip("across", plot.title("x")),
            tip("down", plot.title("colour")),
            tip("shown", plot.title("y")),
        ],
    )
    layers = [
        base.mark_rect(stroke=palette.page, strokeWidth=1).encode(
            color=alt.Color("value:Q", scale=scale, legend=None)
        )
    ]
    if len(points.rows) <= _TEXTS_IN_HEAT and len(points.order) <= 16:
        ink = alt.condition(
            alt.datum.value > domain[0] + theme.heat_turn(palette) * (domain[-1] - domain[0]),
            alt.value(palette.page),
            alt.value(palette.text),
        )
        layers.append(base.mark_text(fontSize=11).encode(text="shown:N", color=ink))
    chart = alt.LayerChart(layer=tuple(layers))
    height = max(110, 30 * len(points.groups) + 70)
    return _done(chart, plot, notes_of(points, kept="largest"), height)


def _scatter(plot: Plot) -> Drawn:
    palette = plot.palette
    points = dots(plot.rows, plot.at("x"), plot.at("y"), plot.maybe("colour"))
    if not points.rows:
        return Drawn(None, (_("No row has both numbers."),))
    groups = plot.groups(points)
    told = [n for n, one in enumerate(plot.columns) if one.kind not in {NUMBER, EMPTY}][:2]
    across = [x for x, _v, _g in points.rows]
    frame = pd.DataFrame(
        {
            "x": floats(across),
            "y": floats([value for _x, value, _g in points.rows]),
            "group": [groups[name] for _x, _v, name in points.rows],
            "x_shown": [number(x) for x in across],
            "y_shown": [number(value) for _x, value, _g in points.rows],
            **{
                f"told{n}": [whole_word(row[n], plot.columns[n].kind) for row in points.whole]
                for n in told
            },
        }
    )
    marks = (
        alt.Chart(frame)
        .mark_point(filled=True, opacity=0.75, size=55)
        .encode(
            x=alt.X("x:Q", axis=number_axis(plot, "x", across, upright=False)),
            y=alt.Y("y:Q", axis=value_axis(plot, "y", points)),
            tooltip=[
                *(tip(f"told{n}", cut(plot.columns[n].title)) for n in told),
                tip("x_shown", plot.title("x")),
                tip("y_shown", plot.title("y")),
            ],
        )
    )
    if plot.choice.colour is None:
        marks = marks.encode(color=alt.value(palette.first))
    else:
        names = list(groups.values())
        marks = marks.encode(
            color=theme.coloured("group", names, palette, **_LEGEND),
            shape=theme.shaped("group", names, palette, **_LEGEND),
        )
    chart = alt.LayerChart(layer=(marks,))
    return _done(chart, plot, notes_of(points, kept="first"))


def _histogram(plot: Plot) -> Drawn:
    palette, found = plot.palette, bins(plot.rows, plot.at("y"))
    if not found.rows:
        return Drawn(None, (_("No row has a number."),))
    frame = pd.DataFrame(
        {
            "low": floats([low for low, _h, _n in found.rows]),
            "high": floats([high for _l, high, _n in found.rows]),
            "rows": [n for _l, _h, n in found.rows],
            "label": [span_word(low, high) for low, high, _n in found.rows],
            "shown": [number(n) for _l, _h, n in found.rows],
        }
    )
    bars = (
        alt.Chart(frame)
        .mark_bar(color=palette.first, stroke=palette.page, strokeWidth=1, cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "low:Q",
                axis=number_axis(plot, "y", [one[1] for one in found.rows], upright=False),
                scale=alt.Scale(zero=False, nice=False),
            ),
            x2="high:Q",
            y=alt.Y("rows:Q", axis=theme.axis(_("Rows"), palette, tickMinStep=1)),
            tooltip=[tip("label", plot.title("y")), tip("shown", _("Rows"))],
        )
    )
    notes = (without_number(found.empty),) if found.empty else ()
    return _done(alt.LayerChart(layer=(bars,)), plot, notes)


_DRAWERS: dict[str, Callable[[Plot], Drawn]] = {
    "line": _line,
    "bar": _bar,
    "heat": _heat,
    "scatter": _scatter,
    "histogram": _histogram,
}
_LEGEND: dict[str, Any] = {"columns": 2, "labelLimit": 150}


def _done(
    chart: alt.LayerChart, plot: Plot, notes: tuple[str, ...], height: int | None = None
) -> Drawn:
    return Drawn(theme.finished(chart, plot.palette, height=height or plot.height), notes)
