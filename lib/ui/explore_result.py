"""The answer to a question: asking with a sign that it is asked, the chart, the table, the files."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain, language, ngettext, speaking
from lib.base.notation import day_field, moment_field, month_field
from lib.charts import theme
from lib.explore.asked import Asked, Wanted, asked
from lib.explore.chart_words import nothing_drawn
from lib.explore.charts import draw
from lib.explore.choice import (
    CHARTS,
    DAY,
    MOMENT,
    MONTH,
    NUMBER,
    ChartChoice,
    Column,
    completed,
    fitting,
    is_number_of_a_thing,
    options,
)
from lib.explore.errors import QueryError
from lib.explore.export import TYPES, export, file_name
from lib.explore.run import MOST_ROWS, Limits
from lib.explore.tables import frame_of
from lib.ui import console, dates, safe

CHART_ICONS = {
    "line": ":material/show_chart:",
    "bar": ":material/bar_chart:",
    "heat": ":material/grid_on:",
    "scatter": ":material/scatter_plot:",
    "histogram": ":material/equalizer:",
    "table": ":material/table_rows:",
}
_FILES = {
    "csv": ":material/csv:",
    "xlsx": ":material/table:",
    "png": ":material/image:",
    "svg": ":material/polyline:",
    "zip": ":material/data_object:",
}


_ALL_ROWS = 12
"""A table of so many rows is shown whole."""


def ask(section: str, wanted: Wanted, *, limits: Limits | None = None) -> None:
    """Have `answer(section)` carry this question out; for callbacks."""
    st.session_state[_key(section, "pending")] = (wanted, limits or Limits())


def asked_in(section: str) -> Asked | None:
    """What was answered last in this section."""
    found: Asked | None = st.session_state.get(_key(section, "asked"))
    return found


def choice_in(section: str) -> ChartChoice | None:
    """The chart that was chosen for it."""
    found: ChartChoice | None = st.session_state.get(_key(section, "choice"))
    return found


def trouble_in(section: str) -> PultError | None:
    """What was wrong with the last question of this section; None: it was answered."""
    found: PultError | None = st.session_state.get(_key(section, "trouble"))
    return found


def sql_in(section: str) -> str:
    """The SQL that was asked last in this section, by whoever wrote it; empty where nobody did."""
    return str(st.session_state.get(_key(section, "sql"), ""))


def forget(section: str) -> None:
    """Leave nothing of the last question."""
    for name in ("pending", "asked", "trouble", "choice"):
        st.session_state.pop(_key(section, name), None)


def carry_out(section: str) -> None:
    """Ask what is pending in this section, with a sign on the page; the answer before it stays until then."""
    pending = st.session_state.pop(_key(section, "pending"), None)
    if pending is None:
        return
    wanted, limits = pending
    kept = st.session_state
    kept[_key(section, "sql")] = wanted.text if wanted.kind == "sql" else ""
    told = _("Counting… It is stopped after {n} s at the latest.", n=dates.number(limits.seconds))
    with st.spinner(told):
        try:
            found = asked(
                console.store(),
                wanted,
                actor=console.actor(),
                now=console.now(),
                zone=console.zone(),
                limits=limits,
            )
        except PultError as error:
            kept[_key(section, "trouble")] = error
            return
    kept[_key(section, "trouble")] = None
    kept[_key(section, "asked")] = found
    kept[_key(section, "choice")] = found.chart
    kept[_key(section, "run")] = kept.get(_key(section, "run"), 0) + 1


def answer(
    section: str,
    *,
    titled: bool = True,
    more: Callable[[Asked, ChartChoice], None] | None = None,
) -> None:
    """Draw what was answered last: chart, table, files. `more` adds its own buttons beside the files."""
    carry_out(section)
    error, found = trouble_in(section), asked_in(section)
    if error is not None:
        trouble_view(error, sql_in(section))
    if found is None:
        return
    result = found.result
    if error is not None:
        st.caption(_("Below is the answer to the question before."))
    with st.container(border=True, key=f"explore_answer_{section}"):
        if titled:
            st.subheader(safe.label(found.title, 160), anchor=False)
        st.caption(_told(found))
        # Above the chart, where they are seen, and where what they open has room below.
        actions = st.container(horizontal=True, gap="small")
        if not result.rows:
            st.html(
                f'<div class="pult-empty"><b>{html.escape(_("No rows match this question"))}</b>'
                + html.escape(found.missing or _("Choose a longer period or fewer conditions."))
                + "</div>"
            )
            return
        choice = _controls(section, result.columns)
        palette = theme.palette_of(dark=st.context.theme.type == "dark")
        drawn = draw(result.columns, result.rows, choice, palette=palette)
        if drawn.chart is not None:
            st.altair_chart(drawn.chart, alt=found.title, key=f"explore_chart_{section}")
        lack = (
            nothing_drawn(found.chart, result.columns, result.rows) if drawn.chart is None else ()
        )
        for note in drawn.notes or lack:
            st.caption(safe.label(note, 300))
        table(found, key=section)
        with actions:
            _downloads(section, found, choice, drawable=drawn.chart is not None)
            if more is not None:
                more(found, choice)


def chart_only(found: Asked, *, key: str, height: int = 220) -> None:
    """The chart of an answer, or its table where it has none: for «Today»."""
    palette = theme.palette_of(dark=st.context.theme.type == "dark")
    columns, rows = found.result.columns, found.result.rows
    drawn = draw(columns, rows, found.chart, palette=palette, height=height)
    if drawn.chart is None:
        table(found, key=key, height=height)
    else:
        st.altair_chart(drawn.chart, alt=found.title, key=f"explore_chart_{key}")


def table(found: Asked, *, key: str, height: int | None = None) -> None:
    """The rows of an answer, numbers and days as the screen's language writes them."""
    columns, rows = found.result.columns, found.result.rows
    frame = frame_of(columns, rows, months_as_days=True)
    st.dataframe(
        frame,
        hide_index=True,
        placeholder=dates.NO_DATA,
        height=height or ("content" if len(rows) <= _ALL_ROWS else 460),
        column_config=dict(zip(frame.columns, map(_column, columns), strict=True)),
        key=f"explore_table_{key}",
    )


