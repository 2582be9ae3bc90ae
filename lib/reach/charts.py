"""Charts of reach and subscribers, for light and dark, in the language of the screen.

Lines differ by dash as well as by colour, joins and leaves by direction; a day without a measure leaves a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt
import pandas as pd
from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from lib.base.language import _, language
from lib.reach.estimate import Guess
from lib.reach.queries import Day

LEFT_MARGIN = 56
_ROUND = [m * 10**power for power in range(8) for m in (1, 2, 5)]


@dataclass(frozen=True)
class Palette:
    first: str
    second: str
    up: str
    down: str
    ink: str
    grid: str


LIGHT = Palette("#1f5fa8", "#2f7d5b", "#2f7d5b", "#b4532a", "#4a5566", "#e3e8ee")
DARK = Palette("#7fb2f0", "#79c9a3", "#79c9a3", "#f0a27f", "#b7c0cc", "#343c47")


def reach_frame(series: Sequence[Day]) -> pd.DataFrame:
    """Columns day (midnight UTC), kind (translated), reach, label (the day in words), shown (the number)."""
    names = {"reach": _("All people"), "reach_subscribers": _("Subscribers")}
    return pd.DataFrame(
        [
            {
                "day": _stamp(day.day),
                "kind": name,
                "reach": getattr(day, measure),
                "label": _day_label(day.day),
                "shown": _number(getattr(day, measure)),
            }
            for measure, name in names.items()
            for day in series
        ]
    ).astype({"reach": "Float64"})


def growth_frame(series: Sequence[Day]) -> pd.DataFrame:
    """Columns day, joined (>= 0), departed (<= 0, to hang below the axis), level, and their texts."""
    return pd.DataFrame(
        [
            {
                "day": _stamp(day.day),
                "joined": day.joined,
                "departed": None if day.departed is None else -day.departed,
                "level": day.level,
                "label": _day_label(day.day),
                "joined_shown": _number(day.joined),
                "departed_shown": _number(day.departed),
                "level_shown": _number(day.level),
                "growth_shown": _signed(day.growth),
            }
            for day in series
        ]
    ).astype({"joined": "Float64", "departed": "Float64", "level": "Float64"})


def daily_reach(series: Sequence[Day], *, dark: bool = False, height: int = 300) -> alt.LayerChart:
    """Two lines: everybody reached on a day, and the subscribers among them."""
    palette = DARK if dark else LIGHT
    frame = reach_frame(series)
    names = list(frame["kind"].unique())
    kind = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.first, palette.second]),
        legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolSize=300),
    )
    dash = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]]),
        legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolSize=300),
    )
    base = alt.Chart(frame).encode(
        x=_day_axis(series, palette),
        y=alt.Y("reach:Q", axis=_axis(_("People a day"), palette), scale=alt.Scale(zero=True)),
    )
    lines = base.mark_line(strokeWidth=2.2, interpolate="linear").encode(
        color=kind, strokeDash=dash
    )
    # A measured day between two gaps has no line through it and would vanish without its point.
    points = base.mark_point(filled=True, size=_point_size(series), opacity=1).encode(
        color=kind,
        tooltip=[
            alt.Tooltip("label:N", title=_("Day")),
            alt.Tooltip("kind:N", title=_("Who")),
            alt.Tooltip("shown:N", title=_("Reach")),
        ],
    )
    return _finished(alt.LayerChart(layer=(lines, points)), height=height)


def guessed_reach(
    guesses: Sequence[Guess], *, dark: bool = False, height: int = 260
) -> alt.LayerChart:
    """Pale bars, unlike the lines of what was measured: reach by day guessed from views."""
    palette = DARK if dark else LIGHT
    frame = pd.DataFrame(
        [
            {
                "day": _stamp(guess.day),
                "people": guess.people,
                "label": _day_label(guess.day),
                "shown": _number(guess.people),
                "posts": guess.posts,
            }
            for guess in guesses
        ]
    ).astype({"people": "Float64"})
    width = alt.ExprRef(expr=f"max(1, 0.7 * width / {len(guesses)})")
    bars = (
        alt.Chart(frame)
        .mark_bar(
            width=width,
            color=palette.ink,
            opacity=0.35,
            stroke=palette.ink,
            strokeDash=[3, 2],
            strokeOpacity=1,
        )
        .encode(
            x=_day_axis([Day(guess.day) for guess in guesses], palette),
            y=alt.Y("people:Q", axis=_axis(_("People a day, an estimate"), palette)),
            tooltip=[
                alt.Tooltip("label:N", title=_("Day")),
                alt.Tooltip("shown:N", title=_("Reach, an estimate")),
                alt.Tooltip("posts:Q", title=_("Posts of the day")),
            ],
        )
    )
    return _finished(alt.LayerChart(layer=(bars,)), height=height)


def subscribers_level(
    series: Sequence[Day], *, dark: bool = False, height: int = 220
) -> alt.LayerChart:
    """One line: subscribers at the end of each day. The axis does not begin at zero, or growth is not seen."""
    palette = DARK if dark else LIGHT
    base = alt.Chart(growth_frame(series)).encode(
        x=_day_axis(series, palette),
        y=alt.Y(
            "level:Q",
            axis=_axis(_("Subscribers"), palette),
            scale=alt.Scale(zero=False, nice=True, padding=8),
        ),
    )
    tooltip = [
        alt.Tooltip("label:N", title=_("Day")),
        alt.Tooltip("level_shown:N", title=_("Subscribers")),
        alt.Tooltip("growth_shown:N", title=_("Growth")),
    ]
    line = base.mark_line(strokeWidth=2.2, color=palette.first)
    points = base.mark_point(
        filled=True, size=_point_size(series), color=palette.first, opacity=1
    ).encode(tooltip=tooltip)
    return _finished(alt.LayerChart(layer=(line, points)), height=height)


def joins_and_leaves(
    series: Sequence[Day], *, dark: bool = False, height: int = 160
) -> alt.LayerChart:
    """Bars up for those who joined on a day, down for those who left."""
    palette = DARK if dark else LIGHT
    names = [_("Joined"), _("Left")]
    base = alt.Chart(growth_frame(series)).encode(x=_day_axis(series, palette))
    tooltip = [
        alt.Tooltip("label:N", title=_("Day")),
        alt.Tooltip("joined_shown:N", title=_("Joined")),
        alt.Tooltip("departed_shown:N", title=_("Left")),
        alt.Tooltip("growth_shown:N", title=_("Growth")),
    ]
    # Wide enough to see, narrow enough not to touch, however wide the screen.
    width = alt.ExprRef(expr=f"max(1, 0.7 * width / {len(series)})")
    kind = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=names, range=[palette.up, palette.down]),
        legend=alt.Legend(title=None, orient="top"),
    )
    axis = _axis(_("People"), palette)
    # Leaves hang below zero; the axis still counts people, so no minus.
    axis.labelExpr = "format(abs(datum.value), ',')"
    axis.values = _ticks(series)
    axis.labelOverlap = False
    joined = (
        base.transform_calculate(kind=f"'{names[0]}'")
        .mark_bar(width=width)
        .encode(y=alt.Y("joined:Q", axis=axis), color=kind, tooltip=tooltip)
    )
    departed = (
        base.transform_calculate(kind=f"'{names[1]}'")
        .mark_bar(width=width)
        .encode(y=alt.Y("departed:Q", axis=axis), color=kind, tooltip=tooltip)
    )
    zero = (
        alt.Chart(pd.DataFrame({"zero": [0]}))
        .mark_rule(color=palette.ink, strokeWidth=1)
        .encode(y="zero:Q")
    )
    return _finished(
        alt.LayerChart(layer=(joined, departed, zero)),
        height=height,
    )


def _day_axis(series: Sequence[Day], palette: Palette) -> alt.X:
    first, last, half = _stamp(series[0].day), _stamp(series[-1].day), pd.Timedelta(hours=12)
    wide = len(series) > 120
    return alt.X(
        "day:T",
        # Days are calendar days, not moments: in UTC no browser's zone can shift them.
        scale=alt.Scale(
            type="utc",
            domain=[_utc_parts(first - half), _utc_parts(last + half)],
            padding=0,
            nice=False,
        ),
        axis=alt.Axis(
            title=None,
            format="%b %Y" if wide else "%-d %b",
            labelColor=palette.ink,
            labelOverlap="greedy",
            labelSeparation=8,
            tickColor=palette.grid,
            domainColor=palette.grid,
            grid=False,
            tickCount="month" if wide else 8,
        ),
    )


def _utc_parts(at: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(
        year=at.year, month=at.month, date=at.day, hours=at.hour, minutes=0, utc=True
    )


def _ticks(series: Sequence[Day]) -> list[int]:
    # Round numbers on both sides of zero, at most about five in all.
    top = max((day.joined or 0 for day in series), default=0)
    bottom = max((day.departed or 0 for day in series), default=0)
    step = next(n for n in _ROUND if (top + bottom) / n <= 3.6)
    return [n * step for n in range(-(bottom // step), top // step + 1)]


def _axis(title: str, palette: Palette) -> alt.Axis:
    return alt.Axis(
        title=title,
        titleColor=palette.ink,
        titleFontWeight="normal",
        labelColor=palette.ink,
        gridColor=palette.grid,
        domain=False,
        ticks=False,
        format=",.0f",
        tickCount=5,
        # Charts drawn one above the other keep their days aligned.
        minExtent=LEFT_MARGIN,
        maxExtent=LEFT_MARGIN,
    )


def _point_size(series: Sequence[Day]) -> int:
    return 36 if len(series) <= 45 else 16 if len(series) <= 120 else 5


def _finished(chart: alt.LayerChart, *, height: int) -> alt.LayerChart:
    finished: alt.LayerChart = chart.properties(
        height=height, width="container", background="transparent"
    ).configure(locale=_locale(), view=alt.ViewConfig(stroke=None))
    return finished


def _locale() -> alt.Locale:
    name = language()
    months, short = (
        get_month_names("wide", locale=name),
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
            dateTime="%d.%m.%Y %H:%M",
            date="%d.%m.%Y",
            time="%H:%M",
            periods=["AM", "PM"],
            days=[days[day] for day in week],
            shortDays=[short_days[day] for day in week],
            months=[months[n] for n in range(1, 13)],
            shortMonths=[short[n].rstrip(".") for n in range(1, 13)],
        ),
    )


def _stamp(day: date) -> pd.Timestamp:
    return pd.Timestamp(day.isoformat(), tz="UTC")


def _day_label(day: date) -> str:
    return str(format_date(day, "d MMMM y, EEEE", locale=language()))


def _number(value: int | None) -> str:
    return _("no data") if value is None else str(format_decimal(value, locale=language()))


def _signed(value: int | None) -> str:
    if value is None:
        return _("no data")
    shown = format_decimal(abs(value), locale=language())
    return f"+{shown}" if value > 0 else f"−{shown}" if value < 0 else "0"
