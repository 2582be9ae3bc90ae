"""Tables that leave the console: read back cell by cell, hostile text as text, no data as nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.language import speaking
from lib.charts.about import About
from lib.charts.files import MOST_ROWS, TooLong, csv_of, xlsx_of

ABOUT = About(
    title="Охват за день",
    period="1–3 сентября 2026",
    filters=("Рубрика: =HYPERLINK(1)",),
    formula="охват ÷ подписчики",
    source="stats.get",
    remarks=("Один день пропущен",),
    made="26 ноября 2026, 18:00 (Москва, UTC+3)",
)
FRAME = pd.DataFrame(
    {
        "День": [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)],
        "Охват": pd.array([1200, pd.NA, 0], dtype="Int64"),
        "Доля": [0.125, float("nan"), -0.5],
        "Ответ": [90.0, None, 3700.0],
        "Когда": pd.to_datetime(["2026-09-01 10:30", None, "2026-09-03 00:00"]),
        "Запись": ["=1+1", "+7 921", None],
    }
)
KINDS = {"Доля": "share", "Ответ": "seconds"}


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with speaking("ru"):
        yield


def rows_of(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_csv_has_its_period_above_and_decimals_with_a_comma() -> None:
    rows = rows_of(csv_of(FRAME, ABOUT))
    above = [row[0] for row in rows if row[0].startswith("# ")]
    assert above[0] == "# Охват за день"
    assert "# Период: 1–3 сентября 2026" in above
    assert any("Рубрика" in line for line in above)
    body = rows[len(above) :]
    assert body[0] == list(FRAME.columns)
    assert body[1] == ["2026-09-01", "1200", "0,125", "90,0", "2026-09-01 10:30:00", "'=1+1"]
    assert body[2] == ["2026-09-02", "", "", "", "", "'+7 921"]
    # A negative number stays a number: no apostrophe.
    assert body[3][1:3] == ["0", "-0,5"]


def test_csv_writes_points_for_an_english_screen() -> None:
    with speaking("en"):
        assert "0.125" in csv_of(FRAME, ABOUT).decode("utf-8-sig")


def test_a_workbook_is_read_back_with_types_and_what_it_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(FRAME, ABOUT, zone="UTC", kinds=KINDS)))
    table, told = book.worksheets
    assert table.freeze_panes == "A2"
    assert [cell.value for cell in table[1]] == list(FRAME.columns)
    first = [cell.value for cell in table[2]]
    assert first[0] == datetime(2026, 9, 1)
    assert first[1:3] == [1200, 0.125]
    assert table["C2"].number_format == "0.0%"
    assert table["D2"].number_format == "[h]:mm:ss"
    assert first[4] == datetime(2026, 9, 1, 10, 30)
    assert (first[5], table["F2"].data_type) == ("=1+1", "s")
    assert [cell.value for cell in table[3]][1:5] == [None] * 4
    assert table["B4"].value == 0
    words = {row[0].value: row[1].value for row in told.iter_rows(min_row=3)}
    assert told["A1"].value == "Охват за день"
    assert words["Период"] == "1–3 сентября 2026"
    assert words["Фильтры"] == "Рубрика: =HYPERLINK(1)"
    assert {"Как посчитано", "Источник", "Примечание"} <= set(words)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)


def test_an_empty_table_keeps_its_heading() -> None:
    empty = FRAME.head(0)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(empty, ABOUT, zone="UTC")))
    assert [cell.value for cell in book.worksheets[0][1]] == list(FRAME.columns)
    assert rows_of(csv_of(empty, ABOUT))[-1] == list(FRAME.columns)


def test_more_rows_than_a_sheet_has_are_refused_in_words() -> None:
    long = pd.DataFrame({"n": range(MOST_ROWS + 1)})
    with pytest.raises(TooLong):
        xlsx_of(long, ABOUT, zone="UTC")


@given(text=st.text(max_size=40))
def test_no_text_becomes_a_formula(text: str) -> None:
    frame = pd.DataFrame({"a": [text]})
    with speaking("ru"):
        cell = rows_of(csv_of(frame, About("t")))[-1]
        book = openpyxl.load_workbook(io.BytesIO(xlsx_of(frame, About("t"), zone="UTC")))
    if cell:
        assert not cell[0].lstrip(" \u00a0").startswith(("=", "+", "-", "@"))
    assert book.worksheets[0]["A2"].data_type != "f"
