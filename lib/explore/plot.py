"""What a chart is made of, whatever its kind: its columns by their slots, axes, tooltips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import altair as alt
import pandas as pd

from lib.charts import theme
from lib.explore.chart_words import axis_words, cut
from lib.explore.choice import DAY, MONTH, TEXT, ChartChoice, Column
from lib.explore.frames import Cell, Points, Row


@dataclass(frozen=True)
class Plot:
    """A result with the chart it is to become; a slot is `x`, `y` or `colour` of the choice."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    choice: ChartChoice
    palette: theme.Palette
    height: int

    def at(self, slot: str) -> int:
        """Where the column of a slot stands in a row."""
        return [one.name for one in self.columns].index(getattr(self.choice, slot))

    def maybe(self, slot: str) -> int | None:
        """The same; None where the slot is empty."""
        return None if getattr(self.choice, slot) is None else self.at(slot)

    def kind(self, slot: str) -> str:
        """What the column of a slot holds."""
        return self.columns[self.at(slot)].kind

    def title(self, slot: str) -> str:
        """What stands at its axis."""
        return cut(self.columns[self.at(slot)].title)

    def groups(self, points: Points) -> dict[Cell, str]:
        """The groups of the chart with their names in the legend."""
        kind = TEXT if self.choice.colour is None else self.kind("colour")
        return axis_words(points.groups or [None], kind)


def tip(field: str, title: str) -> alt.Tooltip:
    """A line of the tooltip: the words in the column `field` under `title`."""
    # The browser's tooltip draws a picture from what is called «image», and a heading from «title».
    safe = title + "\u00a0" if title.strip() in {"image", "title"} else title
    return alt.Tooltip(f"{field}:N", title=safe)


def moment_of(at: Cell) -> datetime:
    """A place on a time axis."""
    assert isinstance(at, datetime)
    return at


def floats(values: Sequence[Any]) -> pd.Series[Any]:
    """Numbers, and gaps where there is none."""
    return pd.Series(values, dtype="Float64")


def from_zero(points: Points) -> bool:
    """Whether the axis begins at nought: not where it would press the line flat against the top."""
    values = [value for _x, value, _g in points.rows if value is not None]
    return not values or min(values) <= 0 or min(values) < 0.7 * max(values)


def value_axis(plot: Plot, slot: str, points: Points, *, upright: bool = True) -> alt.Axis:
    """The axis of what is measured."""
    return number_axis(plot, slot, [value for _x, value, _g in points.rows], upright=upright)


def number_axis(
    plot: Plot, slot: str, values: Sequence[object], *, upright: bool = True
) -> alt.Axis:
    """An axis of these numbers: as many decimals as they need; `upright` ones stand in one line."""
    largest = max((abs(one) for one in values if isinstance(one, int | float)), default=0.0)
    plain = ",.2~f" if largest < 100 else ",.0f"
    form = ".3~g" if largest >= 1e12 or 0 < largest < 0.01 else plain
    more: dict[str, Any] = {} if upright else {"minExtent": 0}
    if all(float(one).is_integer() for one in values if isinstance(one, int | float)):
        more["tickMinStep"] = 1
    return theme.axis(plot.title(slot), plot.palette, format=form, **more)


def time_axis(points: Points, plot: Plot) -> alt.Axis:
    """The axis of days, months or moments."""
    first, last = moment_of(points.order[0]), moment_of(points.order[-1])
    days, kind, palette = (last - first).days, plot.kind("x"), plot.palette
    if kind == MONTH or days > theme.MANY_DAYS:
        form = "%B %Y"
    else:
        form = "%-d %b" if kind == DAY or days > 3 else "%-d %b %H:%M"
    return alt.Axis(
        title=None,
        format=form,
        labelColor=palette.ink,
        labelOverlap="greedy",
        labelSeparation=8,
        tickColor=palette.grid,
        domainColor=palette.grid,
        grid=False,
        # Never more marks than days, or a day would stand there twice.
        tickCount=max(1, min(8, len(points.order) - 1)),
    )
