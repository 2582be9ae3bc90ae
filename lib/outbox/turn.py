"""A worker's turn with one action that it has claimed: send it, confirm it, or settle what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lib.outbox import queries
from lib.outbox.kinds import Away, Done, Known, Unreadable
from lib.outbox.ledger import Ledger
from lib.outbox.pauses import (
    LONGEST_AWAY,
    LONGEST_DOUBT,
    Error,
    backoff,
    failed_inside,
    own_words,
    plain_words,
)
from lib.outbox.results import queries as results
from lib.vk.errors import (
    Flood,
    HumanNeeded,
    KeyDead,
    KeyMissing,
    NoAnswer,
    NoRight,
    QuotaUsed,
    Refused,
    TooFast,
    Unreachable,
)

SEND_TIMEOUT = 20.0
"""Seconds for the one call that writes; less than a lease."""

GUID_SECONDS = 55 * 60
"""VK drops a repeat of a guid for an hour (vk-facts 4.1); five minutes are kept off for slow clocks."""

READS_BEFORE_REPEAT = 3
"""An action may arrive late; so often is it looked for before the same guid is sent again."""

READS_BACK = 3
"""How often VK is asked for the text of what it has confirmed by an id."""

_REFUSALS = {KeyDead: "key_dead", NoRight: "no_right"}


class Turn(Ledger):
    """One worker's time with one claimed action."""

    def take(self) -> None:
        if self.action.answered_at is not None:
            self._read_back()
        elif self.action.state == "unknown":
            self._settle()
        else:
            self._send()

    # Sending

    def _send(self) -> None:
        known = self._known()
        try:
            if self.action.baseline_id is not None and not self._may_repeat(known):
                return
            look = self.kind.look(self.vk, self.action, known, self._now())
        except Away as away:
            self._try_later(away.error)
            return
        if look.done:
            self._found(Done(), already=True)
            return
        if look.difference is not None:
            self._end("paused", reason=look.difference)
            return
        self.looked = look.readable
        if not self._begin(look.largest_id):
            return
        try:
            done = self.kind.send(self.vk, self.action, SEND_TIMEOUT)
        except (Unreachable, NoAnswer, KeyMissing, Refused) as error:
            self._not_sent(error)
            return
        self._said(done)

    def _may_repeat(self, known: Known) -> bool:
        # An earlier attempt may have arrived, even one that a person has given up.
        doubt = self.action.attempted_at is not None
        try:
            found = self.kind.find(self.vk, self.action, known)
        except Unreadable as error:
            if doubt:
                self._ask("no_answer", text=str(error))
            return not doubt
        if found is not None:
            self._found(found)
            return False
        if doubt and not self._may_be_repeated():
            self._ask("no_answer")
            return False
        return True

    def _begin(self, largest_id: int) -> bool:
        now = self._now()
        with self.store.writer() as db:
            begun = queries.move(
                db,
                self.action,
                "sending",
                now=now,
                lease_until=now + queries.LEASE_SECONDS,
                attempted_at=now if self.action.attempted_at is None else self.action.attempted_at,
                baseline_id=(
                    largest_id if self.action.baseline_id is None else self.action.baseline_id
                ),
            )
        if begun is None:
            return False
        self.had_doubt = self.action.attempted_at is not None
        self.action = begun
        return True

    def _not_sent(self, error: Error) -> None:
        if isinstance(error, NoAnswer) or failed_inside(error):
            wait = backoff(self.action.attempts, LONGEST_DOUBT)
            self._unknown("no_answer", text=own_words(error), wait=wait)
            return
        if not self.had_doubt:
            self.action = replace(self.action, attempted_at=None)
        if isinstance(error, (Unreachable, TooFast, Flood, QuotaUsed, HumanNeeded)):
            self._try_later(error)
            return
        reason: dict[str, Any]
        if isinstance(error, KeyMissing):
            reason = {"kind": "no_key", "method": error.method, "keys": list(error.kinds)}
        else:
            name = _REFUSALS.get(type(error), "refused")
            told = plain_words(error)
            reason = {"kind": name, "code": error.code, "text": error.text, "told": told}
        if self.had_doubt:
            self._refused_in_doubt(error, reason)
        else:
            self._end("refused", reason=reason, attempted_at=None)

    def _refused_in_doubt(self, error: Error, reason: Mapping[str, Any]) -> None:
        """This attempt did nothing, but one before may have: by itself that is no "refused"."""
        if self.kind.repeatable:
            # VK refuses to delete what is deleted already: the state says whether it was us.
            try:
                done = self.kind.find(self.vk, self.action, self._known())
            except Away as away:
                self._try_later(away.error)
                return
            except Unreadable:
                done = None
            else:
                if done is None:
                    self._end("refused", reason=reason, attempted_at=None)
                else:
                    self._found(done)
                return
        self._ask("no_answer", text=own_words(error), refusal=reason)

    def _said(self, done: Done) -> None:
        now, result_id = self._now(), done.result_id
        with self.store.writer() as db:
            there = queries.action(db, self.action.action_id)
            assert there is not None
            owner = (
                None
                if result_id is None
                else results.owner_of_result(db, self.action.kind, result_id)
            )
            if owner not in {None, self.action.action_id}:
                # VK named what another action already counts as its own: said, and said once.
                reason = {"kind": "same_as", "result_id": result_id}
                if there.guid == self.action.guid and there.state in {"sending", "unknown"}:
                    self._record(queries.move(db, there, "confirmed", now=now, reason=reason), db)
                return
            if there.guid != self.action.guid or there.state not in {"sending", "unknown"}:
                # Another worker or a person took it further while VK was answering.
                queries.note_answer(db, there, result_id, answer=done.answer, now=now)
                self._record(there, db, outcome="late", result_id=result_id)
                return
            if there.state == "unknown":
                moved = queries.move(
                    db,
                    there,
                    "confirmed",
                    now=now,
                    result_id=result_id,
                    answered_at=now,
                    answer=done.answer,
                    reason=None,
                )
                self._record(moved, db)
                return
            said = queries.move(
                db,
                there,
                "sending",
                now=now,
                lease_until=now + queries.LEASE_SECONDS,
                result_id=result_id,
                answered_at=now,
                answer=done.answer,
                reason=None,
            )
        assert said is not None
        self.action = said
        self._read_back()

    # Confirming

    def _read_back(self) -> None:
        reads = int((self.action.reason or {}).get("reads", 0)) + 1
        reason: dict[str, Any] | None
        try:
            differences = self.kind.compare(self.vk, self.action)
        except Unreadable as error:
            reason = {"kind": "not_read_back", "text": str(error)}
        except Away as away:
            if self._read_back_later(reads):
                return
            reason = {"kind": "not_read_back", "text": own_words(away.error)}
        else:
            if differences is None and self._read_back_later(reads):
                return
            reason = None
            if differences is None:
                reason = {"kind": "absent"}
            elif differences:
                reason = {"kind": "changed", "differences": differences}
        self._end("confirmed", reason=reason)

    def _read_back_later(self, reads: int) -> bool:
        if reads >= READS_BACK:
            return False
        now = self._now()
        with self.store.writer() as db:
            queries.move(
                db,
                self.action,
                "sending",
                now=now,
                lease_until=now + 2 * reads,
                reason={"kind": "reading_back", "reads": reads},
            )
        return True

    # Settling

    def _settle(self) -> None:
        reason = self.action.reason or {}
        try:
            found = self.kind.find(self.vk, self.action, self._known())
        except Away as away:
            human = isinstance(away.error, HumanNeeded)
            self._unknown(
                "human" if human else reason["kind"],
                reads=int(reason["reads"]),
                ask=bool(reason["ask"]),
                wait=backoff(int(reason["reads"]) + 1, LONGEST_AWAY),
                text=own_words(away.error),
            )
            return
        except Unreadable as error:
            self._ask(reason["kind"], text=str(error), reads=int(reason["reads"]) + 1)
            return
        if found is not None:
            self._found(found)
            return
        reads = int(reason["reads"]) + 1
        if reason["ask"] or not self._may_be_repeated():
            self._ask(reason["kind"], reads=reads)
        elif reads < READS_BEFORE_REPEAT:
            self._unknown(reason["kind"], reads=reads, wait=2**reads)
        else:
            self._end("queued", due_at=self._now(), reason=None, journal=False)

    def _found(self, done: Done, *, already: bool = False) -> None:
        """VK shows it as done; `already`: before anything was sent."""
        now, result_id = self._now(), done.result_id
        with self.store.writer() as db:
            if (
                result_id is None
                or results.owner_of_result(db, self.action.kind, result_id) is None
            ):
                moved = queries.move(
                    db,
                    self.action,
                    "confirmed",
                    now=now,
                    result_id=result_id,
                    answered_at=now,
                    reason={"kind": "already"} if already else None,
                )
                self._record(moved, db)
                return
        # Another action took it since the store was read: look again.
        self._unknown("no_answer", wait=1)

    def _may_be_repeated(self) -> bool:
        if self.kind.repeatable:
            return True
        at = self.action.attempted_at if self.kind.remembered else None
        return at is not None and 0 <= self._now() - at <= GUID_SECONDS
