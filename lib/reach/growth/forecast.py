"""How many subscribers there may be: the usual growth goes on, and the band says how wrong that was before.

The middle adds the mean growth of the last `WINDOW` days for every day ahead. For the band the same is done
from every earlier day, as if the rest were not known yet; of the errors so made for as many days ahead, the
band leaves out the largest tenth on either side. So it holds about four times in five as long as the community
grows as it used to, and says nothing of what nobody has seen yet (a campaign, VK counting anew).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles

from lib.reach.counts import Day

WINDOW = 28
MOST_DAYS = 180
"""Errors of longer ago say little of today."""
LEAST_TRIALS = 30
"""With fewer errors than this there is no band."""
HORIZON = 30


@dataclass(frozen=True)
class Ahead:
    """A day to come: the middle of what may be, and between which two numbers it stays four times in five."""

    day: date
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """`days` are empty where too few days are known: `known` of the `needed` in one row up to the last one."""

    days: Sequence[Ahead]
    a_day: float | None
    """Mean growth of a day that goes on."""
    known: int
    needed: int
    trials: int
    """Errors behind the band of the last day ahead."""


def forecast(series: Sequence[Day], *, horizon: int = HORIZON) -> Forecast:
    """The forecast from the last day of `series` with a known level, for as many days ahead as the band allows,
    `horizon` at most. Give it `MOST_DAYS` days or more; days without a level end the row that counts."""
    row = _row(series)[-MOST_DAYS:]
    needed = WINDOW + LEAST_TRIALS + 1
    if len(row) < needed:
        return Forecast((), None, len(row), needed, 0)
    levels = [level for _day, level in row]
    last_day, last = row[-1]
    a_day = _drift(levels, len(levels) - 1)
    found = []
    trials = 0
    for steps in range(1, horizon + 1):
        errors = [
            levels[place + steps] - (levels[place] + steps * _drift(levels, place))
            for place in range(WINDOW, len(levels) - steps)
        ]
        if len(errors) < LEAST_TRIALS:
            break
        trials = len(errors)
        middle = last + steps * a_day
        tenths = quantiles(errors, n=10, method="inclusive")
        # Errors that all lie on one side would put the middle outside of its own band.
        low, high = min(0.0, tenths[0]), max(0.0, tenths[-1])
        found.append(Ahead(last_day + timedelta(days=steps), middle, middle + low, middle + high))
    return Forecast(found, a_day, len(row), needed, trials)


def _row(series: Sequence[Day]) -> list[tuple[date, int]]:
    """The unbroken row of days with a level that ends with the last one known."""
    found: list[tuple[date, int]] = []
    for day in reversed(series):
        if day.level is not None:
            found.append((day.day, day.level))
        elif found:
            break
    return found[::-1]


def _drift(levels: Sequence[int], place: int) -> float:
    return (levels[place] - levels[place - WINDOW]) / WINDOW
