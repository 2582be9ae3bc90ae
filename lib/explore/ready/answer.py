"""Ready questions answered: values checked, SQL made, names put in for those who may see them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lib.access.permissions import Actor, allowed, require
from lib.base.language import N_
from lib.explore.choice import ChartChoice, columns_of
from lib.explore.errors import ExploreError
from lib.explore.labels import hour_label, weekday_label
from lib.explore.queries import names_of
from lib.explore.ready.questions import NUMBER, PERIOD, RUBRIC, Parameter, Ready
from lib.explore.run import Result, Value
from lib.explore.trusted import select
from lib.store import Store

LONGEST_DAYS = 366 * 20


@dataclass(frozen=True)
class Answered:
    """`result` with the chart that suits it; `sql` and `values` are what was asked, to be taken over."""

    result: Result
    chart: ChartChoice
    sql: str
    values: Mapping[str, Value]


def first_values(question: Ready, *, today: date) -> dict[str, Value]:
    """What the parameters are before anybody chooses: the days as text, as `last_days` has them."""
    values: dict[str, Value] = {}
    for one in question.parameters:
        if one.kind == PERIOD:
            since, until = last_days(one, one.days, today=today)
            values["since"], values["until"] = since.isoformat(), until.isoformat()
        elif one.kind == RUBRIC:
            values["rubric"] = None
        elif one.kind == NUMBER:
            values["n"] = one.number
    return values


def last_days(parameter: Parameter, days: int, *, today: date) -> tuple[date, date]:
    """The last `days` whole days: up to yesterday, as «Reach» takes them, because today has half its figures.

    Lists of single posts go on to today, as they do there. What is told month by month begins with a whole
    month: a few days of one look like a fall.
    """
    since = today - timedelta(days=days)
    until = today if parameter.today else today - timedelta(days=1)
    return since.replace(day=1) if parameter.by_month else since, until


def sql_of(question: Ready) -> str:
    """The SQL with words of the screen's language."""
    return question.sql.strip().format(
        weekday=weekday_label("weekdays.weekday"), hour=hour_label("hours.hour")
    )


def answer(
    store: Store, question: Ready, values: Mapping[str, Any], *, actor: Actor, today: date
) -> Answered:
    """The answer to a ready question. Raises `Forbidden`, `ExploreError` (a value that cannot be)."""
    require(actor, "explore.ask")
    wanted = first_values(question, today=today)
    chosen = wanted | {name: value for name, value in values.items() if name in wanted}
    _check(question, chosen)
    sql = sql_of(question)
    began = time.monotonic()
    with store.reader() as db:
        names, rows = select(db, sql, chosen)
        chart = question.chart
        if question.names:
            names, rows = _with_names(db, names, rows, known=allowed(actor, "explore.names"))
    columns = tuple(columns_of(names, rows))
    result = Result(columns, tuple(rows), False, time.monotonic() - began)
    return Answered(result, chart, sql, chosen)


def _with_names(
    db: Any, names: Sequence[str], rows: Sequence[tuple[Value, ...]], *, known: bool
) -> tuple[list[str], list[tuple[Value, ...]]]:
    """The column `author` becomes `name`: the person's, or № and the number."""
    place = list(names).index("author")
    numbers = [int(row[place] or 0) for row in rows]
    told = names_of(db, numbers) if known else {}
    shown = [
        f"{told[number]} (№ {number})" if number in told else f"№ {number}" for number in numbers
    ]
    new_rows = [
        (*row[:place], name, *row[place + 1 :]) for row, name in zip(rows, shown, strict=True)
    ]
    return [*names[:place], "name", *names[place + 1 :]], new_rows


def _check(question: Ready, values: Mapping[str, Any]) -> None:
    for one in question.parameters:
        if one.kind == PERIOD:
            _check_period(values["since"], values["until"])
        if one.kind == NUMBER:
            number = values["n"]
            if (
                isinstance(number, bool)
                or not isinstance(number, int)
                or not 1 <= number <= one.most
            ):
                raise ExploreError(N_("Choose a whole number from 1 to {n}."), n=one.most)
        if one.kind == RUBRIC and not (
            values["rubric"] is None or isinstance(values["rubric"], str)
        ):
            raise ExploreError(N_("Choose a rubric from the list."))


def _check_period(since: object, until: object) -> None:
    try:
        first, last = date.fromisoformat(str(since)), date.fromisoformat(str(until))
    except ValueError as error:
        raise ExploreError(N_("The period is not made of two days.")) from error
    if last < first:
        raise ExploreError(N_("The period ends before it begins."))
    if (last - first).days > LONGEST_DAYS:
        raise ExploreError(N_("The period is longer than twenty years."))
