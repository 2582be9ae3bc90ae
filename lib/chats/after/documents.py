"""The report and the record of a chat as files, for whoever may read them; every export is in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.clock import local_day
from lib.base.language import speaking
from lib.chats.after.beside import beside, earlier_reports
from lib.chats.after.paper import paper
from lib.chats.after.queries import threads_of
from lib.chats.after.report import chat_report
from lib.chats.after.workbook import workbook
from lib.chats.said.queries import record_of
from lib.chats.sessions import found_chat
from lib.store import Store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS = {"xlsx": workbook, "docx": paper}
TYPES = {"xlsx": XLSX, "docx": DOCX}


@dataclass(frozen=True)
class File:
    """A file to hand out; nothing of what citizens wrote is in its name."""

    name: str
    content: bytes


def export(
    store: Store,
    chat_id: int,
    form: str,
    *,
    actor: Actor,
    now: int,
    zone: str,
    language: str = "ru",
) -> File:
    """The report of a chat with everything said in it, as `form` (`xlsx` or `docx`).

    Raises `Forbidden`, `ChatError`, `StoreError`.
    """
    require(actor, "chat.export")
    with store.reader() as db:
        starts_at = found_chat(db, chat_id).starts_at
    with speaking(language):
        content = content_of(store, chat_id, form, now=now, zone=zone)
    name = file_name(chat_id, starts_at, form, zone=zone)
    with store.writer() as db:
        journal.record(
            db, "chat.export", actor=actor.name, subject=f"chat:{chat_id}", outcome="done", now=now,
            file=name, bytes=len(content),
        )  # fmt: skip
    return File(name, content)


def content_of(store: Store, chat_id: int, form: str, *, now: int, zone: str) -> bytes:
    """The report as `form`, in the language that is spoken here. Raises `ChatError`, `StoreError`."""
    with store.reader() as db:
        report = chat_report(db, chat_id, now=now)
        record, threads = record_of(db, chat_id), threads_of(db, chat_id)
        compared = beside(report, earlier_reports(db, report, now=now))
    return MAKERS[form](report, record, threads, compared, zone=zone)


def file_name(chat_id: int, starts_at: int, form: str, *, zone: str) -> str:
    """A name such as `open-chat-7-2026-11-24.docx`."""
    return f"open-chat-{chat_id}-{local_day(starts_at, zone=zone).isoformat()}.{form}"
