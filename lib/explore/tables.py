"""An answer as a table: numbers, days and moments as such, texts as texts, no data as nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.explore.chart_words import step_word
from lib.explore.choice import DAY, MOMENT, MONTH, NUMBER, STEPS, Column, number_of, time_of

Row = Sequence[object]


def frame_of(
    columns: Sequence[Column], rows: Sequence[Row], *, months_as_days: bool = False
) -> pd.DataFrame:
    """`rows` under the titles of `columns`, which stay different from each other.

    A month is a text such as 2026-11, or with `months_as_days` its first day.
    """
    made: dict[str, pd.Series] = {}
    for n, column in enumerate(columns):
        title = column.title
        while title in made:
            title += "\u00a0"
        kind = DAY if months_as_days and column.kind == MONTH else column.kind
        made[title] = _series([row[n] for row in rows], kind)
    return pd.DataFrame(made)


def _series(cells: list[object], kind: str) -> pd.Series:
    if kind == NUMBER:
        if all(cell is None or isinstance(cell, int) for cell in cells):
            return pd.Series(cells, dtype="Int64")
        return pd.Series([number_of(cell) for cell in cells], dtype="Float64")
    if kind == DAY:
        return pd.Series([_day(cell) for cell in cells], dtype=object)
    if kind == MOMENT:
        return pd.Series([time_of(cell) for cell in cells], dtype="datetime64[s]")
    if kind in STEPS:
        return pd.Series(
            [None if cell is None else step_word(cell, kind) for cell in cells], dtype=object
        )
    return pd.Series([None if cell is None else str(cell) for cell in cells], dtype=object)


def _day(cell: object) -> object:
    at = time_of(cell)
    return None if at is None else at.date()
