"""SQL of people, sessions and invitations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from lib.store.search import normal

_PERSON = (
    "person_id, name, role, email, password_hash IS NOT NULL AS has_password, created_at, ended_at,"
    " (SELECT max(seen_at) FROM session WHERE session.person_id = person.person_id) AS seen_at"
)
_SESSION = """
  SELECT session.session_id, session.person_id, person.name, person.role, invitation.scope,
    session.device, session.began_at, session.seen_at, session.expires_at
  FROM session JOIN person USING (person_id) LEFT JOIN invitation USING (invitation_id)
"""
_LIVING = """
  session.ended_at IS NULL AND session.expires_at > :now AND person.ended_at IS NULL
  AND invitation.revoked_at IS NULL
"""
_INVITATION = """
  SELECT invitation.invitation_id, person_id, person.name, person.role, invitation.scope,
    invitation.created_at, invitation.expires_at, invitation.used_at, invitation.revoked_at
  FROM invitation JOIN person USING (person_id)
"""


def key_of(name: str) -> str:
    """A name as names are compared."""
    return " ".join(normal(name).split())


# People


def add_person(
    db: Database, *, name: str, role: str, password_hash: str | None, email: str | None, now: int
) -> int:
    """The id of a new person; `email` is kept in small letters, `password_hash` None lets nobody sign in by
    it."""
    row = db.execute(
        "INSERT INTO person (name, name_key, role, password_hash, email, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING person_id",
        [name, key_of(name), role, password_hash, email.strip().lower() if email else None, now],
    ).fetchone()
    return int(row[0])


def person(db: Database, person_id: int) -> dict[str, Any] | None:
    """A person by id, ended ones too: id, name, role, email, has_password, created_at, ended_at, seen_at."""
    return _one(db, f"SELECT {_PERSON} FROM person WHERE person_id = ?", [person_id])


def people(db: Database, roles: Iterable[str]) -> list[dict[str, Any]]:
    """Everybody with one of these roles, as `person` has them: the living first, by name."""
    return list(
        db.query(
            f"SELECT {_PERSON} FROM person WHERE role IN (SELECT value FROM json_each(?))"
            " ORDER BY ended_at IS NOT NULL, name_key",
            [json.dumps(list(roles))],
        )
    )


def living_person(db: Database, name: str) -> dict[str, Any] | None:
    """Id and password hash of the person who signs in by this name."""
    return _one(
        db,
        "SELECT person_id, password_hash FROM person WHERE name_key = ? AND ended_at IS NULL"
        " AND role IN ('owner', 'moderator', 'editor', 'analyst')",
        [key_of(name)],
    )


def person_by_email(db: Database, email: str) -> dict[str, Any] | None:
    """The living person with this address, as `person` has them."""
    return _one(
        db,
        f"SELECT {_PERSON} FROM person WHERE email = ? AND ended_at IS NULL",
        [email.strip().lower()],
    )


def owners(db: Database) -> int:
    """How many living owners there are."""
    row = db.execute(
        "SELECT count(*) FROM person WHERE role = 'owner' AND ended_at IS NULL"
    ).fetchone()
    return int(row[0])


def set_role(db: Database, person_id: int, role: str) -> None:
    """Give a person another role."""
    db.execute("UPDATE person SET role = ? WHERE person_id = ?", [role, person_id])


def set_email(db: Database, person_id: int, email: str | None) -> None:
    """Give a living person another address; None: none."""
    db.execute(
        "UPDATE person SET email = ? WHERE person_id = ? AND ended_at IS NULL",
        [email.strip().lower() if email else None, person_id],
    )


def set_password(db: Database, person_id: int, password_hash: str) -> None:
    """Keep the hash of a person's new password."""
    db.execute(
        "UPDATE person SET password_hash = ? WHERE person_id = ?", [password_hash, person_id]
    )


def password_of(db: Database, person_id: int) -> str | None:
    """The hash that is kept of a living person's password."""
    row = db.execute(
        "SELECT password_hash FROM person WHERE person_id = ? AND ended_at IS NULL", [person_id]
    ).fetchone()
    return None if row is None else row[0]


def end_person(db: Database, person_id: int, *, now: int) -> None:
    """Shut a person out: their sessions and invitations end with them."""
    db.execute(
        "UPDATE person SET ended_at = ? WHERE person_id = ? AND ended_at IS NULL", [now, person_id]
    )
    end_sessions(db, person_id, now=now)
    revoke_invitations(db, person_id, now=now)


# Sessions


def add_session(
    db: Database,
    *,
    token_hash: str,
    person_id: int,
    invitation_id: int | None,
    device: str,
    now: int,
    expires_at: int,
) -> int:
    """The id of a new session; `invitation_id` where a link began it, moments in seconds UTC."""
    row = db.execute(
        "INSERT INTO session (token_hash, person_id, invitation_id, device, began_at, seen_at,"
        " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING session_id",
        [token_hash, person_id, invitation_id, device, now, now, expires_at],
    ).fetchone()
    return int(row[0])


def living_session(db: Database, token_hash: str, *, now: int) -> dict[str, Any] | None:
    """The session with this token while neither it, its person nor its invitation has ended."""
    return _one(
        db,
        f"{_SESSION} WHERE session.token_hash = :hash AND {_LIVING}",
        {"hash": token_hash, "now": now},
    )


