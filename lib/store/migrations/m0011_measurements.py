"""Measurements kept: counters of posts over time, what VK corrected, the audience by day, days VK did not give.

Size: a post has about 70 snapshots in its first half year and one a month after that, at some 30 bytes each:
10 thousand posts over five years stay below 40 MB. The audience takes about 100 rows a day. Nothing is thinned
out.
"""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # What a post had at a moment, by our own reading (lib.sync.measures.snapshots). VK tells no past counters:
    # a row that was not taken in time is missing for good. Counters are NULL where VK did not say; reach too
    # where no key may ask for it.
    """
    CREATE TABLE post_snapshot (
      post_id INTEGER NOT NULL,
      taken_at INTEGER NOT NULL,
      views INTEGER,
      likes INTEGER,
      reposts INTEGER,
      comments INTEGER,
      reach_total INTEGER,
      reach_subscribers INTEGER,
      PRIMARY KEY (post_id, taken_at)
    ) STRICT, WITHOUT ROWID
    """,
    # What VK said of a day that was over, before it said something else. The newest stands in day_stat. A day
    # that still runs grows; that is no correction and leaves no row.
    """
    CREATE TABLE day_stat_revision (
      day TEXT NOT NULL,
      reach INTEGER,
      reach_subscribers INTEGER,
      views INTEGER,
      visitors INTEGER,
      likes INTEGER,
      comments INTEGER,
      reposts INTEGER,
      joined INTEGER,
      departed INTEGER,
      raw TEXT NOT NULL CHECK (json_valid(raw)),
      -- When VK had said so, and when it said otherwise.
      measured_at INTEGER NOT NULL,
      replaced_at INTEGER NOT NULL,
      PRIMARY KEY (day, replaced_at)
    ) STRICT
    """,
    # The same of a post's reach, where VK took back people it had counted. Growth is in post_snapshot.
    """
    CREATE TABLE post_reach_revision (
      post_id INTEGER NOT NULL,
      reach_total INTEGER,
      reach_subscribers INTEGER,
      reach_viral INTEGER,
      raw TEXT NOT NULL CHECK (json_valid(raw)),
      measured_at INTEGER NOT NULL,
      replaced_at INTEGER NOT NULL,
      PRIMARY KEY (post_id, replaced_at)
    ) STRICT
    """,
    # Who was reached, and who visited the page, on a day: day_stat.raw taken apart by
    # lib.sync.measures.audience.
    """
    CREATE TABLE day_audience (
      day TEXT NOT NULL,
      -- Of the people reached by posts, or of the visitors of the page.
      kind TEXT NOT NULL CHECK (kind IN ('reach', 'visitors')),
      split TEXT NOT NULL CHECK (split IN ('sex', 'age', 'sex_age', 'cities', 'countries')),
      -- As VK writes it: 'f'; '18-21'; 'f;18-21'; VK's number of the city or country.
      group_key TEXT NOT NULL,
      -- The name of the city or country, else ''. VK's words: not to be trusted.
      name TEXT NOT NULL DEFAULT '',
      people INTEGER NOT NULL,
      -- Subscribers among them, where VK says so.
      subscribers INTEGER,
      PRIMARY KEY (day, kind, split, group_key)
    ) STRICT, WITHOUT ROWID
    """,
    # Days between measured ones for which VK gave nothing: how often and when it was asked again.
    """
    CREATE TABLE day_gap (
      day TEXT PRIMARY KEY CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
      asks INTEGER NOT NULL,
      asked_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

# Rows of day_audience change only beside day_stat.raw, in the same transaction, and raise no counter.
COUNTED = {
    "post_snapshot": ("INSERT", "UPDATE", "DELETE"),
    "day_stat_revision": ("INSERT", "DELETE"),
    "post_reach_revision": ("INSERT", "DELETE"),
    "day_gap": ("INSERT", "UPDATE", "DELETE"),
    "day_stat": ("UPDATE OF visitors, likes, comments, reposts, raw",),
    "post_reach": ("UPDATE OF reach_viral",),
}

# What was read before this migration. CASE sees to it that nothing but an object is looked into, and that a
# number beyond SQLite's does not stop the migration.
AUDIENCE_OF_OLD = """
INSERT OR REPLACE INTO day_audience (day, kind, split, group_key, name, people, subscribers)
SELECT day, '{kind}', '{split}', CAST(part ->> '$.value' AS TEXT),
  CASE json_type(part, '$.name') WHEN 'text' THEN part ->> '$.name' ELSE '' END,
  part ->> '$.count',
  CASE typeof(part ->> '$.count_subscribers')
    WHEN 'integer' THEN part ->> '$.count_subscribers' END
FROM (
  SELECT day_stat.day AS day, CASE one.type WHEN 'object' THEN one.value ELSE '{{}}' END AS part
  FROM day_stat, json_each(day_stat.raw, '$.{kind}.{split}') AS one
)
WHERE typeof(part ->> '$.count') = 'integer' AND typeof(part ->> '$.value') IN ('text', 'integer')
"""


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    for kind in ("reach", "visitors"):
        for split in ("sex", "age", "sex_age", "cities", "countries"):
            db.execute(AUDIENCE_OF_OLD.format(kind=kind, split=split))
    for table, events in COUNTED.items():
        for event in events:
            # Some tables have a trigger of the first migration for other columns.
            name = f"revision_{table}_{event.split()[0].lower()}"
            name += "_more" if " OF " in event else ""
            db.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN"
                " UPDATE revision SET n = n + 1 WHERE topic = 'stats'; END"
            )
