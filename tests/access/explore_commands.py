"""What commands of the questions of the data are given in `test_matrix.py`."""

from __future__ import annotations

from typing import Any

from lib.explore.asked import Asked, Wanted
from lib.explore.choice import ChartChoice, Column
from lib.explore.ready.questions import READY
from lib.explore.run import Result


def explore_special(now: int) -> dict[str, dict[str, Any]]:
    """What single commands are given."""
    result = Result((Column("n", "number"),), ((1,),), False, 0.0)
    found = Asked(Wanted("sql", "SELECT 1"), "", "SELECT 1", {}, (), result, ChartChoice(), now)
    return {
        "explore.asked.asked": {"wanted": Wanted("sql", "SELECT 1")},
        "explore.export.export": {"asked": found, "form": "csv", "choice": ChartChoice()},
        "explore.ready.answer.answer": {"question": READY[0], "values": {}},
        "explore.run.run": {"values": {}},
        "explore.saved.save_question": {"kind": "sql", "question_id": None},
    }
