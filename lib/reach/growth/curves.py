"""The growth of a post in its first 72 hours against the band in which comparable posts lay at that age.

Comparable are the posts of its rubric that went out in the year before it, or, where they are too few, all
posts of that year. At an age between two snapshots of a post its counter is taken to have grown evenly; before
the first snapshot it grew from nought, which every post has at first; after the last one nothing is known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from lib.reach.growth import queries
from lib.reach.growth.queries import Counter
from lib.reach.wall.rubrics import spread

HOUR = 3600
AGES = (1, 2, 3, 4, 6, 8, 10, 12, 18, 24, 30, 36, 48, 60, 72)
"""Hours at which the band is told."""
YEAR = 365 * 86_400
MOST_POSTS = 80
LEAST_POSTS = 8
"""A band of fewer posts than this is none."""
LONGEST_GAP = 12 * HOUR
"""Over a longer time between two snapshots a counter may have done anything."""


@dataclass(frozen=True)
class Point:
    """What a post had so many hours after it went out."""

    hours: float
    value: int


@dataclass(frozen=True)
class Band:
    """The quartiles of `posts` comparable posts at that age."""

    hours: float
    low: float
    middle: float
    high: float
    posts: int


@dataclass(frozen=True)
class Growth:
    """A post's curve, empty where it was not measured at the time, and the band; empty: too few posts."""

    counter: Counter
    curve: Sequence[Point]
    band: Sequence[Band]
    posts: int
    """Comparable posts with snapshots."""
    same_rubric: bool
    """They are of the post's own rubric."""

    @property
    def off(self) -> float | None:
        """By how many per cent the post is above (below: negative) the middle of the band, at the last age at
        which both are known; None where there is none."""
        for band in reversed(self.band):
            value = value_at([(int(p.hours * HOUR), p.value) for p in self.curve], band.hours)
            if value is not None and band.middle:
                return 100 * value / band.middle - 100
        return None


def growth_of(db: Database, post_id: int) -> Growth | None:
    """The growth of a published post, by reach where that was measured, else by views; None: no such post."""
    found = queries.published(db, post_id)
    if found is None:
        return None
    published_at, rubric_id = found
    counter: Counter = "reach_total"
    own = queries.snapshots_of(db, [post_id], counter=counter, until=AGES[-1] * HOUR)
    if not own:
        counter = "views"
        own = queries.snapshots_of(db, [post_id], counter=counter, until=AGES[-1] * HOUR)
    band, posts, same = _usual(db, counter, before=published_at, rubric_id=rubric_id)
    curve = [Point(age / HOUR, value) for _post, age, value in own]
    return Growth(counter, curve, band, posts, same)


def _usual(
    db: Database, counter: Counter, *, before: int, rubric_id: int | None
) -> tuple[list[Band], int, bool]:
    for rubric in (rubric_id, None) if rubric_id is not None else (None,):
        ids = queries.comparable_posts(
            db, before=before, since=before - YEAR, rubric_id=rubric, limit=MOST_POSTS
        )
        rows = queries.snapshots_of(db, ids, counter=counter, until=AGES[-1] * HOUR + LONGEST_GAP)
        curves: dict[int, list[tuple[int, int]]] = {}
        for post_id, age, value in rows:
            curves.setdefault(post_id, []).append((age, value))
        if len(curves) >= LEAST_POSTS:
            return _bands(list(curves.values())), len(curves), rubric is not None
    return [], 0, False


def _bands(curves: Sequence[Sequence[tuple[int, int]]]) -> list[Band]:
    found = []
    for hours in AGES:
        at_age = spread(value_at(curve, hours) for curve in curves)
        if at_age.n < LEAST_POSTS:
            continue
        assert at_age.low is not None and at_age.median is not None and at_age.high is not None
        found.append(Band(hours, at_age.low, at_age.median, at_age.high, at_age.n))
    return found


def value_at(curve: Sequence[tuple[int, int]], hours: float) -> float | None:
    """The counter at that age, between the snapshots (age in seconds, value) around it; None where they do not
    tell."""
    age = hours * HOUR
    whole = [(0, 0), *curve]
    place = bisect_left(whole, age, key=lambda one: one[0])
    if place == len(whole):
        return None
    if whole[place][0] == age or place == 0:
        return float(whole[place][1])
    (earlier, low), (later, high) = whole[place - 1], whole[place]
    if later - earlier > LONGEST_GAP:
        return None
    return low + (high - low) * (age - earlier) / (later - earlier)
