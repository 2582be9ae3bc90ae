"""A table of figures as a file: CSV that no spreadsheet carries out, or a workbook with formats."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
from pandas.api import types
from xlsxwriter.worksheet import Worksheet

from lib.base.csv_file import csv_file
from lib.base.errors import PultError
from lib.base.language import N_, _, language
from lib.base.text import printable
from lib.charts.about import About
from lib.paper.book import LONGEST_CELL, MOMENT, Book
from lib.paper.figures import COUNT, DECIMAL, SECONDS, SHARE, TEXT

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = "day"
MOST_ROWS = 1_048_575
"""Rows that a sheet has below a heading."""
_WIDEST, _NARROWEST, _LOOKED_AT = 60, 9, 200
DAY_SECONDS = 86_400
_WIDTHS = {DAY: 12, MOMENT: 20, COUNT: 12, DECIMAL: 12, SHARE: 11, SECONDS: 12}


class TooLong(PultError):
    """More rows than a workbook holds."""


def csv_of(frame: pd.DataFrame, about: About) -> bytes:
    """`frame` as CSV: semicolons, fractions as the language of the screen writes them, no data as nothing.

    Over the head stand the title, the period and the rest of `about`, each line behind “# ”.
    """
    above = [about.title, *(f"{name}: {text}" for name, text in about.lines())]
    rows = ([_in_csv(value) for _name, value in row] for row in _rows(frame))
    decimal = "," if language() == "ru" else "."
    return csv_file([str(name) for name in frame.columns], rows, decimal=decimal, above=above)


def xlsx_of(
    frame: pd.DataFrame, about: About, *, zone: str, kinds: Mapping[str, str] | None = None
) -> bytes:
    """`frame` as a workbook: its sheet with a heading that stays, and a sheet that says what it is.

    Raises `TooLong`.
    """
    if len(frame) > MOST_ROWS:
        raise TooLong(
            N_("A workbook holds {most} rows, and there are {n}. Take CSV, or a shorter period."),
            most=MOST_ROWS,
            n=len(frame),
        )
    known = kinds_of(frame, kinds)
    names = [str(name) for name in frame.columns]
    book = Book(zone)
    sheet = book.sheet(_("Table"), [_width(frame, name, known[name]) for name in names])
    book.rows(sheet, 0, names, [])
    for number, row in enumerate(_rows(frame), start=1):
        for column, (name, value) in enumerate(row):
            _write(book, sheet, number, column, value, known[name])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(len(frame), 1), max(len(names) - 1, 0))
    told = book.sheet(_("About the table"), (24, 110))
    told.write_string(0, 0, printable(about.title), book.title)
    for line, (name, text) in enumerate(about.lines(), start=2):
        told.write_string(line, 0, name, book.text)
        told.write_string(line, 1, printable(text), book.text)
    return book.content()


def _write(book: Book, sheet: Worksheet, row: int, column: int, value: Any, kind: str) -> None:
    # What there is no data of stays an empty cell, which sums and means leave out.
    if value is None:
        return
    if isinstance(value, datetime):
        at = value.replace(tzinfo=None)
        sheet.write_datetime(row, column, at, book.forms[MOMENT])
    elif isinstance(value, date):
        sheet.write_datetime(
            row, column, datetime(value.year, value.month, value.day), book.forms[DAY]
        )
    elif isinstance(value, int | float):
        shown = value / DAY_SECONDS if kind == SECONDS else value
        sheet.write_number(row, column, shown, book.forms.get(kind, book.forms[DECIMAL]))
    else:
        sheet.write_string(row, column, printable(str(value))[:LONGEST_CELL], book.text)


def kinds_of(frame: pd.DataFrame, kinds: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each column holds: `kinds` where it says so, else by its type."""
    return {name: (kinds or {}).get(name) or _kind(frame[name]) for name in frame.columns}


def _kind(column: pd.Series[Any]) -> str:
    if types.is_bool_dtype(column):
        return TEXT
    if types.is_integer_dtype(column):
        return COUNT
    if types.is_numeric_dtype(column):
        return DECIMAL
    if types.is_datetime64_any_dtype(column):
        return MOMENT
    present = column.dropna()
    if len(present) and all(type(value) is date for value in present):
        return DAY
    return TEXT


def _rows(frame: pd.DataFrame) -> Iterator[list[tuple[str, Any]]]:
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield [(name, _plain(value)) for name, value in zip(names, row, strict=True)]


def _plain(value: Any) -> Any:
    """A number as Python has it, None for what was not measured, anything strange as text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str | int | float | date) and not isinstance(value, bool):
        return value
    return str(value)


def _in_csv(value: Any) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value


def _width(frame: pd.DataFrame, name: str, kind: str) -> int:
    longest_word = max((len(word) for word in str(name).split()), default=0) + 3
    if kind != TEXT:
        return max(_WIDTHS[kind], longest_word)
    shown = frame[name].head(_LOOKED_AT).dropna().astype(str).str.len()
    return int(min(_WIDEST, max(_NARROWEST, longest_word, shown.max() if len(shown) else 0)))
