"""The report on paper (DOCX, A4): figures with their formulas, groups, all that was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document as Paper

from lib.base.clock import local_time
from lib.base.language import N_, _
from lib.base.notation import zone_name
from lib.charts.picture import plain
from lib.charts.theme import PAPER
from lib.chats.after.beside import EARLIER, Beside
from lib.chats.after.charts import course, topics
from lib.chats.after.report import Report, waited, who_answered
from lib.chats.after.wording import (
    SOURCES,
    TOLD_ALREADY,
    VERBS,
    missing,
    state_of,
)
from lib.chats.rows import Question
from lib.paper.figures import COUNT, NO_DATA, SECONDS, Remark, length, moment, told
from lib.paper.sheet import (
    blank,
    bullet,
    content,
    fact,
    heading,
    picture,
    said,
    step,
    table,
    text,
    title,
)

CHART_WIDTH = 560
"""Of a chart's plot, in points."""


def paper(
    report: Report,
    record: Sequence[Mapping[str, Any]],
    threads: Sequence[Mapping[str, Any]],
    compared: Sequence[Beside],
    *,
    zone: str,
) -> bytes:
    """The file. `record` as `record_of`, `threads` as `threads_of`, `compared` as `beside` answer them."""
    sheet = blank()
    _head(sheet, report, zone)
    title(sheet, _("Figures"))
    table(
        sheet,
        (_("Measure"), _("Value"), _("The chat before"), _("Usual"), _("How it is counted")),
        [
            (
                _(one.measure.name),
                told(one.measure.kind, one.measure.value),
                told(one.measure.kind, one.before),
                told(one.measure.kind, one.usual),
                _(one.measure.formula),
            )
            for one in compared
        ],
        (44, 21, 24, 22, 59),
        numbers=(1, 2, 3),
        size=10,
    )
    text(
        sheet,
        _("Usual is the median of the last {n} chats before this one at most.", n=EARLIER),
        small=True,
    )
    _charts(sheet, report, zone)
    _groups(sheet, report)
    title(sheet, _("What is missing, and why"))
    remarks = missing(report) or [Remark(N_("Nothing is missing."))]
    for remark in remarks:
        bullet(sheet, _(remark.message, **remark.values))
    title(sheet, _("Record of everything said"), new_page=True)
    _conversations(sheet, report, threads, zone)
    title(sheet, _("Course of the chat"))
    _course(sheet, report, record, zone)
    return content(sheet)


def _charts(sheet: Paper, report: Report, zone: str) -> None:
    if not report.questions:
        return
    for name, chart in (
        (_("Questions as they came"), course(report, PAPER, zone=zone)),
        (_("Questions by topic"), topics(report, PAPER)),
    ):
        title(sheet, name, level=2)
        picture(sheet, plain(chart, width=CHART_WIDTH), alt=name)
        text(sheet, _("Counted by this console: every question except merged ones."), small=True)


def _head(sheet: Paper, report: Report, zone: str) -> None:
    chat = report.chat
    heading(sheet, _("Report of the open chat “{topic}”", topic=chat.topic))
    people = [
        ", ".join(part for part in (one.name, one.position, one.institution) if part)
        for one in report.specialists
    ]
    for name, value in (
        (N_("Planned for"), f"{moment(chat.starts_at, zone)} – {moment(chat.ends_at, zone)}"),
        (N_("Took place"), f"{moment(chat.opened_at, zone)} – {moment(chat.closed_at, zone)}"),
        (N_("Time zone"), zone_name(report.at, zone=zone)),
        (N_("Figures as of"), moment(report.at, zone)),
        (N_("Specialists"), "; ".join(people) or NO_DATA),
    ):
        fact(sheet, _(name), value)


def _groups(sheet: Paper, report: Report) -> None:
    times = (_("Median time to answer"), _("Longest time to answer"))
    title(sheet, _("By specialist"))
    table(
        sheet,
        (_("Who"), _("Answered"), *times),
        [
            (one.name if one.named else _(one.name), told(COUNT, one.answered),
             told(SECONDS, one.median_seconds), told(SECONDS, one.longest_seconds))
            for one in report.by_specialist
        ],
        (68, 30, 36, 36),
    )  # fmt: skip
    title(sheet, _("By topic"))
    table(
        sheet,
        (_("Topic"), _("Questions"), _("Answered"), *times),
        [
            (one.name if one.named else _(one.name), told(COUNT, one.questions),
             told(COUNT, one.answered), told(SECONDS, one.median_seconds),
             told(SECONDS, one.longest_seconds))
            for one in report.by_topic
        ],
        (54, 26, 26, 32, 32),
    )  # fmt: skip
    if report.declined_because:
        title(sheet, _("Not to be answered, by reason"))
        rows = [(reason or NO_DATA, told(COUNT, n)) for reason, n in report.declined_because]
        table(sheet, (_("Reason"), _("Questions")), rows, (140, 30))


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
        title(sheet, f"{_('Question {n}', n=number)} · {_(state_of(one))}", level=2)
        _asked(sheet, one, zone)
        for twin in twins.get(one.question_id, []):
            said(sheet, _("Also asked by {who}", who=_author(twin)), twin.text,
                  moment(twin.asked_at, zone))  # fmt: skip
        if one.answer and one.state == "published":
            name, named = who_answered(one)
            seconds = waited(one, report.chat)
            when = moment(one.published_at, zone)
            if seconds is not None:
                when += "; " + _("waited {time}", time=length(seconds))
            who = _("Answer: {text}", text=name) if named else _(name)
            said(sheet, who, one.answer, when)
        if one.declined_because and one.state == "declined":
            said(sheet, _("Why not"), one.declined_because, "")
        mine = [one, *twins.get(one.question_id, [])]
        told_above = {member.source_id for member in mine}
        for row in (row for member in mine for row in around.get(member.question_id, [])):
            repeated = row["is_ours"] and one.answer and row["text"].startswith(one.answer)
            if row["comment_id"] in told_above or repeated:
                continue
            who = _("The community") if row["is_ours"] else row["author_name"] or NO_DATA
            gone = " · " + _("deleted later") if row["deleted_at"] else ""
            said(sheet, who, row["text"], moment(row["created_at"], zone) + gone)


def _asked(sheet: Paper, one: Question, zone: str) -> None:
    said(sheet, _author(one), one.text, moment(one.asked_at, zone))
    if one.text != one.asked_text:
        said(sheet, _("Before it was edited:"), one.asked_text, "")


def _author(one: Question) -> str:
    return one.author_name or _(SOURCES[one.source])


def _course(sheet: Paper, report: Report, record: Sequence[Mapping[str, Any]], zone: str) -> None:
    numbers = {one.question_id: place for place, one in enumerate(report.questions, start=1)}
    numbers |= {one.question_id: numbers.get(one.joined_to or 0, 0) for one in report.twins}
    # Lines, not a table: a record has thousands of steps, and Word lays such tables out for minutes.
    for row in record:
        what = _(VERBS[row["what"]]) if row["what"] in VERBS else row["what"]
        number = numbers.get(row["question_id"])
        about = f" (№ {number})" if number else ""
        words = f": {row['text']}" if row["text"] and row["what"] not in TOLD_ALREADY else ""
        there = local_time(row["at"], zone=zone)
        step(sheet, f"{there:%d.%m.%Y %H:%M:%S} {row['actor']} – {what}{about}{words}")
