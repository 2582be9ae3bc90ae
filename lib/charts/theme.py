"""Colours, axes and words of charts, for a light and a dark screen and for paper.

No difference is told by colour alone: lines differ by dash as well, points by shape, bars by direction or by
their place. A value that was not measured leaves a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from lib.base.language import _
from lib.base.notation import day_pattern, locale, percent_sign

LEFT_MARGIN = 56
SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 3], [6, 2, 2, 2, 2, 2], [3, 5])
MANY_DAYS = 120
"""A period longer than this is labelled by months."""


@dataclass(frozen=True)
class Palette:
    """Colours of one background; all but `page`, `grid` and `pale` stand out from `page` by 3:1 at least."""

    first: str
    second: str
    up: str
    down: str
    mark: str
    """What calls for a look: an event, a norm, a goal."""
    ink: str
    text: str
    grid: str
    page: str
    pale: str
    """A cell or a bar of which too little is known."""
    categories: tuple[str, ...]
    """For kinds of things; neighbours in the row differ most, also for who does not tell red from green."""
    heat: tuple[str, ...]
    """From few to many."""


LIGHT = Palette(
    first="#1f5fa8",
    second="#2f7d5b",
    up="#2f7d5b",
    down="#b4532a",
    mark="#8a3ffc",
    ink="#4a5566",
    text="#17242e",
    grid="#e3e8ee",
    page="#fbfcfd",
    pale="#e9edf1",
    categories=(
        "#1f5fa8", "#c4601d", "#1c9c9c", "#4e0e41", "#d02569", "#454517", "#2525d0", "#dc38dc",
    ),
    heat=("#dbe9f6", "#a6cbe3", "#5c9fcb", "#256ca6", "#0b3b6b"),
)  # fmt: skip
DARK = Palette(
    first="#7fb2f0",
    second="#79c9a3",
    up="#79c9a3",
    down="#f0a27f",
    mark="#c6a4ff",
    ink="#b7c0cc",
    text="#e4ecf1",
    grid="#343c47",
    page="#10181e",
    pale="#26323b",
    categories=(
        "#6aa9f4", "#f0a04b", "#afeea0", "#e56c84", "#5252e0", "#f2d9de", "#d025ae", "#776c40",
    ),
    heat=("#1c3246", "#27557d", "#3a82b8", "#74b3e0", "#d3e9fa"),
)  # fmt: skip
PAPER = Palette(
    **{
        **{name: getattr(LIGHT, name) for name in Palette.__dataclass_fields__},
        "page": "#ffffff",
        "ink": "#3c4654",
        "text": "#000000",
    }
)


def palette_of(*, dark: bool) -> Palette:
    """The colours of the screen."""
    return DARK if dark else LIGHT


def looks(names: Sequence[str], palette: Palette) -> list[tuple[str, str]]:
    """A colour and a shape for each of `names`, no pair twice among the first 56."""
    colours = palette.categories
    return [
        (colours[n % len(colours)], SHAPES[(n + n // len(colours)) % len(SHAPES)])
        for n, _name in enumerate(names)
    ]


def coloured(
    field: str,
    names: Sequence[str],
    palette: Palette,
    *,
    among: Sequence[str] | None = None,
    **legend: Any,
) -> alt.Color:
    """Colour by `field`, whose values are `names`; give `shaped` or `dashed` the same names beside it.

    `among`: all names there could be, where each keeps its look whichever of them are drawn.
    """
    known = dict(zip(among or names, looks(among or names, palette), strict=True))
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=list(names), range=[known[name][0] for name in names]),
        legend=legend_of(palette, **legend),
    )


def shaped(
    field: str,
    names: Sequence[str],
    palette: Palette,
    *,
    among: Sequence[str] | None = None,
    **legend: Any,
) -> alt.Shape:
    """Shape by `field`: the second way to tell points apart."""
    known = dict(zip(among or names, looks(among or names, palette), strict=True))
    return alt.Shape(
        f"{field}:N",
        scale=alt.Scale(domain=list(names), range=[known[name][1] for name in names]),
        legend=legend_of(palette, **legend),
    )


def dashed(field: str, names: Sequence[str], palette: Palette, **legend: Any) -> alt.StrokeDash:
    """Dash by `field`: the second way to tell lines apart."""
    return alt.StrokeDash(
        f"{field}:N",
        scale=alt.Scale(
            domain=list(names), range=[DASHES[n % len(DASHES)] for n in range(len(names))]
        ),
        legend=legend_of(palette, **legend),
    )


def legend_of(palette: Palette, **more: Any) -> alt.Legend:
    """A legend above the chart, without a title; `more` as `alt.Legend` takes it."""
    return alt.Legend(
        **{
            "title": None,
            "orient": "top",
            "labelColor": palette.ink,
            "labelLimit": 260,
            "columns": on_phone("1", "0"),
            **more,
        }
    )


def on_phone(narrow: str, wide: str) -> alt.ExprRef:
    """One of two expressions of Vega, by the room there is; a picture has room."""
    return alt.ExprRef(expr=f"(containerSize()[0] || 900) < 500 ? {narrow} : {wide}")


def room_for_words(*, left: int = 0, right: int) -> list[Any]:
    """The range of a horizontal scale that leaves `right` points for words beside the last mark, `left` before
    the first: what stands beyond the plot is cut off."""
    return [left, alt.ExprRef(expr=f"width - {right}")]


def axis(title: str | None, palette: Palette, **more: Any) -> alt.Axis:
    """The axis of a number."""
    return alt.Axis(
        **{
            "title": title,
            "titleColor": palette.ink,
            "titleFontWeight": "normal",
            "labelColor": palette.ink,
            "gridColor": palette.grid,
            "domain": False,
            "ticks": False,
            "labelFlush": False,
            "format": ",.0f",
            "tickCount": 5,
            # Charts drawn one above the other keep their days aligned.
            "minExtent": LEFT_MARGIN,
            **more,
        }
    )


def names_axis(palette: Palette, **more: Any) -> alt.Axis:
    """The axis of names."""
    return alt.Axis(
        **{
            "title": None,
            "labelColor": palette.text,
            "labelLimit": on_phone("125", "220"),
            "labelOverlap": False,
            "labelFlush": False,
            "domain": False,
            "ticks": False,
            "grid": False,
            **more,
        }
    )


def day_axis(first: date, last: date, palette: Palette, *, field: str = "day") -> alt.X:
    """The axis of the days from `first` to `last`, both included, whatever days there are data of."""
    begin, end, half = day_stamp(first), day_stamp(last), pd.Timedelta(hours=12)
    wide = (last - first).days >= MANY_DAYS
    return alt.X(
        f"{field}:T",
        # Days are calendar days, not moments: in UTC no browser's zone can shift them.
        scale=alt.Scale(
            type="utc",
            domain=[_utc_parts(begin - half), _utc_parts(end + half)],
            padding=0,
            nice=False,
        ),
        axis=alt.Axis(
            title=None,
            format="%B %Y" if wide else "%-d %b",
            labelColor=palette.ink,
            labelOverlap="greedy",
            labelSeparation=8,
            # On a phone the last day would be cut by the edge.
            labelBound=True,
            tickColor=palette.grid,
            domainColor=palette.grid,
            grid=False,
            tickCount="month" if wide else max(1, min(8, (last - first).days)),
        ),
    )


def finished(chart: Any, palette: Palette, *, height: int | None = None) -> Any:
    """The chart as wide as its place, on the page's own ground, speaking the language of the screen."""
    size = {} if height is None else {"height": height}
    return chart.properties(
        width="container",
        background="transparent",
        # `height` is that of the plot; axes and legends come on top, however many lines they take.
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        **size,
    ).configure(
        locale=locale_of_charts(),
        view=alt.ViewConfig(stroke=None),
        legend=alt.LegendConfig(symbolSize=90, labelFontSize=12, columnPadding=14),
        text=alt.MarkConfig(color=palette.text),
    )


