"""The views: as they are documented, without anybody's data, in the region's time."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from lib.access.permissions import Actor
from lib.chats import answers, questions
from lib.explore.labels import hour_label, weekday_label
from lib.explore.run import Limits, run
from lib.explore.words import (
    DAY,
    FUNCTIONS,
    KEYWORDS,
    MOMENT,
    MONTH,
    NUMBER,
    TEXT,
    VIEWS,
    YES_NO,
    View,
)
from lib.store import Store
from lib.store.migrations.m0013_explore import VIEWS as MADE
from lib.store.talk import keep_zone
from tests.chats.conftest import Session, made_session
from tests.explore.conftest import MODERATOR
from tests.explore.past import SECRET

EVERY = pytest.mark.parametrize("view", VIEWS, ids=[one.name for one in VIEWS])
SHAPES = {DAY: "____-__-__", MONTH: "____-__", MOMENT: "____-__-__ __:__"}


@pytest.fixture
def session(store: Store) -> Session:
    return made_session(store)


def test_what_is_told_is_what_is_there() -> None:
    assert [one.name for one in VIEWS] == list(MADE)
    assert len({one.name for one in FUNCTIONS}) == len(FUNCTIONS)
    assert set(KEYWORDS) == {name.upper() for name in KEYWORDS}


@EVERY
def test_columns_are_documented_and_hold_what_is_said(past: Store, view: View) -> None:
    found = run(past, f"SELECT * FROM {view.name}", actor=MODERATOR, limits=Limits(5, 10_000))
    assert found.names == [column.name for column in view.columns]
    for place, column in enumerate(view.columns):
        cells = [row[place] for row in found.rows if row[place] is not None]
        kind = str if column.kind in {DAY, MONTH, MOMENT, TEXT} else int | float
        assert all(isinstance(cell, kind) for cell in cells), column.name
        if column.kind == YES_NO:
            assert set(cells) <= {0, 1}
        if column.kind in SHAPES:
            assert {len(str(cell)) for cell in cells} <= {len(SHAPES[column.kind])}


@EVERY
def test_nobodys_data_is_in_them(past: Store, view: View) -> None:
    assert SECRET not in repr(
        run(past, f"SELECT * FROM {view.name}", actor=MODERATOR, limits=Limits(5, 10_000)).rows
    )
    assert not {"raw", "name", "from_id", "author_id", "peer_id", "owner", "token", "photo_url"} & {
        column.name for column in view.columns
    }


@EVERY
def test_they_need_nothing_but_sqlite(past: Store, view: View) -> None:
    with closing(sqlite3.connect(past.path)) as bare:
        there = run(past, f"SELECT count(*) FROM {view.name}", actor=MODERATOR).rows[0][0]
        assert bare.execute(f"SELECT count(*) FROM {view.name}").fetchone()[0] == there


def test_numbers_are_of_no_use_in_vk(past: Store) -> None:
    numbers = {
        row[0] for row in run(past, "SELECT DISTINCT author FROM v_comments", actor=MODERATOR).rows
    }
    assert numbers <= set(range(1, 41))
    with past.reader() as db:
        ids = {row[0] for row in db.execute("SELECT author_id FROM author")}
    assert not numbers & ids


def test_an_author_who_comes_later_gets_the_next_number(store: Store) -> None:
    with store.writer() as db:
        for author in (700, 600, -5):
            db.table("author").upsert(
                {"author_id": author, "name": "x", "raw": "{}", "updated_at": 1}, pk="author_id"
            )
        rows = db.execute("SELECT author_id, number FROM author_number ORDER BY number").fetchall()
    assert rows == [(700, 1), (600, 2)]


def test_days_and_hours_are_the_regions(store: Store) -> None:
    # 2026-03-01 21:30 UTC: Sunday evening in London, Monday in Moscow and Vladivostok.
    moment = 1_772_400_600
    with store.writer() as db:
        db.table("post").insert(
            {"post_id": 1, "from_id": -1, "state": "published", "published_at": moment, "text": "x",
             "raw": "{}", "seen_at": 1}
        )  # fmt: skip
        db.table("comment").insert(
            {"comment_id": 1, "post_id": 1, "thread_id": 1, "from_id": 5, "created_at": moment, "text": "x",
             "stems": "x", "is_ours": 0, "raw": "{}", "seen_at": 1}
        )  # fmt: skip
    for zone, day, weekday, hour in (
        ("Europe/London", "2026-03-01", 7, 21),
        ("Europe/Moscow", "2026-03-02", 1, 0),
        ("Asia/Vladivostok", "2026-03-02", 1, 7),
    ):
        with store.writer() as db:
            keep_zone(db, zone)
        for view in ("v_posts", "v_comments"):
            found = run(store, f"SELECT day, month, weekday, hour FROM {view}", actor=MODERATOR)
            assert found.rows == ((day, day[:7], weekday, hour),)


def test_labels_are_sorted_as_they_follow(past: Store) -> None:
    sql = f"SELECT DISTINCT hour, {hour_label()} AS h FROM v_comments ORDER BY h"
    hours = [row[0] for row in run(past, sql, actor=MODERATOR).rows]
    assert hours == sorted(hours)
    sql = f"SELECT DISTINCT weekday, {weekday_label()} FROM v_days ORDER BY weekday"
    found = run(past, sql, actor=MODERATOR).rows
    assert [row[1] for row in found] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]


def test_kinds_are_known() -> None:
    kinds = {column.kind for view in VIEWS for column in view.columns}
    assert kinds <= {NUMBER, TEXT, DAY, MONTH, MOMENT, YES_NO}


def test_questions_of_chats_stand_as_on_the_board(session: Session) -> None:
    """Each state of the board, told by the view."""
    store, now = session.store, session.now
    moderator = Actor("Ольга", "moderator", 500)
    sent = []
    for outcome in ("confirmed", "queued", "withdrawn"):
        number = session.ask(f"Вопрос {outcome}?")
        questions.take(store, number, actor=session.heart, now=now)
        session.write(number, "Ответ.", session.heart)
        answers.hand_in(store, number, actor=session.heart, now=now)
        answers.publish(store, number, actor=moderator, now=now)
        session.outbox(session.of(number).action_id, outcome)
        sent.append(number)
    told = session.ask("Ответили в VK?")
    comment = session.of(told).source_id
    assert comment is not None
    session.wall.say(session.post_id, "Да", from_id=-1, thread=comment, reply_to=comment)
    gone = session.ask("Удалят?")
    with store.writer() as db:
        db.execute(
            "UPDATE comment SET deleted_at = 5 WHERE comment_id = ?", [session.of(gone).source_id]
        )
    declined, joined = session.ask("Не сюда?"), session.ask("Тот же вопрос?")
    questions.decline(store, declined, because="Не по теме", actor=moderator, now=now)
    questions.join(store, [joined], session.ask("Вопрос?"), actor=moderator, now=now)
    session.ask("Ещё открыт?")
    words = {"published": "answered", "review": "open", "new": "open"}
    with store.reader() as db:
        numbers = [row[0] for row in db.execute("SELECT question_id FROM question")]
    board = {number: session.of(number) for number in numbers}
    found = run(
        store, "SELECT question_id, state, waited_hours FROM v_chat_questions", actor=MODERATOR
    )
    assert {row[0]: row[1] for row in found.rows} == {
        number: words.get(one.state, one.state) for number, one in board.items()
    }
    assert len({row[1] for row in found.rows}) >= 6
    for number, _state, hours in found.rows:
        one = board[int(str(number))]
        waited = None if one.published_at is None else (one.published_at - one.asked_at) / 3600
        assert hours == (None if waited is None else pytest.approx(waited, abs=0.001))
