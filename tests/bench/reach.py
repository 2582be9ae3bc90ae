"""The figures behind «Охват»: five years with 10 thousand posts and 1 million comments against a tenth of it.

Every sample reads through a connection of its own, as a page does; opening it is not timed. A tenth is the
last half year, so that the last 90 days are the same in both; the whole time is measured at the large size
alone. The rival makes the same figures from the raw tables by pandas, reading by time through the same indexes;
where both answer one question, the answers are compared first.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from lib.reach.audience import audience
from lib.reach.days import days, events, period_counts
from lib.reach.growth.curves import growth_of
from lib.reach.growth.forecast import MOST_DAYS, forecast
from lib.reach.measures import OF_PERIOD, OF_TALK
from lib.reach.periods import Period, last_days, previous
from lib.reach.queries import day_series
from lib.reach.talk.figures import (
    talk_by_institution,
    talk_by_rubric,
    talk_of,
    talk_over_time,
)
from lib.reach.wall.posts import best_and_worst, posts
from lib.reach.wall.rubrics import rubrics, week_cells
from lib.sandbox import open_world
from lib.store import Store
from tests.bench import reach_rivals as rivals
from tests.bench.fill import pool
from tests.bench.report import Part, Row, share
from tests.bench.years import SIZES, TODAY, ZONE, Size, fill_years

LARGE, SMALL = SIZES[1], Size(183, 1_000, 100_000)
QUICK_LARGE, QUICK_SMALL = Size(913, 5_000, 100_000), Size(183, 1_000, 20_000)
MOST_MS = 100.0
SLOWER = 1.5
SAMPLES, RIVAL_SAMPLES, FEWEST = 60, 20, 7
SECONDS, RIVAL_SECONDS = 30.0, 20.0
NORM = 4 * 3600

Ask = Callable[[Database, Period], Any]


@dataclass(frozen=True)
class Chart:
    """What one chart needs; `rival` and `answer` make the same of it, where the rival has one."""

    name: str
    ours: Ask
    rival: Ask | None = None
    answer: Callable[[Any], Any] = lambda found: found


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    texts = pool(open_world("demo", seed=1))
    sizes = (QUICK_SMALL, QUICK_LARGE) if quick else (SMALL, LARGE)
    rows, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        small, large = (
            fill_years(Path(folder) / f"{size.comments}.db", texts, size, say=say) for size in sizes
        )
        # What filled the stores is none of a page's: collecting garbage would look through all of it.
        del texts
        gc.collect()
        gc.freeze()
        recent, whole = last_days(90, today=TODAY), last_days(sizes[1].days, today=TODAY)
        for chart in CHARTS:
            _same_answers(chart, large, recent)
            places = {"small": (small, recent), "large": (large, recent), "whole": (large, whole)}
            found = _timed(chart.ours, places, samples=SAMPLES, seconds=SECONDS)
            if chart.rival is not None:
                theirs = {"rival": (large, recent), "rival, whole": (large, whole)}
                found |= _timed(chart.rival, theirs, samples=RIVAL_SAMPLES, seconds=RIVAL_SECONDS)
            rows += _rows(chart.name, found, sizes[1])
            figures[chart.name] = found
            say(
                f"{chart.name}: {found['large']['p95_ms']:.1f} ms, whole {found['whole']['p95_ms']:.1f}"
            )
    return Part(rows, figures, quick=quick)


def _timed(
    ask: Ask, places: Mapping[str, tuple[Store, Period]], *, samples: int, seconds: float
) -> dict[str, dict[str, Any]]:
    """Milliseconds at each place, and those of the CPU alone, which a busy machine leaves as they are.

    The places take turns, so a noisy moment falls on all.
    """
    took: dict[str, list[float]] = {name: [] for name in places}
    worked: dict[str, list[float]] = {name: [] for name in places}
    end = time.monotonic() + seconds
    for number in range(samples):
        if number >= FEWEST and time.monotonic() > end:
            break
        for name, (store, period) in places.items():
            with store.reader() as db:
                # Reading the schema belongs to opening the connection.
                db.execute("SELECT 1 FROM talk_wanted LIMIT 0").fetchall()
                began, begun = time.perf_counter(), time.thread_time()
                ask(db, period)
                worked[name].append((time.thread_time() - begun) * 1000)
                took[name].append((time.perf_counter() - began) * 1000)
    return {
        name: {
            "median_ms": statistics.median(part),
            "p95_ms": share(part, 95),
            "cpu_ms": statistics.median(worked[name]),
            "samples": len(part),
        }
        for name, part in took.items()
    }


def _same_answers(chart: Chart, store: Store, period: Period) -> None:
    """A rival that answers something else would be no rival."""
    if chart.rival is None:
        return
    with store.reader() as db:
        ours, rival = chart.answer(chart.ours(db, period)), chart.rival(db, period)
    if ours != rival:
        raise AssertionError(f"{chart.name}: {ours!r} is not {rival!r}")


def _rows(name: str, found: dict[str, dict[str, Any]], size: Size) -> list[Row]:
    def words(part: dict[str, Any]) -> str:
        return f"{part['median_ms']:.3g} ms (p95 {part['p95_ms']:.3g}, CPU {part['cpu_ms']:.3g})"

    growth = found["large"]["median_ms"] / found["small"]["median_ms"]
    made = [
        Row(
            f"{name}, 90 days: {size.comments:,} comments against a tenth",
            words(found["large"]),
            "a tenth of it",
            words(found["small"]),
            growth,
            f"p95 <= {MOST_MS:.0f} ms, <= {SLOWER}",
            found["large"]["p95_ms"] <= MOST_MS and growth <= SLOWER,
        ),
        Row(
            f"{name}, all {size.days} days",
            words(found["whole"]),
            target=f"p95 <= {MOST_MS:.0f} ms",
            held=found["whole"]["p95_ms"] <= MOST_MS,
        ),
    ]
    for period, rival in (("large", "rival"), ("whole", "rival, whole")):
        if rival in found:
            span = "90 days" if period == "large" else f"all {size.days} days"
            made.append(
                Row(
                    f"{name}, {span}: ours against pandas",
                    words(found[period]),
                    "pandas from the raw tables",
                    words(found[rival]),
                    found[period]["median_ms"] / found[rival]["median_ms"],
                )
            )
    return made


def _grown(db: Database, period: Period) -> Any:
    post_id = db.execute("SELECT max(post_id) - 10 FROM post").fetchone()[0]
    return growth_of(db, post_id)


def _measures_of_both(db: Database, period: Period) -> Any:
    both = [period_counts(db, one, zone=ZONE) for one in (period, previous(period))]
    of_period = [[measure.count(counts) for measure in OF_PERIOD] for counts in both]
    of_talk = [[measure.count(counts.talk) for measure in OF_TALK] for counts in both]
    return of_period, of_talk


def _ahead(db: Database, period: Period) -> Any:
    since = period.until - timedelta(days=MOST_DAYS)
    return forecast(day_series(db, since=since, until=period.until, zone=ZONE))


CHARTS = (
    Chart(
        "reach a day with its posts",
        lambda db, period: days(db, period, zone=ZONE),
        rivals.days,
        rivals.answer_of_days,
    ),
    Chart(
        "all measures beside those of the period before",
        _measures_of_both,
    ),
    Chart("what happened", lambda db, period: events(db, period, zone=ZONE)),
    Chart("forecast", _ahead),
    Chart(
        "posts, the best and the worst",
        lambda db, period: best_and_worst(posts(db, period, zone=ZONE)),
    ),
    Chart("growth of a post", _grown),
    Chart(
        "rubrics with their trend",
        lambda db, period: rubrics(db, period, zone=ZONE, before=previous(period)),
        rivals.rubrics,
        rivals.answer_of_rubrics,
    ),
    Chart(
        "hours of the week",
        lambda db, period: week_cells(db, period, zone=ZONE),
        rivals.week,
        rivals.answer_of_week,
    ),
    Chart(
        "conversation over time",
        lambda db, period: talk_over_time(db, period, norm=NORM),
        rivals.talk,
        rivals.answer_of_talk,
    ),
    Chart("conversation, all together", lambda db, period: talk_of(db, period, norm=NORM)),
    Chart(
        "conversation by rubric",
        lambda db, period: talk_by_rubric(db, period, norm=NORM),
        rivals.talk_by_rubric,
        rivals.answer_of_parts,
    ),
    Chart(
        "conversation by institution",
        lambda db, period: talk_by_institution(db, period, norm=NORM),
    ),
    Chart("audience", audience),
)
