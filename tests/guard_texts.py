"""The labelled texts of `tests/data/guard.csv`, and how well a check tells them apart.

All are invented; numbers of documents have valid check digits and belong to nobody we know of. `part` is `dev`
(the rules were written against it) or `held` (written before the rules, and not looked at while they were).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).parent / "data" / "guard.csv"
PARTS = ("dev", "held")


@dataclass(frozen=True)
class Labelled:
    """A text, and the kinds of findings that must hold it back; none where it may go out."""

    part: str
    text: str
    kinds: frozenset[str]
    note: str


@dataclass
class Score:
    """Texts counted. `missed` by kind of what the label names and the check did not find."""

    right: int = 0
    overlooked: int = 0
    false: int = 0
    named: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.overlooked)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false)


def labelled() -> list[Labelled]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["stop"] == "1") != bool(row["kinds"]) or row["part"] not in PARTS:
            raise ValueError(f"a label that contradicts itself: {row}")
    return [
        Labelled(row["part"], row["text"], frozenset(row["kinds"].split()), row["note"])
        for row in rows
    ]


def score(texts: Sequence[Labelled], kinds_in: Callable[[str], frozenset[str]]) -> Score:
    """How `kinds_in` (the kinds of stops that it finds in a text) does on `texts`."""
    found = Score()
    for one in texts:
        kinds = kinds_in(one.text)
        found.right += bool(kinds and one.kinds)
        found.overlooked += bool(one.kinds and not kinds)
        found.false += bool(kinds and not one.kinds)
        found.named.update(one.kinds)
        found.missed.update(one.kinds - kinds)
    return found
