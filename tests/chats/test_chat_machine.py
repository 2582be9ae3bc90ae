"""The laws of a chat, whatever people, VK and the clock do: held by one, never lost, answered once.

With PULT_PROVE (`make prove`) at full size and with a new seed each time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
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
from lib.access.permissions import Actor, Forbidden
from lib.chats import answers, sessions, specialists
from lib.chats import questions as q
from lib.chats.board import queries as board
from lib.chats.errors import ChatError, Taken
from lib.chats.intake import paste_questions
from lib.chats.rows import Question
from lib.chats.said.queries import record_of
from lib.chats.states import HOLD_SECONDS, MOVES, SHOWN
from lib.inbox.commands import InboxError
from lib.store import Store
from tests.chats.conftest import MODERATOR, Session, made_session

PROVE = bool(os.environ.get("PULT_PROVE"))
HOUR = 3600
MOST = 6
"""Questions; more of them, and hardly anything would happen to each."""
WHICH = st.integers(0, 9)
WHO = st.sampled_from(["heart", "child"])


class ChatMachine(RuleBasedStateMachine):
    """What people know of who holds what is kept here, apart from the program's own word."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        store = Store(Path(self.folder.name) / "pult.db")
        store.migrate()
        self.s: Session = made_session(store)
        with store.writer() as db:
            db.execute("CREATE TABLE moves (question_id INTEGER, old TEXT, new TEXT)")
            db.execute(
                "CREATE TRIGGER watch_moves AFTER UPDATE ON question WHEN old.state <> new.state"
                " BEGIN INSERT INTO moves VALUES (new.question_id, old.state, new.state); END"
            )
        self.ids: list[int] = []
        self.held: dict[int, tuple[str, int]] = {}
        self.typed: dict[tuple[int, str], str] = {}
        self.out: set[int] = set()
        self.told_in_vk: set[int] = set()
        self.serial = 0
        self.ask(501)
        self.ask_in_a_thread(0, 505)
        self.ask(502)

    # Citizens and VK

    @rule(who=st.integers(501, 504))
    def ask(self, who: int) -> None:
        if len(self.ids) >= MOST:
            return
        self.ids.append(self.s.ask(self._text(), from_id=who))

    @rule(which=WHICH, who=st.integers(505, 508))
    def ask_in_a_thread(self, which: int, who: int) -> None:
        if len(self.ids) >= MOST:
            return
        top = self._pick(which).source_id
        if top is not None:
            with suppress(TypeError):  # part of a question of the same person that stands already
                self.ids.append(self.s.ask(self._text(), from_id=who, thread=self._thread(top)))

    @rule()
    def paste(self) -> None:
        if len(self.ids) >= MOST:
            return
        paste_questions(
            self.s.store, self.s.chat_id, [self._text()], actor=MODERATOR, now=self.s.now
        )
        with self.s.store.reader() as db:
            self.ids.append(db.execute("SELECT max(question_id) FROM question").fetchone()[0])

    @rule(which=WHICH)
    def somebody_answers_in_vk(self, which: int) -> None:
        found = self._pick(which)
        if found.source_id is not None:
            self.s.wall.say(
                self.s.post_id, self._text(), from_id=-1, reply_to=found.source_id,
                thread=self._thread(found.source_id),
            )  # fmt: skip
            self.told_in_vk.add(found.question_id)

    @rule(which=WHICH, verdict=st.sampled_from(["confirmed", "refused", "unknown", "paused"]))
    def the_worker_gets_an_answer_from_vk(self, which: int, verdict: str) -> None:
        with self.s.store.reader() as db:
            rows = list(
                db.query(
                    "SELECT action_id, kind, subject_id, payload ->> '$.text' AS text,"
                    " payload ->> '$.thread_id' AS thread_id FROM outbox"
                    " WHERE state IN ('held', 'queued') ORDER BY action_id"
                )
            )
        if not rows:
            return
        row = rows[which % len(rows)]
        if verdict != "confirmed":
            self.s.outbox(row["action_id"], verdict)
            return
        reply = row["kind"] == "reply"
        comment_id = self.s.wall.say(
            self.s.post_id, row["text"], from_id=-1,
            thread=row["thread_id"] if reply else None,
            reply_to=row["subject_id"] if reply else None,
        )  # fmt: skip
        with self.s.store.writer() as db:
            db.execute(
                "UPDATE outbox SET result_id = ? WHERE action_id = ?",
                [comment_id, row["action_id"]],
            )
        self.s.outbox(row["action_id"], "confirmed")
        self.out |= {one for one in self.ids if self.s.of(one).action_id == row["action_id"]}

    # Specialists

    @rule(which=WHICH, who=WHO)
    def take(self, which: int, who: str) -> None:
        self._take(self._pick(which, "new", "assigned", "answering").question_id, who)

    def _take(self, number: int, who: str) -> None:
        found, me = self.s.of(number), self._who(who)
        holder = self._holder(number)
        if not self._try(q.take, found.question_id, actor=me):
            return
        assert holder in {None, me.name}, f"{me.name} took what {holder} holds"
        self.held[found.question_id] = (me.name, self.s.now)

    @rule(which=WHICH, who=WHO)
    def still_at_it(self, which: int, who: str) -> None:
        found, me = self._pick(which), self._who(who)
        if q.renew_hold(self.s.store, found.question_id, actor=me, now=self.s.now):
            assert self._holder(found.question_id) == me.name
            self.held[found.question_id] = (me.name, self.s.now)

    @rule(which=WHICH, who=WHO)
    def write(self, which: int, who: str) -> None:
        self._write(self._pick(which).question_id, who)

    def _write(self, number: int, who: str) -> None:
        me, text = self._who(who), self._text()
        self.s.write(number, text, me)
        self.typed[number, me.name] = text

    @rule(which=WHICH, who=WHO)
    def answer(self, which: int, who: str) -> None:
        """The whole way of one who is not disturbed."""
        number = self._pick(which, "new", "assigned").question_id
        self._take(number, who)
        self._write(number, who)
        self._hand_in(number, who)

    @rule(which=WHICH, who=WHO)
    def hand_in(self, which: int, who: str) -> None:
        self._hand_in(self._pick(which, "answering").question_id, who)

    def _hand_in(self, number: int, who: str) -> None:
        me, holder = self._who(who), self._holder(number)
        if self._try(answers.hand_in, number, actor=me):
            assert holder in {None, me.name}
            self.held.pop(number, None)

    @rule(which=WHICH, who=WHO)
    def publish_oneself(self, which: int, who: str) -> None:
        self._freed(answers.publish, self._pick(which, "answering").question_id, self._who(who))

    @rule(which=WHICH, who=WHO, command=st.sampled_from([q.let_go, q.not_mine]))
    def leave(self, which: int, who: str, command: Callable[..., None]) -> None:
        self._freed(command, self._pick(which, "answering").question_id, self._who(who))

    @rule(which=WHICH, who=WHO, to=WHO)
    def hand_over(self, which: int, who: str, to: str) -> None:
        number = self._pick(which, "answering", "assigned").question_id
        self._freed(q.hand_over, number, self._who(who), self._who(to).person_id)

    # The moderator

    @rule(which=WHICH, to=WHO)
    def assign(self, which: int, to: str) -> None:
        self._freed(q.assign, self._pick(which).question_id, MODERATOR, self._who(to).person_id)

    @rule(which=WHICH)
    def free(self, which: int) -> None:
        self._freed(q.free, self._pick(which, "answering", "assigned").question_id, MODERATOR)

    @rule(which=WHICH)
    def take_up_again(self, which: int) -> None:
        self._freed(q.take_up_again, self._pick(which, "declined").question_id, MODERATOR)

    @rule(which=WHICH, wrongly=st.booleans())
    def part(self, which: int, wrongly: bool) -> None:
        states = () if wrongly else ("joined",)
        self._freed(q.part, self._pick(which, *states).question_id, MODERATOR)

    @rule(which=WHICH)
    def decline(self, which: int) -> None:
        self._freed(q.decline, self._pick(which).question_id, MODERATOR, "Не по теме")

    @rule(which=WHICH)
    def give_back(self, which: int) -> None:
        found = self._pick(which, "review")
        if self._try(answers.give_back, found.question_id, "Короче", actor=MODERATOR):
            author = found.answered_by or ""
            self.held[found.question_id] = (author, self.s.now)

    @rule(which=WHICH)
    def publish(self, which: int) -> None:
        self._freed(answers.publish, self._pick(which, "review").question_id, MODERATOR)

    @rule(which=WHICH)
    def write_and_publish(self, which: int) -> None:
        number = self._pick(which).question_id
        self.s.write(number, self._text(), MODERATOR)
        self._freed(answers.publish, number, MODERATOR)

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        number = self._pick(which, "sending").question_id
        self._try(answers.withdraw_answer, number, actor=MODERATOR)

    @rule(which=WHICH)
    def withdraw_among_what_goes_out(self, which: int) -> None:
        action_id = self._pick(which, "sending", "joined").action_id
        if action_id is not None:
            with self.s.store.writer() as db:
                outbox.withdraw(db, action_id, actor=MODERATOR, now=self.s.now)

    @rule(which=WHICH, others=st.lists(WHICH, min_size=1, max_size=3))
    def join(self, which: int, others: list[int]) -> None:
        to = self._pick(which).question_id
        ids = {self._pick(one).question_id for one in others}
        with suppress(Taken, ChatError):
            q.join(self.s.store, ids, to, actor=MODERATOR, now=self.s.now)
            for one in ids - {to}:
                self.held.pop(one, None)

    @rule(checked=st.booleans(), joined_get=st.sampled_from(["answer", "link"]))
    def change_the_rules(self, checked: bool, joined_get: str) -> None:
        sessions.change_chat(
            self.s.store, self.s.chat_id, actor=MODERATOR, now=self.s.now,
            checked=checked, joined_get=joined_get,
        )  # fmt: skip

    @rule(who=WHO)
    def take_the_link_back(self, who: str) -> None:
        me = self._who(who)
        specialists.revoke_specialist(
            self.s.store, self.s.chat_id, me.person_id or 0, actor=MODERATOR, now=self.s.now
        )
        self.held = {one: held for one, held in self.held.items() if held[0] != me.name}

    # Time

    @rule(seconds=st.sampled_from([1, 30, HOLD_SECONDS - 1, HOLD_SECONDS, HOUR, -30, -HOUR]))
    def the_clock_moves(self, seconds: int) -> None:
        self.s.wall.now += seconds

    @invariant()
    def the_laws_hold(self) -> None:
        with self.s.store.reader() as db:
            shown = board.questions(db, self.s.chat_id, now=self.s.now)
            joined = [
                twin
                for one in shown
                if one.joined
                for twin in board.joined_questions(db, one.question_id, now=self.s.now)
            ]
            moved = [(row["old"], row["new"]) for row in db.query("SELECT * FROM moves")]
            said = {(row["question_id"], row["text"]) for row in record_of(db, self.s.chat_id)}
            alive = [
                (row["subject_id"], row["payload"])
                for row in db.query("SELECT * FROM outbox WHERE state <> 'withdrawn'")
            ]
        # No question is lost.
        assert sorted(one.question_id for one in [*shown, *joined]) == sorted(self.ids)
        assert {one.state for one in shown} <= set(SHOWN)
        for one in shown:
            self._held_by_one(one)
            self._truly_published(one)
        for one in [*shown, *joined]:
            _answered_once(one, alive)
        for old, new in moved:
            assert new in MOVES[old], f"{old} became {new}"
        for (number, name), text in self.typed.items():
            who = next(one for one in (self.s.heart, self.s.child) if one.name == name)
            assert (number, text) in said or self.s.written(number, who) == text

    def _held_by_one(self, one: Question) -> None:
        if one.state == "answering":
            assert one.assignee == self._holder(one.question_id), one
            later = self.s.of(one.question_id, now=self.s.now + 2 * HOLD_SECONDS)
            assert later.state != "answering", "a hold without end"

    def _truly_published(self, one: Question) -> None:
        if one.state == "published":
            assert one.question_id in (self.told_in_vk if one.in_vk else self.out), one
        if one.question_id in self.out:
            assert one.state == "published", f"it was out, and now is {one}"

    def teardown(self) -> None:
        self.folder.cleanup()

    # What the rules share

    def _pick(self, which: int, *states: str) -> Question:
        """One of the questions; of those in `states`, where there are any."""
        found = [self.s.of(number) for number in self.ids]
        fitting = [one for one in found if one.state in states] or found
        return fitting[which % len(fitting)]

    def _who(self, name: str) -> Actor:
        return self.s.heart if name == "heart" else self.s.child

    def _thread(self, comment_id: int) -> int:
        with self.s.store.reader() as db:
            row = db.execute(
                "SELECT thread_id FROM comment WHERE comment_id = ?", [comment_id]
            ).fetchone()
        return int(row[0])

    def _holder(self, number: int) -> str | None:
        """Who gave a sign within the length of a hold, or before the clock went back by no more."""
        name, at = self.held.get(number, ("", 0))
        return name if name and -HOLD_SECONDS <= self.s.now - at < HOLD_SECONDS else None

    def _try(self, command: Callable[..., object], *values: object, actor: Actor) -> bool:
        try:
            command(self.s.store, *values, actor=actor, now=self.s.now)
        except (ChatError, Forbidden, InboxError):
            return False
        return True

    def _freed(
        self, command: Callable[..., object], number: int, actor: Actor, *more: object
    ) -> None:
        if self._try(command, number, *more, actor=actor):
            self.held.pop(number, None)

    def _text(self) -> str:
        self.serial += 1
        return f"Слово {self.serial}."


def _answered_once(one: Question, alive: list[tuple[int, str]]) -> None:
    about = [
        payload
        for subject, payload in alive
        if subject == one.source_id or (one.source == "pasted" and one.asked_text in payload)
    ]
    assert len(about) <= 1, f"{one} gets {about}"


@pytest.mark.timeout(3600 if PROVE else 240)
def test_the_laws_of_a_chat() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        ChatMachine,
        settings=settings(
            max_examples=400 if PROVE else 15,
            stateful_step_count=60 if PROVE else 40,
            deadline=None,
            derandomize=not PROVE,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
