"""Days that VK has not given: when to ask for them again, and when to stop asking. Nothing but arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = 86400
WAITS = (1, 2, 4, 8, 16, 32)
"""Days between one asking and the next: seven askings over nine weeks. What VK has not given by then it will
not give; the day stays missing."""


@dataclass(frozen=True)
class Asked:
    """How often VK was asked for a missing day, and when last (seconds UTC)."""

    asks: int
    asked_at: int


def missing_days(known: Iterable[date], *, until: date) -> list[date]:
    """Days after the first of `known` and before `until` that are not among them, in order."""
    there = set(known)
    if not there:
        return []
    first = min(there)
    days = (first + timedelta(days=n) for n in range((until - first).days))
    return [day for day in days if day not in there]


def to_ask(missing: Iterable[date], asked: Mapping[date, Asked], *, now: int) -> list[date]:
    """Those of `missing` whose time to be asked for has come."""
    return [day for day in missing if day not in asked or _again(asked[day], now)]


def spans(days: Iterable[date], *, longest: int) -> list[tuple[date, date]]:
    """`days` as runs without a hole (first, last), the newest first, none of more than `longest` days."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1) and (day - runs[-1][0]).days < longest:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs[::-1]


def _again(asked: Asked, now: int) -> bool:
    return asked.asks <= len(WAITS) and now >= asked.asked_at + WAITS[asked.asks - 1] * DAY
