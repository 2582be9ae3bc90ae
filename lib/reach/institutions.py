"""Which hospitals and clinics people name: a list that people keep, and the words by which each is called.

A comment names an institution when the words of one of its names stand in it one after the other, in any case
and number; signs do not count, nor “№” before a number. There is no guessing: “third clinic” is found only if
somebody wrote that name down. The list stands in the database; the store holds it against every comment that
comes, and against all that came before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.reach.errors import ReachError
from lib.reach.talk import queries
from lib.store import Store
from lib.store.search import stems

LONGEST = 200
_NUMBER = re.compile(r"\s*№\s*")
MOST_NAMES = 20


@dataclass(frozen=True)
class Institution:
    """An institution with all that it is called, its own name first."""

    institution_id: int
    name: str
    names: tuple[str, ...]


class NoName(ReachError):
    """An institution without a usable name."""


class NameTaken(ReachError):
    """Another institution has this name."""


def institutions(db: Database) -> list[Institution]:
    """The list, by name."""
    said = queries.phrases(db)
    return [
        Institution(id_, name, tuple(dict.fromkeys(said.get(id_, ()))))
        for id_, name in queries.institutions(db).items()
    ]


def keep_institution(
    store: Store,
    name: str,
    names: Sequence[str] = (),
    *,
    institution_id: int | None = None,
    actor: Actor,
    now: int,
) -> int:
    """Add an institution, or change the one named; `names` are its other names and abbreviations.

    Comments written before are searched as well. Raises `Forbidden`, `NoName`, `NameTaken`.
    """
    require(actor, "reach.change")
    with store.writer() as db:
        found = put_institution(db, name, names, institution_id=institution_id)
        journal.record(
            db, "institution.keep", actor=actor.name, subject=f"institution:{found}", outcome="done",
            now=now, name=name.strip(),
        )  # fmt: skip
    return found


def drop_institution(store: Store, institution_id: int, *, actor: Actor, now: int) -> None:
    """Take an institution from the list; unknown ones are no error. Raises `Forbidden`."""
    require(actor, "reach.change")
    with store.writer() as db:
        name = queries.institutions(db).get(institution_id)
        if name is None:
            return
        queries.drop_institution(db, institution_id)
        journal.record(
            db, "institution.drop", actor=actor.name, subject=f"institution:{institution_id}",
            outcome="done", now=now, name=name,
        )  # fmt: skip


def put_institution(
    db: Database, name: str, names: Sequence[str] = (), *, institution_id: int | None = None
) -> int:
    """Part of a command, and of the rehearsal's beginning. Raises `NoName`, `NameTaken`."""
    own = " ".join(name.split())
    written = [one for name in (own, *names) if _words(one := " ".join(name.split()))]
    if not _words(own) or len(own) > LONGEST or len(set(written)) > MOST_NAMES:
        raise NoName(
            N_(
                "Write a name of letters or numbers, {longest} signs at most, and at most {names} names in all."
            ),
            longest=LONGEST,
            names=MOST_NAMES,
        )
    if any(
        known == own and id_ != institution_id for id_, known in queries.institutions(db).items()
    ):
        raise NameTaken(N_("“{name}” is in the list already."), name=own)
    said = {spelling: one for one in written for spelling in _spellings(one)}
    return queries.put_institution(db, own, said, institution_id=institution_id)


def _spellings(name: str) -> set[str]:
    """Stems of a name as people write it: “№ 3”, “№3” (one word to the search), and the number alone."""
    return {stems(_NUMBER.sub(sign, name)) for sign in (" № ", " №", " ")}


def _words(name: str) -> str:
    return stems(_NUMBER.sub(" ", name))
