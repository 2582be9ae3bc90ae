"""SQL of what is measured again and again. No statement here touches a row that would stay as it is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from lib.sync.measures.gaps import Asked
from lib.sync.measures.slots import Life
from lib.sync.objects import Row

_DAY = """
INSERT INTO day_stat (day, reach, reach_subscribers, views, visitors, likes, comments, reposts, joined,
  departed, raw, measured_at)
VALUES (:day, :reach, :reach_subscribers, :views, :visitors, :likes, :comments, :reposts, :joined,
  :departed, :raw, :now)
ON CONFLICT (day) DO UPDATE SET reach = excluded.reach, reach_subscribers = excluded.reach_subscribers,
  views = excluded.views, visitors = excluded.visitors, likes = excluded.likes,
  comments = excluded.comments, reposts = excluded.reposts, joined = excluded.joined,
  departed = excluded.departed, raw = excluded.raw, measured_at = excluded.measured_at
WHERE day_stat.raw IS NOT excluded.raw
"""

# The same numbers, told for the first time after the day was over: from now on another number is a correction.
_DAY_STANDS = """
UPDATE day_stat SET measured_at = :now
WHERE day = :day AND raw IS :raw AND measured_at < :over_at AND :now >= :over_at
"""

_DAY_CORRECTED = """
INSERT INTO day_stat_revision (day, reach, reach_subscribers, views, visitors, likes, comments, reposts,
  joined, departed, raw, measured_at, replaced_at)
SELECT day, reach, reach_subscribers, views, visitors, likes, comments, reposts, joined, departed, raw,
  measured_at, :now
FROM day_stat
WHERE day = :day AND raw <> '{}' AND measured_at >= :over_at AND (
  reach IS NOT :reach OR reach_subscribers IS NOT :reach_subscribers OR views IS NOT :views
  OR visitors IS NOT :visitors OR likes IS NOT :likes OR comments IS NOT :comments
  OR reposts IS NOT :reposts OR joined IS NOT :joined OR departed IS NOT :departed)
ON CONFLICT (day, replaced_at) DO NOTHING
"""

_AUDIENCE = """
INSERT OR REPLACE INTO day_audience (day, kind, split, group_key, name, people, subscribers)
VALUES (:day, :kind, :split, :group_key, :name, :people, :subscribers)
"""

_REACH = """
INSERT INTO post_reach (post_id, reach_total, reach_subscribers, reach_viral, raw, measured_at)
VALUES (:post_id, :reach_total, :reach_subscribers, :reach_viral, :raw, :now)
ON CONFLICT (post_id) DO UPDATE SET reach_total = excluded.reach_total,
  reach_subscribers = excluded.reach_subscribers, reach_viral = excluded.reach_viral,
  raw = excluded.raw, measured_at = excluded.measured_at
WHERE post_reach.raw IS NOT excluded.raw
"""

# Reach counts different people, so it only grows; less than before is a correction.
_REACH_CORRECTED = """
INSERT INTO post_reach_revision (post_id, reach_total, reach_subscribers, reach_viral, raw, measured_at,
  replaced_at)
SELECT post_id, reach_total, reach_subscribers, reach_viral, raw, measured_at, :now FROM post_reach
WHERE post_id = :post_id AND (reach_total > coalesce(:reach_total, -1)
  OR reach_subscribers > coalesce(:reach_subscribers, -1)
  OR reach_viral > coalesce(:reach_viral, -1))
ON CONFLICT (post_id, replaced_at) DO NOTHING
"""

_SNAPSHOT = """
INSERT INTO post_snapshot (post_id, taken_at, views, likes, reposts, comments, reach_total, reach_subscribers)
SELECT :post_id, :taken_at, :views, :likes, :reposts, :comments, :reach_total, :reach_subscribers
WHERE NOT EXISTS (
  SELECT 1 FROM post_snapshot
  WHERE post_id = :post_id AND taken_at >= :begins AND taken_at < :ends)
