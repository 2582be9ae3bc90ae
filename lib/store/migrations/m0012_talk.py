"""What is said on the wall, counted as it comes: by day, rubric and institution, with the times to an answer.

`talk` has one row for every comment that counts, `talk_day` and `talk_wait` add them up. Triggers note in
`talk_dirty` which comments may count otherwise now; `lib.store.talk` settles these before the transaction is
committed. `talk_wanted` says what `talk` must be, so that it can be compared and counted anew.
"""

from __future__ import annotations

from sqlite_utils import Database

from lib.base.clock import shifts

STATEMENTS = (
    # The distance of the region's zone from UTC since that second: days are days of the region.
    """
    CREATE TABLE zone_shift (
      begins_at INTEGER PRIMARY KEY,
      seconds INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE institution (
      institution_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> '')
    ) STRICT
    """,
    # How people call it: stems of words that stand one after the other, as in comment.stems.
    """
    CREATE TABLE institution_phrase (
      institution_id INTEGER NOT NULL REFERENCES institution,
      stems TEXT NOT NULL CHECK (stems <> ''),
      said TEXT NOT NULL,
      PRIMARY KEY (institution_id, stems)
    ) STRICT, WITHOUT ROWID
    """,
    # Which institutions a comment names.
    """
    CREATE TABLE named (
      comment_id INTEGER NOT NULL,
      institution_id INTEGER NOT NULL,
      PRIMARY KEY (comment_id, institution_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX named_by_institution ON named (institution_id, comment_id)",
    """
    CREATE TABLE talk (
      comment_id INTEGER PRIMARY KEY,
      -- The day on which it was written, in the region's zone.
      day TEXT NOT NULL,
      -- Of its post; 0: the post has none, or is not known.
      rubric_id INTEGER NOT NULL,
      -- 0 the community's, 1 a citizen's, 2 a citizen's question.
      kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
      -- Of a question: the community's first answer, and how many seconds later it was written.
      answer_id INTEGER,
      waited INTEGER CHECK (waited >= 0)
    ) STRICT
    """,
    "CREATE INDEX talk_waits ON talk (day, rubric_id, waited) WHERE waited IS NOT NULL",
    """
    CREATE TABLE talk_day (
      -- Of what: everything (part_id 0), the posts of a rubric (0: of none), what names an institution.
      part TEXT NOT NULL CHECK (part IN ('all', 'rubric', 'institution')),
      day TEXT NOT NULL,
      part_id INTEGER NOT NULL,
      comments INTEGER NOT NULL,
      answers INTEGER NOT NULL,
      questions INTEGER NOT NULL,
      answered INTEGER NOT NULL,
      PRIMARY KEY (part, day, part_id)
    ) STRICT, WITHOUT ROWID
    """,
    # How many questions of a month waited how long. `bucket` is the shortest wait that falls into it: whole
    # minutes up to 3 hours, 5 minutes up to a day, hours up to 30 days, days beyond.
    """
    CREATE TABLE talk_wait (
      part TEXT NOT NULL CHECK (part IN ('all', 'rubric', 'institution')),
      month TEXT NOT NULL,
      part_id INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      questions INTEGER NOT NULL,
      PRIMARY KEY (part, month, part_id, bucket)
    ) STRICT, WITHOUT ROWID
    """,
    # For sums over years, group by group; by day it has its own key.
    "CREATE INDEX day_audience_by_group ON day_audience (kind, split, group_key, day, people)",
    # Sums that came down to nothing and are to go.
    "CREATE INDEX talk_day_empty ON talk_day (day) WHERE comments = 0 AND answers = 0",
    "CREATE INDEX talk_wait_empty ON talk_wait (month) WHERE questions = 0",
    # Comments to be counted anew before the transaction ends; empty between transactions.
    """
    CREATE TABLE talk_dirty (
      comment_id INTEGER PRIMARY KEY
    ) STRICT
    """,
    # What `named` must be. Both sides are stems with one blank between them.
    """
    CREATE VIEW named_wanted AS
    SELECT c.comment_id, institution.institution_id FROM comment AS c CROSS JOIN institution
    WHERE c.is_ours = 0 AND EXISTS (
      SELECT 1 FROM institution_phrase AS phrase
      WHERE phrase.institution_id = institution.institution_id
        AND instr(' ' || c.stems || ' ', ' ' || phrase.stems || ' ') > 0)
    """,
    # What `talk` must be. A question has a mark that no address goes on after, and nobody said that it needs no
    # answer. An answer is meant for the comment it names, and, where it names none or the first comment of the
    # thread, for all earlier ones of the thread (lib.store.awaiting has the same rule).
    """
    CREATE VIEW talk_wanted AS
    SELECT c.comment_id, c.post_id,
      coalesce(date(c.created_at + coalesce((
        SELECT seconds FROM zone_shift WHERE begins_at <= c.created_at ORDER BY begins_at DESC LIMIT 1
      ), 0), 'unixepoch'), '') AS day,
      coalesce(post.rubric_id, 0) AS rubric_id,
      CASE WHEN c.is_ours = 1 THEN 0
        WHEN c.dismissed_at IS NULL AND (c.text GLOB '*[?]' OR c.text GLOB '*[?][^a-zA-Z0-9=&%]*') THEN 2
        ELSE 1 END AS kind,
      first.comment_id AS answer_id,
      CAST(max(0, first.created_at - c.created_at) AS INTEGER) AS waited
    FROM comment AS c
    LEFT JOIN post ON post.post_id = c.post_id
    LEFT JOIN comment AS first ON first.comment_id = CASE
      WHEN c.is_ours = 0 AND c.dismissed_at IS NULL
        AND (c.text GLOB '*[?]' OR c.text GLOB '*[?][^a-zA-Z0-9=&%]*')
      THEN (
        SELECT ours.comment_id FROM comment AS ours
        WHERE ours.thread_id = c.thread_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
          AND ours.comment_id > c.comment_id
          AND (ours.reply_to_id IS NULL OR ours.reply_to_id IN (c.comment_id, c.thread_id))
        ORDER BY ours.comment_id LIMIT 1)
      END
    WHERE c.deleted_at IS NULL AND c.from_id <> 0 AND coalesce(post.state, '') <> 'deleted'
    """,
)

COLUMNS = "comment_id, day, rubric_id, kind, answer_id, waited"

PARTS = """
SELECT talk.day, talk.kind, talk.waited, 'rubric' AS part, talk.rubric_id AS part_id
FROM {talk}
UNION ALL
SELECT talk.day, talk.kind, talk.waited, 'all', 0 FROM {talk}
UNION ALL
SELECT talk.day, talk.kind, talk.waited, 'institution', named.institution_id
FROM {talk} JOIN named ON named.comment_id = talk.comment_id WHERE talk.kind > 0
"""

DAY_COLUMNS = "day, part, part_id, comments, answers, questions, answered"
DAYS = """
SELECT day, part, part_id, {sign} * sum(kind > 0), {sign} * sum(kind = 0), {sign} * sum(kind = 2),
  {sign} * count(waited)
FROM ({parts}) GROUP BY day, part, part_id
"""

WAIT_COLUMNS = "month, part, part_id, bucket, questions"
WAITS = """
SELECT substr(day, 1, 7), part, part_id, CASE WHEN waited < 10800 THEN waited / 60 * 60
  WHEN waited < 86400 THEN waited / 300 * 300
  WHEN waited < 2592000 THEN waited / 3600 * 3600
  ELSE waited / 86400 * 86400 END, {sign} * count(*)
FROM ({parts}) WHERE waited IS NOT NULL GROUP BY 1, 2, 3, 4
"""

_ALL = PARTS.format(talk="talk")
DAYS_WANTED = DAYS.format(sign=1, parts=_ALL)
WAITS_WANTED = WAITS.format(sign=1, parts=_ALL)

FILL = (
    "DELETE FROM talk_dirty",
    "DELETE FROM talk_wait",
    "DELETE FROM talk_day",
    "DELETE FROM talk",
    "DELETE FROM named",
    "INSERT INTO named (comment_id, institution_id) SELECT * FROM named_wanted",
    f"INSERT INTO talk ({COLUMNS}) SELECT {COLUMNS} FROM talk_wanted",
    f"INSERT INTO talk_day ({DAY_COLUMNS}) {DAYS_WANTED}",
    f"INSERT INTO talk_wait ({WAIT_COLUMNS}) {WAITS_WANTED}",
)
"""Counts everything anew."""


def _dirty(comments: str) -> str:
    # Not OR IGNORE: the statement that fires a trigger decides on conflicts of that kind.
    return f"INSERT INTO talk_dirty (comment_id) {comments} ON CONFLICT DO NOTHING;"


def _questions(thread: str, which: str) -> str:
    """Notes those questions of the thread that `which` is true for."""
    return _dirty(
        "SELECT comment_id FROM talk WHERE kind = 2 AND comment_id IN"
        f" (SELECT comment_id FROM comment WHERE thread_id = {thread}) AND ({which})"
    )


# An answer that came can only be the first one of questions without any, or whose first one is later.
_MAY_GAIN = (
    "comment_id < new.comment_id AND (answer_id IS NULL OR answer_id > new.comment_id)"
    " AND (new.reply_to_id IS NULL OR new.reply_to_id IN (comment_id, new.thread_id))"
)
_COLUMNS = (
    "post_id, thread_id, reply_to_id, from_id, created_at, text, stems, is_ours, deleted_at,"
    " dismissed_at"
)
_CHANGED = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _COLUMNS.split(", "))
_OF_POST = _dirty("SELECT comment_id FROM comment WHERE post_id = {row}.post_id")

TRIGGERS = {
    "talk_comment_insert": f"AFTER INSERT ON comment BEGIN {_dirty('VALUES (new.comment_id)')} END",
    "talk_comment_update": (
        f"AFTER UPDATE OF {_COLUMNS} ON comment WHEN {_CHANGED} BEGIN"
        f" {_dirty('VALUES (new.comment_id)')} END"
    ),
    "talk_comment_delete": f"AFTER DELETE ON comment BEGIN {_dirty('VALUES (old.comment_id)')} END",
    "talk_answer_insert": (
        "AFTER INSERT ON comment WHEN new.is_ours = 1 AND new.deleted_at IS NULL BEGIN"
        f" {_questions('new.thread_id', _MAY_GAIN)} END"
    ),
    "talk_answer_update": (
        "AFTER UPDATE OF thread_id, reply_to_id, created_at, is_ours, deleted_at ON comment"
        f" WHEN (old.is_ours = 1 OR new.is_ours = 1) AND ({_CHANGED}) BEGIN"
        f" {_questions('old.thread_id', 'answer_id = old.comment_id')}"
        f" {_questions('new.thread_id', _MAY_GAIN)} END"
    ),
    "talk_answer_delete": (
        "AFTER DELETE ON comment WHEN old.is_ours = 1 BEGIN"
        f" {_questions('old.thread_id', 'answer_id = old.comment_id')} END"
    ),
    # An event may bring comments before their post.
    "talk_post_insert": (
        "AFTER INSERT ON post WHEN new.rubric_id IS NOT NULL OR new.state = 'deleted' BEGIN"
        f" {_OF_POST.format(row='new')} END"
    ),
    "talk_post_update": (
        "AFTER UPDATE OF state, rubric_id ON post WHEN old.rubric_id IS NOT new.rubric_id"
        f" OR (old.state = 'deleted') <> (new.state = 'deleted') BEGIN {_OF_POST.format(row='new')} END"
    ),
    "talk_post_delete": f"AFTER DELETE ON post BEGIN {_OF_POST.format(row='old')} END",
}


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    for begins_at, seconds in shifts("Europe/Moscow"):
        db.execute("INSERT INTO zone_shift VALUES (?, ?)", [begins_at, seconds])
    for statement in FILL:
        db.execute(statement)
    for name, body in TRIGGERS.items():
        db.execute(f"CREATE TRIGGER {name} {body}")
