"""`python -m tests.explore.metadata`: writes docs/datasette.json, the words of the views for Datasette."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

from lib.base.language import in_russian
from lib.base.settings import ROOT
from lib.explore.words import VIEWS
from lib.store.schema import pending, wanted_schema

FILE = ROOT / "docs" / "datasette.json"


def metadata() -> dict[str, Any]:
    """What Datasette shows of the views, in Russian; every table is left off its pages."""
    with closing(sqlite3.connect(":memory:")) as empty:
        schema, _topics = wanted_schema(pending(empty))
    tables: dict[str, Any] = {
        name: {"hidden": True} for kind, name in sorted(schema) if kind == "table"
    }
    views = {
        view.name: {
            "title": in_russian(view.title),
            "description": in_russian(view.words),
            "columns": {column.name: in_russian(column.words) for column in view.columns},
        }
        for view in VIEWS
    }
    return {"databases": {"pult": {"tables": views | tables}}}


def written() -> str:
    """The text of the file."""
    return json.dumps(metadata(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
