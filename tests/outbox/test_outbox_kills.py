"""A real worker process, killed again and again in the middle of its work on actions of all kinds.

Faults that VK answers with pauses of minutes (9, 29) are for the state machine, whose clock can jump. With
PULT_PROVE at full size: 5,000 actions, 50 kills; the figures are printed as JSON.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.base.settings import ROOT
from lib.outbox import Action, humans
from lib.outbox.queue import Busy
from lib.sandbox import open_world, serve
from lib.store import Store, StoreError
from tests.conftest import LocalVk, pressed
from tests.outbox.conftest import Desk
from tests.outbox.things import CHANGES, Things, said_to, said_under, video

PROVE = bool(os.environ.get("PULT_PROVE"))
ACTIONS, KILLS = (5000, 50) if PROVE else (60, 3)
UNDERWAY = 120 if PROVE else 24
"""So many actions are open at once: a person's day, not one heap at its beginning."""

SILENT: tuple[dict[str, Any], ...] = (
    {"kind": "drop_after"},
    {"kind": "drop_after"},
    {"kind": "html"},
    {"kind": "http", "status": 500},
    {"kind": "hang", "seconds": 0.3},
    {"kind": "slow", "seconds": 0.3},
)
SPOKEN: tuple[dict[str, Any], ...] = (
    *({"kind": "error", "code": code} for code in (1, 6, 10, 15, 213)),
    {"kind": "captcha"},
    {"kind": "captcha", "legacy": True},
    {"kind": "validation"},
)
READS = (
    *("wall.getComments", "wall.getById", "wall.get", "groups.getBanned", "messages.getHistory"),
    "video.getComments",
)
WRITES = {
    "reply": "wall.createComment",
    "post": "wall.post",
    "publish": "wall.post",
    "edit_post": "wall.edit",
    "delete_post": "wall.delete",
    "restore_post": "wall.restore",
    "close_comments": "wall.closeComments",
    "open_comments": "wall.openComments",
    "pin": "wall.pin",
    "unpin": "wall.unpin",
    "edit_comment": "wall.editComment",
    "delete_comment": "wall.deleteComment",
    "restore_comment": "wall.restoreComment",
    "ban": "groups.ban",
    "unban": "groups.unban",
    "message": "messages.send",
    "video_comment": "video.createComment",
}
KINDS = ("reply", "reply", "reply", "post", "message", "video_comment", *CHANGES)


class Run:
    """One run: who queues, who breaks things, who answers VK, who kills."""

    def __init__(self, store: Store, local_vk: LocalVk, seed: int) -> None:
        self.store = store
        self.chance = random.Random(seed)
        self.desk = Desk(store, None, time.time, local_vk.world, local_vk, hold=1)
        self.things = Things(self.desk, many=200)
        self.made: list[Action] = []
        self.texts: dict[int, str] = {}
        self.kills = 0

    def queue_one(self) -> None:
        number = len(self.made)
        kind = self.chance.choice(KINDS)
        if number % 3 == 0:
            self.break_something(kind)
        text = f"Текст {number} {self.chance.randrange(10**6)}"
        # The world is changed under its own lock: the server answers from other threads.
        with self.desk.world.turn():
            action = self._asked(kind, number, text)
        if action is None:
            return
        self.made.append(action)
        if kind in {"reply", "post", "message", "video_comment"}:
            self.texts[action.action_id] = text

    def _asked(self, kind: str, number: int, text: str) -> Action | None:
        """What a person asks for; None where the same is under way already."""
        if kind == "reply":
            return self.desk.reply(self.desk.citizen(f"Вопрос {number}"), text)
        if kind == "post":
            ahead = self.chance.choice([None, 30 * 86_400 + 60 * number])
            at = None if ahead is None else self.desk.now() + ahead
            return self.desk.post(text, at)
        if kind == "message":
            return self.desk.message(30_000 + number, text)
        if kind == "video_comment":
            return self.desk.video_comment(video(self.desk), text)
        try:
            action = self.things.change(kind, self.chance.randrange(200), text)
        except Busy:
            return None
        recent = {made.action_id for made in self.made[-UNDERWAY * 4 :]}
        return None if action.action_id in recent else action

    def break_something(self, kind: str) -> None:
        if len(self.made) % 30 == 0:
            # Faults of methods that were not called after all would heap up, and meet one call in a row.
            self.desk.heal()
        fault = self.chance.choice(SILENT + SPOKEN)
        method = WRITES[kind] if self.chance.random() < 0.8 else self.chance.choice(READS)
        self.desk.fault(method, times=self.chance.randint(1, 2), **fault)

    def answer_vk(self) -> None:
        with self.store.reader() as db:
            found = humans.needs(db)
        for need in found:
            how: humans.Answer = "done" if need.form == "page" else "passed"
            try:
                said = pressed(need.link)
            except httpx.HTTPStatusError as error:
                if error.response.status_code != httpx.codes.GONE:
                    raise
                # The link has ended before anybody came to it: the screen offers to fetch another.
                how, said = "renew", ""
            with self.store.writer() as db:
                humans.answer(db, need, how, said=said, actor=MODERATOR, now=self.desk.now())

    def open(self) -> list[Action]:
        with self.store.reader() as db:
            return [action for action in outbox.open_actions(db) if not action.asks]

    def figures(self) -> dict[str, Any]:
        with self.store.reader() as db:
            rows = {row.action_id: row for row in outbox.recent_actions(db, 10 * ACTIONS)}
            moves = list(db.query("SELECT action_id, new, at FROM moves ORDER BY rowid"))
        world = self.desk.world
        said = Counter(
            thing.text
            for thing in (*world.comments.values(), *world.posts.values())
            if thing.from_id == -1
        )
        for row in rows.values():
            if row.kind == "message" and row.action_id in self.texts:
                said.update(said_to(self.desk, row.payload["peer_id"]))
        said.update(said_under(self.desk, video(self.desk)))
        ours = [(rows[action_id], text) for action_id, text in self.texts.items()]
        resting = {"confirmed", "refused", "withdrawn", "paused"}
        waits = sorted(_settling(moves))
        return {
            "actions": len(self.made),
            "kills": self.kills,
            "states": dict(Counter(row.state for row in rows.values())),
            "asking a person": sum(row.asks for row in rows.values()),
            "lost": sum(
                made.action_id not in rows
                or (rows[made.action_id].state not in resting and not rows[made.action_id].asks)
                for made in self.made
            ),
            "twice": sum(said[text] > 1 for _row, text in ours),
            "said but absent": sum(
                row.state == "confirmed" and not said[text] for row, text in ours
            ),
            "refused but there": sum(
                row.state == "refused" and bool(said[text]) for row, text in ours
            ),
            "were unknown": len(waits),
            "settle p50 s": _quantile(waits, 0.5),
            "settle p95 s": _quantile(waits, 0.95),
        }


