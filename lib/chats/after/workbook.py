"""The report as a workbook (XLSX), in Russian: figures, groups, every question, the record, the threads.

Times are dates of the workbook in the region's zone, lengths of time its durations; every text is written as a
text, so that nothing a citizen wrote becomes a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lib.base.clock import local_time
from lib.base.language import N_, in_russian
from lib.base.text import printable
from lib.chats.after.report import Line, Report, waited, who_answered
from lib.chats.after.wording import (
    COUNT,
    SECONDS,
    SHARE,
    SOURCES,
    TOLD_ALREADY,
    VERBS,
    measures,
    missing,
    state_of,
)
from lib.chats.rows import Question

LONGEST_CELL = 32_767
DAY = 86_400
TWO_LINES = 32
"""Points."""
ONE_LINE = 110
"""Characters that a cell of the formulas shows in a line."""


class _Book:
    """A workbook with its formats."""

    def __init__(self, zone: str) -> None:
        self.zone, self.memory = zone, io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.memory,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False},
        )  # fmt: skip
        top = {"valign": "top"}
        self.text = self.book.add_format({**top, "text_wrap": True, "indent": 1})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8F1F7"}
        )
        self.forms: Mapping[str, Format] = {
            COUNT: self.book.add_format({**top, "num_format": "#,##0"}),
            SHARE: self.book.add_format({**top, "num_format": "0.0%"}),
            SECONDS: self.book.add_format({**top, "num_format": "[h]:mm:ss"}),
            "moment": self.book.add_format({**top, "num_format": "dd.mm.yyyy hh:mm:ss"}),
        }

    def sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        """A sheet of A4, as wide as a page, with its number at the foot."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&C{in_russian('Page')} &P / &N")
        sheet.set_landscape()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def table(
        self, name: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]
    ) -> None:
        """A sheet with a heading that stays in sight, and a filter."""
        sheet = self.sheet(name, [width for _, width in heads])
        sheet.set_row(0, TWO_LINES)
        for column, (head, _) in enumerate(heads):
            sheet.write_string(0, column, head, self.head)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self.write(sheet, number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)

    def write(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """A text, a number, or (kind, number) with the kind of `forms`; None: no data, a dash."""
        kind, number = value if isinstance(value, tuple) else (COUNT, value)
        if number is None:
            sheet.write_string(row, column, "—", self.text)
        elif isinstance(number, str):
            sheet.write_string(row, column, printable(number)[:LONGEST_CELL], self.text)
        elif kind == "moment":
            there = local_time(number, zone=self.zone).replace(tzinfo=None)
            sheet.write_datetime(row, column, there, self.forms[kind])
        else:
            shown = number / DAY if kind == SECONDS else number
            sheet.write_number(row, column, shown, self.forms[kind])

    def content(self) -> bytes:
        self.book.close()
        return self.memory.getvalue()


def workbook(
    report: Report,
    record: Sequence[Mapping[str, Any]],
    threads: Sequence[Mapping[str, Any]],
    *,
    zone: str,
) -> bytes:
    """The file. `record` as `record_of`, `threads` as `threads_of` answer them."""
    book = _Book(zone)
    numbers = {one.question_id: place for place, one in enumerate(report.questions, start=1)}
    main_of = {twin.question_id: numbers.get(twin.joined_to or 0) for twin in report.twins}
    _figures(book, report)
    _groups(book, report)
    _questions(book, report, numbers)
    moment = in_russian("Time ({zone})", zone=zone)
    book.table(
        in_russian("Record"),
        [(moment, 20), ("№", 6), (in_russian("Who"), 24), (in_russian("What"), 30),
         (in_russian("Words"), 90)],
        [
            (
                ("moment", row["at"]),
                numbers.get(row["question_id"]) or main_of.get(row["question_id"]) or "",
                row["actor"],
                in_russian(VERBS[row["what"]]) if row["what"] in VERBS else row["what"],
                "" if row["what"] in TOLD_ALREADY else row["text"],
            )
            for row in record
        ],
    )  # fmt: skip
    book.table(
        in_russian("Threads in VK"),
        [(moment, 20), ("№", 6), (in_russian("Who"), 24), (in_russian("Words"), 100),
         (in_russian("Deleted"), 20)],
        [
            (
                ("moment", row["created_at"]),
                numbers.get(row["question_id"]) or main_of.get(row["question_id"]) or "",
                in_russian("The community") if row["is_ours"] else row["author_name"],
                row["text"],
                ("moment", row["deleted_at"]) if row["deleted_at"] else "",
            )
            for row in threads
        ],
    )  # fmt: skip
    return book.content()


def _figures(book: _Book, report: Report) -> None:
    sheet = book.sheet(in_russian("Figures"), (40, 22, 110))
    chat = report.chat
    sheet.write_string(
        0, 0, printable(in_russian("Open chat: {topic}", topic=chat.topic)), book.title
    )
    row = 1
    for name, at in (
        (N_("Begins"), chat.starts_at),
        (N_("Ends"), chat.ends_at),
        (N_("Opened"), chat.opened_at),
        (N_("Closed"), chat.closed_at),
        (N_("Figures as of"), report.at),
    ):
        sheet.write_string(row, 0, in_russian(name), book.text)
        book.write(sheet, row, 1, ("moment", at))
        row += 1
    sheet.write_string(row, 0, in_russian("Time zone"), book.text)
    sheet.write_string(row, 1, book.zone, book.text)
    row += 2
    heads = (in_russian("Measure"), in_russian("Value"), in_russian("How it is counted"))
    for column, head in enumerate(heads):
        sheet.write_string(row, column, head, book.head)
    for measure in measures(report):
        row += 1
        sheet.write_string(row, 0, in_russian(measure.name), book.text)
        book.write(sheet, row, 1, (measure.kind, measure.value))
        formula = in_russian(measure.formula)
        sheet.write_string(row, 2, formula, book.text)
        if len(formula) > ONE_LINE:
            sheet.set_row(row, TWO_LINES)
    row += 2
    sheet.write_string(row, 0, in_russian("What is missing, and why"), book.head)
    for remark in missing(report):
        row += 1
        told = in_russian(remark.message, **remark.values)
        sheet.merge_range(row, 0, row, 2, "", book.text)
        sheet.write_string(row, 0, told, book.text)


def _groups(book: _Book, report: Report) -> None:
    times = [
        (in_russian("Median time to an answer"), 20),
        (in_russian("Longest time to an answer"), 20),
    ]
    book.table(
        in_russian("By specialist"),
        [(in_russian("Who"), 44), (in_russian("Answered"), 12), *times],
        [
            (
                _name(one),
                one.answered,
                (SECONDS, one.median_seconds),
                (SECONDS, one.longest_seconds),
            )
            for one in report.by_specialist
        ],
    )
    book.table(
        in_russian("By topic"),
        [(in_russian("Topic"), 44), (in_russian("Questions"), 12), (in_russian("Answered"), 12), *times],
        [
            (_name(one), one.questions, one.answered, (SECONDS, one.median_seconds),
             (SECONDS, one.longest_seconds))
            for one in report.by_topic
        ],
    )  # fmt: skip
    book.table(
        in_russian("Declined"),
        [(in_russian("Reason"), 80), (in_russian("Questions"), 12)],
        list(report.declined_because),
    )


def _questions(book: _Book, report: Report, numbers: Mapping[int, int]) -> None:
    zone = book.zone
    heads = [
        ("№", 6), (in_russian("Asked ({zone})", zone=zone), 19), (in_russian("Source"), 13),
        (in_russian("Author"), 18), (in_russian("Question"), 44), (in_russian("Votes"), 8),
        (in_russian("Topic"), 14), (in_russian("State"), 14), (in_russian("Who answered"), 18),
        (in_russian("Text of the answer"), 60), (in_russian("Published ({zone})", zone=zone), 19),
        (in_russian("Waited"), 11), (in_russian("Why not"), 18), (in_russian("Due ({zone})", zone=zone), 19),
    ]  # fmt: skip
    rows = [_row(one, report, numbers[one.question_id]) for one in report.questions]
    rows += [_row(one, report, numbers.get(one.joined_to or 0, "")) for one in report.twins]
    book.table(in_russian("Questions and answers"), heads, rows)


def _row(one: Question, report: Report, number: int | str) -> tuple[Any, ...]:
    name, named = who_answered(one) if one.answer else ("", True)
    owed = one.state not in {"published", "declined", "gone", "joined"}
    return (
        number,
        ("moment", one.asked_at),
        in_russian(SOURCES[one.source]),
        one.author_name,
        one.text,
        one.votes,
        one.topic or "",
        in_russian(state_of(one)),
        name if named else in_russian(name),
        one.answer or "",
        ("moment", one.published_at) if one.state == "published" else "",
        (SECONDS, waited(one, report.chat)) if one.state == "published" else "",
        one.declined_because or "",
        ("moment", one.task_due_at) if owed and one.task_due_at else "",
    )


def _name(line: Line) -> str:
    return line.name if line.named else in_russian(line.name)
