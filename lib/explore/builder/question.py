"""What may be chosen in the builder, and whether the choices fit together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lib.base.language import N_
from lib.explore.choice import ChartChoice
from lib.explore.errors import ExploreError
from lib.explore.words import DAY, MOMENT, MONTH, NUMBER, TEXT, YES_NO, View, ViewColumn, view

SUBJECTS = (
    "v_posts",
    "v_comments",
    "v_questions",
    "v_answers",
    "v_mentions",
    "v_days",
    "v_chats",
    "v_chat_questions",
)
"""Views that the builder asks about."""

MEASURES: Mapping[str, str] = {
    "count": N_("How many"),
    "sum": N_("Sum"),
    "avg": N_("Mean"),
    "median": N_("Median"),
    "p90": N_("90% do not exceed"),
    "min": N_("Smallest"),
    "max": N_("Largest"),
    "share": N_("Share, %"),
    "distinct": N_("How many different"),
}
"""What may be counted. All but `count` need a column; `share` is of a column of yes and no."""

OPERATORS: Mapping[str, str] = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "one_of": N_("is one of"),
    "from": N_("from"),
    "to": N_("up to"),
    "has": N_("has the word"),
    "empty": N_("is not known"),
    "known": N_("is known"),
}

MOST_ROWS = 1000
MOST_CHOICES = 50


@dataclass(frozen=True)
class Filter:
    """`operator` is a key of `OPERATORS`; `values` are one, for `one_of` some, for `empty` and `known` none."""

    column: str
    operator: str
    values: tuple[str | int | float, ...] = ()


@dataclass(frozen=True)
class Question:
    """`groups`: up to two columns, a row for each of their values. `column` is what is measured; None with
    `count`. `largest_first` orders by the measure, else by the groups. `chart`: None, what fits."""

    subject: str = "v_posts"
    filters: tuple[Filter, ...] = ()
    groups: tuple[str, ...] = ()
    measure: str = "count"
    column: str | None = None
    largest_first: bool = False
    limit: int = MOST_ROWS
    chart: ChartChoice | None = None

    def as_json(self) -> str:
        """What is kept with a saved question."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Question:
        """The question that `as_json` told. Raises `ExploreError` where it is none (any more)."""
        try:
            kept: dict[str, Any] = json.loads(text)
            filters = tuple(
                Filter(str(one["column"]), str(one["operator"]), tuple(one["values"]))
                for one in kept["filters"]
            )
            question = Question(
                subject=str(kept["subject"]),
                filters=filters,
                groups=tuple(str(name) for name in kept["groups"]),
                measure=str(kept["measure"]),
                column=kept["column"],
                largest_first=bool(kept["largest_first"]),
                limit=int(kept["limit"]),
                chart=ChartChoice.from_dict(kept["chart"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ExploreError(
                N_("This question was saved by another version and cannot be opened.")
            ) from error
        check(question)
        return question


def operators_of(column: ViewColumn) -> tuple[str, ...]:
    """Operators that make sense for a column."""
    if column.kind == YES_NO:
        return ("is",)
    if column.kind == TEXT:
        return ("is", "is_not", "one_of", "has", "empty", "known")
    if column.kind in {DAY, MONTH, MOMENT}:
        return ("from", "to", "is", "empty", "known")
    return ("is", "from", "to", "one_of", "empty", "known")


def groupable(subject: View) -> list[ViewColumn]:
    """Columns by which rows may be grouped: times, names, yes and no."""
    return [
        column
        for column in subject.columns
        if (column.kind in {DAY, MONTH, TEXT, YES_NO} and column.name != "text")
        or column.name in {"weekday", "hour", "author"}
    ]


def measurable(subject: View, measure: str) -> list[ViewColumn]:
    """Columns that `measure` may be taken of."""
    if measure == "count":
        return []
    if measure == "share":
        return [column for column in subject.columns if column.kind == YES_NO]
    if measure == "distinct":
        return [column for column in subject.columns if column.name != "text"]
    ordinal = {"weekday", "hour", "author"}
    return [
        column
        for column in subject.columns
        if column.kind == NUMBER and not column.name.endswith("_id") and column.name not in ordinal
    ]


def check(question: Question) -> View:
    subject = view(question.subject)
    if subject is None or question.subject not in SUBJECTS:
        raise ExploreError(N_("Choose what the question is about."))
    if len(question.groups) > 2 or len(set(question.groups)) != len(question.groups):
        raise ExploreError(N_("Group by at most two different columns."))
    allowed = {column.name for column in groupable(subject)}
    if not set(question.groups) <= allowed:
        raise ExploreError(N_("It cannot be grouped by this column."))
    if question.measure not in MEASURES:
        raise ExploreError(N_("Choose what is counted."))
    possible = {column.name for column in measurable(subject, question.measure)}
    if question.measure == "count" and question.column is not None:
        raise ExploreError(N_("Rows are counted without a column."))
    if question.measure != "count" and question.column not in possible:
        raise ExploreError(N_("Choose a column that this can be counted of."))
    if not 1 <= question.limit <= MOST_ROWS:
        raise ExploreError(N_("Choose a whole number from 1 to {n}."), n=MOST_ROWS)
    for one in question.filters:
        _check_filter(subject, one)
    return subject


def _check_filter(subject: View, one: Filter) -> None:
    column = column_of(subject, one.column)
    if one.operator not in operators_of(column):
        raise ExploreError(N_("This filter does not fit its column."))
    wanted = {"empty": 0, "known": 0}.get(one.operator, 1)
    enough = len(one.values) >= 1 if one.operator == "one_of" else len(one.values) == wanted
    if not enough or len(one.values) > MOST_CHOICES:
        raise ExploreError(N_("Give the filter a value."))
    of_text = column.kind in {TEXT, DAY, MONTH, MOMENT}
    for value in one.values:
        if isinstance(value, bool) or isinstance(value, str) != of_text:
            raise ExploreError(N_("This filter does not fit its column."))
        if isinstance(value, int) and not -(2**63) < value < 2**63:
            raise ExploreError(N_("This filter does not fit its column."))
        if isinstance(value, float) and not abs(value) < 1e300:
            raise ExploreError(N_("This filter does not fit its column."))
        if isinstance(value, str) and (len(value) > 200 or not _writable(value)):
            raise ExploreError(N_("This filter does not fit its column."))


def _writable(value: str) -> bool:
    # What `lib.explore.run.checked` would refuse between quotation marks.
    return all(
        character.isprintable() or character in "\t\n\r\u200d\ufe0f\u00a0" for character in value
    )


def column_of(subject: View, name: str) -> ViewColumn:
    found = subject.column(name)
    if found is None:
        raise ExploreError(N_("There is no column “{word}” here."), word=name)
    return found