def _settling(moves: list[dict[str, Any]]) -> Iterator[float]:
    """Seconds from the first moment of doubt to the end of an action."""
    since: dict[int, float] = {}
    for move in moves:
        if move["new"] == "unknown":
            since.setdefault(move["action_id"], move["at"])
        elif move["new"] in {"confirmed", "refused"} and move["action_id"] in since:
            yield move["at"] - since.pop(move["action_id"])


def _quantile(values: list[float], share: float) -> float | None:
    return round(values[min(int(len(values) * share), len(values) - 1)], 2) if values else None


@contextmanager
def watched(store: Store) -> Iterator[None]:
    with store.writer() as db:
        db.execute("CREATE TABLE moves (action_id INTEGER, old TEXT, new TEXT, at REAL)")
        db.execute(
            "CREATE TRIGGER watch AFTER UPDATE ON outbox WHEN old.state <> new.state BEGIN"
            " INSERT INTO moves VALUES (new.action_id, old.state, new.state,"
            " (julianday('now') - 2440587.5) * 86400); END"
        )
    yield


def start(folder: Path, url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.outbox.worker_process", str(folder), url]
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def drive(run: Run, launch: Callable[[], subprocess.Popen[bytes]], *, seconds: float) -> None:
    """Queue, break, answer and kill until everything has been queued and has come to rest."""
    worker = launch()
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            underway = run.open()
            for _ in range(UNDERWAY - len(underway)):
                if len(run.made) < ACTIONS:
                    # On a busy machine the database may be busy too; a person would press again.
                    with suppress(StoreError):
                        run.queue_one()
            if len(run.made) >= ACTIONS * (run.kills + 1) / (KILLS + 1) and run.kills < KILLS:
                # Somewhere within a second of work, not always at the same step of it.
                time.sleep(run.chance.random())
                worker.kill()
                worker.wait()
                run.kills += 1
                worker = launch()
            with suppress(StoreError):
                run.answer_vk()
            if len(run.made) >= ACTIONS and run.kills >= KILLS:
                run.desk.heal()
                if not run.open():
                    return
            time.sleep(0.2)
        raise AssertionError(f"not at rest after {seconds} s: {run.open()[:3]} {run.figures()}")
    finally:
        with suppress(ProcessLookupError):
            worker.kill()
        worker.wait()


@pytest.mark.slow
@pytest.mark.timeout(7200 if PROVE else 300)
def test_a_worker_killed_at_random_loses_nothing_and_says_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path / "pult.db")
    store.migrate()
    seed = random.randrange(2**32) if PROVE else 7
    began = time.monotonic()
    with serve(open_world("empty")) as running, watched(store):
        run = Run(store, LocalVk(running.url, running.world), seed)
        drive(run, lambda: start(tmp_path, running.url), seconds=7000 if PROVE else 240)
        with store.reader() as db:
            run.things.check(outbox.recent_actions(db, 10 * ACTIONS))
        figures = run.figures()
    figures |= {"seed": seed, "took s": round(time.monotonic() - began)}
    with capsys.disabled():
        print("\n" + json.dumps({"outbox under kills": figures}, ensure_ascii=False))
    assert figures["actions"] == ACTIONS
    assert (figures["lost"], figures["twice"], figures["said but absent"]) == (0, 0, 0)
    assert figures["refused but there"] == 0
