"""Comments, questions and answers over a period: all together, by day or month, by rubric, by institution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlite_utils import Database

from lib.reach.counts import TalkCounts, Waits
from lib.reach.periods import Period, month_of
from lib.reach.talk import queries
from lib.reach.talk.queries import Part, Sums
from lib.reach.wall.queries import rubrics

EXACT_DAYS = 100
"""Of longer periods whole months are told by the sums of the months, not answer by answer."""
_NOTHING: Sums = (0, 0, 0, 0)


@dataclass(frozen=True)
class TalkPoint:
    """The conversation of one day, or of one month as far as the period covers it."""

    span: Period
    counts: TalkCounts


@dataclass(frozen=True)
class TalkOfPart:
    """The conversation under the posts of a rubric, or in which an institution is named. `name` None: posts
    without a rubric."""

    part_id: int
    name: str | None
    counts: TalkCounts


def talk_of(
    db: Database,
    period: Period,
    *,
    part: Part = "all",
    part_id: int = 0,
    norm: int | None = None,
) -> TalkCounts:
    """The conversation of a period, of everything or of one rubric (0: none) or institution.

    `norm` in seconds is what `share_in_norm` measures against.
    """
    sums = queries.sums_by_day(db, **_days(period), part=part, part_id=part_id)
    months, edges = _split(period)
    waits: Counter[int] = Counter()
    for edge in edges:
        found = queries.waits_by_day(db, **_days(edge), part=part, part_id=part_id)
        waits.update(seconds for _day, _part, seconds in found)
    if months:
        for bucket, questions in queries.waits_together(
            db, **_months(months), part=part, part_id=part_id
        ):
            waits[bucket] += questions
    return _counts(_added(sums.values()), waits, exact=months is None, norm=norm)


def talk_over_time(
    db: Database,
    period: Period,
    *,
    part: Part = "all",
    part_id: int = 0,
    norm: int | None = None,
) -> list[TalkPoint]:
    """A point for every day of a period of up to `EXACT_DAYS` days, else for every month of it, in order.

    A day on which nobody wrote has nought comments: the wall is read whole, so this was measured.
    """
    sums = queries.sums_by_day(db, **_days(period), part=part, part_id=part_id)
    months, edges = _split(period)
    waits: dict[str, Counter[int]] = {}
    for edge in edges:
        for day, _part, seconds in queries.waits_by_day(
            db, **_days(edge), part=part, part_id=part_id
        ):
            waits.setdefault(day if months is None else day[:7], Counter())[seconds] += 1
    if months:
        for month, bucket, questions in queries.waits_by_month(
            db, **_months(months), part=part, part_id=part_id
        ):
            waits.setdefault(month, Counter())[bucket] += questions
    if months is None:
        return [
            TalkPoint(
                Period(day, day),
                _counts(sums.get(day.isoformat(), _NOTHING), waits.get(day.isoformat()), norm=norm),
            )
            for day in period
        ]
    by_month: dict[str, list[Sums]] = {}
    for one, found in sums.items():
        by_month.setdefault(one[:7], []).append(found)
    return [
        TalkPoint(
            span,
            _counts(
                _added(by_month.get(name, ())),
                waits.get(name),
                exact=not span.whole_months,
                norm=norm,
            ),
        )
        for span in _pieces(period)
        if (name := f"{span.since:%Y-%m}")
    ]


def talk_by_rubric(db: Database, period: Period, *, norm: int | None = None) -> list[TalkOfPart]:
    """The conversation by the rubric of the post, in the order of the rubrics, posts without one last.

    Rubrics in use are there without a single comment too.
    """
    found = _by_part(db, period, part="rubric", norm=norm)
    names: dict[int, str | None] = {
        rubric.rubric_id: rubric.name
        for rubric in rubrics(db)
        if not rubric.archived or rubric.rubric_id in found
    }
    if 0 in found:
        names[0] = None
    return _named(names, found)


def talk_by_institution(
    db: Database, period: Period, *, norm: int | None = None
) -> list[TalkOfPart]:
    """The conversation by the institutions that citizens name, those of whom most is said first.

    A comment that names two counts for both; one that names none is not here.
    """
    found = _by_part(db, period, part="institution", norm=norm)
    rows = _named(dict(queries.institutions(db)), found)
    return sorted(rows, key=lambda row: (-row.counts.comments, row.name or ""))


def _by_part(
    db: Database, period: Period, *, part: Part, norm: int | None
) -> dict[int, TalkCounts]:
    sums = queries.sums_by_part(db, **_days(period), part=part)
    months, edges = _split(period)
    waits: dict[int, Counter[int]] = {}
    for edge in edges:
        for _day, part_id, seconds in queries.waits_by_day(
            db, **_days(edge), part=part, part_id=None
        ):
            waits.setdefault(part_id, Counter())[seconds] += 1
    if months:
        for part_id, bucket, questions in queries.waits_by_part(db, **_months(months), part=part):
            waits.setdefault(part_id, Counter())[bucket] += questions
    return {
        part_id: _counts(found, waits.get(part_id), exact=months is None, norm=norm)
        for part_id, found in sums.items()
    }


def _named(names: Mapping[int, str | None], found: Mapping[int, TalkCounts]) -> list[TalkOfPart]:
    return [
        TalkOfPart(part_id, name, found.get(part_id, TalkCounts()))
        for part_id, name in names.items()
    ]


def _counts(
    sums: Sums, waits: Counter[int] | None, *, exact: bool = True, norm: int | None = None
) -> TalkCounts:
    comments, questions, answered, answers = sums
    spans = sorted(waits.items()) if waits else ()
    return TalkCounts(comments, questions, answered, answers, Waits(spans, exact), norm)


def _added(sums: Iterable[Sums]) -> Sums:
    found = [0, 0, 0, 0]
    for one in sums:
        for place, value in enumerate(one):
            found[place] += value
    return found[0], found[1], found[2], found[3]


def _split(period: Period) -> tuple[Period | None, Sequence[Period]]:
    """The whole months of a long period, and the days around them that are told answer by answer."""
    if period.days <= EXACT_DAYS:
        return None, [period]
    pieces = _pieces(period)
    whole = [piece for piece in pieces if piece.whole_months]
    edges = [piece for piece in pieces if not piece.whole_months]
    return Period(whole[0].since, whole[-1].until), edges


def _pieces(period: Period) -> list[Period]:
    """The period month by month; the first and the last one may be part of a month."""
    found, since = [], period.since
    while since <= period.until:
        until = min(month_of(since).until, period.until)
        found.append(Period(since, until))
        since = until + timedelta(days=1)
    return found


def _days(period: Period) -> dict[str, str]:
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}


def _months(period: Period) -> dict[str, str]:
    return {"since": f"{period.since:%Y-%m}", "until": f"{period.until:%Y-%m}"}
