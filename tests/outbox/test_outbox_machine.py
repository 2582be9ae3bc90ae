"""Exactly once, whatever happens: faults, deaths, jumping clocks, rivals, over the real store and local VK.

With PULT_PROVE (`make prove`) at full size and with a new seed each time.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from httpx import HTTPStatusError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.outbox import engine, humans, kinds, turn
from lib.outbox.actions import OPEN_STATES, TRANSITIONS
from lib.outbox.queue import Busy
from lib.sandbox import open_world, serve
from lib.store import Store
from lib.vk.errors import VkError
from tests.conftest import LocalVk, SetClock, pressed
from tests.outbox.conftest import Desk, quick_vk
from tests.outbox.fate import Fate, FatefulStore, FatefulVk, Killed
from tests.outbox.things import CHANGES, Things, said_to, said_under, video

PROVE = bool(os.environ.get("PULT_PROVE"))
HOUR = 3600


WHICH = st.integers(0, 9)
METHODS = st.sampled_from(
    [
        *("wall.createComment", "wall.post", "wall.getComments", "wall.get", "*"),
        *("wall.getById", "wall.edit", "wall.delete", "wall.restore", "wall.closeComments"),
        *("wall.editComment", "wall.deleteComment", "wall.restoreComment", "wall.pin"),
        *("groups.ban", "groups.unban", "groups.getBanned", "messages.send"),
        *("video.createComment", "video.getComments"),
    ]
)
FAULTS = st.sampled_from(
    [
        *({"kind": "error", "code": code} for code in (1, 6, 9, 10, 15, 29, 213)),
        {"kind": "captcha"},
        {"kind": "captcha", "legacy": True},
        {"kind": "validation"},
        {"kind": "hang", "seconds": 0.4},
        {"kind": "slow", "seconds": 0.4},
        {"kind": "drop_after"},
        {"kind": "drop_after"},
        {"kind": "html"},
        {"kind": "http", "status": 500},
    ]
)


class OutboxMachine(RuleBasedStateMachine):
    local_vk: LocalVk
    keys: tuple[str, ...]

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.fate = Fate()
        store = FatefulStore(Path(self.folder.name) / "pult.db")
        object.__setattr__(store, "fate", self.fate)
        store.migrate()
        with store.writer() as db:
            db.execute("CREATE TABLE moves (action_id INTEGER, old TEXT, new TEXT)")
            db.execute(
                "CREATE TRIGGER watch AFTER UPDATE ON outbox WHEN old.state <> new.state BEGIN"
                " INSERT INTO moves VALUES (new.action_id, old.state, new.state); END"
            )
        turn.SEND_TIMEOUT = kinds.READ_TIMEOUT = 0.3
        world = self.local_vk.world
        self.clock = SetClock(float(world.now()))
        # A link for a person grows old by the clock that never jumps.
        self.plain_vk = quick_vk(self.local_vk.url, self.keys, clock=world.clock)
        self.vk = FatefulVk(self.plain_vk, self.fate)
        self.desk = Desk(store, self.vk, self.clock, world, self.local_vk)
        self.made: list[outbox.Action] = []
        self.texts: dict[int, str] = {}
        self.chosen_again: Counter[int] = Counter()
        self.serial = world.next_id()
        top = self.desk.citizen()
        self.comments = [top, self.desk.citizen("И мне", reply_to=top), self.desk.citizen()]
        self.things = Things(self.desk)
        self.reply(0)
        self.reply(2)
        self.post(None)
        for kind in CHANGES:
            self.change(kind, 0)

    # People

    @rule(comment=WHICH)
    def reply(self, comment: int) -> None:
        self._keep(self.desk.reply(self._comment(comment), self._text()))

    @rule(ahead=st.sampled_from([None, 300, 5 * HOUR]))
    def post(self, ahead: int | None) -> None:
        at = None if ahead is None else self.desk.now() + ahead
        self._keep(self.desk.post(self._text(), at))

    @rule(kind=st.sampled_from(CHANGES), which=WHICH)
    def change(self, kind: str, which: int) -> None:
        with suppress(Busy):
            action = self.things.change(kind, which, self._text())
            if action.action_id not in {made.action_id for made in self.made}:
                self.made.append(action)

    @rule(which=st.integers(0, 2))
    def message(self, which: int) -> None:
        self._keep(self.desk.message(20_000 + which, self._text()))

    @rule()
    def video_comment(self) -> None:
        self._keep(self.desk.video_comment(video(self.desk), self._text()))

    @rule()
    def a_second_tab_asks_for_the_same(self) -> None:
        row = self.desk.row(self.made[-1])
        if row.state in OPEN_STATES:
            with self.desk.store.writer() as db:
                again = outbox.queue(
                    db, row.kind, actor=MODERATOR, payload=row.payload, now=self.desk.now()
                )
            assert again.action_id == row.action_id

    @rule()
    def a_person_answers_vk(self) -> None:
        humans.exchange(self.desk.store, self.plain_vk.humans, clock=self.clock)
        with self.desk.store.writer() as db:
            for need in humans.needs(db):
                how: humans.Answer = "done" if need.form == "page" else "passed"
                said = "too-late"  # a link that has ended by the world's clock brings no token
                with suppress(HTTPStatusError):
                    said = pressed(need.link) or said
                humans.answer(db, need, how, said=said, actor=MODERATOR, now=self.desk.now())
        humans.exchange(self.desk.store, self.plain_vk.humans, clock=self.clock)

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        row = self.made[which % len(self.made)]
        before = self.desk.row(row)
        taken = self.desk.withdraw(row)
        assert (taken is None) == (before.state in {"sending", "confirmed", "withdrawn"})

    @rule(which=WHICH)
    def send_anyway(self, which: int) -> None:
        row = self.made[which % len(self.made)]
        before = self.desk.row(row)
        if self.desk.send_anyway(row) is not None and before.state == "unknown":
            self.chosen_again[row.action_id] += 1

    # The world

    @rule(comment=WHICH)
    def somebody_answers(self, comment: int) -> None:
        answered = self._comment(comment)
        post_id = self.desk.world.comments[answered].post_id
        self.desk.world.comment(post_id, -1, f"Чужой ответ {self._text()}", answered)

    @rule(comment=WHICH)
    def citizen_edits(self, comment: int) -> None:
        self.desk.world.edit_comment(self._comment(comment), f"Правка {self._text()}")

    @rule(method=METHODS, fault=FAULTS, times=st.integers(1, 4))
    def break_something(self, method: str, fault: dict[str, Any], times: int) -> None:
        self.desk.fault(method, times=times, **fault)

    @rule()
    def heal(self) -> None:
        self.desk.heal()

    @rule()
    def delay_the_next_write(self) -> None:
        self.vk.delay_next = True

    @rule()
    def what_was_delayed_arrives(self) -> None:
        while self.vk.underway:
            method, params = self.vk.underway.pop(0)
            with suppress(VkError):
                self.plain_vk.call(method, **params)

    @rule(fault=FAULTS, times=st.integers(1, 3), steps=st.integers(1, 12))
    def a_write_is_overtaken(self, fault: dict[str, Any], times: int, steps: int) -> None:
        """The network keeps a write; the outbox goes on meanwhile, perhaps into a fault; then it arrives."""
        self.reply(2)
        self.vk.delay_next = True
        for _ in range(3):
            self._pass(10)
            self.work(1)
        for method in ("wall.createComment", "wall.post"):
            self.desk.fault(method, times=times, **fault)
        self.work(steps)
        self.what_was_delayed_arrives()

    # Time

    @rule(seconds=st.sampled_from([1, 10, 60, 900, HOUR + 60]))
    def time_passes(self, seconds: int) -> None:
        self._pass(seconds)

    @rule(seconds=st.sampled_from([-2 * HOUR, -60, 60, 2 * HOUR]))
    def our_clock_jumps(self, seconds: int) -> None:
        self.clock.advance(seconds)

    # The worker

    @rule(steps=st.integers(1, 12))
    def work(self, steps: int) -> None:
        for _ in range(steps):
            wait = self.desk.step()
            assert wait is None or wait >= 0
            if wait is None or wait > 60:
                return
            self._pass(wait)

    @rule(at=st.integers(0, 12))
    def die(self, at: int) -> None:
        def deed() -> None:
            raise Killed

        self._pass(10)
        self.fate.plan(at, deed)
        try:
            self.desk.step()
        except Killed:
            pass
        finally:
            self.fate.at = None

    @rule(at=st.integers(0, 12), asleep=st.sampled_from([0, 0, HOUR]))
    def a_rival_works(self, at: int, asleep: int) -> None:
        rival_store = Store(self.desk.store.path)

        def deed() -> None:
            self._pass(asleep)
            engine.step(rival_store, self.plain_vk, clock=self.clock)
            engine.step(rival_store, self.plain_vk, clock=self.clock)

        self._pass(10)
        # Inside a transaction of ours a rival could only wait.
        self.fate.plan(at, lambda: None if self._writing() else deed())
        self.desk.step()
        self.fate.at = None

    # What must always hold

    @invariant()
    def nothing_is_said_twice_and_nothing_is_lost(self) -> None:
        if not hasattr(self, "made"):
            return
        with self.desk.store.reader() as db:
            rows = {row.action_id: row for row in outbox.recent_actions(db, 1000)}
            moves = {(row["old"], row["new"]) for row in db.query("SELECT * FROM moves")}
        assert rows.keys() == {made.action_id for made in self.made}
        assert all(new in TRANSITIONS[old] for old, new in moves), moves
        self.things.check(rows.values())
        said = Counter(
            thing.text
            for thing in (*self.desk.world.comments.values(), *self.desk.world.posts.values())
            if thing.from_id == -1
        )
        for which in range(3):
            said.update(said_to(self.desk, 20_000 + which))
        said.update(said_under(self.desk, video(self.desk)))
        for action_id, text in self.texts.items():
            row = rows[action_id]
            assert said[text] <= 1 + self.chosen_again[action_id], row
            if row.state == "confirmed":
                assert said[text] >= 1, row
            if row.state in {"held", "queued", "paused", "refused"} and row.attempted_at is None:
                assert said[text] == 0 or self.chosen_again[action_id], row

    def teardown(self) -> None:
        if not hasattr(self, "made"):
            return
        self.desk.heal()
        # VK is well now: only a busy machine could still miss the short timeouts of these tests.
        turn.SEND_TIMEOUT = kinds.READ_TIMEOUT = 10.0
        self.what_was_delayed_arrives()
        self.vk.delay_next = False
        for _ in range(100 + 60 * len(self.made)):
            self.a_person_answers_vk()
            wait = self.desk.step()
            if wait is None:
                break
            self._pass(wait)
        else:
            raise AssertionError("the outbox does not come to rest")
        self.nothing_is_said_twice_and_nothing_is_lost()
        for action in self.made:
            row = self.desk.row(action)
            if row.action_id not in self.texts:
                assert row.asks or row.state in {"confirmed", "refused", "withdrawn", "paused"}, row
                continue
            text = self.texts[row.action_id]
            said = len(self.desk.said(text))
            if row.kind == "message":
                said = said_to(self.desk, row.payload["peer_id"]).count(text)
            if row.kind == "video_comment":
                said = said_under(self.desk, video(self.desk)).count(text)
            if row.state == "unknown":
                assert row.asks, row
                assert said == 0 or "user" not in self.keys or row.kind == "message", row
            else:
                assert row.state in {"confirmed", "refused", "withdrawn", "paused"}, row
        self.plain_vk.close()
        self.folder.cleanup()

    # Helpers

    def _pass(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.desk.world.clock.advance(seconds)
        if seconds >= 600:
            # No network keeps a request for so long.
            self.vk.underway.clear()

    def _text(self) -> str:
        self.serial += 1
        return f"Текст {self.serial} {len(self.made)}"

    def _keep(self, action: outbox.Action) -> None:
        self.made.append(action)
        self.texts[action.action_id] = str(action.payload["text"])

    def _comment(self, which: int) -> int:
        return self.comments[which % len(self.comments)]

    def _writing(self) -> bool:
        import sqlite3

        probe = sqlite3.connect(self.desk.store.path, timeout=0)
        try:
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            probe.close()
        return False


@pytest.fixture(scope="module")
def shared_vk() -> Iterator[LocalVk]:
    clock = SetClock(at=1_790_000_000)
    with serve(open_world("empty", clock=clock)) as running:
        yield LocalVk(running.url, running.world)


@pytest.mark.slow
@pytest.mark.timeout(3600 if PROVE else 300)
@pytest.mark.parametrize(
    "keys",
    [("community", "service", "user"), ("community", "service"), ("community",)],
    ids="-".join,
)
def test_every_action_happens_exactly_once(shared_vk: LocalVk, keys: tuple[str, ...]) -> None:
    machine = type("Machine", (OutboxMachine,), {"local_vk": shared_vk, "keys": keys})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=400 if PROVE else 8,
            stateful_step_count=40 if PROVE else 25,
            deadline=None,
            derandomize=not PROVE,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
