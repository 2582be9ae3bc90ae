"""Rubrics, counts of a day, what waits in VK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from lib.access.permissions import MODERATOR
from lib.store import Store
from lib.wall.commands import queue_post
from lib.wall.queries import (
    DayPosts,
    community,
    is_taken,
    next_free_minute,
    post_drafts,
    posts_of_day,
    published_on,
    rubric,
    rubrics,
    scheduled_posts,
)

ZONE = "Europe/Moscow"


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]


def test_rubrics_come_in_their_order_without_archived_ones(store: Store) -> None:
    with store.writer() as db:
        db.execute("UPDATE rubric SET archived_at = 1 WHERE hashtag = '#СтопКоронавирус'")
        db.execute("UPDATE rubric SET position = -1 WHERE hashtag = '#Новости'")
    with store.reader() as db:
        found = rubrics(db)
        assert found[0].hashtag == "#Новости"
        assert "#СтопКоронавирус" not in {one.hashtag for one in found}
        # A draft may still name an archived rubric.
        archived = next(
            row["rubric_id"]
            for row in db.query("SELECT rubric_id FROM rubric WHERE archived_at IS NOT NULL")
        )
        assert rubric(db, archived) is not None
        assert rubric(db, 999) is None


def test_a_day_is_the_region_s_and_counts_what_is_on_its_way(
    store: Store, clock: Any, write: Callable[..., str], add_post: Callable[..., None]
) -> None:
    day = date(2026, 9, 21)
    clock.at = utc(2026, 9, 21, 12)
    add_post(1, "published", at=utc(2026, 9, 20, 20, 59))
    add_post(2, "published", at=utc(2026, 9, 20, 21, 0))
    add_post(3, "published", at=utc(2026, 9, 21, 20, 59))
    add_post(4, "published", at=utc(2026, 9, 21, 21, 0))
    add_post(5, "scheduled", at=utc(2026, 9, 21, 15))
    add_post(6, "deleted", at=utc(2026, 9, 21, 15))
    for target, text, at in (
        ("now", "Сейчас", None),
        ("later", "Потом", utc(2026, 9, 21, 16)),
        ("other", "Завтра", utc(2026, 9, 22, 16)),
    ):
        write(text, target=target, at=at)
        queue_post(store, target, actor=MODERATOR, now=int(clock()), zone=ZONE)
    with store.reader() as db:
        found = posts_of_day(db, day, zone=ZONE, now=int(clock()))
        assert [post.post_id for post in published_on(db, day, zone=ZONE)] == [3, 2]
    assert found == DayPosts(published=2, scheduled=1, on_the_way=2)
    assert found.total == 5


def test_scheduled_posts_come_soonest_first(store: Store, add_post: Callable[..., None]) -> None:
    for post_id, state, at in (
        (1, "published", 100),
        (2, "published", 300),
        (3, "scheduled", 900),
        (4, "scheduled", 800),
    ):
        add_post(post_id, state, at=at, rubric_id=1 if post_id == 4 else None)
    with store.reader() as db:
        waiting = scheduled_posts(db, now=0)
        assert [post.post_id for post in waiting] == [4, 3]
        assert [post.rubric for post in waiting] == ["Спасибо врачам", None]


def test_what_this_console_scheduled_counts_before_reading_brings_it(
    store: Store, clock: Any, write: Callable[..., str], add_post: Callable[..., None]
) -> None:
    clock.at = utc(2026, 9, 21, 12)
    at = utc(2026, 9, 21, 16)
    write("Потом", at=at, rubric_id=2)
    queue_post(store, "draft-1", actor=MODERATOR, now=int(clock()), zone=ZONE)
    with store.writer() as db:
        db.execute("UPDATE outbox SET state = 'confirmed', result_id = 77, settled_at = 1")

    def seen(now: int) -> tuple[list[int], DayPosts, bool]:
        with store.reader() as db:
            return (
                [post.post_id for post in scheduled_posts(db, now=now)],
                posts_of_day(db, date(2026, 9, 21), zone=ZONE, now=now),
                is_taken(db, at),
            )

    once = ([77], DayPosts(published=0, scheduled=1, on_the_way=0), True)
    assert seen(int(clock())) == once
    # Reading brings it: it is still one post.
    add_post(77, "scheduled", at=at, rubric_id=2)
    assert seen(int(clock())) == once
    # It went out under another number.
    with store.writer() as db:
        db.execute("UPDATE post SET state = 'released', became_id = 78 WHERE post_id = 77")
    add_post(78, "published", at=at)
    assert seen(at + 60) == ([], DayPosts(published=1, scheduled=0, on_the_way=0), False)


def test_a_scheduled_post_never_read_leaves_the_list_at_its_time(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    at = int(clock()) // 60 * 60 + 3600
    write("Потом", at=at)
    queue_post(store, "draft-1", actor=MODERATOR, now=int(clock()), zone=ZONE)
    with store.writer() as db:
        db.execute("UPDATE outbox SET state = 'confirmed', result_id = 77, settled_at = 1")
    with store.reader() as db:
        assert [post.text for post in scheduled_posts(db, now=at - 1)] == [
            "Потом\n\n#СпасибоВрачам"
        ]
        assert scheduled_posts(db, now=at) == []


def test_the_next_free_minute_steps_over_what_is_taken(
    store: Store, add_post: Callable[..., None]
) -> None:
    add_post(1, "scheduled", at=6_000)
    add_post(2, "scheduled", at=6_075)
    add_post(3, "published", at=6_120)
    with store.reader() as db:
        assert is_taken(db, 6_030) and is_taken(db, 6_060) and not is_taken(db, 6_120)
        assert next_free_minute(db, after=5_950) == 6_120
        assert next_free_minute(db, after=5_000) == 5_040


def test_drafts_are_each_person_s_own_and_say_something(
    store: Store, write: Callable[..., str]
) -> None:
    write("Мой", target="one")
    write("Чужой", target="two", actor="other")
    write(" ", target="three")
    with store.reader() as db:
        assert [found.text for found in post_drafts(db, actor=MODERATOR.name)] == ["Мой"]


def test_before_the_first_synchronisation_there_is_no_community(store: Store) -> None:
    with store.reader() as db:
        assert community(db) is None
