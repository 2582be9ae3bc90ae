"""The hostile corpus, as statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "hostile.sql"
_TIMES = re.compile(r"<<(\d+)\|(.*?)>>")
_CHARACTER = re.compile(r"\\u([0-9a-f]{4})")
SLOW = frozenset({"recursion", "strings", "joins", "windows"})
"""Groups of questions that are in order but for what they cost: they must be stopped."""


@dataclass(frozen=True)
class Hostile:
    """A statement that must be refused or stopped; `line` is its place in the file."""

    line: int
    group: str
    why: str
    sql: str


def corpus() -> list[Hostile]:
    """All of them, in the order of the file."""
    found, group, why = [], "", ""
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            group, _, why = line[3:].partition(": ")
        elif line and not line.startswith("# "):
            found.append(Hostile(number, group, why, written_out(line)))
    return found


def written_out(line: str) -> str:
    """A line of the file as the statement that it stands for."""
    text = _TIMES.sub(lambda found: found[2] * int(found[1]), line)
    text = _CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\\0", "\0").replace("\\x07", "\x07").replace("\\n", "\n")
