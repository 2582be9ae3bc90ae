"""The report of a chat: figures counted by hand from a scenario, read back from the files."""

from __future__ import annotations

import ast
import io
import statistics
from dataclasses import replace
from datetime import datetime
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from docx import Document
from docx.shared import Mm

from lib.access import journal
from lib.access.permissions import Actor, Forbidden
from lib.base.settings import ROOT
from lib.chats import answers, sessions
from lib.chats import questions as q
from lib.chats.after.beside import beside, earlier_reports
from lib.chats.after.charts import course_frame
from lib.chats.after.documents import export
from lib.chats.after.report import Report, chat_report
from lib.chats.after.wording import VERBS, missing
from tests.chats.conftest import MODERATOR, Session

ZONE = "Europe/Moscow"
EVIL = '=HYPERLINK("http://evil.example","нажми")'
ANALYST = Actor("Анна", "analyst")


def settle(
    session: Session, question_id: int, *, at: int, actor: Actor, text: str = "Ответ"
) -> None:
    """A specialist answers, the moderator publishes, VK has it at `at`."""
    q.take(session.store, question_id, actor=actor, now=session.now)
    session.write(question_id, text, actor)
    answers.hand_in(session.store, question_id, actor=actor, now=session.now)
    action_id = answers.publish(session.store, question_id, actor=MODERATOR, now=session.now)
    with session.store.writer() as db:
        db.execute(
            "UPDATE outbox SET state = 'confirmed', settled_at = ? WHERE action_id = ?",
            [at, action_id],
        )


@pytest.fixture
def played(session: Session) -> Session:
    """A chat with everything that a report tells of."""
    early = session.ask("Вопрос до открытия", from_id=501)
    store, opened = session.store, session.now + 1000
    sessions.open_chat(store, session.chat_id, actor=MODERATOR, now=opened)
    session.wall.now = opened
    hostile, twin = session.ask(EVIL, from_id=502), session.ask("@SUM(1)", from_id=503)
    child = session.ask("+7 вопрос о прививке", from_id=504)
    late, declined, open_one = session.ask("-1"), session.ask("Личное"), session.ask("Ждёт")
    gone, in_vk = session.ask("Удалит"), session.ask("Ответят в VK")
    q.set_topic(store, early, "Сердце", actor=MODERATOR, now=session.now)
    q.set_topic(store, open_one, "Сердце", actor=MODERATOR, now=session.now)
    q.join(store, [twin], hostile, actor=MODERATOR, now=session.now)
    settle(session, early, at=opened + 300, actor=session.heart)
    settle(
        session, hostile, at=session.of(hostile).asked_at + 120, actor=session.heart, text="=1+1"
    )
    settle(session, child, at=session.of(child).asked_at + 200, actor=session.child)
    q.decline(store, declined, "Не по теме", actor=MODERATOR, now=session.now)
    with store.writer() as db:
        source = session.of(gone).source_id
        db.execute("UPDATE comment SET deleted_at = ? WHERE comment_id = ?", [session.now, source])
    top = session.of(in_vk).source_id
    session.wall.say(session.post_id, "Из VK", from_id=-1, thread=top, reply_to=top)
    sessions.close_chat(store, session.chat_id, actor=MODERATOR, now=session.now, zone=ZONE)
    settle(session, late, at=session.now + 5000, actor=session.child)
    return session


def report(session: Session) -> Report:
    with session.store.reader() as db:
        return chat_report(db, session.chat_id, now=session.now)


def test_the_figures_are_those_of_the_scenario(played: Session) -> None:
    found = report(played)
    chat = found.chat
    asked = {one.text: one.asked_at for one in found.questions}
    in_vk = next(one for one in found.questions if one.in_vk)
    times = [
        300,  # asked before the opening: counted from it
        120,
        200,
        played.now + 5000 - asked["-1"],
        (in_vk.published_at or 0) - in_vk.asked_at,
    ]
    assert (found.came, found.joined, found.gone, found.to_answer) == (9, 1, 1, 7)
    assert (found.answered, found.answered_late, found.declined) == (5, 1, 1)
    assert (found.waiting, found.on_the_way) == (1, 0)
    assert found.share == 5 / 7
    assert found.median_seconds == statistics.median(times)
    assert found.longest_seconds == max(times)
    assert chat.opened_at is not None and asked["Вопрос до открытия"] < chat.opened_at
    assert [(one.name, one.answered, one.longest_seconds) for one in found.by_specialist] == [
        ("Белова А. А.", 2, times[3]),
        ("Иванов И. И.", 2, 300),
        ("Answered in VK itself", 1, times[4]),
    ]
    topics = {one.name: (one.questions, one.answered) for one in found.by_topic}
    assert topics == {"Сердце": (2, 1), "прививка": (1, 1), "Without a topic": (5, 3)}
    assert found.declined_because == (("Не по теме", 1),)


