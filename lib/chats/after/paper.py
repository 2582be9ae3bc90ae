"""The report on paper (DOCX, A4), in Russian: figures with their formulas, groups, all that was said."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from lib.base.clock import local_time
from lib.base.language import N_, in_russian
from lib.base.text import printable
from lib.chats.after.report import Report, waited, who_answered
from lib.chats.after.wording import (
    SECONDS,
    SHARE,
    SOURCES,
    TOLD_ALREADY,
    VERBS,
    Remark,
    measures,
    missing,
    state_of,
)
from lib.chats.rows import Question

NO_DATA = "—"
FONT = "Times New Roman"


def paper(
    report: Report,
    record: Sequence[Mapping[str, Any]],
    threads: Sequence[Mapping[str, Any]],
    *,
    zone: str,
) -> bytes:
    """The file. `record` as `record_of`, `threads` as `threads_of` answer them."""
    sheet = _blank()
    _head(sheet, report, zone)
    _title(sheet, in_russian("Figures"))
    _table(
        sheet,
        (N_("Measure"), N_("Value"), N_("How it is counted")),
        [
            (in_russian(one.name), told(one.kind, one.value), in_russian(one.formula))
            for one in measures(report)
        ],
        (62, 28, 80),
    )
    _groups(sheet, report)
    _title(sheet, in_russian("What is missing, and why"))
    remarks = missing(report) or [Remark(N_("Nothing is missing."))]
    for remark in remarks:
        sheet.add_paragraph(in_russian(remark.message, **remark.values), style="List Bullet")
    sheet.add_page_break()  # type: ignore[no-untyped-call]
    _title(sheet, in_russian("Record of everything said"))
    _conversations(sheet, report, threads, zone)
    _title(sheet, in_russian("Course of the chat"))
    _course(sheet, report, record, zone)
    memory = io.BytesIO()
    sheet.save(memory)
    return memory.getvalue()


def told(kind: str, value: float | None) -> str:
    """A figure as a Russian reads it; a dash where there is no data."""
    if value is None:
        return NO_DATA
    if kind == SHARE:
        return str(format_percent(value, format="0.0\u00a0%", locale="ru"))
    if kind == SECONDS:
        return length(value)
    return str(format_decimal(value, locale="ru"))


def length(seconds: float) -> str:
    """A length of time as `1:05:09`, hours first."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def moment(at: int | None, zone: str) -> str:
    """`24 ноября 2026 г., 18:05`; a dash where there is none."""
    if at is None:
        return NO_DATA
    there = local_time(at, zone=zone)
    day = format_date(there.date(), "long", locale="ru")
    return f"{day}, {format_time(there, 'HH:mm', locale='ru')}"


def _blank() -> Paper:
    sheet = Document()
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


def _head(sheet: Paper, report: Report, zone: str) -> None:
    chat = report.chat
    heading = sheet.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(
        printable(in_russian("Report of the open chat “{topic}”", topic=chat.topic))
    )
    run.bold, run.font.size = True, Pt(15)
    people = [
        ", ".join(part for part in (one.name, one.position, one.institution) if part)
        for one in report.specialists
    ]
    for name, value in (
        (N_("Planned for"), f"{moment(chat.starts_at, zone)} – {moment(chat.ends_at, zone)}"),
        (N_("Took place"), f"{moment(chat.opened_at, zone)} – {moment(chat.closed_at, zone)}"),
        (N_("Time zone"), zone),
        (N_("Figures as of"), moment(report.at, zone)),
        (N_("Specialists"), "; ".join(people) or NO_DATA),
    ):
        line = sheet.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{in_russian(name)}: ").bold = True
        line.add_run(printable(value))


def _groups(sheet: Paper, report: Report) -> None:
    times = (N_("Median time to an answer"), N_("Longest time to an answer"))
    _title(sheet, in_russian("By specialist"))
    _table(
        sheet,
        (N_("Who"), N_("Answered"), *times),
        [
            (one.name if one.named else in_russian(one.name), told("count", one.answered),
             told(SECONDS, one.median_seconds), told(SECONDS, one.longest_seconds))
            for one in report.by_specialist
        ],
        (68, 30, 36, 36),
    )  # fmt: skip
    _title(sheet, in_russian("By topic"))
    _table(
        sheet,
        (N_("Topic"), N_("Questions"), N_("Answered"), *times),
        [
            (one.name if one.named else in_russian(one.name), told("count", one.questions),
             told("count", one.answered), told(SECONDS, one.median_seconds),
             told(SECONDS, one.longest_seconds))
            for one in report.by_topic
        ],
        (54, 26, 26, 32, 32),
    )  # fmt: skip
    if report.declined_because:
        _title(sheet, in_russian("Not to be answered, by reason"))
        rows = [(reason or NO_DATA, told("count", n)) for reason, n in report.declined_because]
        _table(sheet, (N_("Reason"), N_("Questions")), rows, (140, 30))


