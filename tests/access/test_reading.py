"""The journal for a person: who may read it, page by page, and that handing it out is put down."""

from __future__ import annotations

import pytest

from lib.access import reading
from lib.access.journal import Search, record
from lib.access.permissions import Actor, Forbidden
from lib.store import Store
from tests.access.conftest import T

OWNER = Actor("Ольга", "owner")


def fill(store: Store, number: int) -> None:
    with store.writer() as db:
        for n in range(number):
            record(db, "post.queue", actor="Иван", subject=f"post:{n}", outcome="held", now=T + n)


@pytest.mark.parametrize("role", ["editor", "analyst", "specialist", "head", ""])
def test_the_journal_is_not_for_everybody(store: Store, role: str) -> None:
    nobody = Actor("x", role)
    for ask in (
        lambda: reading.read(store, Search(), actor=nobody),
        lambda: reading.hand_out(store, Search(), actor=nobody, now=T),
        lambda: reading.broken(store, actor=nobody),
        lambda: reading.who_acted(store, actor=nobody),
        lambda: reading.kinds_there(store, actor=nobody),
    ):
        with pytest.raises(Forbidden):
            ask()


def test_pages_follow_each_other_without_gaps(store: Store) -> None:
    fill(store, 25)
    seen: list[int] = []
    before = None
    while page := reading.read(store, Search(), actor=OWNER, before_id=before, limit=10):
        seen += [one.entry_id for one in page]
        before = page[-1].entry_id
        fill(store, 1)  # what comes in meanwhile moves no page
    assert seen == list(range(25, 0, -1))


def test_handing_out_is_put_down_with_what_was_asked(store: Store) -> None:
    fill(store, 5)
    found = reading.hand_out(store, Search(words="иван"), actor=OWNER, now=T + 100)
    assert [one.entry_id for one in found] == [1, 2, 3, 4, 5]
    [last] = reading.read(store, Search(), actor=OWNER, limit=1)
    assert (last.action, last.actor) == ("journal.export", "Ольга")
    assert dict(last.detail) == {"entries": 5, "words": "иван"}
    assert reading.who_acted(store, actor=OWNER) == ["Иван", "Ольга"]


def test_the_chain_is_followed(store: Store) -> None:
    fill(store, 3)
    assert reading.broken(store, actor=OWNER) == (3, [])
