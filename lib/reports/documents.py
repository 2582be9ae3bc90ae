"""A report as its two files: what it says is gathered once, each chart is drawn once."""

from __future__ import annotations

from collections.abc import Callable

from lib.charts.picture import plain
from lib.charts.theme import PAPER
from lib.reports.chat import chat_files
from lib.reports.content import Chapter, Content
from lib.reports.gathering import gather
from lib.reports.in_book import in_book
from lib.reports.on_paper import on_paper
from lib.reports.rows import Report
from lib.store import Store

WIDTH = 560
"""Of a chart's plot, in points: letters are of the size of the text when it is as wide as the paper."""
FILES = 2
Progress = Callable[[int, int], None]


def documents(
    store: Store, report: Report, *, now: int, zone: str, progress: Progress
) -> dict[str, bytes]:
    """Form (`docx`, `xlsx`) -> the file, in the language that is spoken here.

    `progress` hears how many steps of how many are done. Raises what finds no campaign or chat, `StoreError`.
    """
    progress(0, FILES)
    if report.kind == "chat":
        return chat_files(store, report, now=now, zone=zone, progress=progress)
    with store.reader() as db:
        content = gather(db, report, now=now, zone=zone)
    return files_of(content, zone=zone, progress=progress)


def files_of(content: Content, *, zone: str, progress: Progress) -> dict[str, bytes]:
    """The two files of what was gathered."""
    drawn = [chapter for chapter in content.chapters if chapter.draw is not None and chapter.rows]
    total = len(drawn) + FILES
    pictures: dict[str, bytes] = {}
    for done, chapter in enumerate(drawn):
        progress(done, total)
        pictures[chapter.key] = picture_of(chapter)
    progress(len(drawn), total)
    paper = on_paper(content, lambda chapter: pictures[chapter.key])
    progress(len(drawn) + 1, total)
    book = in_book(content, lambda chapter: pictures[chapter.key], zone=zone)
    progress(total, total)
    return {"docx": paper, "xlsx": book}


def picture_of(chapter: Chapter) -> bytes:
    """The chapter's chart as PNG, without the words that stand around it anyway."""
    assert chapter.draw is not None
    return plain(chapter.draw(PAPER), width=WIDTH)
