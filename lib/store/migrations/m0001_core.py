"""The first schema: what VK told us, what people type, what goes out, what was done."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

TABLES = """
CREATE TABLE revision (
  topic TEXT PRIMARY KEY,
  n INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Small facts with one writer each: position of the long poll, cursor of the backfill, heartbeats.
CREATE TABLE state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE community (
  group_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  screen_name TEXT NOT NULL,
  photo_url TEXT,
  members INTEGER,
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  updated_at INTEGER NOT NULL
) STRICT;

-- Who writes: people have positive ids, communities negative ones, as in VK.
CREATE TABLE author (
  author_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  photo_url TEXT,
  deactivated TEXT,
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rubric (
  rubric_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  hashtag TEXT NOT NULL UNIQUE CHECK (hashtag LIKE '#%'),
  color TEXT NOT NULL,
  position INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE post (
  post_id INTEGER PRIMARY KEY,
  from_id INTEGER NOT NULL,
  -- released: a scheduled post that went out; VK gave it a new id, see became_id
  state TEXT NOT NULL
    CHECK (state IN ('published', 'scheduled', 'suggested', 'deleted', 'released')),
  became_id INTEGER,
  published_at INTEGER NOT NULL,
  edited_at INTEGER,
  text TEXT NOT NULL,
  rubric_id INTEGER REFERENCES rubric,
  -- Counters are NULL where VK did not say.
  views INTEGER,
  likes INTEGER,
  reposts INTEGER,
  comments INTEGER,
  attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  seen_at INTEGER NOT NULL,
  -- Number of comments when they were last read in full; NULL: never read.
  threads_read INTEGER,
  threads_read_at INTEGER
) STRICT;
CREATE INDEX post_by_time ON post (state, published_at DESC, post_id DESC);

-- VK numbers the comments of a wall in the order of writing, so the id is also the order of time.
CREATE TABLE comment (
  comment_id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  reply_to_id INTEGER,
  reply_to_author INTEGER,
  from_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  text TEXT NOT NULL,
  stems TEXT NOT NULL,
  likes INTEGER,
  attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
  is_ours INTEGER NOT NULL CHECK (is_ours IN (0, 1)),
  deleted_at INTEGER,
  -- A person said that this needs no answer.
  dismissed_at INTEGER,
  -- Kept by lib.store.awaiting: 1 while the community owes an answer.
  awaits INTEGER NOT NULL DEFAULT 0 CHECK (awaits IN (0, 1)),
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comment_by_post ON comment (post_id, comment_id);
CREATE INDEX comment_by_thread ON comment (thread_id, comment_id);
CREATE INDEX comment_by_time ON comment (created_at);
CREATE INDEX comment_awaiting ON comment (comment_id) WHERE awaits = 1;

CREATE TABLE comment_earlier_text (
  comment_id INTEGER NOT NULL,
  text TEXT NOT NULL,
  replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comment_earlier_text_by_comment ON comment_earlier_text (comment_id, replaced_at);

-- One row a day as VK's stats.get gave it; a missing day has no row, a missing measure is NULL.
CREATE TABLE day_stat (
  day TEXT PRIMARY KEY CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  reach INTEGER,
  reach_subscribers INTEGER,
  views INTEGER,
  visitors INTEGER,
  likes INTEGER,
  comments INTEGER,
  reposts INTEGER,
  joined INTEGER,
  departed INTEGER,
  -- Subscribers at the end of the day, measured by us.
  members INTEGER,
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  measured_at INTEGER NOT NULL
) STRICT;

CREATE TABLE post_reach (
  post_id INTEGER PRIMARY KEY,
  reach_total INTEGER,
  reach_subscribers INTEGER,
  reach_viral INTEGER,
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  measured_at INTEGER NOT NULL
) STRICT;

-- What a person types, kept while it is typed. target: 'comment:77' or a name of the draft's own.
CREATE TABLE draft (
  draft_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('post', 'reply')),
  target TEXT NOT NULL,
  actor TEXT NOT NULL,
  text TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(fields)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (kind, target, actor)
) STRICT;

CREATE TABLE outbox (
  action_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  -- What it is about: the comment answered, the post edited; NULL for a new post.
  subject_id INTEGER,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  state TEXT NOT NULL CHECK (state IN
    ('held', 'queued', 'sending', 'paused', 'confirmed', 'refused', 'unknown', 'withdrawn')),
  -- VK drops a repeat with the same guid (or random_id) for an hour.
  guid TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  attempted_at INTEGER,
  lease_until INTEGER,
  -- What VK had before the first attempt (largest id), to know ours among what is there afterwards.
  baseline_id INTEGER,
  -- The id VK gave.
  result_id INTEGER,
  -- Why it was refused, paused or is unknown: {"code": 15, "text": "...", ...}
  reason TEXT CHECK (reason IS NULL OR json_valid(reason)),
  settled_at INTEGER
) STRICT;
CREATE INDEX outbox_open ON outbox (due_at, action_id)
  WHERE state IN ('held', 'queued', 'sending', 'unknown', 'paused');
CREATE INDEX outbox_by_subject ON outbox (kind, subject_id, action_id);
CREATE UNIQUE INDEX outbox_result ON outbox (kind, result_id) WHERE result_id IS NOT NULL;

CREATE TABLE journal (
  entry_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;
CREATE INDEX journal_by_time ON journal (at, entry_id);

CREATE VIRTUAL TABLE comment_search USING fts5 (
  stems, content = 'comment', content_rowid = 'comment_id', tokenize = 'unicode61'
);
CREATE TRIGGER comment_search_insert AFTER INSERT ON comment BEGIN
  INSERT INTO comment_search (rowid, stems) VALUES (new.comment_id, new.stems);
END;
CREATE TRIGGER comment_search_delete AFTER DELETE ON comment BEGIN
  INSERT INTO comment_search (comment_search, rowid, stems)
  VALUES ('delete', old.comment_id, old.stems);
END;
CREATE TRIGGER comment_search_update AFTER UPDATE OF stems ON comment BEGIN
  INSERT INTO comment_search (comment_search, rowid, stems)
  VALUES ('delete', old.comment_id, old.stems);
  INSERT INTO comment_search (rowid, stems) VALUES (new.comment_id, new.stems);
END;
"""

# Topic -> the tables and columns whose change a page must redraw.
TOPICS = {
    "community": {"community": "name, photo_url, members"},
    "authors": {"author": "name, photo_url, deactivated"},
    "posts": {
        "post": "state, published_at, edited_at, text, rubric_id, views, likes, reposts, comments,"
        " attachments",
    },
    "comments": {
        "comment": "edited_at, text, attachments, deleted_at, dismissed_at, awaits",
    },
    "outbox": {"outbox": "state, reason"},
    "stats": {
        "day_stat": "reach, reach_subscribers, views, joined, departed, members",
        "post_reach": "reach_total, reach_subscribers",
    },
    "system": {"state": "value"},
}

# hashtag, name, colour: the community's standing rubrics; people may change them later.
RUBRICS = (
    ("#СпасибоВрачам", "Спасибо врачам", "#2f7d5b"),
    ("#НацпроектЗдравоохранение", "Нацпроект и закупки", "#2a5ca8"),
    ("#ГордостьМедицины", "Достижения медиков", "#8a5a00"),
    ("#СтопКоронавирус", "Борьба с COVID-19", "#a23b3b"),
    ("#ВакцинацияДиспансеризация", "Вакцинация и диспансеризация", "#6b4fa0"),
    ("#ЗдоровыйОбразЖизни", "Здоровый образ жизни", "#3b7f8c"),
    ("#ОткрытыйЧат", "Открытые чаты", "#b0563f"),
    ("#ПрямойЭфир", "Прямые эфиры", "#5d6b7a"),
    ("#ВолонтёрыМедики", "Волонтёры и молодёжь", "#7a7f2e"),
    ("#Новости", "Новости и объявления", "#44546a"),
)


def apply(db: Database) -> None:
    for statement in _statements(TABLES):
        db.execute(statement)
    for topic, tables in TOPICS.items():
        db.execute("INSERT INTO revision (topic) VALUES (?)", [topic])
        for table, columns in tables.items():
            for event in ("INSERT", "DELETE", f"UPDATE OF {columns}"):
                name = f"revision_{table}_{event.split()[0].lower()}"
                # The position of the long poll moves with every event and is shown nowhere.
                silent = table == "state" and event != "DELETE"
                when = " WHEN new.name <> 'sync.position'" if silent else ""
                db.execute(
                    f"CREATE TRIGGER {name} AFTER {event} ON {table}{when} BEGIN"
                    f" UPDATE revision SET n = n + 1 WHERE topic = '{topic}'; END"
                )
    db.table("rubric").insert_all(
        {"hashtag": hashtag, "name": name, "color": color, "position": position}
        for position, (hashtag, name, color) in enumerate(RUBRICS)
    )


def _statements(script: str) -> list[str]:
    # executescript() would commit the transaction that the migration runs in.
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current.strip())
            current = ""
    return statements
