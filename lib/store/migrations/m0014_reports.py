"""Campaigns with what others made of them, reports that were made, and the schedules that ask for them."""

from __future__ import annotations

from sqlite_utils import Database

from lib.store.migrations.revision import count_changes

STATEMENTS = (
    """
    CREATE TABLE campaign (
      campaign_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      -- As people write it; NULL: only posts that were put in by hand.
      hashtag TEXT CHECK (hashtag IS NULL OR hashtag LIKE '#_%'),
      -- Posts with the hashtag count from the first moment until the second.
      begins_at INTEGER NOT NULL,
      closed_at INTEGER,
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT
    """,
    # What a person decided about a post, against the hashtag or beside it: 1 belongs, 0 does not.
    """
    CREATE TABLE campaign_post (
      campaign_id INTEGER NOT NULL REFERENCES campaign,
      post_id INTEGER NOT NULL,
      belongs INTEGER NOT NULL CHECK (belongs IN (0, 1)),
      decided_by TEXT NOT NULL,
      decided_at INTEGER NOT NULL,
      PRIMARY KEY (campaign_id, post_id)
    ) STRICT
    """,
    # Our posts on other walls, as wall.getReposts lists them: only those whose makers VK shows.
    """
    CREATE TABLE repost (
      owner_id INTEGER NOT NULL,
      repost_id INTEGER NOT NULL,
      post_id INTEGER NOT NULL,
      reposted_at INTEGER NOT NULL,
      views INTEGER,
      likes INTEGER,
      comments INTEGER,
      raw TEXT NOT NULL CHECK (json_valid(raw)),
      seen_at INTEGER NOT NULL,
      PRIMARY KEY (owner_id, repost_id)
    ) STRICT
    """,
    "CREATE INDEX repost_by_post ON repost (post_id)",
    # When the reposts of a post were read, and what its counter said then.
    """
    CREATE TABLE repost_reading (
      post_id INTEGER PRIMARY KEY,
      counter INTEGER,
      read_at INTEGER NOT NULL
    ) STRICT
    """,
    # Posts of other communities with a campaign's hashtag, as newsfeed.search finds them.
    """
    CREATE TABLE tagged_post (
      tag TEXT NOT NULL,
      owner_id INTEGER NOT NULL,
      post_id INTEGER NOT NULL,
      published_at INTEGER NOT NULL,
      text TEXT NOT NULL,
      views INTEGER,
      likes INTEGER,
      reposts INTEGER,
      comments INTEGER,
      raw TEXT NOT NULL CHECK (json_valid(raw)),
      seen_at INTEGER NOT NULL,
      PRIMARY KEY (tag, owner_id, post_id)
    ) STRICT
    """,
    # Between which moments a hashtag was searched for; cut_at: VK did not reach further back than this.
    """
    CREATE TABLE tag_reading (
      tag TEXT PRIMARY KEY,
      since INTEGER NOT NULL,
      until INTEGER NOT NULL,
      cut_at INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE report_schedule (
      schedule_id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month')),
      -- Of a weekly one: 0 is Monday. Of a monthly one: a day that every month has.
      weekday INTEGER CHECK (weekday BETWEEN 0 AND 6),
      month_day INTEGER CHECK (month_day BETWEEN 1 AND 28),
      minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
      language TEXT NOT NULL CHECK (language IN ('ru', 'en')),
      -- Slots before this moment are not made up for.
      since INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      ended_at INTEGER,
      CHECK ((kind = 'week') = (weekday IS NOT NULL)),
      CHECK ((kind = 'month') = (month_day IS NOT NULL))
    ) STRICT
    """,
    """
    CREATE TABLE report (
      report_id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'campaign', 'chat')),
      -- The campaign or the chat.
      subject_id INTEGER,
      since TEXT NOT NULL CHECK (since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
      until TEXT NOT NULL CHECK (until >= since),
      language TEXT NOT NULL CHECK (language IN ('ru', 'en')),
      -- The schedule that asked for it, and for which of its days; a slot is served once.
      schedule_id INTEGER REFERENCES report_schedule,
      slot TEXT,
      asked_by TEXT NOT NULL,
      asked_at INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'making', 'made', 'failed')),
      done INTEGER NOT NULL DEFAULT 0,
      total INTEGER NOT NULL DEFAULT 0,
      -- {"message": "...", "values": {...}}
      reason TEXT CHECK (reason IS NULL OR json_valid(reason)),
      tried_at INTEGER,
      made_at INTEGER,
      folder TEXT,
      files TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(files)),
      UNIQUE (schedule_id, slot),
      CHECK ((schedule_id IS NULL) = (slot IS NULL)),
      CHECK (state <> 'made' OR made_at IS NOT NULL),
      CHECK (state <> 'failed' OR reason IS NOT NULL)
    ) STRICT
    """,
    "CREATE INDEX report_open ON report (report_id) WHERE state IN ('queued', 'making')",
)

TOPICS = {
    "campaigns": {
        "campaign": "name, hashtag, begins_at, closed_at",
        "campaign_post": "belongs",
        "repost": "views, likes, comments",
        "tagged_post": "views, likes, reposts, comments",
    },
    "reports": {
        "report": "state, done, total, reason",
        "report_schedule": "kind, weekday, month_day, minute, language, ended_at",
    },
}


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    count_changes(db, TOPICS)
