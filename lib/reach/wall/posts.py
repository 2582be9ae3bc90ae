"""Posts with all their measures, and how each did against what is usual in its rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from lib.base.clock import day_span, days_of
from lib.reach import measures
from lib.reach.counts import PostCounts
from lib.reach.known import middle, share
from lib.reach.periods import Period
from lib.reach.queries import day_series
from lib.reach.wall import queries

USUAL_DAYS = 180
"""What is usual in a rubric is told by its posts of the half year that ends with the period."""
GROWING_SECONDS = 86_400
"""A post gets most of its reach within so long; before, it looks worse than it will."""
LEAST_POSTS = 5
"""With fewer posts than this nothing is usual."""


@dataclass(frozen=True)
class Usual:
    """What is usual for posts of a rubric: medians, and of how many posts. None: of too few."""

    reach: float | None = None
    reach_posts: int = 0
    views: float | None = None
    views_posts: int = 0


_UNUSUAL = Usual()


class PostFigures(NamedTuple):
    """A published post. Rates are in per cent, as in the dictionary of measures."""

    post_id: int
    published_at: int
    day: date
    text: str
    """The beginning of the text (`queries.TEXT_READ`). A citizen may have suggested it: not to be trusted."""
    rubric_id: int | None
    rubric: str | None
    color: str | None
    counts: PostCounts
    usual: Usual

    @property
    def er_post(self) -> float | None:
        return measures.er_post(self.counts)

    @property
    def er_view(self) -> float | None:
        return measures.er_view(self.counts)

    @property
    def er_reach(self) -> float | None:
        return measures.er_reach(self.counts)

    @property
    def reach_rate(self) -> float | None:
        return measures.reach_rate(self.counts)

    @property
    def virality(self) -> float | None:
        return measures.virality(self.counts)

    @property
    def reach_off(self) -> float | None:
        """By how many per cent its reach is above (below: negative) the median of its rubric."""
        return _off(self.counts.reach, self.usual.reach)

    @property
    def views_off(self) -> float | None:
        """The same of its views, where reach is not measured."""
        return _off(self.counts.views, self.usual.views)


def posts(db: Database, period: Period, *, zone: str) -> list[PostFigures]:
    """The posts published in the period, the newest first."""
    usual = usual_by_rubric(db, until=period.until, zone=zone)
    levels = {
        day.day: day.level
        for day in day_series(db, since=period.since, until=period.until, zone=zone)
    }
    day_of = days_of(zone)
    found = []
    for row in queries.posts_between(db, **seconds(period, zone=zone)):
        day = day_of(row.published_at)
        found.append(figures_of(row, day, usual=usual, level=levels.get(day)))
    return found[::-1]


def figures_of(
    row: queries.PostRow, day: date, *, usual: Mapping[int, Usual], level: int | None
) -> PostFigures:
    """The figures of a post that went out on `day`, when the community had `level` subscribers."""
    counts = PostCounts(
        row.published_at,
        row.views,
        row.likes,
        row.reposts,
        row.comments,
        row.reach,
        row.reach_subscribers,
        row.reach_viral,
        level,
    )
    return PostFigures(
        row.post_id,
        row.published_at,
        day,
        row.text,
        row.rubric_id,
        row.rubric,
        row.color,
        counts,
        usual.get(row.rubric_id or 0, _UNUSUAL),
    )


def grown(figures: Sequence[PostFigures], *, now: int) -> list[PostFigures]:
    """The posts whose figures can be held against those of others: a day old at `now` (seconds UTC)."""
    return [post for post in figures if now - post.published_at >= GROWING_SECONDS]


def best_and_worst(
    figures: Sequence[PostFigures], *, limit: int = 3
) -> tuple[list[PostFigures], list[PostFigures]]:
    """At most `limit` posts furthest above the median of their rubric, and furthest below, the furthest first.

    By reach where any of them has it, else by views. A post stands in one list at most.
    """
    by_reach = any(post.reach_off is not None for post in figures)

    def off(post: PostFigures) -> float | None:
        return post.reach_off if by_reach else post.views_off

    known = [(value, post.post_id, post) for post in figures if (value := off(post)) is not None]
    known.sort(key=lambda one: one[:2])
    best = [post for value, _id, post in reversed(known) if value > 0][:limit]
    worst = [post for value, _id, post in known if value < 0][:limit]
    return best, worst


def usual_by_rubric(db: Database, *, until: date, zone: str) -> dict[int, Usual]:
    """What is usual in each rubric (0: posts without one) by the half year that ends with `until`."""
    half_year = Period(until - timedelta(days=USUAL_DAYS - 1), until)
    reach: dict[int, list[int]] = {}
    views: dict[int, list[int]] = {}
    for rubric_id, _at, reached, seen in queries.numbers_between(
        db, **seconds(half_year, zone=zone)
    ):
        if reached is not None:
            reach.setdefault(rubric_id, []).append(reached)
        if seen is not None:
            views.setdefault(rubric_id, []).append(seen)
    return {
        rubric_id: Usual(
            reach=_middle(reach.get(rubric_id, [])),
            reach_posts=len(reach.get(rubric_id, ())),
            views=_middle(views.get(rubric_id, [])),
            views_posts=len(views.get(rubric_id, ())),
        )
        for rubric_id in reach.keys() | views.keys()
    }


def seconds(period: Period, *, zone: str) -> dict[str, int]:
    """`since` (included) and `until` (excluded) of the period in seconds UTC."""
    return {
        "since": day_span(period.since, zone=zone)[0],
        "until": day_span(period.until, zone=zone)[1],
    }


def _middle(values: list[int]) -> float | None:
    return middle(values) if len(values) >= LEAST_POSTS else None


def _off(value: int | None, usual: float | None) -> float | None:
    found = share(value, usual)
    return None if found is None else found - 100
