"""Charts of posts, rubrics, conversation and audience: gaps stay gaps, nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from lib.base.language import speaking
from lib.charts.theme import DARK, LIGHT, PAPER, Palette
from lib.reach.charts import audience, posts, rubrics, subscribers, talk
from lib.reach.growth.forecast import Ahead
from lib.reach.queries import Day

DAY = date(2026, 2, 28)
DOTS = [
    posts.Dot(n, "1 March, 10:00", "text", "News" if n % 2 else "Thanks", 100 * n, 1.5 * n)
    for n in range(1, 6)
]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield


def drawn(palette: Palette) -> dict[str, Any]:
    """Every chart, as its specification."""
    spreads = [
        rubrics.Spread("News", 9, 100, 200, 900),
        rubrics.Spread("Thanks", 0, None, None, None),
    ]
    talks = [
        talk.Talk(DAY, 9, 4, 3, 5, 3600, 9000),
        talk.Talk(date(2026, 3, 1), 0, 0, 0, 0, None, None),
    ]
    groups = [talk.Group("News", 4, 3, 3600, 9000), talk.Group("Thanks", 1, 0, None, None)]
    series = [Day(DAY, level=100, joined=3, departed=1), Day(date(2026, 3, 1))]
    charts = {
        "scatter": posts.scatter(
            DOTS, ["Thanks", "News"], palette, reach_name="Reach", engagement_name="ER"
        ),
        "growth": posts.growth(
            [posts.Hour(0, 0), posts.Hour(5, 80)],
            [posts.Usual(0, 0, 0, 0), posts.Usual(5, 40, 60, 90)],
            palette,
            value_name="Views",
            post_name="This post",
            usual_name="Usual",
        ),
        "spread": rubrics.spread(spreads, palette, reach_name="Reach"),
        "shares": rubrics.shares_of(
            [rubrics.Shares("News", 0.5, 0.7), rubrics.Shares("Thanks", 0.5, None)], palette
        ),
        "trend": rubrics.trend(
            [rubrics.Month("News", date(2026, 2, 1), 3, 90.0),
             rubrics.Month("News", date(2026, 3, 1), 1, None)], ["News"], palette,
        ),
        "times": rubrics.best_times(
            [rubrics.Cell(0, 9, 5, 300.0, True), rubrics.Cell(6, 23, 1, 900.0, False)],
            palette, value_name="Reach",
        ),
        "questions": talk.questions(talks, DAY, palette),
        "waits": talk.waits(talks, DAY, palette, norm=86_400),
        "groups": talk.by_group(groups, palette, norm=86_400),
        "ages": audience.ages(
            [audience.Part("18-21", 40, 0.4, "f"), audience.Part("18-21", 60, 0.6, "m")], palette
        ),
        "cities": audience.parts_of(
            [audience.Part("A", 6, 0.6), audience.Part("B", 4, 0.4)], palette, name="City"
        ),
        "forecast": subscribers.subscribers_level(
            series, palette, goal=150, before=series, before_name="Before",
            ahead=[Ahead(date(2026, 3, 2), 101, 99, 104)],
        ),
    }  # fmt: skip
    return {name: chart.to_dict() for name, chart in charts.items()}


@pytest.mark.parametrize("palette", [LIGHT, DARK, PAPER])
def test_every_chart_is_a_valid_specification(palette: Palette) -> None:
    for name, made in drawn(palette).items():
        assert made["background"] == "transparent", name
        assert made["width"] == "container", name


def encodings(made: Any, channel: str) -> list[Any]:
    found = []
    if isinstance(made, dict):
        if "encoding" in made and channel in made["encoding"]:
            found.append(made["encoding"][channel])
        for value in made.values():
            found += encodings(value, channel)
    elif isinstance(made, list):
        for value in made:
            found += encodings(value, channel)
    return found


def test_rubrics_keep_colour_and_shape_whichever_are_drawn() -> None:
    known = ["Thanks", "News", "Chats"]

    def looks(dots: list[posts.Dot]) -> dict[str, tuple[str, str]]:
        made = posts.scatter(dots, known, LIGHT, reach_name="Reach", engagement_name="ER").to_dict()
        [colour], [shape] = encodings(made, "color"), encodings(made, "shape")
        assert colour["scale"]["domain"] == shape["scale"]["domain"]
        pairs = zip(colour["scale"]["range"], shape["scale"]["range"], strict=True)
        return dict(zip(colour["scale"]["domain"], pairs, strict=True))

    everything, few = looks(DOTS), looks([dot for dot in DOTS if dot.rubric == "News"])
    assert set(everything) == {"Thanks", "News"} and set(few) == {"News"}
    assert everything["News"] == few["News"]
    assert len({colour for colour, _ in everything.values()}) == 2
    assert len({shape for _, shape in everything.values()}) == 2


def test_a_cell_with_too_few_posts_has_no_figure() -> None:
    frame = rubrics.cells_frame(
        [rubrics.Cell(0, 9, 5, 300.0, True), rubrics.Cell(6, 23, 1, 900.0, False)]
    )
    assert len(frame) == 7 * 24
    known = frame.dropna(subset=["middle"])
    assert known[["weekday", "hour", "middle"]].to_numpy().tolist() == [["Mon", 9, 300.0]]
    few = frame[(frame["weekday"] == "Sun") & (frame["hour"] == 23)].iloc[0]
    assert (few["posts"], few["middle_shown"]) == (1, "too few posts")


def test_no_questions_are_not_nought_waits() -> None:
    frame = talk.waits_frame(
        [talk.Talk(DAY, 1, 0, 0, 0, None, None), talk.Talk(date(2026, 3, 1), 1, 1, 1, 1, 60, 120)]
    )
    assert frame["hours"].isna().tolist() == [True, False, True, False]
    assert frame["shown"].tolist()[:2] == ["no data", "1 min"]
    asked = talk.questions_frame([talk.Talk(DAY, None, None, None, None, None, None)])
    assert asked["unanswered"].isna().all()


def test_a_rubric_that_was_not_measured_stays_in_the_list_without_a_bar() -> None:
    frame = rubrics.spread_frame(
        [rubrics.Spread("None", 0, None, None, None), rubrics.Spread("Some", 3, 1, 2, 3)]
    )
    assert frame["name"].tolist() == ["Some", "None"]
    assert frame["middle"].isna().tolist() == [False, True]
    assert frame["middle_shown"].tolist() == ["2", "no data"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "no data"),
        (0, "0 min"),
        (59 * 60, "59 min"),
        (3660, "1 h 1 min"),
        (7200, "2 h"),
        (62 * 3600 - 61, "61 h 59 min"),
        (72 * 3600, "72 h"),
        (6 * 86400, "6 days"),
    ],
)
def test_times_are_told_in_words(seconds: float | None, words: str) -> None:
    assert talk.length_words(seconds) == words


def test_women_stand_to_the_left_and_count_no_less() -> None:
    frame = audience.ages_frame(
        [audience.Part("18-21", 40, 0.4, "f"), audience.Part("18-21", 60, 0.6, "m")]
    )
    assert frame["place"].tolist() == [-0.4, 0.6]
    assert frame["share_shown"].tolist() == ["40.0%", "60.0%"]
