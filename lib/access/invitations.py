"""Invitations: a link that lets one person in once, without a password, to one thing, for a time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from lib.access import queries
from lib.access.journal import record
from lib.access.people import checked_name
from lib.access.permissions import Actor
from lib.access.sessions import begin, hash_of
from lib.base.errors import PultError
from lib.base.language import N_
from lib.store import Store


class InvitationError(PultError):
    """This link lets nobody in (any more)."""


@dataclass(frozen=True)
class Invitation:
    """One link; times in seconds UTC."""

    invitation_id: int
    person_id: int
    name: str
    role: str
    scope: str
    created_at: int
    expires_at: int
    used_at: int | None
    revoked_at: int | None


def add_guest(db: Database, name: str, *, role: str, now: int) -> int:
    """A person who comes by a link only (`specialist`, `head`), in the caller's transaction; answers the id."""
    return queries.add_person(
        db, name=checked_name(name), role=role, password_hash=None, email=None, now=now
    )


def invite(
    db: Database, person_id: int, *, scope: str, expires_at: int, actor: Actor, now: int
) -> str:
    """Make a link for a guest; answers its token, shown once and kept nowhere. Earlier links of the person end.

    Permission is the caller's matter: it is part of a command of its own.
    """
    token = secrets.token_urlsafe(24)
    queries.revoke_invitations(db, person_id, now=now)
    invitation_id = queries.add_invitation(
        db,
        token_hash=hash_of(token),
        person_id=person_id,
        scope=scope,
        now=now,
        created_by=actor.name,
        expires_at=expires_at,
    )
    _record(db, "invitation.make", invitation_id, actor.name, now)
    return token


def prolong(db: Database, scope: str, *, expires_at: int) -> None:
    """Links and sessions of a scope live until `expires_at` from now on: its hours were moved."""
    queries.set_expiry(db, scope, expires_at=expires_at)


def look(store: Store, token: str, *, now: int) -> Invitation:
    """The invitation behind a link, without using it up. Raises `InvitationError` saying why it is void."""
    with store.reader() as db:
        return _usable(db, token, now=now)


def accept(store: Store, token: str, *, device: str, now: int) -> tuple[str, int]:
    """Use the link up: answers the token of the session and when it ends. Raises `InvitationError`.

    Of two who press at the same moment one gets in.
    """
    with store.writer() as db:
        found = _usable(db, token, now=now)
        if found.role != "specialist":
            raise InvitationError(N_("This link is not valid. Ask the moderator for a new one."))
        queries.use_invitation(db, found.invitation_id, now=now)
        session = begin(
            db,
            found.person_id,
            device=device,
            now=now,
            expires_at=found.expires_at,
            invitation_id=found.invitation_id,
        )
        return session, found.expires_at


def belongs(store: Store, token: str, *, session_id: int) -> bool:
    """Whether this session began with this link."""
    with store.reader() as db:
        row = queries.invitation(db, hash_of(token))
        return row is not None and queries.began_with(db, session_id) == row["invitation_id"]


def revoke(db: Database, person_id: int, *, actor: Actor, now: int) -> None:
    """End every link and every session of a guest, at once."""
    queries.revoke_invitations(db, person_id, now=now)
    queries.end_sessions(db, person_id, now=now)
    _record(db, "invitation.revoke", person_id, actor.name, now)


def invitations(db: Database, scope: str) -> dict[int, Invitation]:
    """The newest invitation of each person to `scope`, by person."""
    return {row["person_id"]: Invitation(**row) for row in queries.invitations(db, scope)}


def _usable(db: Database, token: str, *, now: int) -> Invitation:
    row = queries.invitation(db, hash_of(token))
    if row is None:
        raise InvitationError(N_("This link is not valid. Ask the moderator for a new one."))
    found = Invitation(**row)
    if found.revoked_at is not None:
        raise InvitationError(N_("This link was taken back. Ask the moderator for a new one."))
    if found.expires_at <= now:
        raise InvitationError(N_("This link has expired. Ask the moderator for a new one."))
    if found.used_at is not None:
        raise InvitationError(
            N_(
                "This link has been used already. Open the page in the browser where you first"
                " came in, or ask the moderator for a new link."
            )
        )
    return found


def _record(db: Database, action: str, subject_id: int, actor: str, now: int) -> None:
    record(
        db,
        action,
        actor=actor,
        subject=f"invitation:{subject_id}",
        outcome="done",
        now=now,
    )
