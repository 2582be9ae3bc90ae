"""The figures of a campaign: counted here once, for the screen, the workbook and the paper alike.

What was not measured is None, never nought, and how many were measured stands beside every sum. Times in
seconds UTC; days are days of the region's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlite_utils import Database

from lib.base.clock import local_day
from lib.base.language import N_
from lib.campaigns import queries
from lib.campaigns.campaigns import Campaign, found_campaign, post_ids
from lib.reach.wall.queries import PostRow, posts_between, posts_of

USUAL_DAYS = 90
"""Usual is what other posts had from so many days before the campaign until its end."""
LEAST_POSTS = 5
"""A median of fewer posts says nothing of what is usual."""
BY_DAY = 35
"""A campaign of at most so many days is followed day by day, a longer one week by week."""
NO_RUBRIC = N_("Without a rubric")


@dataclass(frozen=True)
class Sum:
    """The sum of what is known, and of how many posts it is known."""

    total: int | None
    known: int


@dataclass(frozen=True)
class Line:
    """The campaign's posts of one rubric; `name` is a message id where it is not `named`."""

    name: str
    named: bool
    posts: int
    reach: Sum
    reach_median: float | None
    reactions: Sum


@dataclass(frozen=True)
class Stretch:
    """A day or a week of the campaign. `usual` is the median reach of the other posts published in it."""

    since: date
    until: date
    posts: int
    reach: int | None
    reach_median: float | None
    usual: float | None
    usual_posts: int
    neighbours: int
    """Reposts by communities and their own posts with the hashtag."""


@dataclass(frozen=True)
class Echo:
    """What another community made: a repost of post `about`, or a post of its own (`about` None)."""

    owner_id: int
    post_id: int
    name: str
    published_at: int
    about: int | None
    views: int | None
    likes: int | None
    comments: int | None


@dataclass(frozen=True)
class Figures:
    """The figures of a campaign at the moment `at`."""

    campaign: Campaign
    at: int
    since: date
    until: date
    posts: tuple[PostRow, ...]
    """The newest first."""
    reach: Sum
    views: Sum
    likes: Sum
    reposts: Sum
    comments: Sum
    reactions: Sum
    reach_median: float | None
    usual_reach: float | None
    reactions_median: float | None
    usual_reactions: float | None
    usual_posts: int
    by_rubric: tuple[Line, ...]
    course: tuple[Stretch, ...]
    reposts_shown: int
    """Reposts whose makers VK shows, by people and communities."""
    echoes: tuple[Echo, ...]
    """The newest first."""
    reposts_unread: int
    """Posts with reposts of which VK was not asked yet."""
    reposts_asked: bool
    """VK was asked who shared the posts, at least of some of them."""
    tag_asked: bool
    """VK was asked for the hashtag."""
    tag_cut_at: int | None
    """VK reached no further back than this."""

    @property
    def neighbour_reposts(self) -> int | None:
        """Reposts by other communities; None where VK was not asked."""
        shared = sum(one.about is not None for one in self.echoes)
        return shared if self.reposts_asked else None

    @property
    def tagged(self) -> int | None:
        """Posts of other communities with the hashtag; None where VK was not asked."""
        return sum(one.about is None for one in self.echoes) if self.tag_asked else None

    @property
    def neighbours(self) -> int | None:
        """How many other communities took part; None where VK was not asked."""
        asked = self.reposts_asked or self.tag_asked
        return len({one.owner_id for one in self.echoes}) if asked else None

    @property
    def neighbour_share(self) -> float | None:
        """Reposts by other communities of all that VK counted, 0..1; None where VK shows nobody's."""
        if not self.reposts.total or not self.reposts_shown:
            return None
        return (self.neighbour_reposts or 0) / self.reposts.total


