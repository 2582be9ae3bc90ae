"""Figures of the measurements: kept as JSON, shown as one table of ratios."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lib.base.settings import ROOT

RAW = ROOT / "build" / "bench.json"
KEPT = ROOT / "docs" / "benchmarks.json"
PAGE = ROOT / "docs" / "benchmarks.md"
HEADINGS = ("what", "ours", "against", "rival", "ours : rival", "target", "")


@dataclass(frozen=True)
class Row:
    """One line of the table. `ratio` is ours : rival; `held` None: no target was set."""

    what: str
    ours: str
    against: str = ""
    rival: str = ""
    ratio: float | None = None
    target: str = ""
    held: bool | None = None


@dataclass(frozen=True)
class Table:
    """A table of a measurement's own, where the common columns do not say enough."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """What one measurement found: its lines, tables of its own, and the raw figures behind them."""

    rows: Sequence[Row]
    figures: dict[str, Any] = field(default_factory=dict)
    quick: bool = False
    tables: Sequence[Table] = ()


def share(part: Sequence[float], percent: int) -> float:
    """The percentile of `part` (at least two values), between values where it falls between."""
    return statistics.quantiles(part, n=100, method="inclusive")[percent - 1]


def keep(name: str, part: Part, *, machine: dict[str, str]) -> None:
    """Put a part into `build/bench.json`, beside what other runs left there.

    With it stand the machine, for parts are measured on different days, and how busy that has been in the last
    quarter of an hour: pace and CPU suffer from that.
    """
    kept = json.loads(RAW.read_text(encoding="utf-8")) if RAW.exists() else {"parts": {}}
    found = asdict(part) | {"machine": machine, "load": os.getloadavg()[2]}
    RAW.parent.mkdir(exist_ok=True)
    _write(RAW, {"parts": kept["parts"] | {name: found}})


def publish(names: Iterable[str]) -> None:
    """Put what was measured here into `docs/`, beside what was published before: as JSON and as a page.

    A part that was never measured anywhere is missing from the page, and named.
    """
    fresh = json.loads(RAW.read_text(encoding="utf-8"))
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {"parts": {}}
    known = kept["parts"] | fresh["parts"]
    parts = {name: known[name] for name in names if name in known}
    if missing := [name for name in names if name not in parts]:
        print(f"Never measured yet: {', '.join(missing)}.")
    _write(KEPT, {"parts": parts})
    PAGE.write_text(page(parts), encoding="utf-8")


def page(parts: dict[str, dict[str, Any]]) -> str:
    """The page of the documentation, whose prose stands in `benchmarks.head.md` beside this module."""
    head = Path(__file__).with_name("benchmarks.head.md").read_text(encoding="utf-8")
    sections = [
        "\n\n".join(
            [
                f"## {name}{_remarks(part)}",
                _machine(part["machine"]),
                markdown(rows_of(part)),
                *(
                    f"{table.title}:\n\n{grid(table.headings, table.lines)}"
                    for table in tables_of(part)
                ),
            ]
        )
        for name, part in parts.items()
    ]
    return "\n\n".join([head.strip(), *sections]) + "\n"


def _machine(machine: dict[str, str]) -> str:
    return (
        f"{machine['cores']} cores of {machine['cpu']}, {machine['memory']} of memory, {machine['system']};"
        f" Python {machine['python']}, SQLite {machine['sqlite']}, Streamlit {machine['streamlit']},"
        f" Chromium {machine['chromium']}."
    )


def _remarks(part: dict[str, Any]) -> str:
    """What a reader must know of how a part was measured."""
    found = ["a short run"] if part["quick"] else []
    if part.get("load", 0.0) > (os.cpu_count() or 1):
        # What a browser full of pages does is in it, as well as what had nothing to do with the measurement.
        found.append(f"the machine's load was {part['load']:.0f}, its own included")
    return f" ({'; '.join(found)})" if found else ""


def rows_of(part: dict[str, Any]) -> list[Row]:
    """The lines of a part that was kept."""
    return [Row(**row) for row in part["rows"]]


def tables_of(part: dict[str, Any]) -> list[Table]:
    """The tables of its own that a part was kept with."""
    return [Table(**table) for table in part.get("tables", ())]


def markdown(rows: Iterable[Row]) -> str:
    """The lines as a Markdown table."""
    return grid(HEADINGS, [_cells(row) for row in rows])


def grid(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    whole = [headings, ["---"] * len(headings), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in whole)


def plain(rows: Iterable[Row]) -> str:
    """The lines as columns for a terminal."""
    return columns(HEADINGS, [_cells(row) for row in rows])


def columns(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table for a terminal."""
    whole = [headings, *lines]
    widths = [max(len(line[at]) for line in whole) for at in range(len(headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in whole
    )


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    verdict = {None: "", True: "held", False: "MISSED"}[row.held]
    return (row.what, row.ours, row.against, row.rival, ratio, row.target, verdict)


def _write(file: Path, kept: dict[str, Any]) -> None:
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
