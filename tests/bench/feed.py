"""How the feed's queries grow with the store: 10 thousand and 1 million comments, against OFFSET and LIKE.

Every sample reads through a connection of its own, as a page does, so no cache of SQLite's is warm; opening
it is not timed, because it would hide how the query itself grows. Samples of both sizes take turns, so a noisy
moment of the machine falls on both.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from lib.inbox import queries
from lib.inbox.feed.queries import PAGE, Filters, feed, new_count, newest_id
from lib.sandbox import open_world
from lib.store import Store
from tests.bench.fill import RARE, fill, pool
from tests.bench.report import Part, Row, share

SIZES = (10_000, 1_000_000)
QUICK_SIZES = (10_000, 100_000)
SLOWER = 1.5
SAMPLES = 300
RIVAL_SAMPLES = 100
SECONDS = 20.0
"""At most so long for one query of one contender at both sizes; slow ones get fewer samples."""
FEWEST = 7
COMMON, TWO = "больница", "спасибо врачам"

Query = Callable[[Database, int], object]
"""A query, given the database and how many comments it has."""


@dataclass(frozen=True)
class Question:
    """What is asked of the store, our way and the rival's."""

    name: str
    ours: Query
    rival: Query


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    world = open_world("demo", seed=1)
    texts = pool(world)
    sizes = QUICK_SIZES if quick else SIZES
    rows, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        stores = {
            size: fill(Path(folder) / f"{size}.db", world, texts, size=size, say=say)
            for size in sizes
        }
        for question in QUESTIONS:
            _same_answers(question, stores)
            ours = _timed(question.ours, stores, samples=SAMPLES)
            rival = _timed(question.rival, stores, samples=RIVAL_SAMPLES)
            rows += _rows(question.name, ours, rival)
            figures[question.name] = {"ours": ours, "rival": rival}
            say(f"{question.name}: {rows[-2].ours}, ratio {rows[-2].ratio:.2f}")
    return Part(rows, figures, quick=quick)


def _timed(query: Query, stores: Mapping[int, Store], *, samples: int) -> dict[str, Any]:
    """Milliseconds at each size: the median and the 95th percentile of the samples."""
    took: dict[int, list[float]] = {size: [] for size in stores}
    end = time.monotonic() + SECONDS
    for number in range(samples):
        if number >= FEWEST and time.monotonic() > end:
            break
        for size, store in stores.items():
            with store.reader() as db:
                # Reading the schema belongs to opening the connection.
                newest_id(db)
                began = time.perf_counter()
                query(db, size)
                took[size].append((time.perf_counter() - began) * 1000)
    return {
        str(size): {
            "median_ms": statistics.median(part),
            "p95_ms": share(part, 95),
            "samples": len(part),
        }
        for size, part in took.items()
    }


def _rows(name: str, ours: dict[str, Any], rival: dict[str, Any]) -> list[Row]:
    small, large = ours
    growth = ours[large]["median_ms"] / ours[small]["median_ms"]

    def words(found: dict[str, Any]) -> str:
        return f"{found['median_ms']:.3g} ms (p95 {found['p95_ms']:.3g})"

    return [
        Row(
            what=f"{name}: {int(large):,} against {int(small):,} comments",
            ours=words(ours[large]),
            against=f"the same with {int(small):,}",
            rival=words(ours[small]),
            ratio=growth,
            target=f"<= {SLOWER}",
            held=growth <= SLOWER,
        ),
        Row(
            what=f"{name}: {int(large):,} comments",
            ours=words(ours[large]),
            against="OFFSET and LIKE",
            rival=words(rival[large]),
            ratio=ours[large]["median_ms"] / rival[large]["median_ms"],
        ),
    ]


def _same_answers(question: Question, stores: Mapping[int, Store]) -> None:
    """A rival that answers something else would be no rival."""
    for size, store in stores.items():
        with store.reader() as db:
            ours, rival = question.ours(db, size), question.rival(db, size)
        if bool(ours) != bool(rival) or (question.name == "first page" and ours != rival):
            raise AssertionError(f"{question.name}: {ours!r} is not {rival!r}")


def _page(filters: Filters, *, after: Callable[[int], int] | None = None) -> Query:
    def ask(db: Database, size: int) -> list[int]:
        beyond = after(size) if after else None
        return list(feed(db, filters, after=beyond).comment_ids)

    return ask


def _with_cards(db: Database, size: int) -> object:
    return queries.cards(db, feed(db, Filters()).comment_ids)


def _news(db: Database, size: int) -> int:
    return new_count(db, Filters(), since_id=size - 20)


def _offset(condition: str = "1", *, offset: Callable[[int], int] = lambda size: 0) -> Query:
    """The paging that comes to mind first."""

    def ask(db: Database, size: int) -> list[int]:
        rows = db.execute(
            "SELECT comment_id FROM comment"
            f" WHERE (is_ours = 0 OR thread_id = comment_id) AND {condition}"
            " ORDER BY created_at DESC, comment_id DESC LIMIT ? OFFSET ?",
            [PAGE, offset(size)],
        )
        return [row[0] for row in rows.fetchall()]

    return ask


def _offset_with_cards(db: Database, size: int) -> object:
    return queries.cards(db, _offset()(db, size))  # type: ignore[arg-type]


def _recounted(db: Database, size: int) -> int:
    """New comments as the difference of two counts; the earlier count is remembered."""
    row = db.execute(
        "SELECT count(*) FROM comment WHERE is_ours = 0 AND deleted_at IS NULL"
    ).fetchone()
    return int(row[0])


def _like(*words: str) -> str:
    return " AND ".join(f"text LIKE '%{word}%'" for word in words)


QUESTIONS = (
    Question("first page", _page(Filters()), _offset()),
    Question("first page with its cards", _with_cards, _offset_with_cards),
    Question(
        "next page, in the middle of history",
        _page(Filters(), after=lambda size: size // 2),
        _offset(offset=lambda size: size // 2),
    ),
    Question("unanswered, first page", _page(Filters(unanswered=True)), _offset("awaits = 1")),
    Question("number of new comments", _news, _recounted),
    Question("search, a common word", _page(Filters(text=COMMON)), _offset(_like("больниц"))),
    Question("search, a rare word", _page(Filters(text=RARE)), _offset(_like(RARE))),
    Question("search, two words", _page(Filters(text=TWO)), _offset(_like("пасибо", "врач"))),
)
