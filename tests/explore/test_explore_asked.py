"""A question of any kind answered, and its answer as files: what is seen, safe, with what is missing said."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from lib.access.journal import Search, entries
from lib.access.permissions import Actor, Forbidden
from lib.explore.asked import Asked, Wanted, asked
from lib.explore.builder import Filter, Question
from lib.explore.choice import ChartChoice
from lib.explore.errors import ExploreError, QueryError
from lib.explore.export import TYPES, export, file_name
from lib.explore.run import Limits
from lib.store import Store
from tests.explore.conftest import MODERATOR
from tests.explore.past import END, fill

ZONE = "Europe/Moscow"
EVIL = (
    "SELECT '=HYPERLINK(1)' AS name, -1.5 AS n UNION ALL SELECT '![x](http://evil.example)', NULL"
)


def ask(store: Store, wanted: Wanted, **more: Any) -> Asked:
    return asked(store, wanted, **{"actor": MODERATOR, "now": END, "zone": ZONE} | more)


@pytest.fixture
def own(tmp_path: Path) -> Store:
    """A small store of one's own, for what leaves rows in the journal."""
    return fill(tmp_path / "own.db", posts=30, comments=60)


def taken(store: Store, found: Asked, form: str, actor: Actor = MODERATOR) -> bytes:
    return export(store, found, form, choice=found.chart, actor=actor, now=END, zone=ZONE)


def test_a_ready_question_tells_its_values_and_goes_on_with_the_time(past: Store) -> None:
    found = ask(past, Wanted("ready", "rubrics_reach", {"period": "30"}))
    assert found.values["until"] == "2026-09-20" and found.values["since"] == "2026-08-22"
    told = dict(found.told)["Период"].replace("\u202f", " ").replace("\u00a0", " ")
    assert told == "22 августа 2026 г. – 20 сентября 2026 г."
    assert found.result.rows and found.chart.kind == "bar"
    later = ask(past, found.wanted, now=END + 10 * 86_400)
    assert later.values["until"] == "2026-09-30"


def test_what_cannot_be_asked_is_said(past: Store) -> None:
    for wanted in (
        Wanted("ready", "no such"),
        Wanted("kind of tomorrow", ""),
        Wanted("builder", "{}"),
        Wanted("ready", "rubrics_reach", {"since": "2026-02-02", "until": "2026-02-01"}),
    ):
        with pytest.raises(ExploreError):
            ask(past, wanted)
    with pytest.raises(QueryError):
        ask(past, Wanted("sql", "SELECT name FROM author"))
    with pytest.raises(Forbidden):
        ask(past, Wanted("sql", "SELECT 1"), actor=Actor("Врач", "specialist", 9, "chat:1"))


def test_a_value_left_empty_is_named_where_nothing_is_found(past: Store) -> None:
    sql = "SELECT day FROM v_posts WHERE rubric = :rubric AND day > :since"
    nothing = ask(past, Wanted("sql", sql, {"since": "2026-01-01"}))
    assert nothing.result.rows == () and ":rubric." in nothing.missing
    assert ":since" not in nothing.missing
    assert ask(past, Wanted("sql", "SELECT 1 WHERE 0")).missing == ""


def test_a_built_question_is_drawn_under_its_own_words(past: Store) -> None:
    question = Question(
        "v_posts", (Filter("views", "from", (10.5,)),), ("rubric",), "median", "views"
    )
    found = ask(past, Wanted("builder", question.as_json()))
    assert found.title == "Записи. Медиана: Просмотры · Рубрика"
    [(name, condition)] = found.told
    assert name == "Просмотры" and condition.endswith(" 10,5")
    assert [one.title for one in found.result.columns] == ["Рубрика", "Медиана: Просмотры"]
    # The SQL shown gives the same rows.
    again = ask(past, Wanted("sql", found.sql))
    assert again.result.rows == found.result.rows


def test_reach_that_vk_never_gave_is_drawn_as_views_and_called_so(own: Store) -> None:
    with own.writer() as db:
        db.execute("DELETE FROM post_reach")
    found = ask(own, Wanted("ready", "rubrics_reach", {"period": "1825"}))
    assert found.chart.y == "median_views"


def test_csv_and_xlsx_hold_what_is_seen_and_no_formula(own: Store) -> None:
    found = ask(own, Wanted("sql", EVIL))
    text = taken(own, found, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[-2:] == [["'=HYPERLINK(1)", "-1,5"], ["![x](http://evil.example)", ""]]
    assert any(row[0].startswith("# ") and "HYPERLINK" in row[0] for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(taken(own, found, "xlsx")))
    sheet = book.worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["=HYPERLINK(1)", -1.5] in cells and ["![x](http://evil.example)", None] in cells
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_table_longer_than_the_screen_goes_on_in_the_file(own: Store) -> None:
    sql = "SELECT comment_id FROM v_comments"
    found = ask(own, Wanted("sql", sql), limits=Limits(rows=10))
    assert found.result.truncated and len(found.result.rows) == 10
    text = taken(own, found, "csv").decode("utf-8-sig")
    assert len([line for line in text.splitlines() if not line.startswith("# ")]) > 11


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_the_chart_as_a_picture_says_what_it_is_of(own: Store, form: str, begins: bytes) -> None:
    found = ask(own, Wanted("ready", "rubrics_reach", {"period": "365"}))
    content = taken(own, found, form)
    assert content.startswith(begins)
    if form == "svg":
        assert "сентября 2026" in content.decode()
    with pytest.raises(ExploreError):
        taken(own, replace(found, chart=ChartChoice()), form)


def test_the_copy_for_a_notebook_reads_itself(
    own: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "SELECT day, count(*) AS n FROM v_posts WHERE views > :least GROUP BY day"
    found = ask(own, Wanted("sql", sql, {"least": 0}))
    with zipfile.ZipFile(io.BytesIO(taken(own, found, "zip"))) as archive:
        archive.extractall(tmp_path)
    assert sorted(os.listdir(tmp_path))[:2] == ["analysis.ipynb", "chart.json"]
    book = json.loads((tmp_path / "analysis.ipynb").read_text())
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)
    table = known["table"]
    assert len(table) == len(found.result.rows)
    assert pd.api.types.is_datetime64_any_dtype(table["day"])
    assert table["n"].tolist() == [row[1] for row in found.result.rows]
    assert known["chart"].to_dict()["background"] == "#ffffff"


def test_every_file_is_in_the_journal_and_named_by_nobody(own: Store) -> None:
    found = ask(own, Wanted("sql", EVIL, title="../../<b>Имя"))
    for form in ("csv", "xlsx", "zip"):
        taken(own, found, form)
        assert file_name(form, now=END, zone=ZONE) == f"analysis-2026-09-21-1713.{form}"
    with own.reader() as db:
        kept = entries(db, Search(actions={"explore.hand_out"}))
    assert [entry.detail["file"] for entry in kept] == ["zip", "xlsx", "csv"]
    assert set(TYPES) == {"csv", "xlsx", "png", "svg", "zip"}
