"""Open chats: sessions in which specialists answer citizens, their questions and answers, all that was said."""

from __future__ import annotations

from sqlite_utils import Database

from lib.store.migrations.revision import count_changes

STATEMENTS = (
    """
    CREATE TABLE chat (
      chat_id INTEGER PRIMARY KEY,
      topic TEXT NOT NULL CHECK (topic <> ''),
      starts_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
      opened_at INTEGER,
      closed_at INTEGER,
      -- 1: the moderator reads every answer before it goes out.
      checked INTEGER NOT NULL DEFAULT 1 CHECK (checked IN (0, 1)),
      -- What the authors of joined questions get: the whole answer, or a line with a link to it.
      joined_get TEXT NOT NULL DEFAULT 'answer' CHECK (joined_get IN ('answer', 'link')),
      -- Where questions come from: the announcement, the broadcast's video, messages of citizens.
      post_id INTEGER,
      video_id INTEGER,
      takes_messages INTEGER NOT NULL DEFAULT 0 CHECK (takes_messages IN (0, 1)),
      -- The action of the outbox that publishes the announcement, the rules.
      announcement_action INTEGER REFERENCES outbox (action_id),
      rules_action INTEGER REFERENCES outbox (action_id),
      -- The question that is shown on the broadcast's screen.
      on_air INTEGER,
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE chat_specialist (
      chat_id INTEGER NOT NULL REFERENCES chat,
      person_id INTEGER NOT NULL REFERENCES person,
      position TEXT NOT NULL DEFAULT '',
      institution TEXT NOT NULL DEFAULT '',
      topics TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(topics)),
      signature TEXT NOT NULL DEFAULT '',
      seen_at INTEGER,
      PRIMARY KEY (chat_id, person_id)
    ) STRICT
    """,
    """
    CREATE TABLE question (
      question_id INTEGER PRIMARY KEY,
      chat_id INTEGER NOT NULL REFERENCES chat,
      source TEXT NOT NULL CHECK (source IN ('comment', 'video', 'message', 'pasted')),
      -- Id of the comment or of the message in VK; NULL: pasted by hand.
      source_id INTEGER,
      peer_id INTEGER,
      author_name TEXT NOT NULL DEFAULT '',
      text TEXT NOT NULL,
      asked_at INTEGER NOT NULL,
      topic TEXT,
      -- What people have done with it. Whether an answer is out is told by `sent_action`, never kept here.
      state TEXT NOT NULL DEFAULT 'new'
        CHECK (state IN ('new', 'assigned', 'answering', 'review', 'sent', 'declined')),
      assignee_id INTEGER REFERENCES person (person_id),
      -- 1: the moderator chose the assignee, who stays when the hold ends.
      assigned INTEGER NOT NULL DEFAULT 0 CHECK (assigned IN (0, 1)),
      held_until INTEGER,
      joined_to INTEGER REFERENCES question (question_id),
      declined_because TEXT,
      answer TEXT,
      answered_by INTEGER REFERENCES person (person_id),
      submitted_at INTEGER,
      -- What the moderator said when giving the answer back; what the specialist told the moderator.
      remark TEXT,
      note TEXT,
      sent_action INTEGER REFERENCES outbox (action_id),
      task_due_at INTEGER,
      UNIQUE (chat_id, source, source_id)
    ) STRICT
    """,
    "CREATE INDEX question_by_source ON question (source, source_id)",
    "CREATE INDEX question_by_joined ON question (joined_to) WHERE joined_to IS NOT NULL",
    "CREATE INDEX question_by_action ON question (sent_action) WHERE sent_action IS NOT NULL",
    # Everything said and done in a session, as it was: the record that is handed out afterwards.
    """
    CREATE TABLE chat_record (
      record_id INTEGER PRIMARY KEY,
      chat_id INTEGER NOT NULL REFERENCES chat,
      question_id INTEGER REFERENCES question,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      what TEXT NOT NULL,
      text TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX chat_record_by_chat ON chat_record (chat_id, record_id)",
)

TOPICS = {
    "chats": {
        "chat": "topic, starts_at, ends_at, opened_at, closed_at, checked, joined_get, post_id, video_id,"
        " takes_messages, announcement_action, rules_action, on_air",
        "chat_specialist": "position, institution, topics, signature",
        # Not held_until: it moves every minute while somebody writes, and shows nothing new.
        "question": "text, topic, state, assignee_id, assigned, joined_to, declined_because, answer,"
        " remark, note, sent_action, task_due_at",
    },
}


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    count_changes(db, TOPICS)
