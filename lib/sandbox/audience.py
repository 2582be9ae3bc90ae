"""Who the people of a day are: sex, age and place, adding up to the day's numbers.

Invented: mostly women of middle age from the region's towns, a little different every day, the same for the
same day. Shape and words as VK API schema 5.199 (stats_reach, stats_views) and people's examples have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

Towns = Sequence[tuple[int, str, int]]
"""VK's number of a city, its name, how many of its people are known here; the largest first."""

AGES = ("12-18", "18-21", "21-24", "24-27", "27-30", "30-35", "35-45", "45-100")
_SHARES = {
    "reach": {"f": (2, 3, 5, 6, 8, 13, 19, 15), "m": (2, 2, 2, 3, 3, 5, 7, 5)},
    "visitors": {"f": (1, 3, 5, 7, 9, 15, 21, 12), "m": (1, 2, 2, 3, 4, 5, 6, 4)},
}
_UNEVEN = 0.09
"""How much a share differs from one day to the next (standard deviation, as a part of it)."""
_FROM_TOWNS = 93
"""Of a hundred people; the others live where nobody of ours does."""
_COUNTRIES = ((1, "RU", "Россия", 979), (3, "BY", "Беларусь", 12), (4, "KZ", "Казахстан", 9))


def audience(count: int, kind: str, *, day: str, towns: Towns) -> dict[str, Any]:
    """`count` people by sex, age, both and place; `kind` is reach or visitors. Empty groups are left out."""
    rng = Random(f"{day}:{kind}")
    groups = [(sex, age) for sex in ("f", "m") for age in AGES]
    shares = [
        share * max(0.1, rng.gauss(1, _UNEVEN))
        for sex in ("f", "m")
        for share in _SHARES[kind][sex]
    ]
    people = dict(zip(groups, portions(count, shares), strict=True))
    by_sex: Counter[str] = Counter()
    by_age: Counter[str] = Counter()
    for (sex, age), number in people.items():
        by_sex[sex] += number
        by_age[age] += number
    local = count * _FROM_TOWNS // 100
    cities = portions(local, [known * max(0.1, rng.gauss(1, _UNEVEN)) for _, _, known in towns])
    abroad = portions(count, [share for *_, share in _COUNTRIES])
    return {
        "sex": _entries((sex, by_sex[sex]) for sex in ("f", "m")),
        "age": _entries((age, by_age[age]) for age in AGES),
        "sex_age": _entries((f"{sex};{age}", people[sex, age]) for sex, age in groups),
        "cities": [
            {"value": number, "name": name, "count": some}
            for (number, name, _), some in zip(towns, cities, strict=True)
            if some
        ],
        "countries": [
            {"value": number, "code": code, "name": name, "count": some}
            for (number, code, name, _), some in zip(_COUNTRIES, abroad, strict=True)
            if some
        ],
    }


def portions(total: int, shares: Sequence[float]) -> list[int]:
    """`total` cut into whole numbers that add up to it, in proportion to `shares` (largest remainders)."""
    whole = sum(shares)
    if not whole:
        return [0 for _share in shares]
    exact = [total * share / whole for share in shares]
    made = [int(one) for one in exact]
    order = sorted(range(len(made)), key=lambda n: made[n] - exact[n])
    for n in order[: total - sum(made)]:
        made[n] += 1
    return made


def _entries(rows: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"value": value, "count": count} for value, count in rows if count]
