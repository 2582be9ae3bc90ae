"""A community of years with all its measures, as large as asked for, filled fast: posts with their curves,
days, audience, comments of the demo community under them.

A smaller one is the newest part of a larger one in time: half a year is the end of five years.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlite_utils import Database

from lib.base.clock import day_span
from lib.sandbox.demo.places import CLINICS, HOSPITALS
from lib.store import Store
from lib.store.search import stems
from lib.store.talk import count_anew
from lib.store.upkeep import checkpoint
from lib.sync.measures.slots import STRETCHES
from tests.bench.big_world import REPLIES, shares
from tests.bench.fill import Text, without_triggers

ZONE = "Europe/Moscow"
TODAY = date(2026, 11, 26)
RUBRICS = 10
OURS = 0.4
"""Of the replies."""
PEOPLE = range(1000, 5000)
RAW = '{"attachments": "' + "x" * 3000 + '"}'
"""As long as VK's own answer about a post."""
AGES = ("12-18", "18-21", "21-24", "24-27", "27-30", "30-35", "35-45", "45-100")


@dataclass(frozen=True)
class Size:
    """How long a past, and how much in it."""

    days: int
    posts: int
    comments: int


FIVE_YEARS = 1826
SIZES = (Size(FIVE_YEARS, 1_000, 100_000), Size(FIVE_YEARS, 10_000, 1_000_000))
QUICK_SIZES = (Size(FIVE_YEARS, 100, 10_000), Size(FIVE_YEARS, 1_000, 100_000))
NOW = day_span(TODAY, zone=ZONE)[0] + 9 * 3600
"""The morning after the last of it, in seconds UTC."""


def fill_years(
    path: Path, texts: list[Text], size: Size, *, say: Callable[[str], None], seed: int = 1
) -> Store:
    """A store with the measures of `size.days` days up to yesterday, summed up as the console would have."""
    began = time.monotonic()
    store = Store(path)
    store.migrate()
    rng = Random(seed)
    first = TODAY - timedelta(days=size.days)
    start, end = day_span(first, zone=ZONE)[0], day_span(TODAY, zone=ZONE)[0]
    # Counted back from the end, so that the newest posts are the same in every size.
    step = (end - start) // size.posts
    moments = [end - (size.posts - number) * step for number in range(size.posts)]
    with store.writer() as db:
        _days(db, rng, first, size.days)
        _people(db)
        _posts(db, rng, texts, moments)
        _institutions(db)
    with store.writer() as db, without_triggers(db):
        db.conn.executemany(
            "INSERT INTO comment (comment_id, post_id, thread_id, reply_to_id, from_id, created_at, text,"
            " stems, is_ours, raw, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _comments(rng, texts, moments, size.comments),
        )
    say(f"filled {size.comments:,} comments in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    with store.writer() as db:
        count_anew(db)
    say(f"counted them in {time.monotonic() - began:.0f} s")
    checkpoint(store)
    return store


def _days(db: Database, rng: Random, first: date, days: int) -> None:
    level = 3000
    for number in range(days):
        day = (first + timedelta(days=number)).isoformat()
        reach, joined, departed = rng.randrange(2000, 5000), rng.randrange(12), rng.randrange(9)
        level += joined - departed
        db.execute(
            "INSERT INTO day_stat (day, reach, reach_subscribers, views, visitors, likes, comments, reposts,"
            " joined, departed, members, raw, measured_at) VALUES (?, ?, ?, ?, ?, 9, 9, 9, ?, ?, ?, '{}', 1)",
            [day, reach, reach // 2, reach * 2, reach // 20, joined, departed, level],
        )
        groups = [("sex", sex, "") for sex in "fm"] + [("age", age, "") for age in AGES]
        groups += [("sex_age", f"{sex};{age}", "") for sex in "fm" for age in AGES]
        groups += [("cities", str(number), f"Город {number}") for number in range(30)]
        db.conn.executemany(
            "INSERT INTO day_audience (day, kind, split, group_key, name, people)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (day, kind, *group, rng.randrange(500))
                for kind in ("reach", "visitors")
                for group in groups
            ],
        )


def _people(db: Database) -> None:
    for author_id in PEOPLE:
        db.execute(
            "INSERT INTO author (author_id, name, raw, updated_at) VALUES (?, ?, '{}', 1)",
            [author_id, f"Имя{author_id} Фамилия{author_id}"],
        )


def _posts(db: Database, rng: Random, texts: list[Text], moments: list[int]) -> None:
    ages = sorted({age for s in STRETCHES for age in range(s.every, s.until + 1, s.every)})
    for number, at in enumerate(moments, start=1):
        views = int(rng.lognormvariate(7, 0.6))
        db.execute(
            "INSERT INTO post (post_id, from_id, state, published_at, text, rubric_id, views, likes, reposts,"
            " comments, raw, seen_at) VALUES (?, -1, 'published', ?, ?, ?, ?, ?, ?, 1, ?, 1)",
            [
                number,
                at,
                " ".join(rng.choice(texts).text for _ in range(8)),
                number % RUBRICS + 1,
                views,
                views // 40,
                views // 300,
                RAW,
            ],
        )
        db.execute(
            "INSERT INTO post_reach (post_id, reach_total, reach_subscribers, reach_viral, raw, measured_at)"
            " VALUES (?, ?, ?, ?, '{}', 1)",
            [number, views * 7 // 10, views * 4 // 10, views // 20],
        )
        db.conn.executemany(
            "INSERT INTO post_snapshot (post_id, taken_at, views, likes, reposts, comments, reach_total)"
            " VALUES (?, ?, ?, 1, 1, 1, ?)",
            [
                (number, at + age, grown := views * age // (age + 20_000), grown * 7 // 10)
                for age in ages
            ],
        )


def _institutions(db: Database) -> None:
    for number, name in enumerate(
        sorted({one.form("nom") for one in (*HOSPITALS, *CLINICS)}), start=1
    ):
        db.execute("INSERT INTO institution VALUES (?, ?)", [number, name])
        db.execute(
            "INSERT INTO institution_phrase (institution_id, said, stems) VALUES (?, ?, ?)",
            [number, name, stems(name)],
        )


def _comments(
    rng: Random, texts: list[Text], moments: list[int], comments: int
) -> Iterator[tuple[object, ...]]:
    """Under each post a thread grows after another; four replies in ten are the community's, hours later."""
    comment_id = 0
    for number, count in enumerate(shares(rng, len(moments), comments), start=1):
        at, roots = moments[number - 1], []
        for _one in range(count):
            comment_id += 1
            at += int(rng.expovariate(1 / 900)) + 1
            text = texts[rng.randrange(len(texts))]
            thread, reply_to, author = comment_id, None, rng.choice(PEOPLE)
            if roots and rng.random() < REPLIES:
                thread = reply_to = rng.choice(roots[-20:])
                author = -1 if rng.random() < OURS else author
            else:
                roots.append(comment_id)
            yield (
                comment_id, number, thread, reply_to, author, at, text.text, text.stems, author < 0,
                text.raw, at,
            )  # fmt: skip
