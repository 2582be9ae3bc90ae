"""«Reach», audience: age, sex and cities of who was reached, as VK tells them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.language import _
from lib.reach.audience import AudienceGroup, audience
from lib.reach.charts import audience as charts
from lib.ui import console, reach_view, safe
from lib.ui.chart_card import Card, chart_card
from lib.ui.live_refresh import live
from lib.ui.unavailable import lack_of, unavailable

MOST_CITIES = 12


@st.fragment(key="reach_audience")
def audience_section() -> None:
    """Draw it."""
    live("stats", key="reach_audience", longest=None)
    view = reach_view.shown()
    with console.store().reader() as db:
        found = audience(db, view.period)
    if not any(found.groups.values()):
        lack = lack_of("reach")
        if lack is not None:
            unavailable(lack, key="reach_audience", what=_("The audience is not measured."))
        text = _(
            "VK gives age, sex and cities of the people reached with the statistics of each day."
        )
        st.html(
            f'<div class="pult-empty"><b>{_("Nothing is known of the audience")}</b>'
            f"{safe.html_text(text)}</div>"
        )
        return
    remarks = [
        _(
            "VK reported it on {known} of {days} days. Whoever came on several days counts on "
            "each of them, so only shares are drawn.",
            known=found.days,
            days=view.period.days,
        )
    ]
    ages = [part for group in found.groups["sex_age"] if (part := _age(group)) is not None]
    alone = [_part(group, _span(group.key)) for group in found.groups["age"]]
    if ages:
        _card(
            view, "ages", _("Age and sex of the people reached"), ages, remarks,
            draw=partial(charts.ages, ages),
        )  # fmt: skip
    elif alone:
        _card(
            view, "ages", _("Age of the people reached"), alone, remarks,
            draw=partial(charts.parts_of, alone, name=_("Age")),
        )  # fmt: skip
    sexes = [_part(group, _sex(group.key)) for group in found.groups["sex"]]
    if sexes:
        _card(
            view, "sex", _("Sex of the people reached"), sexes, remarks,
            draw=partial(charts.parts_of, sexes, name=_("Sex")),
        )  # fmt: skip
    cities = [_part(group, _place(group)) for group in found.groups["cities"]]
    if cities:
        most = cities[:MOST_CITIES]
        cut = (
            [_("The {n} largest are drawn; the file has them all.", n=len(most))]
            if len(cities) > len(most)
            else []
        )
        _card(
            view, "cities", _("Cities of the people reached"), cities, [*remarks, *cut],
            draw=partial(charts.parts_of, most, name=_("City")),
        )  # fmt: skip


def _card(
    view: reach_view.View,
    key: str,
    title: str,
    parts: Sequence[charts.Part],
    remarks: Sequence[str],
    *,
    draw: partial[Any],
) -> None:
    about = reach_view.about(
        view,
        title,
        formula=_(
            "people of the group, added up over the days ÷ all people for whom VK gave it × 100"
        ),
        remarks=remarks,
    )
    chart_card(
        Card(
            key=f"reach_{key}",
            about=about,
            draw=draw,
            table=lambda: _table(parts),
            kinds={_("Share"): "share"},
            span=reach_view.span_of(view),
        )
    )


def _table(parts: Sequence[charts.Part]) -> pd.DataFrame:
    sexes = charts.sex_names()
    table = pd.DataFrame(
        {
            _("Of whom"): [part.name for part in parts],
            _("Sex"): [sexes.get(part.sex) for part in parts],
            _("Share"): [part.share for part in parts],
            _("People, added up over days"): [part.people for part in parts],
        }
    )
    return table if table[_("Sex")].notna().any() else table.drop(columns=[_("Sex")])


def _part(group: AudienceGroup, name: str, sex: str = "") -> charts.Part:
    return charts.Part(name, group.people, (group.share or 0.0) / 100, sex)


def _age(group: AudienceGroup) -> charts.Part | None:
    """VK writes `f;18-21`; whose sex it does not know has no side of the chart to stand on."""
    sex, _semicolon, ages = group.key.rpartition(";")
    if sex not in {"f", "m"}:
        return None
    return _part(group, _span(ages), sex)


def _span(ages: str) -> str:
    return ages.replace("-", "–")


def _sex(key: str) -> str:
    return charts.sex_names().get(key, _("Sex not told"))


def _place(group: AudienceGroup) -> str:
    """The name is VK's word: one line, and it goes into the chart as text only."""
    return safe.one_line(group.name, 40) or _("City {number}", number=group.key)