def campaign_figures(db: Database, campaign_id: int, *, now: int, zone: str) -> Figures:
    """Count the figures anew. Raises `CampaignError` where there is no such campaign."""
    found = found_campaign(db, campaign_id)
    ids = post_ids(db, found)
    posts = tuple(posts_of(db, ids))
    begins = min([found.begins_at, *(one.published_at for one in posts)])
    ends = max(begins, found.closed_at or now)
    others = [
        one
        for one in posts_between(db, since=begins - USUAL_DAYS * 86_400, until=ends + 1)
        if one.post_id not in ids
    ]
    mine = {one.post_id for one in posts}
    echoes, shown = _echoes(db, found, mine)
    read = queries.reposts_read_at(db, mine)
    asked = None if found.tag is None else queries.tag_read(db, found.tag)
    since, until = local_day(begins, zone=zone), local_day(ends, zone=zone)
    return Figures(
        campaign=found,
        at=now,
        since=since,
        until=until,
        posts=posts,
        **{
            name: total(getattr(one, name) for one in posts)
            for name in ("reach", "views", "likes", "reposts", "comments", "reactions")
        },
        reach_median=middle(one.reach for one in posts),
        usual_reach=middle((one.reach for one in others), least=LEAST_POSTS),
        reactions_median=middle(one.reactions for one in posts),
        usual_reactions=middle((one.reactions for one in others), least=LEAST_POSTS),
        usual_posts=len(others),
        by_rubric=_by_rubric(posts),
        course=tuple(_course(posts, others, echoes, since, until, zone)),
        reposts_shown=shown,
        echoes=echoes,
        reposts_unread=sum(bool(one.reposts) and one.post_id not in read for one in posts),
        reposts_asked=bool(read),
        tag_asked=asked is not None,
        tag_cut_at=asked["cut_at"] if asked else None,
    )


def total(values: Iterable[int | None]) -> Sum:
    """The sum of the known values; None where none is known."""
    known = [value for value in values if value is not None]
    return Sum(sum(known) if known else None, len(known))


def middle(values: Iterable[int | None], *, least: int = 1) -> float | None:
    """The median of the known values; None where fewer than `least` are known."""
    known = [value for value in values if value is not None]
    return float(median(known)) if len(known) >= least else None


def _echoes(db: Database, campaign: Campaign, mine: set[int]) -> tuple[tuple[Echo, ...], int]:
    """What communities made, and how many reposts VK shows in all."""
    reposts = queries.reposts(db, mine)
    found = [_echo(row, row["repost_id"], row["reposted_at"], row["post_id"]) for row in reposts]
    shared = {(one.owner_id, one.post_id) for one in found}
    if campaign.tag is not None:
        tagged = queries.tagged(
            db, campaign.tag, since=campaign.begins_at, until=campaign.closed_at
        )
        # A repost with the hashtag in its own words is found both ways.
        found += [
            _echo(row, row["post_id"], row["published_at"], None)
            for row in tagged
            if (row["owner_id"], row["post_id"]) not in shared
        ]
    by_communities = [one for one in found if one.owner_id < 0]
    by_communities.sort(key=lambda one: (-one.published_at, one.owner_id, one.post_id))
    return tuple(by_communities), len(reposts)


def _echo(row: dict[str, Any], post_id: int, at: int, about: int | None) -> Echo:
    return Echo(
        row["owner_id"], post_id, row["name"] or "", at, about, row["views"], row["likes"],
        row["comments"],
    )  # fmt: skip


def _by_rubric(posts: Sequence[PostRow]) -> tuple[Line, ...]:
    groups: dict[str | None, list[PostRow]] = {}
    for one in posts:
        groups.setdefault(one.rubric, []).append(one)
    lines = [
        Line(
            rubric or NO_RUBRIC,
            rubric is not None,
            len(members),
            total(one.reach for one in members),
            middle(one.reach for one in members),
            total(one.reactions for one in members),
        )
        for rubric, members in groups.items()
    ]
    return tuple(sorted(lines, key=lambda line: (not line.named, -line.posts, line.name)))


def _course(
    posts: Sequence[PostRow],
    others: Sequence[PostRow],
    echoes: Sequence[Echo],
    since: date,
    until: date,
    zone: str,
) -> Iterator[Stretch]:
    by_day = (until - since).days < BY_DAY

    def place(at: int) -> date:
        day = local_day(at, zone=zone)
        return day if by_day else day - timedelta(days=day.weekday())

    mine, theirs = _placed(posts, place), _placed(others, place)
    made: dict[date, int] = {}
    for one in echoes:
        where = place(one.published_at)
        made[where] = made.get(where, 0) + 1
    length = timedelta(days=1 if by_day else 7)
    first = since if by_day else since - timedelta(days=since.weekday())
    while first <= until:
        here, there = mine.get(first, []), theirs.get(first, [])
        yield Stretch(
            since=first,
            until=first + length - timedelta(days=1),
            posts=len(here),
            reach=total(one.reach for one in here).total,
            reach_median=middle(one.reach for one in here),
            usual=middle(one.reach for one in there),
            usual_posts=len(there),
            neighbours=made.get(first, 0),
        )
        first += length


def _placed(posts: Sequence[PostRow], place: Callable[[int], date]) -> dict[date, list[PostRow]]:
    found: dict[date, list[PostRow]] = {}
    for one in posts:
        found.setdefault(place(one.published_at), []).append(one)
    return found
