"""Live events: how many a second the intake bears, how soon the store is what VK has, and the worker's memory.

The storm of the proof (`tests/sync/storm.py`) at a size that a benchmark can wait for; the proof itself, with
100,000 events and 20 outages, is `make prove`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.bench.report import Part, Row
from tests.sync.storm import Found, storm

EVENTS, OUTAGES = 20_000, 4
QUICK_EVENTS, QUICK_OUTAGES = 3_000, 1
CATCH_UP_SECONDS = 60.0
"""Ten times as often as the console does, or the figures would be of waiting."""
MOST_GROWTH = 1.10


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    with tempfile.TemporaryDirectory() as name:
        found = storm(
            Path(name),
            events=QUICK_EVENTS if quick else EVENTS,
            outages=QUICK_OUTAGES if quick else OUTAGES,
            catch_up_seconds=CATCH_UP_SECONDS,
            say=say,
        )
    return Part(_rows(found), asdict(found) | {"sustained": found.sustained}, quick=quick)


def _rows(found: Found) -> list[Row]:
    equal = not found.differences
    first, second, last = found.memory
    what = f"{found.events:,} events, {sum(found.faults.values())} faults, {found.outages} outages"
    return [
        Row(
            f"{what}: the store is what VK has",
            f"{found.posts} posts, {found.comments} comments" if equal else "NO",
            target="equal",
            held=equal,
        ),
        Row(
            "from the last event until it was so",
            f"{found.settled_seconds:.0f} s",
            f"a catch-up every {found.catch_up_seconds:.0f} s finds what no event told",
        ),
        Row(
            f"events a second that the intake bears ({found.backlog:,} that waited)",
            f"{found.sustained:.0f}",
            "what citizens and the local VK make here",
            f"{found.events / found.seconds:.0f}",
            found.sustained / (found.events / found.seconds),
        ),
        Row(
            "memory of the worker: last third of the storm",
            f"{last:.1f} MB",
            "second third (first: " + f"{first:.1f} MB)",
            f"{second:.1f} MB",
            last / second,
            f"<= {MOST_GROWTH}",
            last <= second * MOST_GROWTH,
        ),
    ]
