"""Pictures: PNG and SVG of what is seen, with title, period and filters on it, in Cyrillic."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from lib.base.language import speaking
from lib.charts.about import About
from lib.charts.picture import WIDTH, picture, printed
from lib.charts.theme import PAPER
from lib.reach.charts.days import daily_reach
from lib.reach.queries import Day

FIRST = date(2026, 9, 1)
SERIES = [Day(FIRST + timedelta(days=n), reach=None if n == 2 else 1000 + 10 * n) for n in range(5)]
ABOUT = About(
    title="Охват за день <script>",
    period="1–5 сентября 2026",
    filters=("рубрика «Новости»",),
    formula="сколько разных людей увидели сообщество",
)


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with speaking("ru"):
        yield


def test_svg_says_what_it_shows_and_of_when() -> None:
    svg = picture(daily_reach(SERIES, PAPER), ABOUT, form="svg").decode()
    assert svg.startswith("<svg")
    for words in ("Охват за день", "1–5 сентября 2026", "рубрика «Новости»", "сент", "Подписчики"):
        assert words in svg, words
    assert "<script" not in svg
    assert "http://" not in svg.replace("http://www.w3.org", "")


def test_png_is_a_picture_of_two_dots_a_point_on_white() -> None:
    content = picture(daily_reach(SERIES, PAPER), ABOUT, form="png", width=400)
    assert content.startswith(b"\x89PNG")
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert image.width >= 2 * 400 and image.height >= 2 * 300
    assert image.getpixel((2, 2)) == (255, 255, 255)
    assert len(image.getcolors(maxcolors=1 << 24) or []) > 20


def test_nothing_is_fetched() -> None:
    chart = daily_reach(SERIES, PAPER)
    chart.data = "http://127.0.0.1:9/x.json"
    with pytest.raises(ValueError):
        picture(chart, ABOUT, form="svg")


def test_long_formulas_are_not_cut_at_the_edge_of_a_picture() -> None:
    frame = pd.DataFrame({"name": ["Вакцинация и диспансеризация"], "n": [1]})
    chart = alt.Chart(frame, width="container").mark_bar().encode(x="n:Q", y="name:N")
    made = printed(chart, About("t", formula="ночи и выходные считаются " * 20), palette=PAPER)
    # Lines as wide as the picture begin at its own edge, not beside the names of the axis.
    assert made["title"]["frame"] == "bounds"
    assert max(map(len, made["title"]["subtitle"])) * 5.9 <= WIDTH
