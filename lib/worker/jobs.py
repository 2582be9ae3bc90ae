"""What is done again and again, by the monotonic clock: the system's clock may jump, and work goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lib.base.errors import PultError

PAUSES = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds until a job that failed is tried again, growing while it fails."""


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row (at least one)."""
    return PAUSES[min(failures, len(PAUSES)) - 1]


@dataclass
class Job:
    """`run`, due at once and then every `every` seconds (None: only when asked for)."""

    name: str
    run: Callable[[], None]
    every: float | None
    due_at: float | None = field(default_factory=time.monotonic)
    """On the monotonic clock; None: not until asked for."""
    failures: int = 0
    ended: int = 0
    """How often it has run to an end, good or bad."""
    error: PultError | None = None
    """Of the last run."""

    def ask(self, within: float = 0.0) -> None:
        """Have it run within so many seconds, or earlier where it is due earlier."""
        at = time.monotonic() + within
        self.due_at = at if self.due_at is None else min(self.due_at, at)

    def begun(self) -> None:
        self.due_at = None if self.every is None else time.monotonic() + self.every

    def failed(self, error: PultError) -> None:
        self.failures += 1
        self.ask(pause_after(self.failures))
        self.error = error
        self.ended += 1

    def succeeded(self) -> None:
        self.failures = 0
        self.error = None
        self.ended += 1


def seconds_until_next(jobs: list[Job]) -> float | None:
    """Until the first of `jobs` is due; 0.0 when one is, None when none will be."""
    moments = [job.due_at for job in jobs if job.due_at is not None]
    return max(min(moments) - time.monotonic(), 0.0) if moments else None


def due(jobs: list[Job]) -> Job | None:
    """The first of `jobs`, in their order, whose time has come."""
    now = time.monotonic()
    return next((job for job in jobs if job.due_at is not None and job.due_at <= now), None)
