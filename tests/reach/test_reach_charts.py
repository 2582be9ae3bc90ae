"""What the charts carry: figures checked against a count of their own, gaps, words, colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import pytest

from lib.base import language
from lib.base.clock import local_day
from lib.charts.theme import DARK, LIGHT, PAPER, Palette, locale_of_charts
from lib.reach import tables
from lib.reach.charts import days, subscribers
from lib.reach.counts import PostCounts
from lib.reach.queries import Day
from lib.reach.wall.posts import PostFigures, Usual

FIRST = date(2026, 2, 26)
SERIES = [
    Day(FIRST, reach=900, reach_subscribers=300, joined=5, departed=2, level=4003),
    Day(FIRST + timedelta(days=1)),
    Day(FIRST + timedelta(days=2), reach=0, reach_subscribers=0, joined=0, departed=4, level=3999),
    Day(FIRST + timedelta(days=3), reach=12_345, reach_subscribers=None, joined=1, departed=0),
]
DRAW: list[Callable[..., alt.LayerChart]] = [
    days.daily_reach,
    days.others_share,
    subscribers.subscribers_level,
    subscribers.joins_and_leaves,
]


@pytest.fixture
def english() -> Iterator[None]:
    before = language._resolver
    language.set_resolver(lambda: "en")
    yield
    language.set_resolver(before)


def test_reach_keeps_every_day_and_leaves_gaps_empty(english: None) -> None:
    frame = days.reach_frame(SERIES)
    assert len(frame) == 2 * len(SERIES)
    total = frame[frame["kind"] == "All people"].sort_values("day")
    assert total["reach"].isna().tolist() == [False, True, False, False]
    assert total["reach"].dropna().tolist() == [900, 0, 12_345]
    assert total["shown"].tolist() == ["900", "no data", "0", "12,345"]
    subscribers = frame[frame["kind"] == "Subscribers"].sort_values("day")
    assert subscribers["reach"].isna().tolist() == [False, True, False, True]


def test_days_are_calendar_days_whatever_the_zone(english: None) -> None:
    days = subscribers.growth_frame(SERIES)["day"]
    assert [stamp.isoformat() for stamp in days] == [
        f"{FIRST + timedelta(days=n)}T00:00:00+00:00" for n in range(4)
    ]


def test_leaves_hang_below_zero_and_joins_minus_leaves_is_the_growth(english: None) -> None:
    frame = subscribers.growth_frame(SERIES)
    assert frame["joined"].dropna().tolist() == [5, 0, 1]
    assert frame["departed"].dropna().tolist() == [-2, -4, 0]
    assert frame["growth_shown"].tolist() == ["+3", "no data", "−4", "+1"]
    known = frame.dropna(subset=["joined", "departed"])
    assert (known["joined"] + known["departed"]).tolist() == [3, -4, 1]


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("palette", [LIGHT, DARK, PAPER])
def test_every_chart_is_a_valid_specification_for_one_day_and_for_many(
    draw: Callable[..., alt.LayerChart], palette: Palette
) -> None:
    for series in (SERIES, SERIES[:1], [Day(FIRST + timedelta(days=n)) for n in range(800)]):
        specification = draw(series, palette).to_dict()
        assert specification["background"] == "transparent"
        assert specification["config"]["locale"]["number"]["thousands"] == "\xa0"


def test_lines_differ_by_dash_and_colour_and_both_colours_change_with_the_theme() -> None:
    def ranges(palette: Palette) -> tuple[Any, Any]:
        line = days.daily_reach(SERIES, palette).to_dict()["layer"][0]["encoding"]
        return line["color"]["scale"]["range"], line["strokeDash"]["scale"]["range"]

    (light, dashes), (dark, _dashes) = ranges(LIGHT), ranges(DARK)
    assert dashes[0] != dashes[1]
    assert len({*light, *dark}) == 4


def test_months_speak_the_language_of_the_screen(english: None) -> None:
    assert locale_of_charts().to_dict()["time"]["shortMonths"][:2] == ["Jan", "Feb"]
    language.set_resolver(lambda: "ru")
    spoken = locale_of_charts().to_dict()["time"]
    assert spoken["shortMonths"][0] == "янв"
    assert spoken["days"][0] == "воскресенье"
    assert "февраля 2026" in subscribers.growth_frame(SERIES)["label"][0]


def test_frames_have_no_object_columns_of_numbers() -> None:
    frame = subscribers.growth_frame(SERIES)
    assert all(
        pd.api.types.is_numeric_dtype(frame[name]) for name in ("joined", "departed", "level")
    )


def test_tables_keep_nought_and_missing_apart(english: None) -> None:
    table = tables.day_table(SERIES)
    assert table["Day"].tolist() == [day.day for day in reversed(SERIES)]
    assert table["Reach"].tolist() == [12_345, 0, pd.NA, 900]
    assert table["Subscribers reached"].isna().tolist() == [True, False, True, False]


def post(post_id: int, at: int, text: str, rubric: str | None, **counts: int | None) -> PostFigures:
    day = local_day(at, zone="UTC")
    known = PostCounts(at, **counts)
    return PostFigures(post_id, at, day, text, None, rubric, None, known, Usual())


def test_posts_stand_in_their_order_with_local_times(english: None) -> None:
    posts = [
        post(9, 1_790_000_000, "A\nB", None, views=5, likes=0, reposts=1),
        post(8, 1_789_000_000, "", "News", likes=7, comments=3, reach=40, reach_subscribers=20),
    ]
    table = tables.post_table(
        posts,
        zone="Asia/Kamchatka",
        line=lambda text: " ".join(text.split()),
        address=lambda post_id: f"https://vk.example/{post_id}" if post_id == 9 else None,
    )
    assert table["Published"].dt.strftime("%H:%M").tolist() == ["02:13", "12:26"]
    assert table["Text"].tolist() == ["A B", "(no text)"]
    assert table["Views"].tolist() == [5, pd.NA]
    assert table["Reach"].tolist() == [pd.NA, 40]
    assert table["Likes"].tolist() == [0, 7]
    assert table["Reposts"].tolist() == [1, pd.NA]
    assert table["Comments"].tolist() == [pd.NA, 3]
    assert table["Link"].tolist()[0] == "https://vk.example/9"


def test_a_table_of_nothing_still_has_its_columns(english: None) -> None:
    table = tables.post_table([], zone="UTC", line=str, address=lambda _id: None)
    assert list(table.columns)[:3] == ["Published", "Text", "Rubric"]