def living_sessions(db: Database, *, now: int) -> list[dict[str, Any]]:
    """All sessions that have not ended, the last seen first."""
    return list(db.query(f"{_SESSION} WHERE {_LIVING} ORDER BY session.seen_at DESC", {"now": now}))


def session(db: Database, session_id: int) -> dict[str, Any] | None:
    """A session by id, ended ones too: id, person_id, name, role, scope, device and its moments."""
    return _one(db, f"{_SESSION} WHERE session.session_id = ?", [session_id])


def began_with(db: Database, session_id: int) -> int | None:
    """The invitation that a session began with."""
    row = db.execute(
        "SELECT invitation_id FROM session WHERE session_id = ?", [session_id]
    ).fetchone()
    return None if row is None else row[0]


def note_seen(db: Database, session_id: int, *, now: int) -> None:
    """Note that a session was used now."""
    db.execute("UPDATE session SET seen_at = ? WHERE session_id = ?", [now, session_id])


def end_session(db: Database, session_id: int, *, now: int) -> None:
    """End one session."""
    db.execute(
        "UPDATE session SET ended_at = ? WHERE session_id = ? AND ended_at IS NULL",
        [now, session_id],
    )


def end_sessions(db: Database, person_id: int, *, now: int, keep: int | None = None) -> None:
    """End a person's sessions, all but `keep`."""
    db.execute(
        "UPDATE session SET ended_at = ? WHERE person_id = ? AND ended_at IS NULL"
        " AND session_id IS NOT ?",
        [now, person_id, keep],
    )


# Failures


def failures(db: Database, subjects: Iterable[str]) -> list[tuple[int, int]]:
    """(number, moment of the last) for those of the subjects that failed."""
    rows = db.query(
        "SELECT failures, last_at FROM sign_in_failure"
        " WHERE subject IN (SELECT value FROM json_each(?))",
        [json.dumps(list(subjects))],
    )
    return [(row["failures"], row["last_at"]) for row in rows]


def add_failure(db: Database, subject: str, *, now: int, since: int) -> None:
    """Count a failed sign-in of `subject`; what is older than `since`, or of another clock, is forgotten."""
    db.execute("DELETE FROM sign_in_failure WHERE last_at < ? OR last_at > ?", [since, now + 60])
    db.execute(
        "INSERT INTO sign_in_failure (subject, failures, last_at) VALUES (?, 1, ?)"
        " ON CONFLICT (subject) DO UPDATE SET failures = failures + 1, last_at = excluded.last_at",
        [subject, now],
    )


def clear_failures(db: Database, subjects: Iterable[str]) -> None:
    """Forget the failed sign-ins of these subjects."""
    db.execute(
        "DELETE FROM sign_in_failure WHERE subject IN (SELECT value FROM json_each(?))",
        [json.dumps(list(subjects))],
    )


# Invitations


def add_invitation(
    db: Database,
    *,
    token_hash: str,
    person_id: int,
    scope: str,
    now: int,
    created_by: str,
    expires_at: int,
) -> int:
    """The id of a new invitation to `scope`, such as `chat:5`."""
    row = db.execute(
        "INSERT INTO invitation (token_hash, person_id, scope, created_at, created_by, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING invitation_id",
        [token_hash, person_id, scope, now, created_by, expires_at],
    ).fetchone()
    return int(row[0])


def invitation(db: Database, token_hash: str) -> dict[str, Any] | None:
    """The invitation with this token, used, ended or revoked ones too, while its person is not shut out."""
    return _one(
        db,
        f"{_INVITATION} WHERE invitation.token_hash = ? AND person.ended_at IS NULL",
        [token_hash],
    )


def invitations(db: Database, scope: str) -> list[dict[str, Any]]:
    """All invitations to a scope, oldest first."""
    return list(
        db.query(f"{_INVITATION} WHERE invitation.scope = ? ORDER BY invitation_id", [scope])
    )


def use_invitation(db: Database, invitation_id: int, *, now: int) -> None:
    """Note that the link was pressed."""
    db.execute("UPDATE invitation SET used_at = ? WHERE invitation_id = ?", [now, invitation_id])


def revoke_invitations(db: Database, person_id: int, *, now: int) -> None:
    """Take a person's invitations back."""
    db.execute(
        "UPDATE invitation SET revoked_at = ? WHERE person_id = ? AND revoked_at IS NULL",
        [now, person_id],
    )


def set_expiry(db: Database, scope: str, *, expires_at: int) -> None:
    """Let invitations to a scope, and the sessions they began, end at `expires_at`."""
    db.execute(
        "UPDATE invitation SET expires_at = ? WHERE scope = ? AND revoked_at IS NULL",
        [expires_at, scope],
    )
    db.execute(
        "UPDATE session SET expires_at = ? WHERE ended_at IS NULL AND invitation_id IN"
        " (SELECT invitation_id FROM invitation WHERE scope = ? AND revoked_at IS NULL)",
        [expires_at, scope],
    )


def _one(db: Database, question: str, values: list[Any] | dict[str, Any]) -> dict[str, Any] | None:
    return next(iter(db.query(question, values)), None)
