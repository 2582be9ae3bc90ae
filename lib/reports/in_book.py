"""A report as a workbook (XLSX): figures with their formulas, a sheet a chapter with its chart."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lib.base.language import _
from lib.base.notation import day_field
from lib.base.text import printable
from lib.paper.book import CHART_WIDTH, LINE, ROW_PIXELS, Book
from lib.paper.figures import COUNT, SECONDS, SHARE
from lib.reports.content import Chapter, Content, changed

CHART_HEIGHT = 340
"""Pixels."""
NARROWEST, WIDEST = 13, 64
_COLOURS = ("#1f5fa8", "#2f7d5b", "#b4532a", "#4a5566")
_FORMS = {SHARE: "0%", SECONDS: "[h]:mm", COUNT: "#,##0"}
_GRID = {"visible": True, "line": {"color": "#D9E0E6", "width": 0.75}}
_DASHES = ("solid", "dash", "square_dot", "long_dash")


def in_book(content: Content, picture: Callable[[Chapter], bytes], *, zone: str) -> bytes:
    """The file; `picture` draws a chapter's chart as PNG, for charts that a workbook cannot draw."""
    book = Book(zone)
    _figures(book, content)
    for chapter in content.chapters:
        _chapter(book, chapter, picture)
    return book.content()


def _figures(book: Book, content: Content) -> None:
    compared = content.compared
    widths = (44, 16, 16, 13, 16, 13, 80) if compared else (50, 18, 90)
    sheet = book.sheet(_("Figures"), widths)
    last = len(widths) - 1
    sheet.write_string(0, 0, printable(content.title), book.title)
    row = 1
    for name, value in content.facts:
        sheet.write_string(row, 0, name, book.text)
        _across(book, sheet, row, 1, last, value)
        row += 1
    row += 1
    if content.lines:
        heads = [_("Measure"), _("Value")]
        if compared:
            heads += [compared[0], _("Difference"), compared[1], _("Difference")]
        rows: list[tuple[Any, ...]] = []
        for line in content.lines:
            cells: list[Any] = [line.name, (line.kind, line.now)]
            if compared:
                for other in (line.before, line.year):
                    cells += [(line.kind, other), changed(line, other)]
            rows.append((*cells, line.formula))
        row = book.rows(sheet, row, [*heads, _("How it is counted")], rows) + 1
    sheet.write_string(row, 0, _("What is missing, and why"), book.head)
    for remark in content.missing or (_("Nothing is missing."),):
        row += 1
        _across(book, sheet, row, 0, last, remark)
        sheet.set_row(row, LINE * math.ceil(len(remark) / (sum(widths) - 4)))


def _across(book: Book, sheet: Worksheet, row: int, first: int, last: int, words: str) -> None:
    """A text over several columns."""
    sheet.merge_range(row, first, row, last, "", book.text)
    sheet.write_string(row, first, printable(words), book.text)


def _chapter(book: Book, chapter: Chapter, picture: Callable[[Chapter], bytes]) -> None:
    widths = [_width(chapter, place) for place in range(len(chapter.heads))]
    sheet = book.sheet(chapter.title, widths or (44,))
    sheet.write_string(0, 0, printable(chapter.title), book.title)
    row = 1
    for words in (
        "" if chapter.rows else chapter.empty or _("There are no data for these days."),
        chapter.lead,
        *chapter.remarks,
        f"{_('How it is counted')}: {chapter.formula}",
        f"{_('Source')}: {chapter.source}",
    ):
        if words:
            sheet.write_string(row, 0, printable(words))
            row += 1
    row += 1
    below = row + (CHART_HEIGHT // ROW_PIXELS + 2 if chapter.draw and chapter.rows else 0)
    if chapter.draw is not None and chapter.rows:
        if chapter.native:
            _native(book, sheet, chapter, place=row, top=below)
        else:
            below = book.picture(sheet, picture(chapter), row, alt=chapter.title) + 2
    if chapter.rows:
        book.rows(sheet, below, chapter.heads, chapter.rows, gaps=True)
        sheet.autofilter(below, 0, below + len(chapter.rows), len(chapter.heads) - 1)


def _width(chapter: Chapter, place: int) -> float:
    """Of a column, in letters: as wide as its longest text, within reason."""
    head = max((len(word) for word in chapter.heads[place].split()), default=0) + 3
    texts = [len(row[place]) for row in chapter.rows if isinstance(row[place], str)]  # type: ignore[arg-type]
    return float(min(WIDEST, max(NARROWEST, head, max(texts, default=0) + 3)))


def _native(book: Book, sheet: Worksheet, chapter: Chapter, *, place: int, top: int) -> None:
    """A chart of the workbook's own in the row `place`, of the table that begins in the row `top`."""
    chart = book.book.add_chart({"type": chapter.native})
    first, last = top + 1, top + len(chapter.rows)
    for number, column in enumerate(chapter.drawn):
        colour = _COLOURS[number % len(_COLOURS)]
        line = {"color": colour, "width": 2, "dash_type": _DASHES[number % len(_DASHES)]}
        series: dict[str, Any] = {
            "name": [sheet.get_name(), top, column],
            "categories": [sheet.get_name(), first, 0, last, 0],
            "values": [sheet.get_name(), first, column, last, column],
        }
        if chapter.native == "line":
            series |= {"line": line, "marker": {"type": "circle", "size": 4, "fill": {"color": colour},
                                                 "border": {"color": colour}}}  # fmt: skip
        else:
            series |= {"fill": {"color": colour}, "border": {"none": True}}
        chart.add_series(series)
    # What was not measured is a gap, never a nought.
    chart.show_blanks_as("gap")
    chart.set_title({"none": True})
    values = {"num_format": _FORMS.get(_kind(chapter), "General"), "major_gridlines": _GRID}
    names: dict[str, Any] = {"num_font": {"size": 9}}
    if isinstance(chapter.rows[0][0], date):
        names |= {"date_axis": True, "num_format": day_field().lower()[:5]}
    chart.set_legend({"position": "top"} if len(chapter.drawn) > 1 else {"none": True})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    if chapter.native == "bar":
        # Excel counts bars from below.
        chart.set_x_axis(values)
        chart.set_y_axis(names | {"reverse": True})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    sheet.insert_chart(place, 0, chart, {"description": printable(chapter.title)})


def _kind(chapter: Chapter) -> str:
    """Of the figures that are drawn."""
    cells = (row[chapter.drawn[0]] for row in chapter.rows)
    return next((cell[0] for cell in cells if isinstance(cell, tuple)), COUNT)
