"""Which chart fits which columns; what is drawn of them: gaps, weeks and months, distributions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.explore.choice import ChartChoice, columns_of, completed, fitting, suggest
from lib.explore.frames import bar_points, bins, line_points
from tests.explore.results import results


@given(results())
def test_a_suggestion_is_one_that_fits(result: tuple[list[str], list[tuple[object, ...]]]) -> None:
    names, rows = result
    columns = columns_of(names, rows)
    choice = suggest(columns, rows)
    assert choice.kind in fitting(columns)
    assert completed(choice, columns).kind == choice.kind
    assert ChartChoice.from_dict(choice.as_dict()) == choice


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("2026-01-01", 3), ("2026-01-02", 4)], ChartChoice("line", "a", "b")),
        ([("2026-01", 3), ("2026-02", 4)], ChartChoice("line", "a", "b")),
        ([("Новости", 3), ("Закупки", 4)], ChartChoice("bar", "a", "b")),
        ([("Пн", "Утро", 3), ("Пн", "День", 4)], ChartChoice("heat", "a", "c", "b")),
        ([("2026-01-01", "x", 3), ("2026-01-01", "y", 4)], ChartChoice("line", "a", "c", "b")),
        # Each group on a day of its own: no line goes through anything.
        (
            [(f"2026-01-0{1 + n // 2}", name, n) for n, name in enumerate("uvwxyz")],
            ChartChoice("heat", "a", "c", "b"),
        ),
        ([(1, 3), (2, 4)], ChartChoice("scatter", "a", "b")),
        ([(1,), (2,)], ChartChoice("histogram", None, "a")),
        ([("x",), ("y",)], ChartChoice()),
        ([("x", None), ("y", None)], ChartChoice()),
        # Names that come twice: bars would hide one of the two.
        ([("x", 1), ("x", 2)], ChartChoice("histogram", None, "b")),
        ([], ChartChoice()),
    ],
)
def test_sensible_defaults_from_the_types(
    rows: list[tuple[object, ...]], wanted: ChartChoice
) -> None:
    names = ["a", "b", "c"][: len(rows[0]) if rows else 2]
    assert suggest(columns_of(names, rows), rows) == wanted


def test_numbers_by_which_things_are_known_are_not_measured() -> None:
    columns = columns_of(["comment_id", "post_id", "likes"], [(1, 1, 5), (2, 1, 5)])
    assert suggest(columns, [(1, 1, 5), (2, 1, 5)]) == ChartChoice("histogram", None, "likes")
    known = columns_of(["day", "post_id", "author"], [("2026-11-01", 5, 7)])
    assert suggest(known, [("2026-11-01", 5, 7)]) == ChartChoice()


def test_a_missing_day_breaks_the_line_and_a_missing_number_too() -> None:
    rows = [("2026-01-01", 1), ("2026-01-03", 3), ("2026-01-04", None), ("2026-01-05", 5)]
    points = line_points(rows, 0, 1, None, "day")
    assert [value for _at, value, _group in points.rows] == [1.0, None, 3.0, None, 5.0]
    assert points.empty == 1
    # Weeks follow each other without gaps; months likewise, over the change of a year.
    weeks = [((date(2026, 1, 5) + timedelta(weeks=n)).isoformat(), n) for n in (0, 1, 3)]
    assert [v for _a, v, _g in line_points(weeks, 0, 1, None, "day").rows] == [0, 1, None, 3]
    months = [("2025-11", 1), ("2025-12", 2), ("2026-02", 4)]
    assert [v for _a, v, _g in line_points(months, 0, 1, None, "month").rows] == [1, 2, None, 4]


@given(st.lists(st.one_of(st.none(), st.floats(), st.integers(-(2**63), 2**63 - 1)), max_size=50))
def test_a_distribution_counts_every_number_once(values: list[float | None]) -> None:
    found = bins([(value,) for value in values], 0)
    assert sum(rows for _low, _high, rows in found.rows) + found.empty == len(values)
    assert len(found.rows) <= 22


def test_weekdays_and_hours_keep_their_order_and_their_gaps() -> None:
    rows = [(7, 3), (1, 9), (None, 2)]
    columns = columns_of(["weekday", "n"], rows)
    assert columns[0].kind == "weekday"
    assert suggest(columns, rows) == ChartChoice("bar", "weekday", "n")
    assert bar_points(rows, 0, 1, None, "weekday").order == [None, 1, 2, 3, 4, 5, 6, 7]
    # A number that is no day of the week makes it a number like any other.
    assert columns_of(["weekday"], [(8,)])[0].kind == "number"
    assert bar_points([(9, 1), (12, 2)], 0, 1, None, "hour").order == [9, 10, 11, 12]


def test_hours_and_days_of_the_week_in_words_keep_their_order_too() -> None:
    rows = [("10:00", 9), ("08:00", 3), (None, 1)]
    assert bar_points(rows, 0, 1, None, "text").order == [None, "08:00", "09:00", "10:00"]
    days = [("ср", 9), ("пн", 1)]
    assert bar_points(days, 0, 1, None, "text").order == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert bar_points([("среда", 9), ("Новости", 10)], 0, 1, None, "text").order == [
        "Новости",
        "среда",
    ]
