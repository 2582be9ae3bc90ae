"""Figures that leave the console as a file: who may take them, and that they were taken."""

from __future__ import annotations

from collections.abc import Callable

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.store import Store


def handed_out(
    store: Store,
    subject: str,
    make: Callable[[], bytes],
    *,
    actor: Actor,
    file: str,
    now: int,
) -> bytes:
    """What `make` makes, once it is sure that `actor` may have it; the journal keeps `file`, its name.

    `subject` is a kind and id such as `chart:reach_daily`. Raises `Forbidden`, `StoreError`, and
    what `make` raises.
    """
    require(actor, "figures.export")
    content = make()
    with store.writer() as db:
        journal.record(
            db, "figures.export", actor=actor.name, subject=subject, outcome="done", now=now,
            file=file, bytes=len(content),
        )  # fmt: skip
    return content
