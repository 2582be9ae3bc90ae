"""Any result that a question may have, for laws."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

HOSTILE = "![x](http://evil.example/x.png) <img src=//evil.example/y.png> **bold** ' + datum.x + \""
KINDS = [
    st.none(),
    st.integers(min_value=-(2**63), max_value=2**63 - 1),
    st.integers(min_value=0, max_value=8),
    st.floats(),
    st.text(max_size=12),
    st.dates().map(date.isoformat),
    st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 3, 1)).map(date.isoformat),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.datetimes().map(lambda at: at.isoformat(" ", "minutes")),
    st.binary(max_size=4),
    st.sampled_from([HOSTILE, "", "image", "0000-00-00", "9999-12-31", "2024-02-30"]),
]
CELLS = st.one_of(KINDS)


@st.composite
def results(draw_: Any) -> tuple[list[str], list[tuple[object, ...]]]:
    names = draw_(
        st.lists(
            st.one_of(st.text(max_size=8), st.sampled_from(["image", "a.b", "hour", "weekday"])),
            max_size=4,
            unique=True,
        )
    )
    # A column is often of one kind, which is when something is drawn.
    kinds = [draw_(st.sampled_from([CELLS, *KINDS])) for _name in names]
    return names, draw_(st.lists(st.tuples(*kinds), max_size=12))
