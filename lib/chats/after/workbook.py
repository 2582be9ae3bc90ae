"""The report as a workbook (XLSX): figures, groups, every question, the record, the threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lib.base.language import N_, _
from lib.base.notation import zone_name
from lib.base.text import printable
from lib.charts.picture import plain
from lib.charts.theme import PAPER
from lib.chats.after.beside import Beside
from lib.chats.after.charts import course, topics
from lib.chats.after.report import Line, Report, waited, who_answered
from lib.chats.after.wording import (
    SOURCES,
    TOLD_ALREADY,
    VERBS,
    missing,
    state_of,
)
from lib.chats.rows import Question
from lib.paper.book import MOMENT, Book
from lib.paper.figures import SECONDS

CHART_WIDTH = 560
"""Of a chart's plot, in points."""


def workbook(
    report: Report,
    record: Sequence[Mapping[str, Any]],
    threads: Sequence[Mapping[str, Any]],
    compared: Sequence[Beside],
    *,
    zone: str,
) -> bytes:
    """The file. `record` as `record_of`, `threads` as `threads_of`, `compared` as `beside` answer them."""
    book = Book(zone)
    numbers = {one.question_id: place for place, one in enumerate(report.questions, start=1)}
    main_of = {twin.question_id: numbers.get(twin.joined_to or 0) for twin in report.twins}
    _figures(book, report, compared)
    _groups(book, report)
    _questions(book, report, numbers)
    moment = _("Time ({zone})", zone=zone)
    book.table(
        _("Record"),
        [(moment, 20), ("№", 6), (_("Who"), 24), (_("What"), 30),
         (_("Words"), 90)],
        [
            (
                (MOMENT, row["at"]),
                numbers.get(row["question_id"]) or main_of.get(row["question_id"]) or "",
                row["actor"],
                _(VERBS[row["what"]]) if row["what"] in VERBS else row["what"],
                "" if row["what"] in TOLD_ALREADY else row["text"],
            )
            for row in record
        ],
    )  # fmt: skip
    book.table(
        _("Threads in VK"),
        [(moment, 20), ("№", 6), (_("Who"), 24), (_("Words"), 100),
         (_("Deleted"), 20)],
        [
            (
                (MOMENT, row["created_at"]),
                numbers.get(row["question_id"]) or main_of.get(row["question_id"]) or "",
                _("The community") if row["is_ours"] else row["author_name"],
                row["text"],
                (MOMENT, row["deleted_at"]) if row["deleted_at"] else "",
            )
            for row in threads
        ],
    )  # fmt: skip
    return book.content()


def _figures(book: Book, report: Report, compared: Sequence[Beside]) -> None:
    sheet = book.sheet(_("Figures"), (40, 22, 18, 18, 100))
    chat = report.chat
    sheet.write_string(0, 0, printable(_("Open chat: {topic}", topic=chat.topic)), book.title)
    row = 1
    for name, at in (
        (N_("Begins"), chat.starts_at),
        (N_("Ends"), chat.ends_at),
        (N_("Opened"), chat.opened_at),
        (N_("Closed"), chat.closed_at),
        (N_("Figures as of"), report.at),
    ):
        sheet.write_string(row, 0, _(name), book.text)
        book.write(sheet, row, 1, (MOMENT, at))
        row += 1
    sheet.write_string(row, 0, _("Time zone"), book.text)
    sheet.write_string(row, 1, zone_name(report.at, zone=book.zone), book.text)
    row += 2
    heads = (
        _("Measure"), _("Value"), _("The chat before"), _("Usual"), _("How it is counted"),
    )  # fmt: skip
    rows = [
        (
            _(one.measure.name),
            (one.measure.kind, one.measure.value),
            (one.measure.kind, one.before),
            (one.measure.kind, one.usual),
            _(one.measure.formula),
        )
        for one in compared
    ]
    row = book.rows(sheet, row, heads, rows) - 1
    if report.questions:
        row = _charts(book, sheet, report, row)
    row += 2
    sheet.write_string(row, 0, _("What is missing, and why"), book.head)
    for remark in missing(report):
        row += 1
        told = _(remark.message, **remark.values)
        sheet.merge_range(row, 0, row, 4, "", book.text)
        sheet.write_string(row, 0, told, book.text)


def _charts(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """The charts under the row; answers the last row that they cover."""
    for name, chart in (
        (_("Questions as they came"), course(report, PAPER, zone=book.zone)),
        (_("Questions by topic"), topics(report, PAPER)),
    ):
        sheet.write_string(row + 2, 0, name, book.title)
        row = book.picture(sheet, plain(chart, width=CHART_WIDTH), row + 3, alt=name)
    return row


def _groups(book: Book, report: Report) -> None:
    times = [
        (_("Median time to answer"), 20),
        (_("Longest time to answer"), 20),
    ]
    book.table(
        _("By specialist"),
        [(_("Who"), 44), (_("Answered"), 12), *times],
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
        _("By topic"),
        [(_("Topic"), 44), (_("Questions"), 12), (_("Answered"), 12), *times],
        [
            (_name(one), one.questions, one.answered, (SECONDS, one.median_seconds),
             (SECONDS, one.longest_seconds))
            for one in report.by_topic
        ],
    )  # fmt: skip
    book.table(
        _("Declined"),
        [(_("Reason"), 80), (_("Questions"), 12)],
        list(report.declined_because),
    )


def _questions(book: Book, report: Report, numbers: Mapping[int, int]) -> None:
    zone = book.zone
    heads = [
        ("№", 6), (_("Asked ({zone})", zone=zone), 19), (_("Source"), 13),
        (_("Author"), 18), (_("Question"), 44), (_("Votes"), 8),
        (_("Topic"), 14), (_("Status"), 14), (_("Who answered"), 18),
        (_("Text of the answer"), 60), (_("Published ({zone})", zone=zone), 19),
        (_("Waited"), 11), (_("Why not"), 18), (_("Due ({zone})", zone=zone), 19),
    ]  # fmt: skip
    rows = [_row(one, report, numbers[one.question_id]) for one in report.questions]
    rows += [_row(one, report, numbers.get(one.joined_to or 0, "")) for one in report.twins]
    book.table(_("Questions and answers"), heads, rows)


def _row(one: Question, report: Report, number: int | str) -> tuple[Any, ...]:
    name, named = who_answered(one) if one.answer else ("", True)
    owed = one.state not in {"published", "declined", "gone", "joined"}
    return (
        number,
        (MOMENT, one.asked_at),
        _(SOURCES[one.source]),
        one.author_name,
        one.text,
        one.votes,
        one.topic or "",
        _(state_of(one)),
        name if named else _(name),
        one.answer or "",
        (MOMENT, one.published_at) if one.state == "published" else "",
        (SECONDS, waited(one, report.chat)) if one.state == "published" else "",
        one.declined_because or "",
        (MOMENT, one.task_due_at) if owed and one.task_due_at else "",
    )


def _name(line: Line) -> str:
    return line.name if line.named else _(line.name)
