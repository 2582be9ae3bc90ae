"""The dictionary of measures as people read it: what is counted how, from what, in which unit."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.base.language import _
from lib.reach.measures import OF_DAY, OF_PERIOD, OF_POST, OF_TALK, UNITS, Measure

STYLE = """<style>
.pult-measures dt { font-weight: 650; margin-top: .7rem; }
.pult-measures dd { margin: 0; font-size: .92rem; line-height: 1.45; overflow-wrap: anywhere; }
.pult-measures dd.from { font-size: .82rem; color: light-dark(#566773, #9db0bd); }
</style>"""


def measures_panel() -> None:
    """A press opens the whole dictionary."""
    with st.popover(_("How it is counted"), icon=":material/menu_book:", key="reach_measures"):
        st.html(
            STYLE
            + "".join(
                _group(title, measures)
                for title, measures in (
                    (_("Days"), OF_DAY),
                    (_("Posts"), OF_POST),
                    (_("Conversation"), OF_TALK),
                    (_("Periods"), OF_PERIOD),
                )
            )
        )


def _group(title: str, measures: Sequence[Measure[Any]]) -> str:
    lines = "".join(
        f"<dt>{html.escape(_(one.name))}, {html.escape(_(UNITS[one.unit]))}</dt>"
        f"<dd>{html.escape(_(one.formula))}"
        + (f" ({html.escape(_(one.variant))})" if one.variant else "")
        + f'</dd><dd class="from">{html.escape("; ".join(_(source) for source in one.sources))}</dd>'
        for one in measures
    )
    return f'<h4>{html.escape(title)}</h4><dl class="pult-measures">{lines}</dl>'
