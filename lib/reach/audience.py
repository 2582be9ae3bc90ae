"""Who was reached, as VK tells it: sex, age, cities. VK rounds and leaves out whom it does not know.

VK counts different people a day; over several days somebody counts once for each day, so only shares are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from lib.reach.known import share
from lib.reach.periods import Period
from lib.reach.queries import audience_days, audience_sums

SPLITS = ("sex", "age", "sex_age", "cities", "countries")


@dataclass(frozen=True)
class AudienceGroup:
    """A part of those who were reached. `key` as VK writes it (`f`, `18-21`, `f;18-21`, number of a city);
    `name` of a city or country is VK's: not to be trusted. `people` are added up over the days."""

    key: str
    name: str
    people: int
    share: float | None
    """Of all of the split, in per cent."""


@dataclass(frozen=True)
class Audience:
    """The audience of a period by split; on `days` of its days VK told anything."""

    days: int
    groups: dict[str, Sequence[AudienceGroup]]


def audience(db: Database, period: Period, *, kind: str = "reach") -> Audience:
    """Everybody reached (`kind` `reach`) in the period, or everybody who opened the page (`visitors`), the
    largest groups first. A split that VK did not tell is empty."""
    since, until = period.since.isoformat(), period.until.isoformat()
    sums: dict[str, list[tuple[str, str, int]]] = {split: [] for split in SPLITS}
    for split, key, name, people in audience_sums(db, kind=kind, since=since, until=until):
        sums[split].append((key, name, people))
    return Audience(
        days=audience_days(db, kind=kind, since=since, until=until),
        groups={split: _groups(rows) for split, rows in sums.items()},
    )


def _groups(rows: Sequence[tuple[str, str, int]]) -> list[AudienceGroup]:
    whole = sum(people for _key, _name, people in rows)
    found = [AudienceGroup(key, name, people, share(people, whole)) for key, name, people in rows]
    return sorted(found, key=lambda group: (-group.people, group.key))
