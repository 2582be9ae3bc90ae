"""The report of an open chat, with everything said in it, as the room of open chats makes it."""

from __future__ import annotations

from collections.abc import Callable

from lib.chats.after.documents import MAKERS, content_of
from lib.reports.rows import Report
from lib.store import Store


def chat_files(
    store: Store, report: Report, *, now: int, zone: str, progress: Callable[[int, int], None]
) -> dict[str, bytes]:
    """Form -> the file. Raises `ChatError`, `StoreError`."""
    made: dict[str, bytes] = {}
    assert report.subject_id is not None
    for form in MAKERS:
        progress(len(made), len(MAKERS))
        made[form] = content_of(store, report.subject_id, form, now=now, zone=zone)
    progress(len(MAKERS), len(MAKERS))
    return made
