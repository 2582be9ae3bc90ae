"""A report on paper (DOCX, A4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from docx.document import Document as Paper

from lib.base.language import _
from lib.paper import sheet
from lib.paper.figures import told
from lib.reports.content import Chapter, Content, cell_told, changed

LONGEST_TABLE = 40
"""Rows of a table on paper; the workbook has all of them."""


def on_paper(content: Content, picture: Callable[[Chapter], bytes]) -> bytes:
    """The file; `picture` draws a chapter's chart as PNG."""
    paper = sheet.blank()
    sheet.heading(paper, content.title)
    for name, value in content.facts:
        sheet.fact(paper, name, value)
    if content.lines:
        sheet.title(paper, _("Figures"))
        _figures(paper, content)
    for chapter in content.chapters:
        _chapter(paper, chapter, picture)
    sheet.title(paper, _("What is missing, and why"))
    for remark in content.missing or (_("Nothing is missing."),):
        sheet.bullet(paper, remark)
    if content.lines:
        sheet.title(paper, _("How it is counted"))
        for line in content.lines:
            sheet.text(paper, f"{line.name}: {line.formula}", small=True)
    return sheet.content(paper)


def _figures(paper: Paper, content: Content) -> None:
    if content.compared is None:
        rows = [(line.name, told(line.kind, line.now)) for line in content.lines]
        sheet.table(paper, (_("Measure"), _("Value")), rows, (130, 40), numbers=(1,))
        return
    before, year = content.compared
    rows_compared = [
        (
            line.name,
            told(line.kind, line.now),
            told(line.kind, line.before),
            told(*changed(line, line.before)),
            told(line.kind, line.year),
            told(*changed(line, line.year)),
        )
        for line in content.lines
    ]
    sheet.table(
        paper,
        (_("Measure"), _("Value"), before, _("Difference"), year, _("Difference")),
        rows_compared,
        (44, 25, 27, 25, 25, 24),
        numbers=(1, 2, 3, 4, 5),
        size=10,
    )


def _chapter(paper: Paper, chapter: Chapter, picture: Callable[[Chapter], bytes]) -> None:
    sheet.title(paper, chapter.title, level=2)
    if chapter.lead:
        sheet.text(paper, chapter.lead, with_next=True)
    if not chapter.rows:
        words = chapter.empty or _("There are no data for these days.")
        sheet.text(paper, words, with_next=True)
    elif chapter.draw is not None:
        sheet.picture(paper, picture(chapter), alt=chapter.title)
    else:
        _rows(paper, chapter)
    under: Sequence[str] = (
        *chapter.remarks,
        _("How it is counted: {formula}. Source: {source}.", formula=chapter.formula,
          source=chapter.source),
    )  # fmt: skip
    for place, words in enumerate(under, start=1):
        sheet.text(paper, words, small=True, with_next=place < len(under))


def _rows(paper: Paper, chapter: Chapter) -> None:
    shown = chapter.on_paper or tuple(range(len(chapter.heads)))
    heads = [chapter.heads[place] for place in shown]
    rows = [tuple(cell_told(row[place]) for place in shown) for row in chapter.rows[:LONGEST_TABLE]]
    numbers = [
        number
        for number, place in enumerate(shown)
        if all(not isinstance(row[place], str | date) for row in chapter.rows)
    ]
    widths = chapter.widths or _even(len(shown))
    sheet.table(paper, heads, rows, widths, numbers=numbers, size=10)
    left = len(chapter.rows) - len(rows)
    if left > 0:
        sheet.text(paper, _("{n} more rows are in the workbook.", n=left), small=True)


def _even(columns: int) -> tuple[int, ...]:
    width = sheet.WIDTH // columns
    return (sheet.WIDTH - width * (columns - 1), *([width] * (columns - 1)))
