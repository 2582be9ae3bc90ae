"""An answer as a file, for whoever may take figures out; every export is in the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lib.access.permissions import Actor, require
from lib.base.clock import local_time
from lib.base.language import N_, _
from lib.base.notation import moment_figures
from lib.charts import theme
from lib.charts.about import About
from lib.charts.files import CSV, XLSX, csv_of, xlsx_of
from lib.charts.picture import PNG, SVG, picture
from lib.explore.asked import Asked
from lib.explore.charts import draw
from lib.explore.choice import ChartChoice
from lib.explore.errors import ExploreError
from lib.explore.notebook import notebook_zip
from lib.explore.run import MOST_ROWS, MOST_SECONDS, Limits, run
from lib.explore.saved import note_export
from lib.explore.tables import frame_of
from lib.store import Store

TYPES = {"csv": CSV, "xlsx": XLSX, "png": PNG, "svg": SVG, "zip": "application/zip"}


def export(
    store: Store,
    asked: Asked,
    form: str,
    *,
    choice: ChartChoice,
    actor: Actor,
    now: int,
    zone: str,
) -> bytes:
    """The answer as `form` (a key of `TYPES`), drawn as `choice`: what is seen, the period and values named.

    Where the screen shows the first rows only, a table is asked for once more with up to `MOST_ROWS` of them.
    Raises `Forbidden`, `QueryError`, `ExploreError` (no chart to draw), `StoreError`.
    """
    require(actor, "figures.export")
    whole = _whole(store, asked, form, actor=actor, now=now)
    content = _MAKERS[form](whole, choice, zone)
    note_export(
        store, form=form, rows=len(whole.result.rows), title=asked.title, actor=actor, now=now
    )
    return content


def _whole(store: Store, asked: Asked, form: str, *, actor: Actor, now: int) -> Asked:
    if not asked.result.truncated or form in {"png", "svg"}:
        return asked
    limits = Limits(seconds=MOST_SECONDS, rows=MOST_ROWS)
    result = run(store, asked.sql, actor=actor, values=asked.values, limits=limits)
    return replace(asked, result=result, at=now)


def file_name(form: str, *, now: int, zone: str) -> str:
    """A name such as `analysis-2026-11-26-1814.csv`; nothing that anybody wrote is in it."""
    return f"analysis-{local_time(now, zone=zone).strftime('%Y-%m-%d-%H%M')}.{form}"


def about(asked: Asked, *, zone: str, with_sql: bool) -> About:
    """What stands on the file: title, values, the SQL where there is room, what is missing, when it is of."""
    remarks = []
    if asked.result.truncated:
        remarks.append(_("Only the first {n} rows: there are more.", n=len(asked.result.rows)))
    there = local_time(asked.at, zone=zone)
    return About(
        title=asked.title,
        filters=tuple(f"{name}: {value}" for name, value in asked.told),
        formula=" ".join(asked.sql.split()) if with_sql else "",
        source=_("Pult’s own database"),
        remarks=tuple(remarks),
        made=f"{moment_figures(there)} ({zone})",
    )


def _csv(asked: Asked, choice: ChartChoice, zone: str) -> bytes:
    frame = frame_of(asked.result.columns, asked.result.rows)
    return csv_of(frame, about(asked, zone=zone, with_sql=True))


def _xlsx(asked: Asked, choice: ChartChoice, zone: str) -> bytes:
    frame = frame_of(asked.result.columns, asked.result.rows)
    return xlsx_of(frame, about(asked, zone=zone, with_sql=True), zone=zone)


def _picture(form: str) -> Callable[[Asked, ChartChoice, str], bytes]:
    def make(asked: Asked, choice: ChartChoice, zone: str) -> bytes:
        drawn = draw(asked.result.columns, asked.result.rows, choice, palette=theme.PAPER)
        if drawn.chart is None:
            raise ExploreError(N_("There is no chart to take away: this answer is a table."))
        told = about(asked, zone=zone, with_sql=False)
        told = replace(told, remarks=(*told.remarks, *drawn.notes))
        return picture(drawn.chart, told, form=form, palette=theme.PAPER)

    return make


def _zip(asked: Asked, choice: ChartChoice, zone: str) -> bytes:
    return notebook_zip(asked, choice)


_MAKERS: dict[str, Callable[[Asked, ChartChoice, str], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "png": _picture("png"),
    "svg": _picture("svg"),
    "zip": _zip,
}
