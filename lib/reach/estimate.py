"""Reach guessed from views, for where no key may read VK's measures. Named as a guess wherever it stands.

People reached by the posts of a day ~ k × the views of the posts published on that day. `k` is the middle of
reach / views over the posts whose reach VK did measure, where a user key was there at some time; without any,
1, and the guess is an upper bound for each post, since nobody is reached without a view. Somebody who saw two
posts counts twice, and older posts seen on the day do not count: it never stands in one sum or line with
measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlite_utils import Database

from lib.base.clock import day_span, local_day
from lib.reach.queries import measured_posts, viewed_posts

LEAST_POSTS = 10
"""With fewer measured posts than this the middle says little, and `k` stays 1."""


@dataclass(frozen=True)
class Share:
    """Reach as a share of views."""

    k: float
    posts: int
    """Measured posts it comes from; 0: none, `k` is 1."""


@dataclass(frozen=True)
class Guess:
    """The guess for one day; `people` is None where none of its posts has views, or none was published."""

    day: date
    people: int | None
    posts: int


def share_of_views(db: Database) -> Share:
    """What part of the views of a post were different people, as far as VK ever told."""
    shares = [min(1.0, reach / views) for reach, views in measured_posts(db)]
    return Share(median(shares), len(shares)) if len(shares) >= LEAST_POSTS else Share(1.0, 0)


def guesses(db: Database, *, since: date, until: date, zone: str) -> list[Guess]:
    """One `Guess` for every day from `since` to `until`, both included, in order."""
    k = share_of_views(db).k
    begins, ends = day_span(since, zone=zone)[0], day_span(until, zone=zone)[1]
    views: dict[date, list[int]] = {}
    for published_at, seen in viewed_posts(db, since=begins, until=ends):
        views.setdefault(local_day(published_at, zone=zone), []).append(seen)
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return [
        Guess(day, round(k * sum(views[day])) if day in views else None, len(views.get(day, ())))
        for day in days
    ]


def total(days: Sequence[Guess]) -> int | None:
    """The sum of the days that have a guess; None where none has."""
    known = [day.people for day in days if day.people is not None]
    return sum(known) if known else None