def trouble_view(error: PultError, sql: str) -> None:
    """What is wrong in plain words, with the line it is in."""
    words = [explain(error)]
    if isinstance(error, QueryError) and error.hint:
        words.append(_(error.hint, **error.values))
    st.error(safe.label(" ".join(words), 500), icon=":material/error:")
    if isinstance(error, QueryError) and error.place is not None and sql:
        place = error.place
        lines = sql.split("\n")
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        st.caption(_("Line {line}, character {column}:", line=place.line, column=place.column))
        # A long line is cut around the place.
        begin = max(0, place.column - 1 - 50)
        pointer = " " * (place.column - 1 - begin) + "^" * max(1, min(len(place.word), 40))
        st.code(f"{safe.plain(line)[begin : begin + 100]}\n{pointer}", language=None)


def _told(found: Asked) -> str:
    result = found.result
    parts = [f"{name}: {value}" for name, value in found.told]
    if result.truncated:
        parts.append(
            _("the first {n} rows; there are more, a file takes up to {most}",
              n=dates.number(len(result.rows)), most=dates.number(MOST_ROWS))
        )  # fmt: skip
    else:
        parts.append(ngettext("{n} row", "{n} rows", len(result.rows)))
    parts.append(_("as of {when}", when=dates.clock_time(found.at, zone=console.zone())))
    return safe.label(" · ".join(parts), 400)


