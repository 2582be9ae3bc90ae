"""`python -m tests.bench [PART ...] [--quick] [--publish]`: measure, print one table.

Without names all are measured. Exit code 1: a target was missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from tests.bench import (
    backfill,
    chats,
    events,
    explore,
    feed,
    guard,
    latency,
    memory,
    reach,
    reach_page,
    report,
    reports,
)
from tests.bench.machine import machine

PARTS: dict[str, Callable[..., report.Part]] = {
    "latency": latency.measure,
    "feed": feed.measure,
    "backfill": backfill.measure,
    "events": events.measure,
    "memory": memory.measure,
    "guard": guard.measure,
    "chats": chats.measure,
    "reach_page": reach_page.measure,
    "explore": explore.measure,
    "reach": reach.measure,
    "reports": reports.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--quick", action="store_true", help="smaller sizes; slow rivals are sampled, which is said"
    )
    parser.add_argument(
        "--publish", action="store_true", help="put the figures into docs/benchmarks.{md,json}"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    found = machine()
    rows: list[report.Row] = []
    tables: list[report.Table] = []
    for name in options.parts or PARTS:
        say(f"== {name}{' (quick)' if options.quick else ''}")
        began = time.monotonic()
        part = PARTS[name](quick=options.quick, say=say)
        report.keep(name, part, machine=found)
        rows += part.rows
        tables += part.tables
        say(f"== {name}: {time.monotonic() - began:.0f} s")
    for table in tables:
        lines = report.columns(table.headings, table.lines)
        print(f"\n{table.title}\n\n{lines}", flush=True)
    print("\n" + report.plain(rows), flush=True)
    print(f"\nFigures: {report.RAW.relative_to(report.ROOT)}", flush=True)
    if options.publish:
        report.publish(PARTS)
    return 1 if any(row.held is False for row in rows) else 0


def say(words: str) -> None:
    """Progress, apart from the table."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
