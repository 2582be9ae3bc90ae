"""The journal for a person: searched, read page by page, its chain followed, handed out."""

from __future__ import annotations

from collections.abc import Iterator

from lib.access.entries import queries
from lib.access.journal import Entry, Search, broken_links, entries, record
from lib.access.permissions import Actor, require
from lib.store import Store

PAGE = 50
MOST_EXPORTED = 100_000


def read(
    store: Store,
    search: Search,
    *,
    actor: Actor,
    before_id: int | None = None,
    limit: int = PAGE,
) -> list[Entry]:
    """Entries, newest first, older than the entry `before_id`. Raises `Forbidden`."""
    require(actor, "journal.read")
    with store.reader() as db:
        return entries(db, search, before_id=before_id, limit=limit)


def who_acted(store: Store, *, actor: Actor) -> list[str]:
    """Everybody who ever did something, by name. Raises `Forbidden`."""
    require(actor, "journal.read")
    with store.reader() as db:
        return queries.actors(db)


def kinds_there(store: Store, *, actor: Actor) -> list[str]:
    """Every action that stands in the journal. Raises `Forbidden`."""
    require(actor, "journal.read")
    with store.reader() as db:
        return queries.actions(db)


def broken(store: Store, *, actor: Actor) -> tuple[int, list[str]]:
    """How many entries were written, and where the chain is broken. Raises `Forbidden`."""
    require(actor, "journal.read")
    with store.reader() as db:
        return queries.journal_head(db)[0], broken_links(db)


def hand_out(store: Store, search: Search, *, actor: Actor, now: int) -> list[Entry]:
    """Everything that is found, oldest first, for a file; that it was handed out goes into the journal.

    Raises `Forbidden`.
    """
    found = list(_all(store, search, actor=actor))
    found.reverse()
    with store.writer() as db:
        record(
            db,
            "journal.export",
            actor=actor.name,
            subject="journal",
            outcome="done",
            now=now,
            entries=len(found),
            words=search.words,
        )
    return found


def _all(store: Store, search: Search, *, actor: Actor) -> Iterator[Entry]:
    before_id, number = None, 0
    while page := read(store, search, actor=actor, before_id=before_id, limit=1000):
        yield from page
        before_id, number = page[-1].entry_id, number + len(page)
        if number >= MOST_EXPORTED:
            return
