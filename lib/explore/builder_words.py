"""A built question in words: its columns, filters, measure, and a title for it."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date, get_day_names

from lib.base.language import _, language
from lib.base.notation import locale
from lib.explore.builder import MEASURES, OPERATORS, Filter, Question
from lib.explore.ready.questions import HEADS
from lib.explore.words import DAY, MOMENT, YES_NO, View, ViewColumn, view


def column_title(column: ViewColumn) -> str:
    """A short title of a column; what it means where there is no shorter one."""
    return _(HEADS[column.name]) if column.name in HEADS else _(column.words)


def value_words(column: ViewColumn, value: object) -> str:
    """A value of a column as a person reads it."""
    if value is None:
        return _("(no value)")
    if column.kind == YES_NO:
        return _("yes") if value else _("no")
    if column.name == "weekday" and isinstance(value, int) and 1 <= value <= 7:
        return str(get_day_names("wide", locale=locale())[value - 1])
    if column.name == "hour":
        return f"{value}:00"
    if column.kind in {DAY, MOMENT} and isinstance(value, str):
        return str(format_date(date.fromisoformat(value[:10]), "long", locale=locale()))
    if isinstance(value, float):
        return f"{value:g}".replace(".", "," if language() == "ru" else ".")
    return str(value)


def filter_words(subject: View, one: Filter) -> tuple[str, str]:
    """(column, condition) of a filter."""
    column = subject.column(one.column)
    if column is None:
        return one.column, ""
    values = ", ".join(value_words(column, value) for value in one.values)
    return column_title(column), f"{_(OPERATORS[one.operator])} {values}".strip()


def measure_words(question: Question) -> str:
    """“Median: Reach”, or “How many” of rows."""
    subject = view(question.subject)
    column = subject.column(question.column or "") if subject else None
    words = _(MEASURES[question.measure])
    return words if column is None else f"{words}: {column_title(column)}"


def title_of(question: Question) -> str:
    """“Posts. Median: Reach · Rubric × Month”."""
    subject = view(question.subject)
    if subject is None:
        return _("Built question")
    columns = [subject.column(name) for name in question.groups]
    groups = " × ".join(column_title(column) for column in columns if column is not None)
    head = f"{_(subject.title)}. {measure_words(question)}"
    return f"{head} · {groups}" if groups else head