def _controls(section: str, columns: tuple[Column, ...]) -> ChartChoice:
    kept: ChartChoice = st.session_state[_key(section, "choice")]
    run_number = st.session_state[_key(section, "run")]
    kinds = fitting(columns)
    titles = {column.name: column.title for column in columns}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        key = f"explore_kind_{section}_{run_number}"
        st.session_state.setdefault(key, completed(kept, columns).kind)
        kind = st.segmented_control(
            _("Chart"),
            kinds,
            required=True,
            format_func=lambda one: f"{CHART_ICONS[one]} {_(CHARTS[one])}",
            key=key,
            label_visibility="collapsed",
        )
        slots = options(kind or "table", columns)
        start = completed(ChartChoice(kind or "table", kept.x, kept.y, kept.colour), columns)
        chosen: dict[str, str | None] = {}
        if any(len(names) > 1 for names in slots.values()):
            with st.popover(_("Columns of the chart"), icon=":material/tune:", type="tertiary"):
                for slot, names in slots.items():
                    optional = slot == "colour" and kind != "heat"
                    offered: list[str | None] = [None, *names] if optional else list(names)
                    key = f"explore_{slot}_{section}_{run_number}_{kind}"
                    st.session_state.setdefault(key, getattr(start, slot))
                    chosen[slot] = st.selectbox(
                        slot_words(kind or "table")[slot],
                        offered,
                        format_func=lambda name: _("none") if name is None else titles[name],
                        key=key,
                        placeholder=_("none"),
                    )
    choice = completed(ChartChoice(start.kind, **chosen), columns) if chosen else start
    st.session_state[_key(section, "choice")] = choice
    return choice


def slot_words(kind: str) -> dict[str, str]:
    """What the columns of a chart are for."""
    words = {
        "line": (_("Along the time"), _("A number"), _("A line for each")),
        "bar": (_("A bar for each"), _("A number"), _("Groups")),
        "heat": (_("Horizontal axis"), _("A number"), _("Vertical axis")),
        "scatter": (_("Horizontal axis"), _("Vertical axis"), _("Colour and shape")),
        "histogram": ("", _("A number"), ""),
    }.get(kind, ("", "", ""))
    return dict(zip(("x", "y", "colour"), words, strict=True))


def _column(column: Column) -> Any:
    if column.kind == NUMBER:
        # The number of a post is found in VK as it is, not with blanks in it.
        plain = is_number_of_a_thing(column.name)
        return st.column_config.NumberColumn(format="%d" if plain else "localized")
    if column.kind == DAY:
        return st.column_config.DateColumn(format=day_field())
    if column.kind == MONTH:
        return st.column_config.DateColumn(format=month_field())
    if column.kind == MOMENT:
        return st.column_config.DatetimeColumn(format=moment_field())
    return st.column_config.TextColumn()


def _downloads(section: str, found: Asked, choice: ChartChoice, *, drawable: bool) -> None:
    me, store, now, zone = console.actor(), console.store(), console.now(), console.zone()
    spoken = language()

    def maker(form: str) -> Callable[[], bytes]:
        # Runs when it is pressed, outside the script: nothing of the session may be asked for there.
        def make() -> bytes:
            with speaking(spoken):
                return export(store, found, form, choice=choice, actor=me, now=now, zone=zone)

        return make

    names = {
        "csv": _("Table as CSV"),
        "xlsx": _("Table as XLSX"),
        "png": _("Chart as PNG"),
        "svg": _("Chart as SVG"),
        "zip": _("For a notebook (ZIP)"),
    }
    may = allowed(me, "figures.export")
    with st.popover(
        _("Download"),
        icon=":material/download:",
        disabled=not may,
        help=None if may else _("Your role does not allow this."),
        key=f"explore_files_{section}",
    ):
        for form, name in names.items():
            st.download_button(
                name,
                maker(form),
                file_name=file_name(form, now=now, zone=zone),
                mime=TYPES[form],
                icon=_FILES[form],
                type="tertiary",
                on_click="ignore",
                disabled=form in {"png", "svg"} and not drawable,
                key=f"explore_file_{section}_{form}",
            )
        if found.result.truncated:
            st.caption(
                _(
                    "Tables take up to {most} rows; that may take a minute.",
                    most=dates.number(MOST_ROWS),
                )
            )


def _key(section: str, name: str) -> str:
    return f"explore.{section}.{name}"
