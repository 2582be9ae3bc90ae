"""Views for anybody's questions, without personal data and keys; saved questions.

The views are the one promise to those who write SQL, here or in Datasette: names and columns stay. They call
nothing but SQLite's own functions, so that the file answers wherever it is opened. What they leave out:
names, VK ids and photos of people, what VK sent as JSON, texts of comments and messages. A text cannot be
cleaned with certainty in SQL, and what citizens write names patients, phones and illnesses; whoever may read
comments reads them in the feed. Who wrote is told by a number of this database's own (`author_number`), given
in the order of coming, from which nobody can be found in VK.
"""

from __future__ import annotations

from sqlite_utils import Database

from lib.store.migrations.revision import count_changes

_OFFSET = """coalesce((SELECT seconds FROM zone_shift WHERE begins_at <= {at}
    ORDER BY begins_at DESC LIMIT 1), 0)"""


def _moment(at: str) -> str:
    """Seconds of the region's clock."""
    return f"({at} + {_OFFSET.format(at=at)})"


def _local(at: str, form: str) -> str:
    return f"strftime('{form}', {_moment(at)}, 'unixepoch')"


def _parts(day: str) -> str:
    """Month and weekday (1 Monday to 7 Sunday) of a day."""
    return (
        f"substr({day}, 1, 7) AS month, CAST(julianday({day}) + 0.5 AS INTEGER) % 7 + 1 AS weekday"
    )


def _hour(at: str) -> str:
    # Whole numbers: strftime() would take several times as long.
    return f"{_moment(at)} / 3600 % 24"


def _of(column: str, table: str, key: str, value: str) -> str:
    """A column of the one row of `table` whose key is `value`.

    Not a join: SQLite carries a join out for every row, whether or not a column of it is asked for.
    """
    return f"(SELECT {column} FROM {table} WHERE {table.split()[0]}.{key} = {value})"


def _of_comment(column: str, *, index: str = "") -> str:
    return _of(column, f"comment {index}", "comment_id", "talk.comment_id")


def _of_reach(column: str) -> str:
    return _of(column, "post_reach", "post_id", "post.post_id")


def _said(column: str) -> str:
    return (
        f"coalesce((SELECT sum({column}) FROM talk_day"
        f" WHERE talk_day.part = 'rubric' AND talk_day.day = days.day), 0) AS {column}"
    )


_POST_TIME = "post.published_at"
_POST_DAY = _local(_POST_TIME, "%Y-%m-%d")
_REACTIONS = "(post.likes + post.reposts + post.comments)"
_FACTS = "INDEXED BY comment_facts"
_TALK_RUBRIC = f"{_of('name', 'rubric', 'rubric_id', 'talk.rubric_id')} AS rubric"
_POST_RUBRIC = f"{_of('name', 'rubric', 'rubric_id', 'post.rubric_id')} AS rubric"
_AUTHOR = (
    f"{_of('number', 'author_number', 'author_id', _of_comment('from_id', index=_FACTS))} AS author"
)
_TALK = f"""talk.comment_id, {_of_comment("post_id", index=_FACTS)} AS post_id, talk.day,
      {_parts("talk.day")}, {_of_comment(_hour("created_at"), index=_FACTS)} AS hour, {_TALK_RUBRIC}"""
_IS_REPLY = f"{_of_comment('thread_id', index=_FACTS)} <> talk.comment_id AS is_reply"
_LIKES = f"{_of_comment('likes')} AS likes"
_ANSWERED = "talk.waited IS NOT NULL AS answered, round(talk.waited / 3600.0, 3) AS waited_hours"

