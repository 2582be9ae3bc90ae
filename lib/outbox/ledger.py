"""What a worker's turn writes into the row of its action: every move with its journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from lib.access.journal import record
from lib.base.clock import Clock
from lib.outbox import queries
from lib.outbox.actions import Action
from lib.outbox.kinds import Door, Kind, Known
from lib.outbox.pauses import Error, own_words, pause, plain_words
from lib.outbox.results import queries as results
from lib.store import Store
from lib.vk.errors import Flood, Hung, QuotaUsed, Refused

READS_FOR_A_PERSON = 24
"""How often an action that a person must decide on is still looked for, `SLOW` seconds apart."""

SLOW = 900


@dataclass
class Ledger:
    """The row of one claimed action in one worker's hands."""

    store: Store
    vk: Door
    clock: Clock
    action: Action
    kind: Kind
    had_doubt: bool = False
    """An attempt before this one may have reached VK."""

    looked: bool = True
    """VK could be read before speaking."""

    def _try_later(self, error: Error) -> None:
        """Nothing was said by this turn; the action waits for its next."""
        tries = int((self.action.reason or {}).get("tries", 0)) + 1
        name, wait = pause(error, tries)
        if self.action.attempted_at is not None:
            name = name if name == "human" else "no_answer"
            self._unknown(name, text=own_words(error), wait=wait)
            return
        now = self._now()
        reason = {"kind": name, "text": own_words(error), "at": now, "wait": wait, "tries": tries}
        if isinstance(error, Refused):
            reason |= {"code": error.code, "told": plain_words(error)}
        elif isinstance(error, Hung):
            reason["told"] = plain_words(error)
        with self.store.writer() as db:
            moved = queries.move(
                db,
                self.action,
                "queued",
                now=now,
                due_at=now + wait,
                reason=reason,
                attempted_at=None,
            )
            if isinstance(error, (Flood, QuotaUsed)) and moved is not None:
                queries.delay_kind(db, self.action.kind, due_at=now + wait, reason=reason)
                self._record(moved, db, code=error.code)

    def _unknown(
        self,
        name: str,
        *,
        reads: int = 0,
        ask: bool = False,
        wait: int | None = 2,
        text: str | None = None,
        **more: Any,
    ) -> None:
        now = self._now()
        reason = {
            "kind": name,
            "text": text or (self.action.reason or {}).get("text"),
            "reads": reads,
            "ask": ask,
            "at": now,
            "wait": wait,
            **more,
        }
        self._end(
            "unknown",
            due_at=now + (wait or 0),
            reason=reason,
            journal=self.action.state != "unknown" or ask != (self.action.reason or {}).get("ask"),
        )

    def _ask(self, name: str, *, text: str | None = None, reads: int = 0, **more: Any) -> None:
        """Leave the decision to a person; VK is still looked at now and then."""
        wait = SLOW if reads < READS_FOR_A_PERSON else None
        self._unknown(name, reads=reads, ask=True, wait=wait, text=text, **more)

    def _end(
        self, to: str, *, reason: Mapping[str, Any] | None, journal: bool = True, **changes: Any
    ) -> None:
        with self.store.writer() as db:
            moved = queries.move(db, self.action, to, now=self._now(), reason=reason, **changes)
            if journal:
                self._record(moved, db)

    def _record(
        self, moved: Action | None, db: Database, *, outcome: str | None = None, **detail: Any
    ) -> None:
        if moved is None:
            return
        if not self.looked:
            detail["looked"] = False
        record(
            db,
            f"{moved.kind}.send",
            actor=moved.actor,
            subject=self.kind.subject(moved),
            outcome=outcome or moved.state,
            now=self._now(),
            action_id=moved.action_id,
            reason=moved.reason,
            **{"result_id": moved.result_id, **detail},
        )

    def _known(self) -> Known:
        with self.store.reader() as db:
            return results.known(db, self.action)

    def _now(self) -> int:
        return int(self.clock())
