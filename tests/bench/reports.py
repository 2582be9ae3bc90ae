"""A month's report of a large community: from taking the request up until both files lie in their folder.

Five years, 10 thousand posts, 1 million comments, against one tenth of it; the worker's own function makes the
last month, charts drawn and all, and says at each step how far it is. The first report of a process also starts
what draws the charts; that one counts too. The rival reads the same month from the raw tables by pandas, draws
nothing and writes nothing.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from lib.access.permissions import MODERATOR
from lib.base.settings import Settings
from lib.reach.periods import month_of, previous
from lib.reports import commands
from lib.reports.making import Kitchen, make_next
from lib.sandbox import open_world
from lib.store import Store
from tests.bench.fill import pool as texts_of
from tests.bench.report import Part, Row, share
from tests.bench.years import NOW, QUICK_SIZES, SIZES, TODAY, ZONE, fill_years

SAMPLES = 5
MOST_SECONDS, LEAST_CHARTS, LONGEST_SILENCE = 10, 12, 5
MONTH = previous(month_of(TODAY))


@dataclass
class Found:
    """Reports of one store: seconds of each, charts in them, the longest time without a word of progress."""

    seconds: list[float] = field(default_factory=list)
    charts: int = 0
    silence: float = 0.0


@dataclass
class Heard:
    """The worker asks whether it must stop whenever it says how far it is: then somebody sees the bar move."""

    last: float = field(default_factory=time.monotonic)
    longest: float = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        self.longest, self.last = max(self.longest, now - self.last), now
        return False


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    texts = texts_of(open_world("demo", seed=1))
    sizes = QUICK_SIZES if quick else SIZES
    found: list[Found] = []
    rival = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            store = fill_years(Path(folder) / f"{size.comments}.db", texts, size, say=say)
            found.append(_reports(store, Path(folder), say=say))
            rival = _rival(store)
    small, large = found
    worst = max(large.seconds)
    held = worst <= MOST_SECONDS and large.charts >= LEAST_CHARTS
    grows = share(large.seconds, 50) / share(small.seconds, 50)
    rows = [
        Row(
            f"a month's report, {large.charts} charts, {sizes[-1].comments:,} comments",
            f"{worst:.1f} s at most",
            against="the same month's tables by pandas, nothing drawn",
            rival=f"{rival:.1f} s",
            ratio=worst / rival,
            target=f"<= {MOST_SECONDS} s, {LEAST_CHARTS} charts at least",
            held=held,
        ),
        Row(
            "the same against one tenth of it",
            f"{grows:.2f} times as long",
        ),
        Row(
            "the same: longest time without progress",
            f"{large.silence:.1f} s",
            target=f"<= {LONGEST_SILENCE} s",
            held=large.silence <= LONGEST_SILENCE,
        ),
    ]
    figures: dict[str, Any] = {
        str(size.comments): vars(one) for size, one in zip(sizes, found, strict=True)
    }
    return Part(rows, figures | {"rival_s": rival}, quick)


def _reports(store: Store, folder: Path, *, say: Callable[[str], None]) -> Found:
    settings = Settings(data=folder, vk_url="http://127.0.0.1:9", group_id=1, zone=ZONE)
    found = Found()
    for _ in range(SAMPLES):
        asked = commands.ask_report(
            store, "month", day=MONTH.since, language="ru", actor=MODERATOR, now=NOW,
            zone=ZONE,
        )  # fmt: skip
        heard = Heard()
        began = time.monotonic()
        assert make_next(Kitchen(store, settings, lambda: float(NOW), heard))
        found.seconds.append(time.monotonic() - began)
        heard()
        found.silence = max(found.silence, heard.longest)
        with store.reader() as db:
            made = next(one for one in commands.reports(db) if one.report_id == asked)
        assert made.state == "made", made.reason
        found.charts = made.total - 2
    say(f"reports: {', '.join(f'{one:.1f}' for one in found.seconds)} s, {found.charts} charts")
    return found


def _rival(store: Store) -> float:
    """Seconds for posts, days and comments of the month and a year of posts, from the raw tables by pandas."""
    began = time.monotonic()
    with closing(sqlite3.connect(store.path)) as db:
        days = pd.read_sql("SELECT * FROM day_stat", db, parse_dates=["day"])
        posts = pd.read_sql(
            "SELECT p.*, m.reach_total FROM post AS p LEFT JOIN post_reach AS m USING (post_id)", db
        )
        said = pd.read_sql(
            "SELECT comment_id, post_id, thread_id, is_ours, created_at, text FROM comment", db
        )
    days.set_index("day")["reach"].resample("MS").agg(["mean", "median"])
    posts["at"] = pd.to_datetime(posts["published_at"], unit="s", utc=True)
    posts.groupby([posts["at"].dt.strftime("%Y-%m"), "rubric_id"])["reach_total"].median()
    said["at"] = pd.to_datetime(said["created_at"], unit="s", utc=True)
    asked = said[(said["is_ours"] == 0) & said["text"].str.contains("?", regex=False)]
    first = said[said["is_ours"] == 1].groupby("thread_id")["created_at"].min()
    waited = asked["thread_id"].map(first) - asked["created_at"]
    waited.groupby(asked["at"].dt.strftime("%Y-%m-%d")).quantile([0.5, 0.9])
    return time.monotonic() - began