VIEWS = {
    "v_posts": f"""
    SELECT post.post_id, {_local(_POST_TIME, "%Y-%m-%d %H:%M")} AS published_at, {_POST_DAY} AS day,
      {_local(_POST_TIME, "%Y-%m")} AS month,
      ({_moment(_POST_TIME)} / 86400 + 3) % 7 + 1 AS weekday, {_hour(_POST_TIME)} AS hour,
      {_POST_RUBRIC}, CASE WHEN post.from_id < 0 THEN post.text END AS text,
      length(post.text) AS length, json_array_length(post.attachments) AS attachments,
      post.views, post.likes, post.reposts, post.comments, {_REACTIONS} AS reactions,
      {_of_reach("reach_total")} AS reach, {_of_reach("reach_subscribers")} AS reach_subscribers,
      {_of_reach("reach_viral")} AS reach_viral,
      round(100.0 * {_REACTIONS} / nullif(post.views, 0), 2) AS er_view,
      round(100.0 * {_REACTIONS} / nullif({_of_reach("reach_total")}, 0), 2) AS er_reach
    FROM post WHERE post.state = 'published'
    """,
    "v_snapshots": f"""
    SELECT shot.post_id, {_POST_RUBRIC},
      round((shot.taken_at - post.published_at) / 3600.0, 2) AS hours_after,
      shot.views, shot.likes, shot.reposts, shot.comments, shot.reach_total AS reach,
      shot.reach_subscribers
    FROM post_snapshot AS shot JOIN post ON post.post_id = shot.post_id
    WHERE post.state = 'published'
    """,
    "v_comments": f"""
    SELECT {_TALK}, {_AUTHOR}, talk.kind = 2 AS is_question, {_IS_REPLY}, {_LIKES},
      json_array_length({_of_comment("attachments")}) AS attachments
    FROM talk WHERE talk.kind IN (1, 2)
    """,
    "v_questions": f"""
    SELECT {_TALK}, {_AUTHOR}, {_IS_REPLY}, {_LIKES}, {_ANSWERED}
    FROM talk WHERE talk.kind = 2
    """,
    "v_answers": f"""
    SELECT {_TALK}, {_of_comment("reply_to_id")} AS answers_to, {_of_comment("length(text)")} AS length,
      {_LIKES}
    FROM talk WHERE talk.kind = 0
    """,
    "v_mentions": f"""
    SELECT named.comment_id, {_of("name", "institution", "institution_id", "named.institution_id")}
      AS institution, talk.day, {_parts("talk.day")}, {_TALK_RUBRIC}, talk.kind = 2 AS is_question,
      {_ANSWERED}
    FROM named JOIN talk ON talk.comment_id = named.comment_id WHERE talk.kind IN (1, 2)
    """,
    # The posts of a day stand between the one before and the one after, whatever the zone.
    "v_days": f"""
    SELECT days.day, {_parts("days.day")}, day_stat.reach, day_stat.reach_subscribers, day_stat.views,
      day_stat.visitors, day_stat.joined, day_stat.departed, day_stat.joined - day_stat.departed AS growth,
      day_stat.members AS subscribers,
      (SELECT count(*) FROM post WHERE post.state = 'published'
        AND post.published_at BETWEEN unixepoch(days.day) - 86400 AND unixepoch(days.day) + 172800
        AND {_POST_DAY} = days.day) AS posts,
      {_said("comments")}, {_said("questions")}, {_said("answered")}, {_said("answers")}
    FROM (
      SELECT day FROM day_stat UNION SELECT day FROM talk_day WHERE part = 'rubric'
      UNION SELECT {_POST_DAY} FROM post WHERE post.state = 'published'
    ) AS days LEFT JOIN day_stat ON day_stat.day = days.day
    """,
    "v_audience": """
    SELECT day, substr(day, 1, 7) AS month, kind, split,
      CASE name WHEN '' THEN group_key ELSE name END AS audience, people, subscribers
    FROM day_audience
    """,
    "v_chats": f"""
    SELECT chat.chat_id, chat.topic, {_local("chat.starts_at", "%Y-%m-%d")} AS day,
      {_local("chat.starts_at", "%Y-%m")} AS month,
      CASE WHEN chat.closed_at IS NOT NULL THEN 'closed' WHEN chat.opened_at IS NOT NULL THEN 'open'
        ELSE 'preparing' END AS state,
      (chat.ends_at - chat.starts_at) / 60 AS planned_minutes,
      (chat.closed_at - chat.opened_at) / 60 AS lasted_minutes,
      (SELECT count(*) FROM chat_specialist WHERE chat_specialist.chat_id = chat.chat_id)
        AS specialists,
      (SELECT count(*) FROM question WHERE question.chat_id = chat.chat_id) AS questions
    FROM chat
    """,
    # What was told in VK itself, and what is gone, by the rules of lib.chats.board.queries.
    "v_chat_questions": f"""
    SELECT q.question_id, q.chat_id, {_of("topic", "chat", "chat_id", "q.chat_id")} AS chat,
      {_local("q.asked_at", "%Y-%m-%d")} AS day, {_local("q.asked_at", "%Y-%m")} AS month,
      {_hour("q.asked_at")} AS hour, q.source, q.topic,
      CASE
        WHEN q.joined_to IS NOT NULL THEN 'joined'
        WHEN q.state = 'declined' THEN 'declined'
        WHEN q.state = 'sent' AND q.sent_state = 'confirmed' THEN 'answered'
        WHEN q.state = 'sent' AND q.sent_state <> 'withdrawn' THEN 'sending'
        WHEN q.state <> 'sent' AND q.told_at IS NOT NULL THEN 'answered'
        WHEN q.state <> 'sent' AND q.gone_at IS NOT NULL THEN 'gone'
        ELSE 'open'
      END AS state,
      round((CASE WHEN q.state = 'sent' AND q.sent_state = 'confirmed' THEN q.settled_at
        WHEN q.state <> 'sent' THEN q.told_at END - q.asked_at) / 3600.0, 3) AS waited_hours,
      nullif((SELECT institution FROM chat_specialist WHERE chat_specialist.chat_id = q.chat_id
        AND chat_specialist.person_id = q.answered_by), '') AS institution
    FROM (
      SELECT question.question_id, question.chat_id, question.asked_at, question.source, question.topic,
        question.joined_to, question.state, question.answered_by, sent.state AS sent_state,
        sent.settled_at, coalesce(c.deleted_at, v.deleted_at, m.deleted_at) AS gone_at,
        coalesce(
          (SELECT ours.created_at FROM comment AS ours
            WHERE ours.thread_id = c.thread_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
              AND ours.comment_id > c.comment_id
              AND (ours.reply_to_id IS NULL OR ours.reply_to_id = c.comment_id)
            ORDER BY ours.comment_id LIMIT 1),
          (SELECT ours.created_at FROM video_comment AS ours
            WHERE ours.reply_to_id = v.comment_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
            ORDER BY ours.comment_id LIMIT 1),
          (SELECT ours.created_at FROM message AS ours
            WHERE ours.peer_id = m.peer_id AND ours.is_ours = 1 AND ours.deleted_at IS NULL
              AND ours.message_id > m.message_id AND NOT EXISTS (
                SELECT 1 FROM outbox WHERE outbox.kind = 'message'
                  AND outbox.result_id = ours.message_id)
            ORDER BY ours.message_id LIMIT 1)
        ) AS told_at
      FROM question
      LEFT JOIN outbox AS sent ON sent.action_id = question.sent_action
      LEFT JOIN comment AS c ON question.source = 'comment' AND c.comment_id = question.source_id
      LEFT JOIN video_comment AS v ON question.source = 'video' AND v.comment_id = question.source_id
      LEFT JOIN message AS m ON question.source = 'message' AND m.message_id = question.source_id
    ) AS q
    """,
}
"""Name -> what it selects. One layer each: no view of another view, no WITH (see `lib.explore.cage.inside`)."""

