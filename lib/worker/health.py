"""How the system is, read from the store: for pages, for GET /health, for nobody's blame."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lib.base.errors import PultError
from lib.base.language import N_, _
from lib.outbox import counts
from lib.store import Store
from lib.store.state import get_state
from lib.sync.backfill import Progress
from lib.worker.notes import unwritable

__all__ = ["Fault", "Health", "Progress", "health"]

ALIVE_SECONDS = 60
WAITING_SECONDS = 60
BACKUP_SECONDS = 3 * 86400

UNREADABLE = N_("The database cannot be read ({reason}).")
NO_WORKER = N_("The background work has stopped. Restart the console.")
SECOND_CONSOLE = N_(
    "A second console runs on the same data folder. Only the first one works with VK; stop one of them."
)
NO_BACKUP = N_("There has been no good backup of the database for more than three days.")


_FIELDS = {
    "PULT_COMMUNITY_KEY": N_("the field “Community key”"),
    "PULT_SERVICE_KEY": N_("the field “Service key”"),
    "PULT_USER_KEY": N_("the field “User key”"),
}
"""Where a key stands -> its place on the screen: most who read of it know no variables."""


@dataclass(frozen=True)
class Fault:
    """Something to be told to a person: a message id and what fills its placeholders."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The fault in the current language."""
        return _(self.message, **{name: _on_screen(value) for name, value in self.values.items()})


def _on_screen(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # Several keys stand in one value, as `lib.vk.errors` joins them.
    return " / ".join(_(_FIELDS[part]) if part in _FIELDS else part for part in value.split(" / "))


@dataclass(frozen=True)
class LastBackup:
    """The last attempt at a backup: `bytes` and `seconds` where it is good, `reason` where not."""

    at: int
    ok: bool
    file: str | None = None
    bytes: int | None = None
    seconds: float | None = None
    reason: Fault | None = None
    good_at: int | None = None
    """When the last good one was made."""


@dataclass(frozen=True)
class Health:
    """State of the system at one moment. None: not known yet."""

    worker: bool
    """The worker gave a sign of life within the last minute."""
    worker_at: int | None
    vk: bool | None
    """VK answered when it was last asked."""
    vk_reason: Fault | None
    vk_at: int | None
    """Since when `vk` is as it is."""
    listener: bool | None
    """Live events come in."""
    listener_reason: Fault | None
    callbacks: bool
    """Live events come by VK's callbacks; else by long poll."""
    queue: Mapping[str, int]
    """Open actions of the outbox, and refused ones, by state; states without any are absent."""
    last_sync_at: int | None
    backfill: Progress
    database: bool
    database_reason: Fault | None
    backup: LastBackup | None
    problems: tuple[Fault, ...]
    """Everything a person should read, the gravest first; what follows from wrong keys is left out."""

    @property
    def ok(self) -> bool:
        return self.worker and self.database and self.vk is True and not self.problems

    def as_dict(self) -> dict[str, Any]:
        """For JSON: plain values, faults as texts in the current language."""
        values = asdict(self)
        for name in ("vk_reason", "listener_reason", "database_reason"):
            found = getattr(self, name)
            values[name] = found.text() if found else None
        if self.backup and self.backup.reason:
            values["backup"]["reason"] = self.backup.reason.text()
        values["problems"] = [problem.text() for problem in self.problems]
        return {"ok": self.ok, **values}


def health(store: Store, *, now: int) -> Health:
    """The state of the system at `now` (seconds UTC). Never raises for a database in trouble: says so."""
    try:
        with store.reader() as db:
            facts = {
                name: get_state(db, name)
                for name in (
                    "health.worker",
                    "health.vk",
                    "health.listener",
                    "health.keys",
                    "health.faults",
                    "health.waiting",
                    "sync.backfill",
                    "sync.last_at",
                    "hooks.carry",
                    "backup.last",
                    "backup.good",
                    "backup.since",
                )
            }
            queue = counts(db)
    except PultError as error:
        return _without_database(Fault(error.message, error.values))
    except sqlite3.Error as error:
        return _without_database(Fault(UNREADABLE, {"reason": str(error)}))
    vk, listener = facts["health.vk"] or {}, facts["health.listener"] or {}
    worker_at = (facts["health.worker"] or {}).get("at")
    alive = worker_at is not None and abs(now - worker_at) < ALIVE_SECONDS
    vk_reason, listener_reason = fault(vk.get("reason")), fault(listener.get("reason"))
    waiting_at = (facts["health.waiting"] or {}).get("at")
    keys = facts["health.keys"] or []
    # What is known to be wrong with the keys is the cause; what VK refuses because of it is not told besides.
    faults = [
        row
        for row in (*(facts["health.faults"] or {}).values(), listener.get("reason"))
        if row and not row.get("human") and not (keys and row.get("of_keys"))
    ]
    backup = _backup(facts["backup.last"], facts["backup.good"])
    good_since = backup.good_at if backup and backup.good_at else facts["backup.since"]
    stale = good_since is not None and now - good_since > BACKUP_SECONDS
    problems = [
        fault(unwritable(store)),
        Fault(NO_WORKER) if worker_at is not None and not alive else None,
        Fault(SECOND_CONSOLE)
        if waiting_at is not None and abs(now - waiting_at) < WAITING_SECONDS
        else None,
        *map(fault, keys),
        *map(fault, faults),
        vk_reason,
        Fault(NO_BACKUP) if stale else None,
        backup.reason if stale and backup else None,
    ]
    return Health(
        worker=alive,
        worker_at=worker_at,
        vk=vk.get("ok"),
        vk_reason=vk_reason,
        vk_at=vk.get("at"),
        listener=listener.get("ok"),
        listener_reason=listener_reason,
        callbacks=bool(facts["hooks.carry"]),
        queue=queue,
        last_sync_at=facts["sync.last_at"],
        backfill=Progress(**facts["sync.backfill"]) if facts["sync.backfill"] else Progress(),
        database=True,
        database_reason=None,
        backup=backup,
        problems=_once(problems),
    )


def fault(value: Mapping[str, Any] | None) -> Fault | None:
    """The fault in a state row, if there is one."""
    if not value:
        return None
    return Fault(str(value["message"]), value.get("values") or {})


def _backup(last: Any, good: Any) -> LastBackup | None:
    if not last:
        return None
    known = {name: last.get(name) for name in ("file", "bytes", "seconds")}
    return LastBackup(
        at=last["at"],
        ok=last["ok"],
        reason=fault(last.get("reason")),
        good_at=good["at"] if good else None,
        **known,
    )


def _once(problems: list[Fault | None]) -> tuple[Fault, ...]:
    told: list[Fault] = []
    for problem in problems:
        if problem and problem not in told:
            told.append(problem)
    return tuple(told)


def _without_database(reason: Fault) -> Health:
    return Health(
        worker=False,
        worker_at=None,
        vk=None,
        vk_reason=None,
        vk_at=None,
        listener=None,
        listener_reason=None,
        callbacks=False,
        queue={},
        last_sync_at=None,
        backfill=Progress(),
        database=False,
        database_reason=reason,
        backup=None,
        problems=(reason,),
    )