def _conversations(
    sheet: Paper, report: Report, threads: Sequence[Mapping[str, Any]], zone: str
) -> None:
    around: dict[int, list[Mapping[str, Any]]] = {}
    for row in threads:
        around.setdefault(row["question_id"], []).append(row)
    twins: dict[int, list[Question]] = {}
    for twin in report.twins:
        twins.setdefault(twin.joined_to or 0, []).append(twin)
    for number, one in enumerate(report.questions, start=1):
        heading = in_russian("Question {n}", n=number)
        sheet.add_heading(f"{heading} · {in_russian(state_of(one))}", level=2)
        _asked(sheet, one, zone)
        for twin in twins.get(one.question_id, []):
            _said(sheet, in_russian("The same was asked by {who}", who=_author(twin)), twin.text,
                  moment(twin.asked_at, zone))  # fmt: skip
        if one.answer and one.state == "published":
            name, named = who_answered(one)
            seconds = waited(one, report.chat)
            when = moment(one.published_at, zone)
            if seconds is not None:
                when += "; " + in_russian("waited {time}", time=length(seconds))
            who = in_russian("Answer: {text}", text=name) if named else in_russian(name)
            _said(sheet, who, one.answer, when)
        if one.declined_because and one.state == "declined":
            _said(sheet, in_russian("Why not"), one.declined_because, "")
        mine = [one, *twins.get(one.question_id, [])]
        told_above = {member.source_id for member in mine}
        for row in (row for member in mine for row in around.get(member.question_id, [])):
            repeated = row["is_ours"] and one.answer and row["text"].startswith(one.answer)
            if row["comment_id"] in told_above or repeated:
                continue
            who = in_russian("The community") if row["is_ours"] else row["author_name"] or NO_DATA
            gone = " · " + in_russian("deleted later") if row["deleted_at"] else ""
            _said(sheet, who, row["text"], moment(row["created_at"], zone) + gone)


def _asked(sheet: Paper, one: Question, zone: str) -> None:
    _said(sheet, _author(one), one.text, moment(one.asked_at, zone))
    if one.text != one.asked_text:
        _said(sheet, in_russian("Before it was edited:"), one.asked_text, "")


def _author(one: Question) -> str:
    return one.author_name or in_russian(SOURCES[one.source])


def _course(sheet: Paper, report: Report, record: Sequence[Mapping[str, Any]], zone: str) -> None:
    numbers = {one.question_id: place for place, one in enumerate(report.questions, start=1)}
    numbers |= {one.question_id: numbers.get(one.joined_to or 0, 0) for one in report.twins}
    # Lines, not a table: a record has thousands of steps, and Word lays such tables out for minutes.
    for row in record:
        what = in_russian(VERBS[row["what"]]) if row["what"] in VERBS else row["what"]
        number = numbers.get(row["question_id"])
        about = f" (№ {number})" if number else ""
        words = f": {row['text']}" if row["text"] and row["what"] not in TOLD_ALREADY else ""
        line = sheet.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        there = local_time(row["at"], zone=zone)
        run = line.add_run(
            printable(f"{there:%d.%m.%Y %H:%M:%S} {row['actor']} – {what}{about}{words}")
        )
        run.font.size = Pt(10)


def _title(sheet: Paper, text: str) -> None:
    sheet.add_heading(text, level=1)


def _said(sheet: Paper, who: str, text: str, when: str) -> None:
    line = sheet.add_paragraph()
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.keep_with_next = True
    line.add_run(printable(who)).bold = True
    if when:
        line.add_run(f" · {when}").font.size = Pt(10)
    sheet.add_paragraph(printable(text)).paragraph_format.space_after = Pt(6)


def _table(
    sheet: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    """`widths` in millimetres; the heading is repeated on every page, and no row is torn apart."""
    table: Table = sheet.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # LibreOffice believes the grid, Word the cells
    lines = [[in_russian(head) for head in heads], *rows]
    for number, (row, texts) in enumerate(zip(table.rows, lines, strict=True)):
        marks = row._tr.get_or_add_trPr()
        marks.append(OxmlElement("w:cantSplit"))
        if number == 0:
            marks.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(printable(text))
            run.font.size = Pt(11)
            run.bold = number == 0


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that the word processor fills, such as the number of the page."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("instr", name), ("end", "")):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
