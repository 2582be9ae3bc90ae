"""The hostile corpus: all of it is refused or stopped in time, within bounded memory.

`make test` gives each statement a short limit, `make prove` the full one, and writes down what it took.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.base.settings import ROOT
from lib.explore.cage import pool
from lib.explore.errors import QueryError, TooLarge, TooSlow
from lib.explore.run import Limits, run
from lib.store import Store
from tests.explore.conftest import MODERATOR
from tests.explore.hostile import SLOW, Hostile, corpus
from tests.explore.past import SECRET
from tests.explore.watching import Watched

PROVE = bool(os.environ.get("PULT_PROVE"))
BEYOND = 0.3
"""A question holds its caller at most so much longer than its limit, seconds."""
MOST_MB = 200


def test_the_corpus_is_large_and_names_every_way_out() -> None:
    groups = Counter(one.group for one in corpus())
    assert sum(groups.values()) >= 200
    assert len({one.sql for one in corpus()}) == sum(groups.values())
    assert set(groups) >= SLOW | {
        "writes",
        "attach",
        "pragma",
        "schema",
        "tables",
        "names",
        "search",
    }


def attempt(store: Store, one: Hostile, *, seconds: float) -> dict[str, object]:
    """What came of a statement: how it ended, the seconds it took its caller, megabytes of the process."""
    began = time.monotonic()
    try:
        result = run(store, one.sql, actor=MODERATOR, limits=Limits(seconds=seconds))
        ended = f"answered {result.rows[:2]!r}"
    except QueryError as error:
        ended = type(error).__name__
        assert SECRET not in str(error)
    took = time.monotonic() - began
    return {"line": one.line, "group": one.group, "ended": ended, "seconds": took, "limit": seconds}


def attempted(
    store: Store, *, seconds: float, at_once: int
) -> tuple[list[dict[str, object]], float]:
    """All of the corpus, what must be stopped with a limit of `seconds`; the most megabytes of a process."""
    slow = [one for one in corpus() if one.group in SLOW]
    quick = [one for one in corpus() if one.group not in SLOW]
    with Watched(pool) as watched, ThreadPoolExecutor(at_once) as threads:
        found = [
            *threads.map(lambda one: attempt(store, one, seconds=2.0), quick),
            *threads.map(lambda one: attempt(store, one, seconds=seconds), slow),
        ]
        for number, one in enumerate([*quick, *slow]):
            # Other work of this machine may have come between: late is what is late three times.
            for _ in range(2):
                if is_late(found[number]):
                    found[number] = attempt(store, one, seconds=float(str(found[number]["limit"])))
    return found, watched.mb or 0.0


def is_late(found: dict[str, object]) -> bool:
    """Whether the caller was held longer than is promised."""
    return float(str(found["seconds"])) > float(str(found["limit"])) + BEYOND


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "full", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["short", "full"]
)
def test_every_statement_is_refused_or_stopped_in_time(past: Store, full: bool) -> None:
    if full and not PROVE:
        # `make test` has the short limits; memory is bounded by the same code.
        return
    found, mb = attempted(past, seconds=1.0 if full else 0.1, at_once=1 if full else 3)
    if full:
        file = ROOT / "build" / "prove-hostile.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"mb": mb, "statements": found}, indent=1), encoding="utf-8")
    stopped = {TooSlow.__name__, TooLarge.__name__}
    assert [one for one in found if str(one["ended"]).startswith("answered")] == []
    assert [one for one in found if is_late(one)] == []
    assert [one for one in found if one["ended"] in stopped and one["group"] not in SLOW] == [], (
        "what may not be asked is refused at once, not stopped"
    )
    assert mb < MOST_MB
