"""Reports read back: figures are those of the figures' functions, gaps are named, texts stay texts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from docx import Document

from lib.access import journal
from lib.access.permissions import Actor, Forbidden
from lib.base.language import speaking
from lib.base.settings import Settings
from lib.campaigns.campaigns import create_campaign
from lib.paper.figures import SECONDS, SHARE, told
from lib.reach.errors import NotYet
from lib.reach.measures import BY_KEY
from lib.reach.periods import Period, month_of, previous, year_ago
from lib.reports import commands, making
from lib.reports.content import changed, days_told
from lib.reports.errors import ReportError
from lib.reports.gathering import SHOWN, counted, lines_of, period_content
from lib.reports.making import Kitchen, Stopped, make_next, take_over, trouble, try_failed_again
from lib.reports.rows import Report
from lib.store import Store
from tests.chats.conftest import Session, made_session
from tests.conftest import SetClock
from tests.inbox.conftest import Wall
from tests.reports.conftest import ANALYST, MODERATOR, ZONE, fill_days

Days = Callable[..., None]
EVIL = '=HYPERLINK("http://evil.example","нажми")'
SEPTEMBER = month_of(date(2026, 9, 1))


@pytest.fixture
def session(store: Store) -> Session:
    return made_session(store)


def at(words: str) -> int:
    return int(datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(ZONE)).timestamp())


def counters(views: int, likes: int, reposts: int, comments: int) -> dict[str, object]:
    values = {"views": views, "likes": likes, "reposts": reposts, "comments": comments}
    return {name: {"count": value} for name, value in values.items()}


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Kitchen:
    """August and September, measured but for two days; posts, a conversation; it is the 2nd of October."""
    folder = tmp_path_factory.mktemp("autumn")
    store = Store(folder / "pult.db")
    store.migrate()
    fill_days(
        store, date(2026, 8, 1), date(2026, 9, 30), but=(date(2026, 9, 10), date(2026, 9, 20))
    )
    wall = Wall(store)
    for number in range(12):
        wall.now = at("2026-09-02T09:00") + number * 2 * 86_400
        post = wall.post(
            f"{EVIL} {number} #Новости" if number % 2 else f"Запись {number} #СпасибоВрачам",
            **counters(100 + number, 10, 2, 3),
        )
        with store.writer() as db:
            db.execute(
                "INSERT INTO post_reach (post_id, reach_total, reach_subscribers, raw, measured_at)"
                " VALUES (?, ?, 50, '{}', 1)",
                [post, 80 + number],
            )
        asked = wall.say(post, "Когда приём?")
        if number % 3:
            wall.now += 1800
            wall.say(post, "В среду", from_id=-1, thread=asked, reply_to=asked)
    settings = Settings(data=folder, vk_url="http://127.0.0.1:9", group_id=1, zone=ZONE)
    return Kitchen(store, settings, SetClock(at("2026-10-02T12:00")))


@pytest.fixture(scope="module")
def september(autumn: Kitchen) -> Report:
    """Its report for September in Russian."""
    return made(autumn, "month", day=date(2026, 9, 15))


def made(kitchen: Kitchen, kind: str, *, language: str = "ru", **more: Any) -> Report:
    """Ask for a report and have it made."""
    asked = commands.ask_report(
        kitchen.store, kind, language=language, actor=MODERATOR, now=int(kitchen.clock()), zone=ZONE,
        **more,
    )  # fmt: skip
    assert make_next(kitchen)
    return report(kitchen, asked)


def report(kitchen: Kitchen, report_id: int) -> Report:
    with kitchen.store.reader() as db:
        return next(one for one in commands.reports(db) if one.report_id == report_id)


def content(kitchen: Kitchen, one: Report, form: str) -> io.BytesIO:
    return io.BytesIO(
        commands.take_file(kitchen.store, one.report_id, form, actor=ANALYST, now=1).content
    )


def paper_text(kitchen: Kitchen, one: Report) -> str:
    words = "\n".join(p.text for p in Document(content(kitchen, one, "docx")).paragraphs)
    return words.replace("\u202f", " ").replace("\xa0", " ")


def test_a_month_in_both_files_says_what_the_figures_say(
    autumn: Kitchen, september: Report
) -> None:
    kitchen, one = autumn, september
    assert (one.state, one.period, one.done) == ("made", SEPTEMBER, one.total) and one.total >= 12
    spans = (SEPTEMBER, previous(SEPTEMBER), year_ago(SEPTEMBER))
    with kitchen.store.reader() as db, speaking("ru"):
        counts = [counted(db, span, zone=ZONE) for span in spans]
        lines = lines_of(counts)
    book = openpyxl.load_workbook(content(kitchen, one, "xlsx"))
    rows = {
        row[0].value: [cell.value for cell in row[1:6]] for row in book.worksheets[0].iter_rows()
    }
    table = {row.cells[0].text: [cell.text for cell in row.cells[1:]]
             for row in Document(content(kitchen, one, "docx")).tables[0].rows}  # fmt: skip
    # Counted apart from the report: the dictionary's own functions over the three periods.
    for key in SHOWN:
        measure = BY_KEY[key]
        values = [
            measure.count(one.talk if key in {m.key for m in _talk()} else one)  # type: ignore[arg-type]
            for one in counts
        ]
        line = next(line for line in lines if line.formula.startswith(_said(measure.formula)))
        shown = [line.now, line.before, line.year]
        factor = 100 if line.kind == SHARE else 1
        assert [None if v is None else pytest.approx(v * factor) for v in shown] == values, key
    for line in lines:
        wanted = [line.now, line.before, changed(line, line.before)[1]]
        found = [rows[line.name][place] for place in (0, 1, 2)]
        for value, cell in zip(wanted, found, strict=True):
            if value is None:
                assert cell == "—"
            elif line.kind == SECONDS and value is not wanted[2]:
                length = cell if isinstance(cell, timedelta) else _length(cell)
                assert length.total_seconds() == pytest.approx(value)
            elif line.kind == SHARE and value is wanted[2]:
                assert cell == pytest.approx(100 * value)
            else:
                assert cell == pytest.approx(value)
        with speaking("ru"):
            assert table[line.name] == [
                told(line.kind, line.now), told(line.kind, line.before),
                told(*changed(line, line.before)), told(line.kind, line.year),
                told(*changed(line, line.year)),
            ]  # fmt: skip


def _length(cell: Any) -> timedelta:
    """openpyxl reads a length of less than a day as a time, and of nought as a number."""
    if isinstance(cell, int | float):
        return timedelta(days=cell)
    if isinstance(cell, datetime):
        return cell - datetime(1899, 12, 30)
    return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)


def _talk() -> tuple[Any, ...]:
    from lib.reach.measures import OF_TALK

    return OF_TALK


def _said(message: str) -> str:
    from lib.base.language import _

    with speaking("ru"):
        return _(message)


def test_missing_days_are_named_and_left_empty(autumn: Kitchen, september: Report) -> None:
    kitchen, one = autumn, september
    words = paper_text(kitchen, one)
    assert "10.09.2026, 20.09.2026" in words
    assert "2 из 30" in words and "год назад" in words
    sheet = next(
        sheet for sheet in openpyxl.load_workbook(content(kitchen, one, "xlsx")).worksheets
        if sheet.title == "Охват за день"
    )  # fmt: skip
    cells = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert cells[datetime(2026, 9, 10)] is None and cells[datetime(2026, 9, 11)] == 910


def test_date_period_filters_and_what_is_compared_are_printed(
    autumn: Kitchen, september: Report
) -> None:
    kitchen, one = autumn, september
    words = paper_text(kitchen, one)
    for told_there in (
        "сентябрь 2026", "1 сентября 2026 г. – 30 сентября 2026 г.", "1 августа 2026 г.",
        "1 сентября 2025 г.", "Фильтры: нет", "Часовой пояс: Москва, UTC+3",
        "Норма первого ответа: 24 ч", "2 октября 2026 г., 12:00", "Источник:",
    ):  # fmt: skip
        assert told_there in words, told_there
    assert "г.." not in words and "24:00:00" not in words
    document = Document(content(kitchen, one, "docx"))
    assert len(document.inline_shapes) >= 10
    # Read aloud to those who do not see.
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)


def test_an_english_report_is_english(autumn: Kitchen) -> None:
    kitchen, one = autumn, made(autumn, "week", day=date(2026, 9, 15), language="en")
    words = paper_text(kitchen, one)
    assert "Report for the week: 14 September 2026" in words and "Filters: none" in words
    assert openpyxl.load_workbook(content(kitchen, one, "xlsx")).sheetnames[0] == "Figures"


def test_nothing_that_was_written_becomes_a_formula(autumn: Kitchen, september: Report) -> None:
    kitchen = autumn
    create_campaign(
        kitchen.store, "=1+1", hashtag="Новости", begins=date(2026, 9, 1), actor=MODERATOR,
        now=int(kitchen.clock()), zone=ZONE,
    )  # fmt: skip
    reports = [september, made(kitchen, "campaign", subject_id=1)]
    for one in reports:
        book = openpyxl.load_workbook(content(kitchen, one, "xlsx"))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert "=1+1" in paper_text(kitchen, reports[1])


@pytest.mark.parametrize(
    ("kind", "day", "now"),
    [
        ("month", date(2028, 2, 10), "2028-03-01T09:00"),
        ("day", date(2028, 2, 29), "2028-03-01T09:00"),
        ("week", date(2026, 1, 1), "2026-01-05T09:00"),
        ("day", date(2025, 12, 31), "2026-01-01T00:00"),
        ("month", date(2026, 9, 15), "2026-09-16T09:00"),
    ],
)
@pytest.mark.parametrize("filled", [False, True])
def test_leap_days_turns_of_the_year_no_data_and_one_day_of_data(
    kitchen: Kitchen, clock: SetClock, measure: Days, kind: str, day: date, now: str, filled: bool
) -> None:
    clock.at = at(now)
    if filled:
        measure(day if kind != "month" else day.replace(day=1), reach=70, joined=1, departed=0)
    one = made(kitchen, kind, day=day)
    assert one.state == "made", one.reason
    words = paper_text(kitchen, one)
    assert "Все данные есть" not in words
    if kind == "month" and day.year == 2026:
        assert "впереди 16 сентября 2026 г. – 30 сентября 2026 г." in words
    sheet = openpyxl.load_workbook(content(kitchen, one, "xlsx")).worksheets[0]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert rows["Охват за день, среднее"] == (70 if filled else "—")
    assert rows["Записи"] == 0


def test_a_period_to_come_and_no_period_are_refused(kitchen: Kitchen, clock: SetClock) -> None:
    clock.at = at("2026-10-01T12:00")
    for day in (date(2026, 10, 1), date(2027, 1, 1)):
        with pytest.raises(NotYet):
            made(kitchen, "month", day=day)
    for wrong in ({"kind": "month"}, {"kind": "campaign"}, {"kind": "year", "subject_id": 1}):
        with pytest.raises(ReportError):
            made(kitchen, **wrong)  # type: ignore[arg-type]


def test_a_chat_is_reported_on_in_the_language_of_the_screen(
    session: Session,
    clock: SetClock,
    kitchen: Kitchen,
) -> None:
    session.ask("Можно ли кофе?")
    clock.at = session.now + 86_400
    one = made(kitchen, "chat", subject_id=session.chat_id, language="en")
    assert one.state == "made", one.reason
    words = paper_text(kitchen, one)
    assert "Report of the open chat" in words and "Можно ли кофе?" in words


def test_what_cannot_be_written_is_said_tried_again_and_never_half_there(
    kitchen: Kitchen, clock: SetClock, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.at = at("2026-10-02T08:00")
    days(date(2026, 10, 1), date(2026, 10, 2))
    commands.plan_reports(
        kitchen.store, "day", minute=540, language="ru", actor=MODERATOR, now=int(clock())
    )
    clock.at = at("2026-10-02T09:00")
    making.ask_scheduled(kitchen)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        assert make_next(kitchen)
    folder = kitchen.settings.data / "reports"
    assert list(folder.iterdir()) == []
    failed = try_failed_again(kitchen)
    found = trouble(failed)
    assert found is not None and "No space left" in str(found) and str(folder) in str(found)
    assert not make_next(kitchen)
    clock.advance(making.AGAIN_SECONDS)
    try_failed_again(kitchen)
    assert make_next(kitchen)
    assert trouble(try_failed_again(kitchen)) is None
    assert sorted(path.suffix for path in folder.iterdir()) == [".docx", ".xlsx"]
    with kitchen.store.reader() as db:
        entries = journal.entries(db, journal.Search(actions=["report.make"]))
    assert [entry.outcome for entry in entries] == ["done", "failed"]


def test_a_process_that_dies_leaves_no_half_files_and_the_report_is_made_after_all(
    kitchen: Kitchen, clock: SetClock, days: Days
) -> None:
    clock.at = at("2026-10-02T08:00")
    days(date(2026, 10, 1), date(2026, 10, 1))
    asked = commands.ask_report(
        kitchen.store, "day", day=date(2026, 10, 1), language="ru", actor=MODERATOR,
        now=int(clock()), zone=ZONE,
    )  # fmt: skip
    dying = Kitchen(kitchen.store, kitchen.settings, clock, stopped=lambda: True)
    with pytest.raises(Stopped):
        make_next(dying)
    assert report(kitchen, asked).state == "making"
    folder = kitchen.settings.data / "reports"
    folder.mkdir(exist_ok=True)
    (folder / ".pult-report-half.docx").write_bytes(b"half")
    take_over(kitchen)
    assert list(folder.iterdir()) == []
    assert make_next(kitchen)
    assert report(kitchen, asked).state == "made"


def test_a_mistake_of_ours_fails_one_report_once(
    kitchen: Kitchen, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.at = at("2026-10-02T08:00")

    def broken(*_given: object, **_named: object) -> dict[str, bytes]:
        raise KeyError("x")

    monkeypatch.setattr(making, "documents", broken)
    one = made(kitchen, "day", day=date(2026, 10, 1))
    assert one.state == "failed" and one.reason is not None
    assert one.reason["values"] == {"reason": "KeyError"}
    assert not make_next(kitchen)
    monkeypatch.undo()
    commands.ask_again(kitchen.store, one.report_id, actor=MODERATOR, now=1)
    assert make_next(kitchen) and report(kitchen, one.report_id).state == "made"


def test_files_are_handed_out_to_those_who_read_and_their_loss_is_said(
    kitchen: Kitchen, clock: SetClock
) -> None:
    clock.at = at("2026-10-02T08:00")
    one = made(kitchen, "day", day=date(2026, 10, 1))
    with pytest.raises(Forbidden):
        commands.take_file(
            kitchen.store, one.report_id, "docx", actor=Actor("Кто-то", "specialist"), now=1
        )
    assert one.folder is not None
    (one.folder / str(one.files["xlsx"]["name"])).unlink()
    with pytest.raises(ReportError) as lost:
        commands.take_file(kitchen.store, one.report_id, "xlsx", actor=ANALYST, now=1)
    assert "report-2026-10-01-day" in str(lost.value)
    with pytest.raises(ReportError):
        commands.take_file(kitchen.store, one.report_id, "exe", actor=ANALYST, now=1)
    file = commands.take_file(kitchen.store, one.report_id, "docx", actor=ANALYST, now=1)
    assert file.name.isascii() and len(file.content) == one.files["docx"]["bytes"]


def test_days_are_told_in_runs() -> None:
    first = date(2028, 2, 28)
    assert days_told([first + timedelta(days=n) for n in (0, 1, 2, 5)]) == (
        "28.02.2028–01.03.2028, 04.03.2028"
    )
    with speaking("en"):
        assert days_told([first + timedelta(days=2 * n) for n in range(14)]).endswith("and 2 more")


def test_a_single_day_is_shown_among_the_two_weeks_before_it(autumn: Kitchen) -> None:
    kitchen = autumn
    day = date(2026, 9, 30)
    with kitchen.store.reader() as db, speaking("ru"):
        found = period_content(db, "day", Period(day, day), now=int(kitchen.clock()), zone=ZONE)
    shown = next(chapter for chapter in found.chapters if chapter.key == "reach_days")
    assert [row[0] for row in shown.rows][::13] == [date(2026, 9, 17), day]
