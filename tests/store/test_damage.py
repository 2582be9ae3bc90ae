"""`check` finds damage and names it: where, which rows, what is lost, what cures it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lib.access.journal import record
from lib.store import Store, StoreError
from lib.store.damage import damages
from lib.store.upkeep import vacuum
from tests.store.contents import add_comments, damage


def raw(store: Store, *statements: str, writable_schema: bool = False) -> None:
    """Change the file past every constraint and trigger."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for statement in statements:
            connection.execute(statement)


def leaf_pages(store: Store, table: str) -> list[int]:
    with closing(sqlite3.connect(store.path)) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
                [table],
            )
        ]


def test_a_sound_database_has_no_damage(store: Store) -> None:
    add_comments(store, range(1, 200))
    told: list[str] = []
    assert damages(store.path, report=told.append) == []
    assert told == ["file", "references", "search", "schema", "sums", "rules", "journal", "json"]


def test_lost_rows_are_named_and_what_vk_still_has(store: Store) -> None:
    add_comments(store, range(1, 2000), "слово " * 20)
    pages = leaf_pages(store, "comment")
    damage(store.path, pages[len(pages) // 2])
    found = [one for one in damages(store.path) if one.place == "comment"]
    assert "between" in found[0].message
    first, last = found[0].values["first"], found[0].values["last"]
    assert 1 < first < last < 1999 and last - first < 200
    assert found[0].cure == "restore" and "VK" in str(found[0].lost)


def test_lost_rows_that_only_a_backup_has(store: Store) -> None:
    with store.writer() as db:
        db.table("draft").insert_all(
            {
                "kind": "post",
                "target": str(number),
                "actor": "m",
                "text": "т" * 500,
                "created_at": 1,
                "updated_at": 1,
            }
            for number in range(100)
        )
    damage(store.path, leaf_pages(store, "draft")[-1])
    [found] = [one for one in damages(store.path) if one.place == "draft"]
    assert "beyond" in found.message or "between" in found.message
    assert found.lost == "Only a backup has these."


def test_lost_rows_of_a_table_whose_rows_have_no_numbers(store: Store) -> None:
    with store.writer() as db:
        db.conn.executemany(
            "INSERT INTO post_snapshot (post_id, taken_at, views) VALUES (?, ?, 1)",
            [(number, number) for number in range(2000)],
        )
    damage(store.path, leaf_pages(store, "post_snapshot")[3])
    found = [one for one in damages(store.path) if one.place == "post_snapshot"]
    assert found[0].cure == "restore" and "number" not in found[0].values
    assert found[0].lost == "Only a backup has these."


def test_a_damaged_index_loses_nothing_and_is_built_anew(store: Store) -> None:
    add_comments(store, range(1, 300))
    raw(
        store,
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
        " WHERE name = 'journal_by_time') WHERE name = 'comment_by_time'",
    )
    [found] = [one for one in damages(store.path) if one.place == "comment"]
    assert (found.cure, found.lost) == ("rebuild", None)


def test_a_search_index_that_misses_a_comment(store: Store) -> None:
    add_comments(store, range(1, 20))
    raw(
        store,
        "DROP TRIGGER comment_search_delete",
        "DELETE FROM comment WHERE comment_id = 3",
        "CREATE TRIGGER comment_search_delete AFTER DELETE ON comment BEGIN"
        " INSERT INTO comment_search (comment_search, rowid, stems)"
        " VALUES ('delete', old.comment_id, old.stems); END",
    )
    [found] = damages(store.path)
    assert (found.place, found.cure, found.lost) == ("comment_search", "rebuild", None)
    vacuum(store)
    assert damages(store.path) == []


@pytest.mark.parametrize(
    ("statement", "place", "words"),
    [
        ("DROP TRIGGER revision_comment_insert", "revision_comment_insert", "trigger) нет"),
        ("DROP INDEX comment_by_post", "comment_by_post", "index) нет"),
        ("DROP TABLE journal", "journal", "table) нет"),
        ("ALTER TABLE post ADD COLUMN extra TEXT", "post", "не так"),
        ("CREATE TABLE somebody (x)", "somebody", "создал не Пульт"),
        ("DELETE FROM revision WHERE topic = 'posts'", "revision", "posts"),
        (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('pult', 'm9999_tomorrow', '')",
            "",
            "m9999_tomorrow",
        ),
        ("UPDATE rubric SET rubric_id = 77 WHERE rubric_id = 1", "post", "rubric"),
        ("UPDATE post SET raw = 'not json'", "post", "«raw»"),
        ("UPDATE comment SET from_id = 404 WHERE comment_id = 3", "comment", "1 строка: 3."),
        (
            "INSERT INTO comment_earlier_text VALUES (404, 'т', 1)",
            "comment_earlier_text",
            "Прежние",
        ),
        (
            "INSERT INTO draft VALUES (7, 'reply', 'nowhere', 'm', 'т', '{}', 1, 1)",
            "draft",
            "1 строка: 7.",
        ),
        ("INSERT INTO draft VALUES (7, 'post', 'x', 'm', 'т', '[]', 1, 1)", "draft", "строка: 7."),
        (
            "INSERT INTO outbox (action_id, kind, payload, state, guid, actor, created_at, due_at)"
            " VALUES (9, 'post', '{}', 'confirmed', 'g', 'm', 1, 1)",
            "outbox",
            "строка: 9.",
        ),
        (
            "INSERT INTO outbox (action_id, kind, payload, state, guid, actor, created_at, due_at)"
            " VALUES (9, 'post', '{}', 'refused', 'g', 'm', 1, 1)",
            "outbox",
            "без причины",
        ),
        (
            "INSERT INTO outbox (action_id, kind, payload, state, guid, actor, created_at, due_at,"
            " attempted_at) VALUES (9, 'post', '{}', 'queued', 'g', 'm', 1, 1, 1)",
            "outbox",
            "никто не брался",
        ),
    ],
)
def test_each_kind_of_damage_is_named(store: Store, statement: str, place: str, words: str) -> None:
    add_comments(store, range(1, 5))
    with store.writer() as db:
        db.execute(
            "INSERT INTO post (post_id, from_id, state, published_at, text, rubric_id, raw, seen_at)"
            " VALUES (1, -1, 'published', 1, 'т', 1, '{}', 1)"
        )
    assert damages(store.path) == []
    raw(store, statement)
    found = damages(store.path)
    assert any(one.place == place and words in one.text() for one in found), [
        one.text() for one in found
    ]


def test_a_changed_or_cut_journal_is_named(store: Store) -> None:
    with store.writer() as db:
        for number in range(5):
            record(db, "x", actor="m", subject=str(number), outcome="done", now=number)
    raw(
        store,
        "DROP TRIGGER journal_keeps_words",
        "UPDATE journal SET actor = 'x' WHERE entry_id = 3",
    )
    [found] = [one for one in damages(store.path) if one.place == "journal"]
    assert found.rows == (3,)
    raw(
        store,
        "UPDATE journal SET actor = 'm' WHERE entry_id = 3",
        "DROP TRIGGER journal_keeps_rows",
    )
    assert not [one for one in damages(store.path) if one.place == "journal"]
    raw(store, "DELETE FROM journal WHERE entry_id = 5")
    [found] = [one for one in damages(store.path) if one.place == "journal"]
    assert found.values == {"told": 5, "number": 4}


def test_every_page_overwritten_in_turn_is_noticed_without_a_traceback(
    store: Store, tmp_path: Path
) -> None:
    add_comments(store, range(1, 300))
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        used = {row[0] for row in connection.execute("SELECT pageno FROM dbstat")}
    whole = store.path.read_bytes()
    for page in range(1, pages + 1, 3):
        copy = tmp_path / "copy.db"
        content = bytearray(whole)
        content[(page - 1) * 4096 + 100 * (page == 1) : page * 4096] = b"\xff" * (
            4096 - 100 * (page == 1)
        )
        copy.write_bytes(content)
        try:
            found = damages(copy)
        except StoreError:
            continue
        assert found or page not in used, page


def test_what_is_not_there_or_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no file"):
        damages(tmp_path / "absent.db")
    (tmp_path / "text.db").write_bytes(b"text" * 2000)
    assert damages(tmp_path / "text.db")
    (tmp_path / "empty.db").write_bytes(b"")
    [found] = damages(tmp_path / "empty.db")
    assert "no database of Pult" in found.message
