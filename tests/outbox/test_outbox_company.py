"""Deaths, rivals and jumping clocks around one action; and the rubric that follows it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib import outbox
from lib.base.settings import ROOT
from lib.outbox import engine
from lib.store.watch import watching
from tests.outbox.conftest import After, Desk, calls, quick_vk

HOUR = 3600


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("moment", ["before", "then"])
@pytest.mark.parametrize("method", ["wall.getComments", "wall.createComment"])
def test_a_death_around_a_call_neither_loses_nor_doubles(
    desk: Desk, method: str, moment: str
) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)

    def die(called: str) -> None:
        if called == method:
            raise Killed

    home = desk.vk
    desk.vk = After(home, **{moment: die})
    with pytest.raises(Killed):
        desk.step()
    assert desk.row(made).state == "sending"
    assert desk.withdraw(made) is None
    desk.vk = home
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


MURDER = """
import os, signal, sys
from pathlib import Path
from lib.outbox import engine
from lib.store import Store
from tests.outbox.conftest import After, quick_vk

path, url, now, method, moment = sys.argv[1:]
def die(called):
    if called == method:
        os.kill(os.getpid(), signal.SIGKILL)
engine.step(Store(Path(path)), After(quick_vk(url), **{moment: die}), clock=lambda: float(now))
"""


@pytest.mark.parametrize("moment", ["before", "then"])
@pytest.mark.parametrize("method", ["wall.getComments", "wall.createComment"])
def test_kill_9_around_a_call_neither_loses_nor_doubles(
    desk: Desk, method: str, moment: str
) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    place = [str(desk.store.path), desk.local_vk.url, str(desk.now())]
    ended = subprocess.run(
        [sys.executable, "-c", MURDER, *place, method, moment], cwd=ROOT, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert desk.row(made).state == "sending"
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


def test_many_workers_at_once_send_each_action_once(desk: Desk) -> None:
    texts = [f"ответ {n}" for n in range(12)]
    for text in texts:
        desk.reply(desk.citizen(), text)
    desk.clock.advance(10)

    def work(_number: int) -> None:
        vk = quick_vk(desk.local_vk.url)
        while engine.step(desk.store, vk, clock=desk.clock) == 0.0:
            pass
        vk.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    desk.work()
    assert [len(desk.said(text)) for text in texts] == [1] * 12
    assert len(calls(desk, "wall.createComment")) == 12


def test_two_workers_never_take_the_same_action(desk: Desk) -> None:
    desk.reply(desk.citizen())
    desk.clock.advance(10)
    home = desk.vk
    seen = []

    def rival(method: str) -> None:
        seen.append(engine.step(desk.store, home, clock=desk.clock))

    desk.vk = After(home, before=rival, then=rival)
    desk.step()
    assert len(seen) >= 6
    assert len(calls(desk, "wall.createComment")) == 1


def test_a_worker_that_lost_its_lease_before_the_call_does_not_send(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    home = desk.vk

    def sleep_long(method: str) -> None:
        # While the first worker looks, its computer sleeps; a second worker does it all.
        desk.clock.advance(HOUR)
        desk.vk = home
        desk.work()

    slow = After(home, before=sleep_long)
    engine.step(desk.store, slow, clock=desk.clock)
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1
    assert len(calls(desk, "wall.createComment")) == 1


def test_an_answer_that_comes_after_the_action_was_taken_back_is_kept(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    home = desk.vk

    def late(method: str) -> None:
        if method == "wall.createComment":
            desk.clock.advance(HOUR)
            desk.vk = quick_vk("http://127.0.0.1:9")
            desk.step()
            assert desk.withdraw(made) is not None

    engine.step(desk.store, After(home, then=late), clock=desk.clock)
    row = desk.row(made)
    assert row.state == "withdrawn"
    assert row.result_id == desk.said("Откроем в среду.")[0].id
    assert ("reply.send", "late") in desk.journal()


def test_a_full_disk_after_the_call_loses_and_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)

    def full(*_args: object, **_more: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("lib.outbox.results.queries.owner_of_result", full)
        with pytest.raises(sqlite3.OperationalError):
            desk.step()
    assert desk.row(made).state == "sending"
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(calls(desk, "wall.createComment")) == 1


@pytest.mark.parametrize("jump", [-2 * HOUR, -30 * 86400])
def test_a_clock_that_jumps_back_holds_nothing_for_long(desk: Desk, jump: int) -> None:
    held = desk.reply(desk.citizen(), "удержан")
    desk.clock.advance(jump)
    wait = desk.step()
    assert wait is not None
    assert wait <= 10
    desk.work()
    assert desk.row(held).state == "confirmed"

    away = desk.reply(desk.citizen(), "отложен")
    desk.clock.advance(10)
    home, desk.vk = desk.vk, quick_vk("http://127.0.0.1:9")
    desk.step()
    assert desk.row(away).state == "queued"
    desk.clock.advance(jump)
    desk.vk = home
    assert desk.step() in {None, 0.0}
    desk.work()
    assert desk.row(away).state == "confirmed"


def test_a_clock_that_jumps_back_over_an_attempt_leaves_it_to_a_person(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.step()
    desk.clock.advance(-HOUR)
    desk.work()
    assert (desk.row(made).state, desk.row(made).asks) == ("unknown", True)
    assert desk.said("Откроем в среду.") == []


# Rubrics


@pytest.mark.parametrize("order", ["post first", "confirmation first"])
def test_the_post_gets_its_rubric_whichever_comes_first(desk: Desk, order: str) -> None:
    made = desk.post("С рубрикой", rubric_id=3)

    def sync() -> None:
        post_id = desk.said("С рубрикой")[0].id
        with desk.store.writer() as db:
            db.execute(
                "INSERT INTO post (post_id, from_id, state, published_at, text, raw, seen_at)"
                " VALUES (?, -1, 'published', 1, '', '{}', 1)",
                [post_id],
            )

    if order == "post first":
        desk.vk = After(desk.vk, lambda method: sync() if method == "wall.post" else None)
    desk.clock.advance(10)
    wait = desk.step()
    if order == "confirmation first":
        assert wait is not None
        assert wait <= engine.RUBRIC_POLL
        sync()
    desk.step()
    post_id = desk.row(made).result_id
    assert post_id is not None
    with desk.store.reader() as db:
        assert db.execute("SELECT rubric_id FROM post").fetchone() == (3,)
        assert outbox.rubric_of_result(db, post_id) == 3
        assert outbox.rubric_of_result(db, 999_999) is None
    assert desk.step() is None


def test_the_rubric_a_person_chose_wins_over_one_guessed_from_the_text(desk: Desk) -> None:
    desk.post("С рубрикой #Новости", rubric_id=3)
    desk.clock.advance(10)
    desk.step()
    with desk.store.writer() as db:
        db.execute(
            "INSERT INTO post (post_id, from_id, state, published_at, text, rubric_id, raw, seen_at)"
            " VALUES (?, -1, 'published', 1, '', 10, '{}', 1)",
            [desk.said("С рубрикой #Новости")[0].id],
        )
    assert desk.step() is None
    with desk.store.writer() as db:
        assert db.execute("SELECT rubric_id FROM post").fetchone() == (3,)
        # Only once: what a person changes later stays.
        db.execute("UPDATE post SET rubric_id = 5")
    desk.step()
    with desk.store.reader() as db:
        assert db.execute("SELECT rubric_id FROM post").fetchone() == (5,)


def test_a_post_that_sync_never_brings_is_not_waited_for_for_ever(desk: Desk) -> None:
    desk.post("С рубрикой", rubric_id=3)
    desk.clock.advance(10)
    assert desk.work(patience=engine.RUBRIC_POLL - 1) == engine.RUBRIC_POLL
    desk.clock.advance(HOUR + 1)
    assert desk.step() is None


def test_an_idle_step_writes_nothing(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    with watching(desk.store) as database:
        before = database.version()
        desk.step()
        assert database.version() == before
    assert desk.row(made) == made
