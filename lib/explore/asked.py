"""A question of any kind with its answer: what a screen shows and what files are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from babel.dates import format_date

from lib.access.permissions import Actor, require
from lib.base.clock import local_day
from lib.base.language import N_, _
from lib.base.notation import locale
from lib.explore.builder import Question, build
from lib.explore.builder_words import filter_words, measure_words, title_of
from lib.explore.choice import EMPTY, ChartChoice, Column, suggest
from lib.explore.errors import ExploreError
from lib.explore.ready import answer as ready_answer
from lib.explore.ready.questions import HEADS, NUMBER, PERIOD, RUBRIC, Ready, ready
from lib.explore.run import Limits, Result, Value, run, wanted_values
from lib.explore.words import view
from lib.store import Store

PERIODS = {"30": 30, "90": 90, "365": 365, "1825": 1825}
"""Days up to yesterday that a ready question may be kept with as its `period`, so that it goes on with time."""


@dataclass(frozen=True)
class Wanted:
    """A question as it is kept: `kind` and `text` as `lib.explore.saved` has them, values of its parameters.

    `chart`: as whoever asks wants it drawn; None: as the columns suggest.
    """

    kind: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    chart: ChartChoice | None = None


@dataclass(frozen=True)
class Asked:
    """A question and its answer. `told` are its parameters as a person reads them: (name, value).

    `sql` with `values` gives the same rows again; `at` is when it was asked, in seconds UTC. `missing` says
    what to do about an answer without rows.
    """

    wanted: Wanted
    title: str
    sql: str
    values: Mapping[str, Value]
    told: tuple[tuple[str, str], ...]
    result: Result
    chart: ChartChoice
    at: int
    missing: str = ""


def asked(
    store: Store,
    wanted: Wanted,
    *,
    actor: Actor,
    now: int,
    zone: str,
    limits: Limits | None = None,
) -> Asked:
    """The answer to `wanted`. Raises `Forbidden`, `ExploreError` and its kinds, `StoreError`."""
    require(actor, "explore.ask")
    ask = {"ready": _ready, "builder": _built, "sql": _sql}.get(wanted.kind)
    if ask is None:
        raise ExploreError(N_("This question was kept by another version and cannot be asked."))
    return ask(store, wanted, actor, now, zone, limits)


def period_words(since: str, until: str) -> str:
    """“27 August 2026 – 26 November 2026” of two days as 2026-08-27."""
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    return " – ".join(format_date(day, "long", locale=locale()) for day in (first, last))


def _ready(
    store: Store, wanted: Wanted, actor: Actor, now: int, zone: str, limits: Limits | None
) -> Asked:
    question = ready(wanted.text)
    if question is None:
        raise ExploreError(N_("This ready question is no longer there."))
    today = local_day(now, zone=zone)
    params = dict(wanted.params)
    period = next((one for one in question.parameters if one.kind == PERIOD), None)
    if period is not None and params.get("period") in PERIODS:
        since, until = ready_answer.last_days(period, PERIODS[params["period"]], today=today)
        params |= {"since": since.isoformat(), "until": until.isoformat()}
    found = ready_answer.answer(store, question, params, actor=actor, today=today)
    return Asked(
        wanted,
        wanted.title or _(question.title),
        found.sql,
        found.values,
        _told(question, found.values),
        titled(found.result),
        _with_data(wanted.chart or found.chart, found.result.columns),
        now,
        _(question.missing),
    )


_INSTEAD = {"median_reach": "median_views", "reach": "views"}


def _with_data(chart: ChartChoice, columns: Sequence[Column]) -> ChartChoice:
    """The chart, of views where VK gave no reach (without a user key it gives none); the axis says which."""
    filled = {one.name for one in columns if one.kind != EMPTY}
    instead = _INSTEAD.get(chart.y or "", "")
    if chart.y not in filled and instead in filled:
        chart = replace(chart, y=instead)
    return chart


def _built(
    store: Store, wanted: Wanted, actor: Actor, now: int, zone: str, limits: Limits | None
) -> Asked:
    question = Question.from_json(wanted.text)
    subject = view(question.subject)
    built = build(question)
    result = titled(run(store, built.sql, actor=actor, limits=limits))
    columns = tuple(
        replace(one, called=measure_words(question)) if one.name == built.value else one
        for one in result.columns
    )
    told = tuple(filter_words(subject, one) for one in question.filters) if subject else ()
    chart = wanted.chart or built.chart or suggest(columns, result.rows)
    return Asked(
        wanted,
        wanted.title or title_of(question),
        built.sql,
        {},
        told,
        replace(result, columns=columns),
        chart,
        now,
    )


def _sql(
    store: Store, wanted: Wanted, actor: Actor, now: int, zone: str, limits: Limits | None
) -> Asked:
    values = {name: wanted.params.get(name) for name in wanted_values(wanted.text)}
    result = run(store, wanted.text, actor=actor, values=values, limits=limits)
    chart = wanted.chart or suggest(result.columns, result.rows)
    return Asked(
        wanted,
        wanted.title or _("Question in SQL"),
        wanted.text,
        values,
        tuple((f":{name}", "—" if one is None else str(one)) for name, one in values.items()),
        result,
        chart,
        now,
        _lacking([name for name, value in values.items() if value is None]),
    )


def _lacking(names: Sequence[str]) -> str:
    """Why nothing may be found where values were left empty: an empty one is equal to nothing."""
    if not names:
        return ""
    told = ", ".join(f":{name}" for name in names)
    return _("No value was entered for {names}. Enter one and ask again.", names=told)


def titled(result: Result) -> Result:
    """The result with the titles that the screen gives to columns of our own."""
    columns = tuple(
        replace(one, called=_(HEADS[one.name])) if one.name in HEADS else one
        for one in result.columns
    )
    return replace(result, columns=columns)


def _told(question: Ready, values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in question.parameters:
        if one.kind == PERIOD:
            words = period_words(str(values["since"]), str(values["until"]))
        elif one.kind == RUBRIC:
            words = str(values["rubric"] or _("all"))
        elif one.kind == NUMBER:
            words = str(values["n"])
        found.append((_(one.words), words))
    return tuple(found)
