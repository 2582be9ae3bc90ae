"""Rubrics month by month: by the region's calendar, each with its measured posts."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from lib.reach.periods import Period
from lib.reach.wall.months import rubric_months
from lib.store import Store


def put(
    store: Store, post_id: int, at: str, *, rubric_id: int | None, views: int | None = None
) -> None:
    published = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/Moscow"))
    with store.writer() as db:
        db.table("post").insert(
            {"post_id": post_id, "from_id": -1, "state": "published", "text": "",
             "published_at": int(published.timestamp()), "rubric_id": rubric_id, "views": views,
             "raw": "{}", "seen_at": 1}
        )  # fmt: skip


def test_a_post_belongs_to_the_month_of_the_regions_clock(store: Store) -> None:
    put(store, 1, "2025-12-31T23:59:00", rubric_id=1, views=100)
    put(store, 2, "2026-01-01T00:30:00", rubric_id=1, views=300)
    put(store, 3, "2026-01-15T12:00:00", rubric_id=1)
    put(store, 4, "2026-01-20T12:00:00", rubric_id=None, views=50)
    put(store, 5, "2026-02-01T00:00:00", rubric_id=1, views=999)
    with store.reader() as db:
        found = rubric_months(
            db, Period(date(2025, 12, 1), date(2026, 1, 31)), zone="Europe/Moscow"
        )
    told = [(one.month, one.rubric_id, one.posts, one.views.n, one.views.median) for one in found]
    assert told == [
        (date(2025, 12, 1), 1, 1, 1, 100),
        (date(2026, 1, 1), 0, 1, 1, 50),
        (date(2026, 1, 1), 1, 2, 1, 300),
    ]
    assert all(one.reach.n == 0 and one.reach.median is None for one in found)
