"""CSV files: what a spreadsheet would carry out is only text, and everything else comes back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.csv_file import csv_file, safe_cell


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+7 900 000", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\u00a0=1"]
)
def test_what_looks_like_a_formula_begins_with_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2))
)
def test_no_cell_begins_with_a_sign_and_none_is_lost(rows: list[list[str]]) -> None:
    back = read(csv_file(["имя", "текст"], rows))[1:]
    assert len(back) == len(rows)
    for row, got in zip(rows, back, strict=True):
        for wanted, cell in zip(row, got, strict=True):
            assert cell in {wanted, f"'{wanted}"}
            assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert read(csv_file(["a", "b"], [(-5, None)])) == [["a", "b"], ["-5", ""]]
