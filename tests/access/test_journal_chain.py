"""The journal only grows, and whatever was done to it behind the console's back shows."""

from __future__ import annotations

import sqlite3

import pytest

from lib.access.journal import Search, broken_links, entries, record
from lib.store import Store


def write(store: Store, count: int) -> None:
    for number in range(count):
        with store.writer() as db:
            record(
                db,
                "reply.queue" if number % 2 else "post.queue",
                actor="Ольга" if number % 3 else "Иван",
                subject=f"comment:{number}",
                outcome="held",
                now=1000 + number,
                text=f"Ответ № {number} 100%",
            )


def faults(store: Store) -> list[str]:
    with store.reader() as db:
        return broken_links(db)


def tamper(store: Store, statement: str) -> None:
    """What somebody with the file in hand can do."""
    connection = sqlite3.connect(store.path)
    for guard in ("journal_keeps_rows", "journal_keeps_words"):
        connection.execute(f"DROP TRIGGER {guard}")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_journal_holds(store: Store) -> None:
    assert faults(store) == []
    write(store, 20)
    assert faults(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "REPLACE INTO journal SELECT * FROM journal",
    ],
)
def test_the_database_itself_refuses_to_change_it(store: Store, statement: str) -> None:
    write(store, 3)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"), store.writer() as db:
        db.execute("PRAGMA recursive_triggers = ON")
        db.execute(statement)
    assert faults(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET detail = '{}' WHERE entry_id = 7",
        "UPDATE journal SET at = at + 1 WHERE entry_id = 1",
        "DELETE FROM journal WHERE entry_id = 7",
        "DELETE FROM journal WHERE entry_id = 20",
        "DELETE FROM journal",
        "INSERT INTO journal (at, actor, action, subject, outcome, chain)"
        " VALUES (1, 'x', 'y', 'z', 'done', 'abc')",
    ],
)
def test_tampering_shows(store: Store, statement: str) -> None:
    write(store, 20)
    tamper(store, statement)
    assert faults(store) != []


def test_entries_are_found_by_words_actor_and_time(store: Store) -> None:
    write(store, 20)
    with store.reader() as db:
        assert [entry.entry_id for entry in entries(db, Search(), limit=3)] == [20, 19, 18]
        assert [e.entry_id for e in entries(db, Search(words="№ 11"))] == [12]
        assert entries(db, Search(words="%_")) == []
        assert {e.actor for e in entries(db, Search(actor="Иван"))} == {"Иван"}
        assert [e.at for e in entries(db, Search(since=1005, until=1007))] == [1006, 1005]
        assert [e.entry_id for e in entries(db, Search(), before_id=3)] == [2, 1]
        named = {"reply.queue": "Ответ: передан", "post.send": "Запись"}
        assert len(entries(db, Search(words="ОТВЕТ", named=named))) == 20
        assert entries(db, Search(words="запись", named=named)) == []
        assert entries(db, Search(actions=["post.send"])) == []
