"""A copy of an answer for a notebook: the data as JSON, the SQL, the chart, and a notebook that reads them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from lib.base.language import _
from lib.charts import theme
from lib.explore.asked import Asked
from lib.explore.charts import draw
from lib.explore.choice import DAY, MOMENT, MONTH, ChartChoice

_READ = """\
import json

import pandas as pd

with open("data.json", encoding="utf-8") as file:
    data = json.load(file)
table = pd.DataFrame(data["rows"], columns=data["columns"]).convert_dtypes()
for name in data["times"]:
    table[name] = pd.to_datetime(table[name])
table"""
_DRAW = """\
import altair as alt

with open("chart.json", encoding="utf-8") as file:
    chart = alt.Chart.from_json(file.read())
chart"""
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The same answer makes the same file."""


def notebook_zip(asked: Asked, choice: ChartChoice) -> bytes:
    """A zip with data.json, question.sql, analysis.ipynb and, where there is a chart, chart.json."""
    result = asked.result
    data = {
        "title": asked.title,
        "values": dict(asked.values),
        "columns": [column.name for column in result.columns],
        "times": [one.name for one in result.columns if one.kind in {DAY, MONTH, MOMENT}],
        "truncated": result.truncated,
        "asked_at": asked.at,
        "rows": result.rows,
    }
    files = {
        "data.json": json.dumps(data, ensure_ascii=False),
        "question.sql": asked.sql.rstrip() + "\n",
    }
    drawn = draw(result.columns, result.rows, choice, palette=theme.PAPER)
    if drawn.chart is not None:
        specification: dict[str, Any] = drawn.chart.to_dict()
        specification["width"] = 700
        specification["background"] = theme.PAPER.page
        files["chart.json"] = json.dumps(specification, ensure_ascii=False)
    files["analysis.ipynb"] = _notebook(asked, with_chart=drawn.chart is not None)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _notebook(asked: Asked, *, with_chart: bool) -> str:
    about = [
        asked.title,
        *(f"{name}: {value}" for name, value in asked.told),
        _("Made by Pult. Needs pandas; the chart needs altair."),
        "",
        asked.sql,
    ]
    # A raw cell: titles are somebody's text, and a text cell would read Markdown in it.
    cells = [_cell("raw", "\n".join(about)), _cell("code", _READ)]
    if with_chart:
        cells.append(_cell("code", _DRAW))
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"language_info": {"name": "python"}},
        "cells": [{"id": f"cell-{n}", **cell} for n, cell in enumerate(cells)],
    }
    return json.dumps(book, ensure_ascii=False, indent=1)


def _cell(kind: str, text: str) -> dict[str, Any]:
    more: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True), **more}
