"""A workbook (XLSX) with its formats: facts, tables that can be filtered, charts, pictures.

Times are dates of the workbook in the region's zone, lengths of time its durations; every text is written as a
text, so that nothing a citizen wrote becomes a formula or a link.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from PIL import Image
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lib.base.clock import local_time
from lib.base.language import _
from lib.base.notation import day_field
from lib.base.text import printable
from lib.paper.figures import CHANGE, COUNT, DECIMAL, NO_DATA, POINTS, SECONDS, SHARE

LONGEST_CELL = 32_767
LONGEST_NAME = 31
DAY = 86_400
LINE, TWO_LINES, HIGHEST = 15, 32, 400
"""Points."""
MOMENT = "moment"
CHART_WIDTH, ROW_PIXELS = 900, 20
"""Pixels."""
DOTS_AN_INCH = 96
"""Of a screen, by which a workbook measures pictures."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


class Book:
    """A workbook that is being filled; `content` ends it."""

    def __init__(self, zone: str) -> None:
        self.zone, self.memory = zone, io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.memory,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False},
        )  # fmt: skip
        self._names: set[str] = set()
        self._widths: dict[str, Sequence[float]] = {}
        top = {"valign": "top"}
        self.text = self.book.add_format({**top, "text_wrap": True, "indent": 1})
        self.dim = self.book.add_format({**top, "text_wrap": True, "font_color": "#555555"})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8F1F7"}
        )
        day_cell = day_field().lower()
        self.forms: Mapping[str, Format] = {
            COUNT: self.book.add_format({**top, "num_format": "#,##0"}),
            DECIMAL: self.book.add_format({**top, "num_format": "#,##0.00"}),
            SHARE: self.book.add_format({**top, "num_format": "0.0%"}),
            CHANGE: self.book.add_format({**top, "num_format": "+0.0%;-0.0%;0.0%"}),
            POINTS: self.book.add_format({**top, "num_format": _points()}),
            SECONDS: self.book.add_format({**top, "num_format": "[h]:mm:ss"}),
            MOMENT: self.book.add_format({**top, "num_format": f"{day_cell} hh:mm:ss"}),
            "day": self.book.add_format({**top, "num_format": day_cell, "align": "left"}),
        }

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        """A sheet of A4, as wide as a page, with its number at the foot; names are cut and made different."""
        sheet = self.book.add_worksheet(self._free(name))
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&C{_('Page')} &P / &N")
        sheet.set_landscape()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        self._widths[sheet.get_name()] = widths
        return sheet

    def table(
        self, name: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]
    ) -> None:
        """A sheet with a heading that stays in sight, and a filter."""
        sheet = self.sheet(name, [width for _name, width in heads])
        self.rows(sheet, 0, [head for head, _width in heads], rows)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)

    def rows(
        self,
        sheet: Worksheet,
        top: int,
        heads: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        gaps: bool = False,
    ) -> int:
        """`heads` in the row `top`, `rows` under it; answers the first row that is free again.

        `gaps`: a cell without data stays empty, which charts, sums and means leave out; else it has a dash.
        """
        sheet.set_row(top, TWO_LINES)
        for column, head in enumerate(heads):
            sheet.write_string(top, column, printable(head), self.head)
        for number, row in enumerate(rows, start=top + 1):
            self.fit(sheet, number, row)
            for column, value in enumerate(row):
                if not (gaps and _number(value) is None):
                    self.write(sheet, number, column, value)
        return top + 1 + len(rows)

    def fit(self, sheet: Worksheet, row: int, values: Sequence[Any]) -> None:
        """Make the row as high as its longest text: programs other than Excel do not do so by themselves."""
        widths = self._widths.get(sheet.get_name(), ())
        lines = [
            sum(math.ceil(max(1, len(part)) / max(1.0, width - 2)) for part in value.split("\n"))
            for value, width in zip(values, widths, strict=False)
            if isinstance(value, str)
        ]
        if (most := max(lines, default=1)) > 1:
            sheet.set_row(row, min(HIGHEST, LINE * most))

    def write(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """A text, a number, a day, or (kind, number) with the kind of `forms`; None: no data, a dash."""
        kind, number = value if isinstance(value, tuple) else (COUNT, value)
        if number is None:
            sheet.write_string(row, column, NO_DATA, self.text)
        elif isinstance(number, str):
            sheet.write_string(row, column, printable(number)[:LONGEST_CELL], self.text)
        elif isinstance(number, date):
            at = datetime(number.year, number.month, number.day)
            sheet.write_datetime(row, column, at, self.forms["day"])
        elif kind == MOMENT:
            there = local_time(number, zone=self.zone).replace(tzinfo=None)
            sheet.write_datetime(row, column, there, self.forms[kind])
        else:
            shown = number / DAY if kind == SECONDS else number
            if kind == POINTS:
                shown = number * 100
            sheet.write_number(row, column, shown, self.forms[kind])

    def picture(self, sheet: Worksheet, png: bytes, row: int, *, alt: str) -> int:
        """Put a picture into the row, as wide as charts are; answers the last row that it covers."""
        with Image.open(io.BytesIO(png)) as image:
            dots = image.info.get("dpi", (DOTS_AN_INCH, DOTS_AN_INCH))
            width, height = (
                side * DOTS_AN_INCH / dot for side, dot in zip(image.size, dots, strict=True)
            )
        scale = CHART_WIDTH / width
        sheet.insert_image(
            row, 0, "chart.png",
            {"image_data": io.BytesIO(png), "x_scale": scale, "y_scale": scale, "object_position": 2,
             "description": printable(alt)},
        )  # fmt: skip
        return row + int(height * scale / ROW_PIXELS) + 1

    def content(self) -> bytes:
        """The file; nothing can be added any more."""
        self.book.close()
        return self.memory.getvalue()

    def _free(self, name: str) -> str:
        clean = _NOT_IN_NAMES.sub(" ", printable(name)).strip() or NO_DATA
        found, number = clean[:LONGEST_NAME].strip(), 1
        # Excel holds names that differ by case only for the same.
        while found.casefold() in self._names:
            number += 1
            found = f"{clean[: LONGEST_NAME - 4].strip()} {number}"
        self._names.add(found.casefold())
        return found


def _points() -> str:
    """The format of percentage points: with the sign of a percentage they would read as a part of the value."""
    words = _("{n} p.p.", n="").replace('"', "")
    return ";".join(f'{sign}0.0"{words}"' for sign in ("+", "-", ""))


def _number(value: Any) -> Any:
    return value[1] if isinstance(value, tuple) else value
