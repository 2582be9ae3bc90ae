"""The sender: takes one due action at a time from the outbox to its end, or to the next moment to try.

The order is what makes it exactly once: the row is claimed, VK is looked at, `attempted_at` is written, VK is
called, VK's id is written, VK is read back. Every comma is a commit; wherever the process dies, the row says
how far it can have come. Nothing is caught but what VK may answer: any other error leaves the row as it
stands, and the end of its lease, or a new worker's `take_over`, brings it back.
"""

from __future__ import annotations

from sqlite_utils import Database

from lib.base.clock import Clock
from lib.outbox import queries
from lib.outbox.actions import Action
from lib.outbox.kinds import Door
from lib.outbox.registry import KINDS
from lib.outbox.results import queries as results
from lib.outbox.turn import Turn
from lib.store import Store

RUBRIC_POLL = 5.0
"""Seconds between looks for a published post that sync has not brought yet."""


def step(store: Store, vk: Door, *, clock: Clock) -> float | None:
    """Do what is due, at most one action; safe to run in several workers at once.

    Answers the seconds until there is work again: 0.0 when something is due now, None when nothing is open.
    Raises `StoreError`; whatever was begun is then finished by a later step.
    """
    now = int(clock())
    wait, rubrics = _outlook(store, now)
    if wait == 0 or any(rubrics.values()):
        with store.writer() as db:
            for post_id, is_there in rubrics.items():
                if is_there:
                    results.set_rubric(db, post_id)
            queries.end_holds(db, now=now)
            for left in queries.abandoned(db, now=now):
                _give_back(db, left, now)
            action = queries.claim(db, now=now)
        if action is not None:
            Turn(store, vk, clock, action, KINDS[action.kind]).take()
        wait, rubrics = _outlook(store, int(clock()))
    if rubrics:
        return RUBRIC_POLL if wait is None else min(RUBRIC_POLL, float(wait))
    return None if wait is None else float(wait)


def take_over(store: Store) -> None:
    """Take back at once what a dead sender had claimed, instead of after its lease.

    Only for whoever knows that nobody else is sending: the worker, once it holds its lock. Raises `StoreError`.
    """
    with store.writer() as db:
        queries.end_leases(db)


def _outlook(store: Store, now: int) -> tuple[int | None, dict[int, bool]]:
    with store.reader() as db:
        return queries.next_wait(db, now=now), results.posts_without_rubric(db, now=now)


def _give_back(db: Database, left: Action, now: int) -> None:
    # attempted_at stands before a call begins: without it nothing was said.
    if left.attempted_at is None:
        queries.move(db, left, "queued", now=now, due_at=now, reason=None)
        return
    reason = {"kind": "interrupted", "reads": 0, "ask": False, "at": now, "wait": 0}
    queries.move(db, left, "unknown", now=now, due_at=now, reason=reason)