STATEMENTS = (
    # Who wrote, as questions may tell it: a number in the order of coming.
    """
    CREATE TABLE author_number (
      author_id INTEGER PRIMARY KEY,
      number INTEGER NOT NULL UNIQUE
    ) STRICT
    """,
    "INSERT INTO author_number (author_id, number)"
    " SELECT author_id, row_number() OVER (ORDER BY rowid) FROM author WHERE author_id > 0",
    """
    CREATE TRIGGER author_number_insert AFTER INSERT ON author WHEN new.author_id > 0 BEGIN
      INSERT OR IGNORE INTO author_number (author_id, number)
      VALUES (new.author_id, (SELECT coalesce(max(number), 0) + 1 FROM author_number));
    END
    """,
    # What views look up for every comment, without the long rows that it stands in.
    "CREATE INDEX comment_facts ON comment (comment_id, created_at, from_id, post_id, thread_id)",
    "CREATE INDEX talk_by_kind ON talk (kind, day, rubric_id, waited)",
    """
    CREATE TABLE saved_question (
      question_id INTEGER PRIMARY KEY,
      -- A name that cannot be guessed: the address of a shared question.
      token TEXT NOT NULL UNIQUE,
      -- Whose it is; NULL: the one person of a rehearsal.
      owner_id INTEGER,
      owner TEXT NOT NULL,
      title TEXT NOT NULL CHECK (title <> ''),
      -- The title as it is compared: lower case, one blank between words.
      title_key TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('ready', 'builder', 'sql')),
      -- sql: the text; ready: its name; builder: the choices as JSON.
      text TEXT NOT NULL,
      params TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(params)),
      chart TEXT CHECK (chart IS NULL OR json_valid(chart)),
      shared_at INTEGER,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX saved_question_title ON saved_question (coalesce(owner_id, 0), title_key)",
    # What a person wants to see on «Сегодня».
    """
    CREATE TABLE pinned_question (
      question_id INTEGER NOT NULL REFERENCES saved_question ON DELETE CASCADE,
      -- 0: the one person of a rehearsal.
      person_id INTEGER NOT NULL,
      pinned_at INTEGER NOT NULL,
      PRIMARY KEY (question_id, person_id)
    ) STRICT
    """,
)

TOPICS = {
    "questions": {
        "saved_question": "title, text, params, chart, shared_at",
        "pinned_question": "pinned_at",
    },
}


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    for name, select in VIEWS.items():
        db.execute(f"CREATE VIEW {name} AS {select}")
    count_changes(db, TOPICS)
