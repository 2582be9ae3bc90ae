"""The SQL that a question of the builder asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.explore.builder.question import (
    MEASURES,
    MOST_CHOICES,
    Filter,
    Question,
    check,
    column_of,
)
from lib.explore.choice import ChartChoice
from lib.explore.labels import label, quoted
from lib.explore.words import DAY, MONTH, View, ViewColumn

_TOTAL = "total"


@dataclass(frozen=True)
class Built:
    """SQL for `lib.explore.run.run`; `heads`: column of the answer -> message; `value` is the measure's
    column."""

    sql: str
    value: str
    heads: Mapping[str, str] = field(default_factory=dict)
    chart: ChartChoice | None = None


def build(question: Question) -> Built:
    """The SQL of a question. Raises `ExploreError` where the choices do not fit together."""
    subject = check(question)
    groups = [column_of(subject, name) for name in question.groups]
    value = _value_name(question)
    shown = [_shown(column) for column in groups]
    lines = [
        f"SELECT {', '.join([*shown, f'{_measure(subject, question)} AS {value}'])}",
        f"FROM {subject.name}",
    ]
    if conditions := [_condition(subject, one) for one in question.filters]:
        lines.append("WHERE " + "\n  AND ".join(conditions))
    if groups:
        names = [f"{subject.name}.{column.name}" for column in groups]
        lines.append(f"GROUP BY {', '.join(names)}")
        order = [f"{value} DESC", *names] if question.largest_first else names
        lines.append(f"ORDER BY {', '.join(order)}")
        lines.append(f"LIMIT {question.limit}")
    heads = {column.name: column.words for column in groups}
    heads[value] = MEASURES[question.measure]
    return Built("\n".join(lines), value, heads, question.chart or _chart(groups, value))


def count_sql(question: Question) -> str:
    """SQL that counts the rows that pass the filters."""
    subject = check(replace(question, groups=(), measure="count", column=None))
    return _with_filters(f"SELECT count(*) AS n FROM {subject.name}", subject, question.filters)


def choices_sql(question: Question, column: str) -> str:
    """SQL of the values that a filter on `column` may choose, each with how many rows pass the other filters
    with it; the most frequent first."""
    subject = check(replace(question, groups=(), measure="count", column=None))
    found = column_of(subject, column)
    others = tuple(one for one in question.filters if one.column != column)
    head = f"SELECT {found.name} AS value, count(*) AS n FROM {subject.name}"
    return (
        _with_filters(head, subject, others)
        + f"\nGROUP BY {found.name} ORDER BY n DESC, value LIMIT {MOST_CHOICES}"
    )


def _value_name(question: Question) -> str:
    name = question.measure if question.column is None else f"{question.measure}_{question.column}"
    return name if name not in question.groups else _TOTAL


def _shown(column: ViewColumn) -> str:
    made = label(column)
    return column.name if made == column.name else f"{made} AS {column.name}"


def _measure(subject: View, question: Question) -> str:
    column = question.column
    return {
        "count": "count(*)",
        "p90": f"percentile({column}, 90)",
        "share": f"round(100.0 * avg({column}), 1)",
        "distinct": f"count(DISTINCT {column})",
    }.get(question.measure, f"{question.measure}({column})")


def _condition(subject: View, one: Filter) -> str:
    name, values = one.column, [quoted(value) for value in one.values]
    if one.operator == "has":
        word = str(one.values[0])
        for special in ("\\", "%", "_"):
            word = word.replace(special, "\\" + special)
        return f"{name} LIKE {quoted(f'%{word}%')} ESCAPE '\\'"
    return {
        "is": lambda: f"{name} = {values[0]}",
        "is_not": lambda: f"{name} IS NOT {values[0]}",
        "one_of": lambda: f"{name} IN ({', '.join(values)})",
        "from": lambda: f"{name} >= {values[0]}",
        "to": lambda: f"{name} <= {values[0]}",
        "empty": lambda: f"{name} IS NULL",
        "known": lambda: f"{name} IS NOT NULL",
    }[one.operator]()


def _with_filters(head: str, subject: View, filters: Sequence[Filter]) -> str:
    conditions = [_condition(subject, one) for one in filters]
    return f"{head}\nWHERE " + "\n  AND ".join(conditions) if conditions else head


def _chart(groups: Sequence[ViewColumn], value: str) -> ChartChoice:
    if not groups:
        return ChartChoice("table")
    names = [column.name for column in groups]
    times = [column.name for column in groups if column.kind in {DAY, MONTH}]
    if len(names) == 1:
        return ChartChoice("line" if times else "bar", names[0], value)
    if times:
        other = next(name for name in names if name != times[0])
        return ChartChoice("line", times[0], value, other)
    return ChartChoice("heat", names[1], value, names[0])