def heat_turn(palette: Palette) -> float:
    """The part of the range of `heat` from which on a text in the page's colour reads better than ink."""
    return 0.45 if palette == DARK else 0.62


def point_size(days: int) -> int:
    """The size of the points of a line of so many days."""
    return 36 if days <= 45 else 16 if days <= MANY_DAYS else 5


def bar_width(days: int) -> alt.ExprRef:
    """Bars of days wide enough to see and narrow enough not to touch, however wide the screen."""
    return alt.ExprRef(expr=f"max(1, 0.7 * width / {max(1, days)})")


def locale_of_charts() -> alt.Locale:
    """Numbers, months and days of the week for Vega, in the language of the screen."""
    name = locale()
    # “May 2026” and “5 May” are two words in Russian: %B is a month that stands by itself, %b one of a day.
    months, short = (
        get_month_names("abbreviated", context="stand-alone", locale=name),
        get_month_names("abbreviated", locale=name),
    )
    days, short_days = get_day_names("wide", locale=name), get_day_names("abbreviated", locale=name)
    week = (6, 0, 1, 2, 3, 4, 5)  # Vega counts from Sunday, Babel from Monday.
    return alt.Locale(
        number=alt.NumberLocale(
            decimal=get_decimal_symbol(name),
            thousands=get_group_symbol(name),
            grouping=[3],
            currency=["", ""],
        ),
        time=alt.TimeLocale(
            dateTime=f"{day_pattern()} %H:%M",
            date=day_pattern(),
            time="%H:%M",
            periods=["AM", "PM"],
            days=[days[day] for day in week],
            shortDays=[short_days[day] for day in week],
            months=[months[n].rstrip(".") for n in range(1, 13)],
            shortMonths=[short[n].rstrip(".") for n in range(1, 13)],
        ),
    )


def day_stamp(day: date) -> pd.Timestamp:
    """The day as charts take it: its midnight in UTC."""
    return pd.Timestamp(day.isoformat(), tz="UTC")


def day_words(day: date) -> str:
    """“12 March 2026, Thursday”."""
    return str(format_date(day, "d MMMM y, EEEE", locale=locale()))


def number_words(value: float | None, *, digits: int = 0) -> str:
    """“12,345”, or words for what was not measured."""
    if value is None or pd.isna(value):
        return _("no data")
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=locale()))


def percent_words(share: float | None, *, digits: int = 1) -> str:
    """“12.3 %” of a share from 0 to 1, or words for what was not measured."""
    if share is None or pd.isna(share):
        return _("no data")
    return f"{number_words(100 * share, digits=digits)}{percent_sign()}"


def signed_words(value: float | None) -> str:
    """“+12”, “−3”, “0”, or words for what was not measured."""
    if value is None or pd.isna(value):
        return _("no data")
    shown = number_words(abs(value))
    return f"+{shown}" if value > 0 else f"−{shown}" if value < 0 else "0"


def _utc_parts(at: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(
        year=at.year, month=at.month, date=at.day, hours=at.hour, minutes=0, utc=True
    )
