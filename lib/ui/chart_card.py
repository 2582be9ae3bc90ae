"""One widget for every chart: a title that says what is shown, the formula under «?», files of what is seen."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import streamlit as st
from altair.utils import schemapi

from lib.access.exports import handed_out
from lib.access.permissions import Actor, allowed
from lib.base.language import _, language, speaking
from lib.charts import files, picture
from lib.charts.about import About
from lib.charts.theme import PAPER, Palette, palette_of
from lib.ui import console, dates, safe

FORMS = {
    "png": (":material/image:", picture.PNG),
    "svg": (":material/polyline:", picture.SVG),
    "csv": (":material/csv:", files.CSV),
    "xlsx": (":material/table:", files.XLSX),
}
LONGEST_HELP = 1500
BUILT_KEPT = 64
"""Charts, for all pages together."""


@dataclass(frozen=True)
class Card:
    """A chart and what belongs to it. `draw` and `table` run again when a file is asked for, outside of any
    script: they must not ask Streamlit for anything."""

    key: str
    """Of letters and low lines, one on a page; also the beginning of the files' names."""
    about: About
    table: Callable[[], pd.DataFrame]
    """The figures that are drawn, under names that a person reads."""
    draw: partial[Any] | None = None
    """A builder of charts with its figures: called with a palette it gives the finished chart, always the same
    one of equal figures. None: a list of which no picture is offered."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What columns hold, where their type does not say it (`lib.charts.files`)."""
    lead: str = ""
    """A sentence under the title: what the chart tells. Plain text."""
    span: str = ""
    """For the files' names, such as `2026-09-01-2026-09-30`."""


def chart_card(
    card: Card,
    *,
    select: str | None = None,
    on_select: Callable[[], None] | None = None,
    turn: int = 0,
) -> list[Mapping[str, Any]]:
    """Draw the card; answer what is selected: the fields of the chart's selection `select` for each mark.

    `on_select` runs before the script when the selection has changed; without it the fragment runs again.
    Another `turn` than before forgets the selection: nothing else takes it away but a press on the chart.
    """
    chosen: list[Mapping[str, Any]] = []
    with st.container(border=True, key=f"card_{card.key}", gap="xsmall"):
        head(card)
        if card.lead:
            st.caption(safe.label(card.lead, 600))
        assert card.draw is not None
        chart: Any = _Drawn(card.draw, palette_of(dark=st.context.theme.type == "dark"))
        if select is None:
            st.altair_chart(chart, alt=card.about.title, key=f"chart_{card.key}")
        else:
            state = st.altair_chart(
                chart,
                alt=card.about.title,
                key=selection_key(card.key, turn),
                on_select=on_select or "rerun",
                selection_mode=[select],
            )
            chosen = selected(state, select)
        for remark in card.about.remarks:
            st.caption(safe.label(remark, 600))
    return chosen


class _Drawn:
    """A chart as Streamlit asks it for its specification, which is not held against Vega-Lite's schema: that
    took half of the time of a page, and the tests of the builders do it."""

    def __init__(self, draw: partial[Any], palette: Palette) -> None:
        self.chart = _built(pickle.dumps(draw), palette, language())

    def to_dict(self) -> dict[str, Any]:
        with schemapi.debug_mode(False):
            made: dict[str, Any] = self.chart.to_dict(validate=False)
        return made


@lru_cache(maxsize=BUILT_KEPT)
def _built(draw: bytes, palette: Palette, spoken: str) -> Any:
    """The chart of a builder with its figures, pickled: so lists of rows can be told apart by what is in them.
    A page that is drawn again has changed in few of its charts, and building one takes tens of milliseconds."""
    # The language is asked for at every word, and a chart has hundreds.
    with speaking(spoken), schemapi.debug_mode(False):
        return pickle.loads(draw)(palette)


def selection_key(key: str, turn: int = 0) -> str:
    """Where the session keeps the selection of the card `key`, for callbacks."""
    return f"chart_{key}_{turn}"


def picked_in(chosen: Sequence[Mapping[str, Any]], field: str) -> object:
    """The value of `field` of the only mark that is selected; None where it is none or several."""
    return chosen[0].get(field) if len(chosen) == 1 else None


def head(card: Card) -> None:
    """The title with the formula under «?», and the menu of files."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(safe.label(card.about.title, 160), anchor=False, help=explained(card.about))
        downloads(card)


def explained(about: About) -> str | None:
    """Formula and source as the text of a «?», which reads Markdown; None: there is nothing to say."""
    parts = [
        f"**{name}.** {safe.label(text, LONGEST_HELP)}"
        for name, text in (
            (_("How it is counted"), about.formula),
            (_("Source"), about.source),
        )
        if text
    ]
    return "\n\n".join(parts) or None


def downloads(card: Card, *, forms: Sequence[str] = tuple(FORMS)) -> None:
    """The menu of files, those of `forms`. Nothing is made before somebody asks."""
    me = console.actor()
    may = allowed(me, "figures.export")
    with st.popover(
        _("Download"),
        icon=":material/download:",
        type="tertiary",
        disabled=not may,
        key=f"files_{card.key}",
        help=None if may else _("Your role does not allow this."),
    ):
        for form in forms:
            icon, mime = FORMS[form]
            st.download_button(
                form.upper(),
                _maker(card, form, me),
                file_name=file_name(card, form),
                mime=mime,
                key=f"file_{card.key}_{form}",
                icon=icon,
                type="tertiary",
                width="stretch",
                on_click="ignore",
            )


def file_name(card: Card, form: str) -> str:
    """`reach-daily-2026-09-01-2026-09-30.png`: nothing of what anybody wrote is in it."""
    return "-".join(part for part in (card.key.replace("_", "-"), card.span) if part) + f".{form}"


def selected(state: Any, name: str) -> list[Mapping[str, Any]]:
    """The marks that a person chose in the chart's selection `name`; nothing that could be forged is trusted
    here: it came from the browser."""
    found = state.selection.get(name) if state is not None and "selection" in state else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _maker(card: Card, form: str, me: Actor) -> Callable[[], bytes]:
    # Runs when it is pressed, outside the script: nothing of the session may be asked for there.
    store, now, zone, spoken = console.store(), console.now(), console.zone(), language()

    def make() -> bytes:
        about = replace(card.about, made=dates.full(now, zone=zone))
        if form == "csv":
            return files.csv_of(card.table(), about)
        if form == "xlsx":
            return files.xlsx_of(card.table(), about, zone=zone, kinds=card.kinds)
        assert card.draw is not None
        return picture.picture(card.draw(PAPER), about, form=form)

    def hand_out() -> bytes:
        with speaking(spoken):
            return handed_out(
                store, f"chart:{card.key}", make, actor=me, file=file_name(card, form), now=now
            )

    return hand_out
