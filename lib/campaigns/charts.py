"""Charts of a campaign: its course against what is usual, what others made of it, its rubrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.base.language import _
from lib.base.notation import day_figures
from lib.campaigns.figures import Line, Stretch
from lib.charts.theme import (
    DASHES,
    Palette,
    axis,
    bar_width,
    coloured,
    day_axis,
    day_stamp,
    finished,
    names_axis,
    number_words,
    shaped,
)


def course_frame(course: Sequence[Stretch]) -> pd.DataFrame:
    """Columns day, kind (translated), reach, label, shown, posts: two rows a stretch."""
    return pd.DataFrame(
        [
            {
                "day": day_stamp(one.since),
                "kind": kind,
                "reach": value,
                "label": stretch_words(one),
                "shown": number_words(value),
                "posts": posts,
            }
            for one in course
            for kind, value, posts in (
                (_("The campaign"), one.reach_median, one.posts),
                (_("Other posts"), one.usual, one.usual_posts),
            )
        ]
    ).astype({"reach": "Float64"})


def course(stretches: Sequence[Stretch], palette: Palette, *, height: int = 280) -> Any:
    """Two lines: the middle reach of the campaign's posts, and of all others published in the same time."""
    names = [_("The campaign"), _("Other posts")]
    base = alt.Chart(course_frame(stretches)).encode(
        x=day_axis(stretches[0].since, stretches[-1].since, palette),
        y=alt.Y("reach:Q", axis=axis(_("Reach of a post"), palette), scale=alt.Scale(zero=True)),
        color=coloured("kind", names, palette),
        tooltip=[
            alt.Tooltip("label:N", title=_("When")),
            alt.Tooltip("kind:N", title=_("Whose")),
            alt.Tooltip("shown:N", title=_("Reach of a post, median")),
            alt.Tooltip("posts:Q", title=_("Posts")),
        ],
    )
    # Between two days with posts there is a line, so that its points are seen to belong together.
    # The legend shows points; a dash by a scale, though without a legend of its own, would tear their edges.
    lines = [
        base.transform_filter(
            (alt.datum.kind == name) & alt.expr.isValid(alt.datum.reach)
        ).mark_line(strokeWidth=2, strokeDash=dash)
        for name, dash in zip(names, DASHES, strict=False)
    ]
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        shape=shaped("kind", names, palette)
    )
    return finished(alt.LayerChart(layer=(*lines, points)), palette, height=height)


def neighbours_frame(course: Sequence[Stretch]) -> pd.DataFrame:
    """Columns day, neighbours, label."""
    return pd.DataFrame(
        [
            {
                "day": day_stamp(one.since),
                "neighbours": one.neighbours,
                "label": stretch_words(one),
            }
            for one in course
        ]
    )


def neighbours(stretches: Sequence[Stretch], palette: Palette, *, height: int = 180) -> Any:
    """Bars: reposts by other communities and their own posts with the hashtag."""
    bars = (
        alt.Chart(neighbours_frame(stretches))
        .mark_bar(width=bar_width(len(stretches)), color=palette.second)
        .encode(
            x=day_axis(stretches[0].since, stretches[-1].since, palette),
            y=alt.Y(
                "neighbours:Q",
                axis=axis(_("Posts by other communities"), palette, tickMinStep=1),
                scale=alt.Scale(zero=True),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=_("When")),
                alt.Tooltip("neighbours:Q", title=_("Posts by other communities")),
            ],
        )
    )
    return finished(alt.LayerChart(layer=(bars,)), palette, height=height)


def rubrics_frame(lines: Sequence[Line]) -> pd.DataFrame:
    """Columns name, reach, posts, shown; rubrics of whose posts nothing was measured are left out."""
    return pd.DataFrame(
        [
            {
                "name": line.name if line.named else _(line.name),
                "reach": line.reach.total,
                "posts": line.posts,
                "shown": number_words(line.reach.total),
            }
            for line in lines
            if line.reach.total is not None
        ],
        columns=["name", "reach", "posts", "shown"],
    )


def rubrics(lines: Sequence[Line], palette: Palette) -> Any:
    """A bar a rubric: the reach of the campaign's posts in it, added up."""
    frame = rubrics_frame(lines)
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort="-x", axis=names_axis(palette)),
        # Room for the number behind the longest bar.
        x=alt.X(
            "reach:Q",
            axis=axis(_("Reach, added up"), palette, minExtent=0),
            scale=alt.Scale(domain=[0, max(1, 1.15 * float(frame["reach"].max()))]),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=_("Rubric")),
            alt.Tooltip("shown:N", title=_("Reach, added up")),
            alt.Tooltip("posts:Q", title=_("Posts")),
        ],
    )
    bars = base.mark_bar(color=palette.first, height={"band": 0.6})
    words = base.mark_text(align="left", dx=5, color=palette.text).encode(text="shown:N")
    return finished(
        alt.LayerChart(layer=(bars, words)), palette, height=max(80, 34 * len(frame) + 30)
    )


def stretch_words(one: Stretch) -> str:
    """`12.11.2026`, or `09.11.2026–15.11.2026`."""
    first, last = day_figures(one.since), day_figures(one.until)
    return first if first == last else f"{first}–{last}"
