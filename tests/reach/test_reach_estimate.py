"""Reach guessed from views: never more than views, never where nothing is known, never beside a measure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lib.base.clock import day_span
from lib.reach.estimate import LEAST_POSTS, Share, guesses, share_of_views, total
from lib.store import Store

ZONE = "Europe/Moscow"
DAY = date(2026, 11, 10)


def publish(
    store: Store, post_id: int, day: date, views: int | None, reach: int | None = None
) -> None:
    at = day_span(day, zone=ZONE)[0] + 3600
    with store.writer() as db:
        db.table("post").insert(
            {
                "post_id": post_id,
                "from_id": -1,
                "state": "published",
                "published_at": at,
                "text": "",
                "views": views,
                "raw": "{}",
                "seen_at": at,
            }
        )
        if reach is not None:
            db.table("post_reach").insert(
                {"post_id": post_id, "reach_total": reach, "raw": "{}", "measured_at": at}
            )


def test_without_measures_views_are_the_bound(store: Store) -> None:
    publish(store, 1, DAY, 400)
    publish(store, 2, DAY, 100)
    publish(store, 3, DAY + timedelta(days=2), None)
    with store.reader() as db:
        found = guesses(db, since=DAY, until=DAY + timedelta(days=2), zone=ZONE)
        assert share_of_views(db) == Share(1.0, 0)
    assert [(one.people, one.posts) for one in found] == [(500, 2), (None, 0), (None, 0)]
    assert total(found) == 500
    assert total(found[1:]) is None


def test_measured_posts_give_the_share(store: Store) -> None:
    for n in range(LEAST_POSTS):
        publish(store, n + 1, DAY - timedelta(days=30), 1000, 700 + n)
    publish(store, 99, DAY, 200)
    with store.reader() as db:
        share = share_of_views(db)
        [found] = guesses(db, since=DAY, until=DAY, zone=ZONE)
    assert share.posts == LEAST_POSTS and share.k == pytest.approx(0.7045)
    assert found.people == 141


def test_a_few_measured_posts_say_too_little(store: Store) -> None:
    for n in range(LEAST_POSTS - 1):
        publish(store, n + 1, DAY, 1000, 1)
    with store.reader() as db:
        assert share_of_views(db) == Share(1.0, 0)


@pytest.mark.parametrize("reach", [1, 999, 1000, 5000])
def test_people_are_never_more_than_views(store: Store, reach: int) -> None:
    for n in range(LEAST_POSTS):
        publish(store, n + 1, DAY, 1000, reach)
    with store.reader() as db:
        [found] = guesses(db, since=DAY, until=DAY, zone=ZONE)
    assert found.people is not None and found.people <= 1000 * LEAST_POSTS
