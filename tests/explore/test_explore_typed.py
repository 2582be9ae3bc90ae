"""What is typed for a parameter: a decimal comma is a number, a telephone stays a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.explore.run import Value
from lib.explore.typed import value_of


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("  ", None),
        ("12", 12),
        ("-3", -3),
        ("−3", -3),
        ("3,5", 3.5),
        ("3.5", 3.5),
        ("0,5", 0.5),
        ("0", 0),
        ("12 345", 12_345),
        ("12\u202f345,75", 12_345.75),
        ("26.11.2026", "2026-11-26"),
        ("26/11/2026", "2026-11-26"),
        ("2026-11-26", "2026-11-26"),
        ("31.02.2026", "31.02.2026"),
        ("007", "007"),
        ("8 921 123 45 67", "8 921 123 45 67"),
        ("1,2,3", "1,2,3"),
        ("Новости", "Новости"),
        ("9" * 30, "9" * 30),
        ("1e5", "1e5"),
    ],
)
def test_what_is_typed_is_taken_as_it_is_meant(typed: str, value: Value) -> None:
    found = value_of(typed)
    assert found == value and type(found) is type(value)


@given(st.text())
def test_any_text_is_a_value(typed: str) -> None:
    found = value_of(typed)
    assert (
        found is None
        or isinstance(found, int | float)
        or found == typed.strip().replace("−", "-")
        or found == typed.strip()
        or len(str(found)) == 10
    )


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_a_decimal_comma_is_a_point(number: float) -> None:
    typed = f"{number:.3f}"
    found = value_of(typed.replace(".", ","))
    assert isinstance(found, float | str)
    if isinstance(found, float):
        assert found == float(typed)
