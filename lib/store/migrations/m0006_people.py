"""People who sign in, their sessions, invitations; the journal becomes a chain that only grows."""

from __future__ import annotations

from sqlite_utils import Database

from lib.store.chain import FIRST, link

STATEMENTS = (
    """
    CREATE TABLE person (
      person_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      -- The name as it is compared: lower case, one blank between words.
      name_key TEXT NOT NULL,
      role TEXT NOT NULL
        CHECK (role IN ('owner', 'moderator', 'editor', 'analyst', 'specialist', 'head')),
      -- Of those who sign in with a password; argon2.
      password_hash TEXT,
      -- Of those who come through the organisation's own sign-in (OIDC); lower case.
      email TEXT,
      created_at INTEGER NOT NULL,
      ended_at INTEGER
    ) STRICT
    """,
    # A name signs in and stands in the journal, so no two living people share one, in any case.
    """
    CREATE UNIQUE INDEX person_by_name ON person (name_key)
      WHERE ended_at IS NULL AND role IN ('owner', 'moderator', 'editor', 'analyst')
    """,
    """
    CREATE UNIQUE INDEX person_by_email ON person (email)
      WHERE ended_at IS NULL AND email IS NOT NULL
    """,
    """
    CREATE TABLE invitation (
      invitation_id INTEGER PRIMARY KEY,
      -- The link itself is shown once and kept nowhere.
      token_hash TEXT NOT NULL UNIQUE,
      person_id INTEGER NOT NULL REFERENCES person,
      -- What it lets in to: 'chat:7'.
      scope TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      used_at INTEGER,
      revoked_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX invitation_by_person ON invitation (person_id)",
    """
    CREATE TABLE session (
      session_id INTEGER PRIMARY KEY,
      token_hash TEXT NOT NULL UNIQUE,
      person_id INTEGER NOT NULL REFERENCES person,
      invitation_id INTEGER REFERENCES invitation,
      device TEXT NOT NULL,
      began_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      ended_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX session_by_person ON session (person_id)",
    # Failed tries to sign in, by name and by address; a success forgets them.
    """
    CREATE TABLE sign_in_failure (
      subject TEXT PRIMARY KEY,
      failures INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT
    """,
    "ALTER TABLE journal ADD COLUMN chain TEXT NOT NULL DEFAULT ''",
    # How long the chain is and how it ends: without it a cut tail could not be told.
    """
    CREATE TABLE journal_head (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      entries INTEGER NOT NULL,
      chain TEXT NOT NULL
    ) STRICT
    """,
)

GUARDS = (
    """
    CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal BEGIN
      SELECT RAISE(ABORT, 'the journal only grows');
    END
    """,
    """
    CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal BEGIN
      SELECT RAISE(ABORT, 'the journal only grows');
    END
    """,
)

TOPICS: dict[str, dict[str, str | None]] = {
    "access": {
        "person": "name, role, ended_at",
        "session": "ended_at",
        "invitation": "used_at, revoked_at",
    },
    "journal": {"journal": None},
}


def apply(db: Database) -> None:
    for statement in STATEMENTS:
        db.execute(statement)
    _chain_what_is_there(db)
    for statement in GUARDS:
        db.execute(statement)
    for topic, tables in TOPICS.items():
        db.execute("INSERT INTO revision (topic) VALUES (?)", [topic])
        for table, columns in tables.items():
            events = ["INSERT"] if columns is None else ["INSERT", f"UPDATE OF {columns}"]
            for event in events:
                db.execute(
                    f"CREATE TRIGGER revision_{table}_{event.split()[0].lower()} AFTER {event} ON {table}"
                    f" BEGIN UPDATE revision SET n = n + 1 WHERE topic = '{topic}'; END"
                )


def _chain_what_is_there(db: Database) -> None:
    chain, entries = FIRST, 0
    rows = db.query(
        "SELECT entry_id, at, actor, action, subject, outcome, detail FROM journal ORDER BY entry_id"
    )
    for row in list(rows):
        chain, entries = link(chain, row), entries + 1
        db.execute("UPDATE journal SET chain = ? WHERE entry_id = ?", [chain, row["entry_id"]])
    db.execute("INSERT INTO journal_head VALUES (1, ?, ?)", [entries, chain])
