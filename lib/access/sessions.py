"""Who is signed in where. The cookie holds a random token, signed; the database holds only its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from lib.access import queries
from lib.access.attempts import forget_failures, note_failure, seconds_to_wait
from lib.access.journal import record
from lib.access.passwords import is_password
from lib.access.permissions import SIGNING_IN, Actor, require
from lib.base.errors import PultError
from lib.base.language import N_
from lib.store import Store

SESSION_SECONDS = 30 * 86_400
"""A person who comes back within so long need not sign in again."""
SEEN_EVERY = 60
"""Seconds between notes of when a session was last used."""


class SignInError(PultError):
    """Name or password are wrong, or too many were tried."""


@dataclass(frozen=True)
class Session:
    """One sign-in in one browser; times in seconds UTC."""

    session_id: int
    person_id: int
    name: str
    role: str
    scope: str | None
    device: str
    began_at: int
    seen_at: int
    expires_at: int

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.role, self.person_id, self.scope)


def sign_in(store: Store, name: str, password: str, *, address: str, device: str, now: int) -> str:
    """Answer the token of a new session. Raises `SignInError`, with the seconds to wait after many failures.

    Whether the name or the password was wrong is not told, by words or by time. `address` is where the
    person comes from, `device` the browser's name for the list of sessions.
    """
    subjects = (f"name:{queries.key_of(name)[:200]}", f"address:{address[:60]}")
    with store.reader() as db:
        wait = seconds_to_wait(db, subjects, now=now)
        found = queries.living_person(db, name)
    if wait:
        raise SignInError(
            N_("Too many failed tries. Wait {seconds} s and try again."), seconds=wait
        )
    if not is_password(password, None if found is None else found["password_hash"]) or not found:
        with store.writer() as db:
            note_failure(db, subjects, now=now)
            _record_refusal(db, address=address, now=now)
        raise SignInError(N_("The name or the password is wrong."))
    with store.writer() as db:
        forget_failures(db, subjects)
        return begin(
            db, int(found["person_id"]), device=device, now=now, expires_at=now + SESSION_SECONDS
        )


def sign_in_by_email(store: Store, email: str, *, device: str, now: int) -> str:
    """Answer the token of a new session for who a provider says owns `email`. Raises `SignInError`."""
    with store.writer() as db:
        found = queries.person_by_email(db, email)
        if found is None or found["role"] not in SIGNING_IN:
            raise SignInError(
                N_(
                    "Nobody here has the e-mail address {email}. Ask the owner of the console to add it."
                ),
                email=email,
            )
        return begin(
            db, int(found["person_id"]), device=device, now=now, expires_at=now + SESSION_SECONDS
        )


def note_refusal(store: Store, *, address: str, reason: str, now: int) -> None:
    """Put down a sign-in through the provider that came to nothing; of a flood from one address only a part."""
    subjects = (f"provider:{address[:60]}",)
    with store.writer() as db:
        if not seconds_to_wait(db, subjects, now=now):
            note_failure(db, subjects, now=now)
            _record_refusal(db, address=address, now=now, way="oidc", reason=reason)


def begin(
    db: Database,
    person_id: int,
    *,
    device: str,
    now: int,
    expires_at: int,
    invitation_id: int | None = None,
) -> str:
    """Begin a session in the caller's transaction; answers its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    session_id = queries.add_session(
        db,
        token_hash=hash_of(token),
        person_id=person_id,
        invitation_id=invitation_id,
        device=device[:120],
        now=now,
        expires_at=expires_at,
    )
    person = queries.person(db, person_id)
    assert person is not None
    record(
        db,
        "session.begin",
        actor=str(person["name"]),
        subject=f"session:{session_id}",
        outcome="done",
        now=now,
        device=device[:120],
    )
    return token


def session_of(store: Store, token: str, *, now: int) -> Session | None:
    """The living session behind a token; None where it has ended, or its person or invitation has."""
    with store.reader() as db:
        row = queries.living_session(db, hash_of(token), now=now)
    if row is None:
        return None
    found = Session(**row)
    if now - found.seen_at >= SEEN_EVERY:
        with store.writer() as db:
            queries.note_seen(db, found.session_id, now=now)
    return found


def sign_out(store: Store, token: str, *, now: int) -> None:
    """End the session behind a token, if it lives."""
    with store.writer() as db:
        row = queries.living_session(db, hash_of(token), now=now)
        if row is not None:
            queries.end_session(db, row["session_id"], now=now)
            _record_end(db, row["session_id"], actor=row["name"], now=now)


def living_sessions(store: Store, *, actor: Actor, now: int) -> list[Session]:
    """Everybody's sessions for who may manage people, else one's own; the latest used first."""
    with store.reader() as db:
        rows = queries.living_sessions(db, now=now)
    found = [Session(**row) for row in rows]
    if actor.role == "owner":
        return found
    return [one for one in found if one.person_id == actor.person_id]


def end_session(store: Store, session_id: int, *, actor: Actor, now: int) -> None:
    """End a session, at once: one's own, or anybody's for who may manage people. Raises `Forbidden`."""
    with store.writer() as db:
        row = queries.session(db, session_id)
        if row is None:
            return
        if row["person_id"] != actor.person_id:
            require(actor, "people.manage")
        queries.end_session(db, session_id, now=now)
        _record_end(db, session_id, actor=actor.name, now=now)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    # The token is random and long, so that a plain hash cannot be turned back.
    return hashlib.sha256(token.encode()).hexdigest()


def _record_refusal(db: Database, *, address: str, now: int, **detail: str) -> None:
    record(
        db,
        "session.refuse",
        actor="—",
        subject="session",
        outcome="refused",
        now=now,
        address=address,
        **detail,
    )


def _record_end(db: Database, session_id: int, *, actor: str, now: int) -> None:
    record(
        db,
        "session.end",
        actor=actor,
        subject=f"session:{session_id}",
        outcome="done",
        now=now,
    )
