"""People of the console: who they are and what role they have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlite_utils import Database

from lib.access import queries
from lib.access.journal import record
from lib.access.passwords import check_password, hash_password
from lib.access.permissions import SIGNING_IN, Actor, require
from lib.base.errors import PultError
from lib.base.language import N_
from lib.store import Store

LONGEST_NAME = 80

FIRST_OWNER = Actor("console", "owner")
"""In whose name the first owner is made, and people from the command line."""


class PeopleError(PultError):
    """This cannot be done with the person."""


@dataclass(frozen=True)
class Person:
    """Somebody who has, or had, a way in; times in seconds UTC."""

    person_id: int
    name: str
    role: str
    email: str | None
    has_password: bool
    created_at: int
    ended_at: int | None
    seen_at: int | None
    """When one of the person's sessions was last used."""

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.role, self.person_id)


def add_person(
    store: Store,
    name: str,
    *,
    role: str,
    actor: Actor,
    now: int,
    password: str | None = None,
    email: str | None = None,
) -> Person:
    """Make a person who can sign in, with a password or through OIDC by `email` (or both).

    Raises `Forbidden`, `PeopleError` (the name is taken or empty, no way to sign in), `WeakPassword`.
    """
    require(actor, "people.manage")
    name = checked_name(name)
    if role not in SIGNING_IN:
        raise PeopleError(N_("There is no such role: {role}."), role=role)
    if not password and not email:
        raise PeopleError(N_("Give the person a password, or an e-mail address to sign in with."))
    if email:
        email = checked_email(email)
    if password:
        check_password(password, name=name)
    hashed = hash_password(password) if password else None
    with store.writer() as db:
        if queries.living_person(db, name) is not None:
            raise PeopleError(N_("There is a person with this name already: {name}."), name=name)
        if email:
            _nobody_has(db, email)
        person_id = queries.add_person(
            db, name=name, role=role, password_hash=hashed, email=email, now=now
        )
        _record(db, "person.add", person_id, actor, now, name=name, role=role)
        return _found(db, person_id)


def make_first_owner(store: Store, name: str, *, password: str, now: int) -> Person:
    """Make the owner of a console that has none. Raises `PeopleError` where it has one, and as `add_person`."""
    if not needs_owner(store):
        raise PeopleError(N_("This console has an owner already. Sign in, or ask the owner."))
    return add_person(store, name, role="owner", actor=FIRST_OWNER, now=now, password=password)


def needs_owner(store: Store) -> bool:
    """Whether nobody can sign in as the owner yet."""
    with store.reader() as db:
        return queries.owners(db) == 0


def people(store: Store, *, actor: Actor) -> list[Person]:
    """Everybody who signs in, the living first, by name. Raises `Forbidden`."""
    require(actor, "people.manage")
    with store.reader() as db:
        return [_person(row) for row in queries.people(db, SIGNING_IN)]


def change_role(store: Store, person_id: int, *, role: str, actor: Actor, now: int) -> None:
    """Give a person another role. Raises `Forbidden`, `PeopleError` (the last owner stays owner)."""
    require(actor, "people.manage")
    if role not in SIGNING_IN:
        raise PeopleError(N_("There is no such role: {role}."), role=role)
    with store.writer() as db:
        person = _found(db, person_id)
        if role != "owner":
            _not_the_last_owner(db, person)
        queries.set_role(db, person_id, role)
        _record(db, "person.role", person_id, actor, now, was=person.role, role=role)


def change_email(store: Store, person_id: int, email: str, *, actor: Actor, now: int) -> None:
    """Give a person the address by which the organisation's own sign-in knows them; empty takes it away.

    Raises `Forbidden`, `PeopleError` (somebody has it; without it the person has no way to sign in).
    """
    require(actor, "people.manage")
    email = checked_email(email) if email.strip() else ""
    with store.writer() as db:
        person = _found(db, person_id)
        if email == (person.email or ""):
            return
        if email:
            _nobody_has(db, email)
        elif not person.has_password:
            raise PeopleError(
                N_("Give the person a password, or an e-mail address to sign in with.")
            )
        queries.set_email(db, person_id, email)
        if person.email and person_id != actor.person_id:
            # Whoever signed in by the old address may be somebody else.
            queries.end_sessions(db, person_id, now=now)
        _record(db, "person.email", person_id, actor, now)


def end_person(store: Store, person_id: int, *, actor: Actor, now: int) -> None:
    """Shut a person out, at once and in every browser. Raises `Forbidden`, `PeopleError`."""
    require(actor, "people.manage")
    with store.writer() as db:
        person = _found(db, person_id)
        _not_the_last_owner(db, person)
        queries.end_person(db, person_id, now=now)
        _record(db, "person.end", person_id, actor, now, name=person.name)


def set_password(
    store: Store, person_id: int, password: str, *, actor: Actor, now: int, keep: int | None = None
) -> None:
    """Give a person a new password: one's own, or anybody's for an owner; ends all sessions but `keep`.

    Raises `Forbidden`, `WeakPassword`.
    """
    if actor.person_id != person_id:
        require(actor, "people.manage")
    with store.reader() as db:
        person = _found(db, person_id)
    check_password(password, name=person.name)
    hashed = hash_password(password)
    with store.writer() as db:
        queries.set_password(db, person_id, hashed)
        queries.end_sessions(db, person_id, now=now, keep=keep)
        _record(db, "person.password", person_id, actor, now)


def checked_name(name: str) -> str:
    """The name with single blanks. Raises `PeopleError` where it cannot be one."""
    name = " ".join("".join(ch if ch.isprintable() else " " for ch in name).split())
    if not name:
        raise PeopleError(N_("Write the name."))
    if len(name) > LONGEST_NAME:
        raise PeopleError(N_("The name is too long: {n} characters at most."), n=LONGEST_NAME)
    return name


def checked_email(email: str) -> str:
    """The address as addresses are compared. Raises `PeopleError` where it cannot be one."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,190}", email):
        raise PeopleError(N_("This is not an e-mail address."))
    return email


def _nobody_has(db: Database, email: str) -> None:
    if queries.person_by_email(db, email) is not None:
        raise PeopleError(N_("There is a person with this e-mail address already."))


def _not_the_last_owner(db: Database, person: Person) -> None:
    if person.role == "owner" and person.ended_at is None and queries.owners(db) == 1:
        raise PeopleError(N_("The console needs an owner: make somebody else the owner first."))


def _found(db: Database, person_id: int) -> Person:
    row = queries.person(db, person_id)
    if row is None:
        raise PeopleError(N_("This person is not known to the console."))
    return _person(row)


def _person(row: dict[str, object]) -> Person:
    return Person(**row)  # type: ignore[arg-type]


def _record(
    db: Database, action: str, person_id: int, actor: Actor, now: int, **detail: object
) -> None:
    record(
        db,
        action,
        actor=actor.name,
        subject=f"person:{person_id}",
        outcome="done",
        now=now,
        **detail,
    )
