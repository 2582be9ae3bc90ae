"""A chart of any result: valid whatever the cells are, gaps that stay gaps, texts that stay texts."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.charts import theme
from lib.explore.charts import draw
from lib.explore.choice import CHARTS, ChartChoice, Column, columns_of, suggest
from tests.explore.results import HOSTILE, results


def specification(chart: alt.LayerChart) -> dict[str, Any]:
    """The chart as Vega-Lite takes it; raises where the schema does not allow it, or JSON cannot hold it."""
    made: dict[str, Any] = chart.to_dict()
    json.dumps(made, allow_nan=False)
    return made


@settings(max_examples=60, deadline=None)
@given(results(), st.sampled_from(sorted(CHARTS)), st.booleans())
def test_any_result_is_drawn_or_said_to_be_undrawable(
    result: tuple[list[str], list[tuple[object, ...]]], kind: str, dark: bool
) -> None:
    names, rows = result
    columns = columns_of(names, rows)
    palette = theme.palette_of(dark=dark)
    for choice in (suggest(columns, rows), ChartChoice(kind), ChartChoice(kind, *names[:3])):
        drawn = draw(columns, rows, choice, palette=palette)
        if drawn.chart is not None:
            specification(drawn.chart)
        elif choice.kind != "table" and rows:
            assert drawn.notes, choice


def test_too_many_names_leave_the_largest_and_say_so() -> None:
    rows = [(f"Рубрика {n}", n) for n in range(200)]
    columns = columns_of(["rubric", "reach"], rows)
    drawn = draw(columns, rows, suggest(columns, rows))
    assert drawn.chart is not None
    shown = next(iter(specification(drawn.chart)["datasets"].values()))
    assert sorted(row["y"] for row in shown) == list(range(170, 200))
    assert len(drawn.notes) == 1 and "30" in drawn.notes[0] and "200" in drawn.notes[0]


def test_two_rows_on_one_place_are_not_added_up() -> None:
    rows = [("x", 1), ("x", 2), ("y", 3)]
    columns = columns_of(["a", "b"], rows)
    drawn = draw(columns, rows, ChartChoice("bar", "a", "b"))
    assert drawn.chart is not None and len(drawn.notes) == 1
    shown = next(iter(specification(drawn.chart)["datasets"].values()))
    assert [row["y"] for row in shown] == [1, 3]


@pytest.mark.parametrize("kind", sorted(set(CHARTS) - {"table"}))
@pytest.mark.parametrize("name", [HOSTILE, "image", "title", "a.b[0]'", "Очень длинное имя " * 30])
def test_names_and_texts_are_data_and_never_formulas_or_pictures(kind: str, name: str) -> None:
    first = "2026-01-01" if kind == "line" else HOSTILE
    rows = [(first, HOSTILE, 1, 2), ("2026-01-02" if kind == "line" else "б" * 500, name, 3, 4)]
    columns = columns_of([name, "other", "n", "m"], rows)
    drawn = draw(columns, rows, ChartChoice(kind, None, None, "other" if kind != "heat" else None))
    assert drawn.chart is not None
    made = specification(drawn.chart)
    made.pop("datasets")
    layers = json.dumps(made["layer"], ensure_ascii=False)
    assert '"expr"' not in layers
    tooltips = [tip for layer in made["layer"] for tip in layer["encoding"].get("tooltip", [])]
    assert tooltips
    assert {tip["title"] for tip in tooltips}.isdisjoint({"image", "title"})
    assert all(tip["field"] in DRAWN_FIELDS for tip in tooltips)


DRAWN_FIELDS = {
    "label", "shown", "group", "across", "down", "x_shown", "y_shown", "told0", "told1",
}  # fmt: skip


def test_one_row_no_rows_and_columns_without_a_value() -> None:
    columns = [Column("a", "text"), Column("b", "number")]
    one = draw(columns, [("x", 5)], ChartChoice("bar", "a", "b"))
    assert one.chart is not None and one.notes == ()
    assert draw(columns, [], ChartChoice("bar", "a", "b")).chart is None
    empty = [(None, None), (None, None)]
    nothing = draw(columns_of(["a", "b"], empty), empty, ChartChoice("bar", "a", "b"))
    assert nothing.chart is None and len(nothing.notes) == 1
