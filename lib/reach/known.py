"""Sums, means and shares of what is known: what is missing is left out or makes it unknown; never nought."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean, median


def share(part: float | None, whole: float | None) -> float | None:
    """`part` of `whole` in per cent; None where either is missing or `whole` is not above nought."""
    if part is None or whole is None or whole <= 0:
        return None
    return 100 * part / whole


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the known values; None where none is known."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def middle(values: Iterable[float | None]) -> float | None:
    """The median of the known values; None where none is known."""
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def whole_sum(values: Iterable[int | None]) -> int | None:
    """The sum of all values; None where one of them is missing."""
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


def ratio_of_means(pairs: Iterable[tuple[float | None, float | None]]) -> float | None:
    """Mean of the first ÷ mean of the second, in per cent, over the pairs in which both are known."""
    known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    return share(sum(part for part, _ in known), sum(whole for _, whole in known))
