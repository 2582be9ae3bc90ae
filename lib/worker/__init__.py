"""The one background worker: threads, schedule, single-instance lock, health."""

from lib.worker.worker import Worker

__all__ = ["Worker"]
