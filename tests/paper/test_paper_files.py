"""Papers and workbooks: what is written stays text, what is missing is no nought, both languages."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from docx import Document

from lib.base.language import _, speaking
from lib.paper import sheet
from lib.paper.book import MOMENT, Book
from lib.paper.figures import COUNT, DECIMAL, POINTS, SECONDS, SHARE, moment, told

EVIL = ("=1+1", "+7 921", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")', "\x00\x01нуль")


@pytest.mark.parametrize(
    ("kind", "value", "russian", "english"),
    [
        (COUNT, 1234567, "1\xa0234\xa0567", "1,234,567"),
        (COUNT, 0, "0", "0"),
        (COUNT, None, "—", "—"),
        (SHARE, 0.714, "71,4\xa0%", "71.4%"),
        (DECIMAL, 2.5, "2,50", "2.50"),
        (SECONDS, 3909, "1 ч 5 мин", "1 h 5 min"),
        (SECONDS, 189, "3 мин 9 с", "3 min 9 s"),
        (POINTS, 0.0399, "+4,0 п. п.", "+4.0 p.p."),
        (POINTS, -0.0003, "0,0 п. п.", "0.0 p.p."),
    ],
)
def test_figures_are_told_in_the_language_that_is_spoken(
    kind: str, value: float | None, russian: str, english: str
) -> None:
    with speaking("ru"):
        assert told(kind, value) == russian
    with speaking("en"):
        assert told(kind, value) == english
        assert moment(0, "Europe/Moscow") == "1 January 1970, 03:00"


def test_the_language_that_is_spoken_ends_with_its_block() -> None:
    with speaking("en"):
        assert _("Figures") == "Figures"
        with speaking("ru"):
            assert _("Figures") != "Figures"
        assert _("Figures") == "Figures"
    assert _("Figures") != "Figures"


def test_a_workbook_takes_hostile_texts_as_texts_and_gaps_as_gaps() -> None:
    book = Book("Europe/Moscow")
    made = book.sheet("Лист", (20,))
    rows = [
        *((text,) for text in EVIL), (None,), (0,), ((SHARE, 0.5),), ((MOMENT, 0),), (date(2028, 2, 29),),
    ]  # fmt: skip
    assert book.rows(made, 0, ["=шапка"], rows) == len(rows) + 1
    gaps = book.sheet("Лист", (20,))
    book.rows(gaps, 0, ["x"], [(None,), ((COUNT, None),), (1,)], gaps=True)
    read = openpyxl.load_workbook(io.BytesIO(book.content()))
    first, second = read.worksheets
    cells = [row[0] for row in first.iter_rows()]
    for cell, text in zip(cells, ("=шапка", *EVIL), strict=False):
        assert cell.data_type == "s"
        assert cell.value == text.replace("\x00", "").replace("\x01", "")
    values = [cell.value for cell in cells[len(EVIL) + 1 :]]
    assert values[:3] == ["—", 0, 0.5]
    assert str(values[3]) == "1970-01-01 03:00:00" and values[4].date() == date(2028, 2, 29)
    assert [row[0].value for row in second.iter_rows()] == ["x", None, None, 1]


def test_names_of_sheets_are_cut_cleaned_and_told_apart() -> None:
    book = Book("Europe/Moscow")
    for name in ("Охват: [все] / дни*?", "о" * 40, "О" * 40, "", "'"):
        book.sheet(name, (10,))
    names = openpyxl.load_workbook(io.BytesIO(book.content())).sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_a_paper_takes_hostile_texts_as_texts() -> None:
    made = sheet.blank()
    sheet.heading(made, EVIL[-1])
    sheet.table(made, ("Что", "Сколько"), [(text, "1") for text in EVIL], (100, 70), numbers=(1,))
    sheet.said(made, EVIL[0], EVIL[1], "")
    read = Document(io.BytesIO(sheet.content(made)))
    assert read.paragraphs[0].text == "нуль"
    assert [row.cells[0].text for row in read.tables[0].rows][1:-1] == list(EVIL[:-1])