def test_what_was_not_measured_is_not_zero_and_is_told(played: Session) -> None:
    found = report(played)
    assert (found.reach, found.views) == (None, None)
    told = [one.message for one in missing(found)]
    assert any("reach" in words for words in told) and any("views" in words for words in told)
    with played.store.writer() as db:
        db.execute("UPDATE post SET views = 0 WHERE post_id = ?", [played.post_id])
        db.execute(
            "INSERT INTO post_reach (post_id, reach_total, raw, measured_at) VALUES (?, 321, '{}', 5)",
            [played.post_id],
        )
    found = report(played)
    assert (found.reach, found.reach_at, found.views) == (321, 5, 0)
    assert not any("reach" in one.message for one in missing(found))


def test_a_chat_without_questions_has_no_share_and_no_times(session: Session) -> None:
    found = report(session)
    assert (found.came, found.share, found.median_seconds, found.longest_seconds) == (
        0, None, None, None,
    )  # fmt: skip
    assert export(
        session.store, session.chat_id, "docx", actor=MODERATOR, now=session.now, zone=ZONE
    ).content


def test_the_workbook_holds_the_same_figures_dates_and_no_formula(played: Session) -> None:
    made = export(played.store, played.chat_id, "xlsx", actor=ANALYST, now=played.now, zone=ZONE)
    with ZipFile(io.BytesIO(made.content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in parts.read(name) for name in sheets)
        assert not any("hyperlink" in name.lower() for name in parts.namelist())
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == [
        "Показатели", "По специалистам", "По темам", "Не отвечаем", "Вопросы и ответы", "Ход чата",
        "Ветки в VK",
    ]  # fmt: skip
    figures = {row[0].value: row[1].value for row in book["Показатели"].iter_rows() if row[0].value}
    assert (figures["Поступило вопросов"], figures["Отвечено"], figures["Ждут ответа"]) == (9, 5, 1)
    assert figures["Доля отвеченных"] == pytest.approx(5 / 7)
    assert figures["Охват анонса, человек"] == "—"
    there = datetime.fromtimestamp(played.now, ZoneInfo(ZONE)).replace(tzinfo=None)
    assert figures["Данные на"] == there
    told = book["Вопросы и ответы"]
    cells = {cell.value: cell for row in told.iter_rows() for cell in row if cell.value}
    for hostile in (EVIL, "@SUM(1)", "+7 вопрос о прививке", "-1", "=1+1"):
        assert cells[hostile].data_type == "s", hostile
    asked = told.cell(2, 2)
    assert asked.is_date and isinstance(asked.value, datetime)
    waited = [row[11].value for row in told.iter_rows(min_row=2) if row[7].value == "отвечено"]
    assert all(hasattr(value, "total_seconds") or hasattr(value, "hour") for value in waited)
    record = [row[3].value for row in book["Ход чата"].iter_rows(min_row=2)]
    assert record[0] == "чат создан" and "чат закрыт" in record
    assert told.page_setup.paperSize == "9" or told.page_setup.paperSize == 9


def test_the_paper_holds_the_same_figures_on_a4_with_page_numbers(played: Session) -> None:
    made = export(played.store, played.chat_id, "docx", actor=ANALYST, now=played.now, zone=ZONE)
    sheet = Document(io.BytesIO(made.content))
    section = sheet.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(1) and abs(section.page_height - Mm(297)) < Mm(1)
    footer = section.footer._element.xml
    assert "PAGE" in footer and "NUMPAGES" in footer
    rows = {row.cells[0].text: row.cells[1].text for row in sheet.tables[0].rows}
    assert (rows["Отвечено"], rows["Доля отвеченных"], rows["Охват анонса, человек"]) == (
        "5", "71,4\xa0%", "—",
    )  # fmt: skip
    text = "\n".join(paragraph.text for paragraph in sheet.paragraphs)
    for words in ("Отчёт об открытом чате «Здоровье сердца»", "Москва, UTC+3", EVIL, "=1+1", "Не по теме",
                  "Охват анонса не измерен", "чат закрыт", "Из VK"):  # fmt: skip
        assert words in text, words


def test_an_export_is_for_those_who_read_and_leaves_a_trace(played: Session) -> None:
    for role in ("specialist", "head", ""):
        with pytest.raises(Forbidden):
            export(
                played.store, played.chat_id, "xlsx", actor=Actor("Кто-то", role), now=played.now,
                zone=ZONE,
            )  # fmt: skip
    made = export(played.store, played.chat_id, "docx", actor=ANALYST, now=played.now, zone=ZONE)
    assert made.name.isascii() and made.name.endswith(".docx")
    with played.store.reader() as db:
        [entry] = journal.entries(db, journal.Search(actions=["chat.export"]))
    assert (entry.actor, entry.subject, entry.detail["file"]) == (
        "Анна", f"chat:{played.chat_id}", made.name,
    )  # fmt: skip


def test_texts_that_no_file_format_takes_are_cleaned(session: Session) -> None:
    session.ask("Звонок\x07 и \x1b[0m конец")
    session.ask("а" * 40_000)
    for form in ("xlsx", "docx"):
        made = export(
            session.store, session.chat_id, form, actor=MODERATOR, now=session.now, zone=ZONE
        )
        assert made.content[:2] == b"PK"


def test_every_step_of_a_record_has_words() -> None:
    steps = {
        node.value
        for file in (ROOT / "lib" / "chats").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for node in [*call.args, *(word.value for word in call.keywords if word.arg == "what")]
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(("question.", "answer.", "chat."))
    }
    # Commands of the matrix and entries of the journal alone are no steps of the record.
    others = {
        "question.answer",
        "answer.write",
        "chat.prepare",
        "chat.run",
        "chat.export",
        "chat.norms",
    }
    assert steps - others - set(VERBS) == set()
    assert len(steps) > 20


def test_a_chat_is_compared_with_the_one_before_and_with_what_is_usual(played: Session) -> None:
    first = report(played)
    with played.store.reader() as db:
        assert earlier_reports(db, first, now=played.now) == []
    assert {(one.before, one.usual) for one in beside(first, [])} == {(None, None)}
    begins = (first.chat.closed_at or 0) + 3600
    later = sessions.create_chat(
        played.store, "Давление", starts_at=begins, ends_at=begins + 3600, actor=MODERATOR,
        now=played.now,
    )  # fmt: skip
    with played.store.reader() as db:
        found = chat_report(db, later, now=begins)
        assert [one.chat.chat_id for one in earlier_reports(db, found, now=begins)] == [
            played.chat_id
        ]
    others = [replace(first, came=3), replace(first, came=8), replace(first, came=4, reach=50)]
    lines = {one.measure.name: one for one in beside(found, others)}
    assert (lines["Questions received"].before, lines["Questions received"].usual) == (3, 4)
    assert lines["Questions received"].measure.value == 0
    told = lines["Reach of the announcement, people"]
    assert (told.before, told.usual) == (None, 50)


def test_what_waits_is_not_called_declined_and_no_page_stays_empty(played: Session) -> None:
    frame = course_frame(report(played), zone=ZONE)
    assert set(frame["kind"]) == {"Отвечено", "Без ответа"}
    paper = export(played.store, played.chat_id, "docx", actor=ANALYST, now=played.now, zone=ZONE)
    sheet = Document(io.BytesIO(paper.content))
    [record] = [one for one in sheet.paragraphs if one.text == "Запись всего сказанного"]
    assert record.paragraph_format.page_break_before
    # A break in a paragraph of its own falls on a page of its own where the one before is full.
    assert 'w:type="page"' not in sheet.element.xml
