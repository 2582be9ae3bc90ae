"""The audience as VK tells it: ages by sex, and cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _
from lib.charts.theme import (
    Palette,
    axis,
    finished,
    legend_of,
    names_axis,
    number_words,
    percent_words,
    room_for_words,
)

ROW = 28


@dataclass(frozen=True)
class Part:
    """A part of the people reached: `people` are added up over days; `share` is of all who told, 0 to 1."""

    name: str
    people: int
    share: float
    sex: str = ""
    """`f`, `m`, or nothing where VK does not say."""


def sex_names() -> dict[str, str]:
    """VK's letters and their words; women first."""
    return {"f": _("Women"), "m": _("Men")}


def ages_frame(parts: Sequence[Part]) -> pd.DataFrame:
    """Columns name (the ages), sex (translated), share, place (negative for women, to the left), texts."""
    names = sex_names()
    return pd.DataFrame(
        [
            {
                "name": one.name,
                "sex": names.get(one.sex, one.sex),
                "share": one.share,
                "place": -one.share if one.sex == "f" else one.share,
                "share_shown": percent_words(one.share),
                "people_shown": number_words(one.people),
            }
            for one in parts
        ]
    )


def ages(parts: Sequence[Part], palette: Palette) -> Any:
    """A row an age: women to the left, men to the right."""
    frame = ages_frame(parts)
    order = sorted(set(frame["name"]), key=_first_number)
    color = alt.Color(
        "sex:N",
        scale=alt.Scale(
            domain=list(sex_names().values()), range=[palette.categories[1], palette.first]
        ),
        legend=legend_of(palette),
    )
    most = float(frame["share"].max()) if len(frame) else 1.0
    bars = (
        alt.Chart(frame)
        .mark_bar(height=18)
        .encode(
            y=alt.Y("name:N", sort=order, axis=names_axis(palette)),
            x=alt.X(
                "place:Q",
                axis=axis(
                    _("Share of the people reached"),
                    palette,
                    grid=True,
                    minExtent=0,
                    labelExpr="format(abs(datum.value), '.0%')",
                ),
                scale=alt.Scale(domain=[-most * 1.15, most * 1.15]),
            ),
            color=color,
            tooltip=[
                alt.Tooltip("name:N", title=_("Age")),
                alt.Tooltip("sex:N", title=_("Sex")),
                alt.Tooltip("share_shown:N", title=_("Share")),
                alt.Tooltip("people_shown:N", title=_("People, added up over days")),
            ],
        )
    )
    words = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order), x="place:Q", text="share_shown:N"
    )
    texts = [
        words.transform_filter("datum.place < 0").mark_text(
            align="right", dx=-5, fontSize=11, color=palette.ink
        ),
        words.transform_filter("datum.place > 0").mark_text(
            align="left", dx=5, fontSize=11, color=palette.ink
        ),
    ]
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=palette.ink).encode(x="zero:Q")
    return finished(
        alt.LayerChart(layer=(bars, *texts, zero)), palette, height=max(2, len(order)) * ROW
    )


def parts_frame(parts: Sequence[Part]) -> pd.DataFrame:
    """Columns name, people, share, and their texts; the largest first."""
    return pd.DataFrame(
        [
            {
                "name": one.name,
                "people": one.people,
                "share": one.share,
                "share_shown": percent_words(one.share),
                "people_shown": number_words(one.people),
            }
            for one in sorted(parts, key=lambda one: -one.people)
        ]
    )


def parts_of(parts: Sequence[Part], palette: Palette, *, name: str) -> Any:
    """A bar for each part, the largest first, its share beside it."""
    frame = parts_frame(parts)
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=list(frame["name"]), axis=names_axis(palette)),
        x=alt.X(
            "share:Q",
            axis=axis(
                _("Share of the people reached"), palette, format=".0%", grid=True, minExtent=0
            ),
            scale=alt.Scale(zero=True, nice=True, range=room_for_words(right=48)),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=name),
            alt.Tooltip("share_shown:N", title=_("Share")),
            alt.Tooltip("people_shown:N", title=_("People, added up over days")),
        ],
    )
    bars = base.mark_bar(height=18, color=palette.first)
    words = base.mark_text(align="left", dx=5, fontSize=11, color=palette.ink).encode(
        text="share_shown:N"
    )
    return finished(alt.LayerChart(layer=(bars, words)), palette, height=max(2, len(frame)) * ROW)


def _first_number(ages: str) -> tuple[int, str]:
    digits = "".join(character if character.isdigit() else " " for character in ages).split()
    return (int(digits[0]) if digits else 999, ages)
