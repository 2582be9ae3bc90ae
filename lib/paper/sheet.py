"""A paper (DOCX, A4) and what stands on it: a heading, facts, tables, pictures, remarks, who said what.

Texts come in their language already; what cannot stand in a file is taken out of them here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from lib.base.language import _
from lib.base.text import printable

FONT = "Times New Roman"
WIDTH = 170
"""Millimetres between the margins."""
SHORT = 12
"""A table of so many rows is not torn between two pages."""
_GREY = RGBColor(0x55, 0x55, 0x55)


def blank() -> Paper:
    """An empty paper with its margins, fonts and page numbers."""
    sheet = Document()
    sheet.core_properties.author = _("Pult")
    section = sheet.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        style = sheet.styles[name]
        style.font.name = FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
    sheet.styles["Normal"].font.size = Pt(12)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    return sheet


def content(sheet: Paper) -> bytes:
    """The file."""
    memory = io.BytesIO()
    sheet.save(memory)
    return memory.getvalue()


def heading(sheet: Paper, text: str) -> None:
    """What the paper is called, in the middle of its first page."""
    line = sheet.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(printable(text))
    run.bold, run.font.size = True, Pt(15)


def fact(sheet: Paper, name: str, value: str) -> None:
    """A line such as “Time zone: Europe/Moscow”."""
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    line.add_run(f"{name}: ").bold = True
    line.add_run(printable(value))


def title(sheet: Paper, text: str, *, level: int = 1, new_page: bool = False) -> None:
    """The title of a part; it never stands alone at the foot of a page. `new_page`: it begins one.

    A page break of its own would stand on the page before, or leave an empty one where that page is full.
    """
    line = sheet.add_heading(printable(text), level=level)
    line.paragraph_format.page_break_before = new_page or None


def text(sheet: Paper, words: str, *, small: bool = False, with_next: bool = False) -> None:
    """A paragraph; `small`: a formula, a source, a remark under a picture."""
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(2 if small else 6)
    line.paragraph_format.keep_with_next = with_next
    run = line.add_run(printable(words))
    if small:
        run.font.size, run.font.color.rgb = Pt(10), _GREY


def bullet(sheet: Paper, words: str) -> None:
    """A line of a list."""
    sheet.add_paragraph(printable(words), style="List Bullet")


def picture(sheet: Paper, png: bytes, *, alt: str, width: int = WIDTH) -> None:
    """A picture `width` millimetres wide; `alt` is read aloud to those who do not see it."""
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(png), width=Mm(width))
    shape._inline.docPr.set("descr", printable(alt))


def said(sheet: Paper, who: str, words: str, when: str) -> None:
    """What somebody said, and when."""
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.keep_with_next = True
    line.add_run(printable(who)).bold = True
    if when:
        line.add_run(f" · {when}").font.size = Pt(10)
    sheet.add_paragraph(printable(words)).paragraph_format.space_after = Pt(6)


def step(sheet: Paper, words: str) -> None:
    """A line of a record: lines, not a table, which Word would lay out for minutes where it has thousands."""
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(0)
    line.add_run(printable(words)).font.size = Pt(10)


def table(
    sheet: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    *,
    numbers: Sequence[int] = (),
    size: int = 11,
) -> None:
    """`widths` in millimetres; the heading is repeated on every page, and no row is torn apart.

    `numbers`: the columns whose texts stand to the right. A short table stands on one page.
    """
    made: Table = sheet.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)  # LibreOffice believes the grid, Word the cells
    for number, (row, texts) in enumerate(zip(made.rows, [heads, *rows], strict=True)):
        marks = row._tr.get_or_add_trPr()
        marks.append(OxmlElement("w:cantSplit"))
        if number == 0:
            marks.append(OxmlElement("w:tblHeader"))
        for place, (cell, words, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = len(rows) <= SHORT and number < len(rows)
            if number and place in numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(printable(words))
            run.font.size = Pt(size)
            run.bold = number == 0


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that the word processor fills, such as the number of the page."""
    run = paragraph.add_run()
    for kind, words in (("begin", ""), ("instr", name), ("end", "")):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = words
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
