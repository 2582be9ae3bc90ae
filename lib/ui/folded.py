"""What is drawn when somebody opens it: the first look of a page need not wait for it.

A table costs the browser more time than a chart, and a form that few open costs as much as a table.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def folded(label: str, draw: Callable[[], None], *, icon: str, key: str) -> None:
    """A line with `label`; a press on it runs the fragment again, which then calls `draw` inside."""
    box = st.expander(label, icon=icon, key=key, on_change="rerun")
    if box.open:
        with box:
            draw()