"""


def write_days(db: Database, rows: Collection[Row], audience: Mapping[str, list[Row]]) -> None:
    """Daily measures, each row with `now` and `over_at`, the end of its day; `audience` by day.

    What VK corrects is kept as a revision. The number of subscribers, which we measure ourselves, stays.
    """
    known = _raw_days(db, [row["day"] for row in rows])
    changed = [row for row in rows if known.get(row["day"]) != row["raw"]]
    _many(db, _DAY_CORRECTED, changed)
    _many(db, _DAY, changed)
    _many(db, _DAY_STANDS, rows)
    _many(db, "DELETE FROM day_gap WHERE day = :day", changed)
    _many(db, "DELETE FROM day_audience WHERE day = :day", changed)
    _many(db, _AUDIENCE, [one for row in changed for one in audience[row["day"]]])


def write_reach(db: Database, rows: Collection[Row]) -> None:
    """Reach of posts, each row with `now`; what VK took back is kept as a revision."""
    _many(db, _REACH_CORRECTED, rows)
    _many(db, _REACH, rows)


def write_snapshots(db: Database, rows: Iterable[Row]) -> int:
    """Add snapshots, each with `begins` and `ends` of its slot, where the slot has none; answers how many."""
    return sum(db.execute(_SNAPSHOT, row).rowcount for row in rows)


def lives(db: Database, *, now: int) -> list[Life]:
    """Every published post with the last moment up to `now` at which its counters were noted."""
    rows = db.execute(
        "SELECT post_id, published_at, (SELECT max(taken_at) FROM post_snapshot AS s"
        "  WHERE s.post_id = post.post_id AND s.taken_at <= :now)"
        " FROM post WHERE state = 'published' AND published_at <= :now",
        {"now": now},
    )
    return [Life(*row) for row in rows]


def newest_measured_day(db: Database) -> int | None:
    """The first second (UTC) of the last day with a measured reach."""
    row = db.execute(
        "SELECT unixepoch(max(day)) FROM day_stat WHERE reach IS NOT NULL OR views IS NOT NULL"
    ).fetchone()
    return None if row is None else row[0]


def days_of_vk(db: Database) -> set[str]:
    """Days (ISO) of which VK gave anything."""
    return {row[0] for row in db.execute("SELECT day FROM day_stat WHERE raw <> '{}'")}


def asked_days(db: Database) -> dict[str, Asked]:
    """Days (ISO) that VK did not give when it was asked again."""
    rows = db.execute("SELECT day, asks, asked_at FROM day_gap")
    return {row[0]: Asked(row[1], row[2]) for row in rows}


def note_gaps(db: Database, days: Collection[str], *, now: int) -> None:
    """VK was asked for these days: those that it still does not give are counted."""
    db.execute(
        "INSERT INTO day_gap (day, asks, asked_at) SELECT value, 1, :now FROM json_each(:days)"
        " WHERE value NOT IN (SELECT day FROM day_stat WHERE raw <> '{}')"
        " ON CONFLICT (day) DO UPDATE SET asks = asks + 1, asked_at = excluded.asked_at",
        {"days": json.dumps(list(days)), "now": now},
    )


def newest_posts(db: Database, *, limit: int) -> list[int]:
    """Ids of the newest published posts."""
    rows = db.execute(
        "SELECT post_id FROM post WHERE state = 'published'"
        " ORDER BY published_at DESC, post_id DESC LIMIT ?",
        [limit],
    )
    return [row[0] for row in rows]


def _raw_days(db: Database, days: list[str]) -> dict[str, str]:
    rows = db.execute(
        "SELECT day, raw FROM day_stat WHERE day IN (SELECT value FROM json_each(?))",
        [json.dumps(days)],
    )
    return {row[0]: row[1] for row in rows}


def _many(db: Database, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
    # sqlite-utils has no executemany; its connection is in the writer's transaction already.
    db.conn.executemany(statement, rows)
