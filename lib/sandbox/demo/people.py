"""Subscribers and others: who they are, when they came, who left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from math import exp
from random import Random

from lib.sandbox.demo.calendar import day_date, day_number
from lib.sandbox.demo.declension import surname_of
from lib.sandbox.demo.grammar import MAN, WOMAN
from lib.sandbox.demo.names import MEN, SURNAMES, WOMEN
from lib.sandbox.demo.places import TOWN_WEIGHTS, TOWNS
from lib.sandbox.history import Person

# Above every account that VK has given out, so that no id leads to a real page.
FIRST_USER_ID = 1_700_000_001
AT_START, AT_END = 3_100, 4_000
STRANGERS = 330


@dataclass(frozen=True)
class Crowd:
    """Everybody of the demo community, and how many came and left on each day."""

    people: tuple[Person, ...]
    members: int
    joined: Counter[date]
    departed: Counter[date]


def make_crowd(rng: Random, *, starts: list[int], heat: list[float], now: int) -> Crowd:
    """People over the days that begin at `starts`; a day with `heat` over 1 brings more of them."""
    people = [newcomer(rng, number) for number in range(AT_START + STRANGERS)]
    members: list[int] = []
    for index in range(AT_START):
        before = int(rng.expovariate(1 / (420 * 86400))) + 3600
        people[index] = replace(people[index], joined_at=starts[0] - before)
        members.append(index)
    joined: Counter[date] = Counter()
    departed: Counter[date] = Counter()
    growth = (AT_END - AT_START) / len(starts)
    for number, start in enumerate(starts):
        # Leaves of a day are nearly steady; joins carry the growth and follow what was posted.
        end = min(now, start + 86400)
        leaving = _poisson(rng, 1.35)
        wanted = AT_START + growth * (number + 1)
        pull = (wanted - len(members)) * 0.12
        coming = _poisson(rng, max(0.2, (1.35 + growth + pull) * min(heat[number], 6.0)))
        day = day_date(day_number(start))
        for _one in range(coming):
            at = start + int((end - start) * rng.betavariate(2.5, 2.0))
            people.append(replace(newcomer(rng, len(people)), joined_at=at))
            members.append(len(people) - 1)
            joined[day] += 1
        for _one in range(leaving):
            place = rng.randrange(len(members))
            gone = members[place]
            if (people[gone].joined_at or 0) >= start:
                continue
            members[place] = members[-1]
            members.pop()
            people[gone] = replace(people[gone], joined_at=None)
            departed[day] += 1
    return Crowd(tuple(people), len(members), joined, departed)


def newcomer(rng: Random, number: int) -> Person:
    """An invented person; `number` keeps the ids apart."""
    sex = WOMAN if rng.random() < 0.74 else MAN
    draw = rng.random()
    town = rng.choices(TOWNS, TOWN_WEIGHTS)[0].form("nom")
    return Person(
        user_id=FIRST_USER_ID + number * 7 + rng.randrange(7),
        first_name=rng.choice(WOMEN if sex == WOMAN else MEN),
        last_name=surname_of(rng.choice(SURNAMES), sex),
        sex=sex,
        city=town,
        deactivated="deleted" if draw < 0.008 else "banned" if draw < 0.013 else None,
    )


def _poisson(rng: Random, mean: float) -> int:
    """Knuth's product of uniforms; small means only."""
    limit, n, product = exp(-mean), 0, rng.random()
    while product > limit:
        n += 1
        product *= rng.random()
    return n
