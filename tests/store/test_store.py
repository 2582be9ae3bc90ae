"""The store: transactions, plain errors, revisions, drafts, search."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.store import Store, StoreError
from lib.store.damage import damages
from lib.store.drafts import draft, drafts, drop_draft, save_draft
from lib.store.revisions import revisions
from lib.store.search import match_query, normal, stems
from lib.store.state import get_state, put_state
from lib.store.upkeep import merge_search

COMMENT = {
    "post_id": 1,
    "from_id": 5,
    "created_at": 100,
    "is_ours": 0,
    "raw": "{}",
    "seen_at": 100,
}


def add_comment(store: Store, comment_id: int, text: str) -> None:
    with store.writer() as db:
        db.table("comment").insert(
            COMMENT
            | {
                "comment_id": comment_id,
                "thread_id": comment_id,
                "text": text,
                "stems": stems(text),
            }
        )


def found(store: Store, question: str) -> list[int]:
    query = match_query(question)
    with store.reader() as db:
        rows = db.query(
            "SELECT rowid AS id FROM comment_search WHERE comment_search MATCH ? ORDER BY rowid",
            [query],
        )
        return [row["id"] for row in rows]


def test_migrating_twice_changes_nothing(store: Store) -> None:
    with store.reader() as db:
        before = db.schema
    store.migrate()
    with store.reader() as db:
        assert db.schema == before


def test_two_consoles_that_start_together_migrate_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "new.db")
    failures: list[BaseException] = []

    def start() -> None:
        try:
            store.migrate()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reader() as db:
        assert db.table("rubric").count == 10


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writer() as db:
        put_state(db, "x", 1, now=1)
        _ = 1 / 0
    with store.reader() as db:
        assert get_state(db, "x") is None


def test_no_update_is_lost_between_threads(store: Store) -> None:
    with store.writer() as db:
        put_state(db, "n", 0, now=0)

    def add() -> None:
        for _ in range(50):
            with store.writer() as db:
                put_state(db, "n", get_state(db, "n") + 1, now=0)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reader() as db:
        assert get_state(db, "n") == 200


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError), store.reader() as db:
        db.execute("DELETE FROM rubric")


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "pult.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="damaged"):
        Store(path).migrate()


def test_a_full_disk_says_so_and_loses_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match="disk is full"), store.writer() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages + 2}")
        put_state(db, "big", "x" * 1_000_000, now=1)
    with store.reader() as db:
        assert get_state(db, "big") is None


def test_a_database_locked_by_another_program_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.store.connection.BUSY_MS", 50)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="busy"), store.writer():
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.writer() as db:
        put_state(db, "x", 1, now=1)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        Store(tmp_path / "file" / "pult.db").migrate()


def test_a_change_raises_the_counter_of_its_topic_only(store: Store) -> None:
    with store.reader() as db:
        before = revisions(db)
    add_comment(store, 1, "Когда приём?")
    with store.reader() as db:
        after = revisions(db)
    assert after == before | {"comments": before["comments"] + 1}


def test_a_draft_is_saved_over_and_found_again(store: Store) -> None:
    with store.writer() as db:
        first = save_draft(
            db, kind="reply", target="comment:7", actor="m", text="Доб", now=1, fields={"a": 1}
        )
        again = save_draft(
            db, kind="reply", target="comment:7", actor="m", text="Добрый день", now=2
        )
        save_draft(db, kind="reply", target="comment:7", actor="other", text="Своё", now=2)
    assert first == again
    with store.reader() as db:
        kept = draft(db, kind="reply", target="comment:7", actor="m")
        assert kept is not None
        assert (kept.text, kept.fields, kept.created_at, kept.updated_at) == (
            "Добрый день",
            {"a": 1},
            1,
            2,
        )
        assert len(drafts(db, kind="reply", actor="m")) == 1
    with store.writer() as db:
        drop_draft(db, first)
        drop_draft(db, first)
    with store.reader() as db:
        assert drafts(db, kind="reply", actor="m") == []


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Ёлка в поликлинике", "елка"),
        ("запись к врачам закрыта", "Врач"),
        ("ГОРЯЧАЯ линия", "горячие"),
        ("Где взять справку?", "справки"),
        ("Прививка от гриппа", "прив"),
        ("Нет записи к лору", "запись"),
        ("Чья это подпись?", "подписи"),
    ],
)
def test_search_finds_other_forms_of_a_word(store: Store, text: str, question: str) -> None:
    add_comment(store, 1, text)
    add_comment(store, 2, "совсем другое")
    assert found(store, question) == [1]


def test_search_follows_an_edit_and_a_deletion(store: Store) -> None:
    add_comment(store, 1, "очередь")
    with store.writer() as db:
        db.execute(
            "UPDATE comment SET text = ?, stems = ? WHERE comment_id = 1", ["талон", stems("талон")]
        )
    assert (found(store, "очередь"), found(store, "талоны")) == ([], [1])
    with store.writer() as db:
        db.execute("DELETE FROM comment")
    assert found(store, "талон") == []


def matches(question: str, text: str) -> bool:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(stems)")
    connection.execute("INSERT INTO t VALUES (?)", [stems(text)])
    query = match_query(question)
    rows = (
        connection.execute("SELECT 1 FROM t WHERE t MATCH ?", [query]).fetchall() if query else []
    )
    connection.close()
    return bool(rows)


@given(st.text(max_size=200))
def test_any_question_is_a_valid_query(question: str) -> None:
    matches(question, "что угодно")


@given(st.text("абвёйжщ АЁЖ abcXY 019 \"'*:-()_^.,!?\n", max_size=60))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    assert matches(text, text) == any(character.isalnum() for character in text)


@given(st.text(max_size=100))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_merging_the_search_leaves_one_piece_and_the_same_answers(store: Store) -> None:
    for number in range(1, 12):
        add_comment(store, number, f"запись к врачу {number}")
    pieces = "SELECT count(DISTINCT segid) FROM comment_search_idx"
    found = "SELECT rowid FROM comment_search WHERE stems MATCH ? ORDER BY rowid"
    with store.reader() as db:
        assert db.execute(pieces).fetchone()[0] > 1
        before = db.execute(found, [match_query("записи")]).fetchall()
    merge_search(store)
    with store.reader() as db:
        assert db.execute(pieces).fetchone()[0] == 1
        assert db.execute(found, [match_query("записи")]).fetchall() == before
    assert len(before) == 11
    assert not [found for found in damages(store.path) if found.place == "comment_search"]


def test_keys_stand_first_in_tables_without_rowid(store: Store) -> None:
    """SQLite 3.40 finds "NULL value" in good rows where they do not: no backup would pass its check."""
    with store.reader() as db:
        tables = [
            str(row[0])
            for row in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
            )
        ]
        assert "institution_phrase" in tables
        for table in tables:
            columns = list(db.query(f"SELECT name, pk FROM pragma_table_info('{table}')"))
            key = sorted((column for column in columns if column["pk"]), key=lambda one: one["pk"])
            assert columns[: len(key)] == key, table
