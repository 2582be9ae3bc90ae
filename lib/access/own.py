"""What everybody does with their own sign-in: another password, ending it in other browsers."""

from __future__ import annotations

from lib.access import queries
from lib.access.attempts import forget_failures, note_failure, seconds_to_wait
from lib.access.passwords import is_password
from lib.access.people import set_password
from lib.access.permissions import Actor, NotSignedIn
from lib.access.sessions import Session, SignInError, end_session, living_sessions
from lib.base.language import N_
from lib.store import Store


def own_sessions(store: Store, *, actor: Actor, now: int) -> list[Session]:
    """Where this person is signed in, the latest used first."""
    found = living_sessions(store, actor=actor, now=now)
    return [one for one in found if one.person_id == actor.person_id]


def change_own_password(
    store: Store, old: str, new: str, *, session: Session | None, now: int
) -> None:
    """Take a new password for the old one; every other session of the person ends.

    Raises `SignInError` (the old one is wrong, or was wrong too often), `WeakPassword`, `NotSignedIn`.
    """
    if session is None:
        raise NotSignedIn
    # Whoever sits down at an open screen must not find out the password by trying.
    subjects = (f"name:{queries.key_of(session.name)}", f"session:{session.session_id}")
    with store.reader() as db:
        wait = seconds_to_wait(db, subjects, now=now)
        kept = queries.password_of(db, session.person_id)
    if wait:
        raise SignInError(
            N_("Too many failed tries. Wait {seconds} s and try again."), seconds=wait
        )
    if not is_password(old, kept):
        with store.writer() as db:
            note_failure(db, subjects, now=now)
        raise SignInError(N_("The old password is wrong."))
    set_password(
        store, session.person_id, new, actor=session.actor, now=now, keep=session.session_id
    )
    with store.writer() as db:
        forget_failures(db, subjects)


def end_other_sessions(store: Store, *, session: Session | None, now: int) -> int:
    """End the person's sessions everywhere but here; answers how many. Raises `NotSignedIn`."""
    if session is None:
        raise NotSignedIn
    others = [
        one
        for one in own_sessions(store, actor=session.actor, now=now)
        if one.session_id != session.session_id
    ]
    for one in others:
        end_session(store, one.session_id, actor=session.actor, now=now)
    return len(others)
