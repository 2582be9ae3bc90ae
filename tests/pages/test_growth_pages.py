"""«Сегодня» and «Охват»: figures and their links, gaps that stay gaps, hostile text that stays text."""

from __future__ import annotations

import io
import re
import time
from datetime import timedelta
from xml.etree import ElementTree

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib.base.language import speaking
from lib.base.settings import ROOT
from lib.charts.files import csv_of, xlsx_of
from lib.charts.picture import picture
from lib.charts.theme import PAPER
from lib.store import Store
from lib.store.awaiting import set_horizon, settle_threads
from lib.ui import chart_card, console, dates
from lib.ui.chart_card import Card
from lib.ui.reach_figures import _signed
from tests.pages.screens import open_screen, said

HOSTILE = "![x](http://evil.example/x.png) <img src=//evil.example/y.png> **bold**"


@pytest.fixture
def community(screen_store: Store) -> Store:
    """A community with two weeks of statistics, one of them with a gap, and a comment that waits."""
    now = int(time.time())
    with screen_store.writer() as db:
        db.table("community").insert(
            {
                "group_id": 1,
                "name": "Учебное сообщество",
                "screen_name": "pult",
                "members": 4012,
                "raw": "{}",
                "updated_at": now,
            }
        )
        for n in range(1, 15):
            if n == 5:
                continue
            db.table("day_stat").insert(
                {
                    "day": (console.today() - timedelta(days=n)).isoformat(),
                    "reach": 100 if n <= 7 else 50,
                    "reach_subscribers": 30,
                    "joined": 5,
                    "departed": 2,
                    "raw": "{}",
                    "measured_at": now,
                }
            )
        db.table("post").insert(
            {
                "post_id": 7,
                "from_id": -1,
                "state": "published",
                "published_at": now,
                "text": HOSTILE,
                "views": 9,
                "raw": "{}",
                "seen_at": now,
            }
        )
        db.table("author").insert(
            {"author_id": 5, "name": "Анна *Петрова*", "raw": "{}", "updated_at": now}
        )
        db.table("comment").insert(
            {
                "comment_id": 70,
                "post_id": 7,
                "thread_id": 70,
                "from_id": 5,
                "created_at": now - 3 * 86_400,
                "text": HOSTILE,
                "stems": "",
                "is_ours": 0,
                "raw": "{}",
                "seen_at": now,
            }
        )
        settle_threads(db, {70})
    return screen_store


def test_an_empty_console_says_no_data_instead_of_nought(screen_store: Store) -> None:
    screen = open_screen("today")
    links = [link.proto.label for link in screen.get("page_link")]
    assert links == ["—"] * 4
    assert "The community is not read yet" in said(screen)


def test_every_figure_of_today_leads_to_its_rows(community: Store) -> None:
    screen = open_screen("today")
    links = [(link.proto.page, link.proto.label) for link in screen.get("page_link")]
    assert [page for page, _label in links[:4]] == ["inbox", "compose", "reach", "reach"]
    unanswered, posts, subscribers, reach = (label for _page, label in links[:4])
    assert (unanswered, posts) == ("1", "1")
    assert "012" in subscribers
    assert reach == "600"  # six measured days of a hundred; the fifth was not measured
    assert screen.get("page_link")[0].proto.query_string == "unanswered=1"


def test_today_tells_growth_comparison_and_gaps(community: Store) -> None:
    text = said(open_screen("today"))
    assert "+3 yesterday" in text
    assert "+100% a day" in text
    assert "measured on 6 days of 7" in text
    assert "the oldest has waited 3 days" in text


def test_a_hostile_comment_cannot_draw_on_today(community: Store) -> None:
    screen = open_screen("today")
    line = screen.get("page_link")[4].proto.label
    assert "![" not in line and "](" not in line and "http://" not in line
    assert r"Анна \*Петрова\*" in line


def test_reach_without_statistics_says_so(screen_store: Store) -> None:
    text = said(open_screen("reach"))
    assert "No statistics yet" in text and "No posts here" in text


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("subscribers", "Nothing is known of these days"),
        ("posts", "No posts in this period"),
        ("rubrics", "No posts in this period"),
        ("talk", "No comments in this period"),
        ("audience", "Nothing is known of the audience"),
    ],
)
def test_every_section_of_reach_says_that_it_is_empty(
    screen_store: Store, section: str, words: str
) -> None:
    assert words in said(open_section(section))


def open_section(section: str, **address: str) -> AppTest:
    """«Охват» at a section, as a link opens it."""
    screen = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=30)
    screen.run()
    for name, value in {"section": section, **address}.items():
        screen.query_params[name] = value
    screen.switch_page("reach.py").run()
    assert not screen.exception, screen.exception
    return screen


def alts(screen: AppTest) -> list[str]:
    return [one.proto.alt for one in screen.get("vega_lite_chart")]


def test_reach_draws_its_charts_and_counts_the_missing_days(community: Store) -> None:
    screen = open_screen("reach")
    assert alts(screen) == ["Daily reach", "Share of reach beyond subscribers"]
    # Ninety days are shown, thirteen of them were measured.
    assert "VK gave no reach for 77 days" in said(screen)


def test_every_section_of_reach_draws_what_there_is(community: Store) -> None:
    assert alts(open_section("subscribers")) == ["Subscribers", "Joined and left per day"]
    assert "When posts are seen the most" in alts(
        open_section("rubrics", period=console.today().isoformat())
    )
    assert alts(open_section("talk"))[0] == "Questions and answers"


def test_what_is_not_known_of_a_period_is_said_beside_its_figures(community: Store) -> None:
    text = said(open_section("subscribers", period="30"))
    text = text.replace("\\", "").replace("\u200b", "")  # what keeps Markdown out
    # The sum of some days is not that of the period; what is known of them is told apart.
    assert 'Net growth of the period</div><div class="value">—<' in text
    assert (
        "On the 13 days of 30 that VK reported: 65 joined, 26 left" in text and "net +39." in text
    )
    with community.writer() as db:
        for n in (8, 9):
            at = int(time.time()) - n * 86_400
            db.table("post").insert({"post_id": n, "from_id": -1, "state": "published", "published_at": at,
                                     "text": "", "views": 5, "raw": "{}", "seen_at": at})  # fmt: skip
        db.table("post_reach").insert(
            {"post_id": 8, "reach_total": 5, "raw": "{}", "measured_at": 1}
        )
    for section in ("days", "rubrics"):
        assert "The reach of 1 post of 2 is not known" in said(open_section(section, period="30"))


def test_small_changes_keep_a_decimal_and_none_has_no_sign() -> None:
    with speaking("en"):
        shown = [_signed(value, digits=1) for value in (0.51, -0.04, 0.04, -2.0)]
    assert shown == ["+0.5", "0.0", "0.0", "−2.0"]


def test_today_says_since_when_comments_wait(community: Store) -> None:
    now = int(time.time())
    with community.writer() as db:
        set_horizon(db, now=now)
    since = dates.day(console.today() - timedelta(days=14))
    links = open_screen("today").get("page_link")
    assert f"Written since {since}" in links[0].proto.help


def test_a_section_that_compares_nothing_says_no_comparison(community: Store) -> None:
    assert ", against " in said(open_section("days", period="30", compare="year"))
    for section in ("posts", "audience"):
        screen = open_section(section, period="30", compare="year")
        assert ", against " not in said(screen)
        # It is kept for the sections that do.
        assert screen.query_params["compare"] == "year"


def test_a_period_that_is_none_is_told_and_the_usual_one_shown(community: Store) -> None:
    screen = open_section("days", period="2026-09-30..2026-09-01")
    assert "before it begins" in said(screen)
    assert alts(screen)


def test_one_day_is_a_period(community: Store) -> None:
    day = (console.today() - timedelta(days=2)).isoformat()
    for compare in ("previous", "year"):
        assert alts(open_section("days", period=day, compare=compare))
        assert alts(open_section("subscribers", period=day, compare=compare))


def test_the_table_of_posts_keeps_text_and_unknown_measures(community: Store) -> None:
    screen = open_section("posts", period="30")
    posts = screen.dataframe[0].value
    [row] = posts.to_dict("records")
    assert row["Text"] == HOSTILE
    assert row["Views"] == 9
    assert posts["Reach"].isna().all() and posts["Likes"].isna().all()
    # A rehearsal's posts have no address in VK.
    assert row["Link"] is None


@pytest.mark.parametrize("section", ["days", "subscribers", "posts", "rubrics", "talk", "audience"])
def test_every_chart_leaves_as_what_is_seen(
    community: Store, section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are made outside of any script: nothing of the session may be asked for."""
    with community.writer() as db:
        db.table("day_audience").insert_all(
            {"day": (console.today() - timedelta(days=2)).isoformat(), "kind": "reach", "split": split,
             "group_key": key, "name": name, "people": 30}
            for split, key, name in (("sex_age", "f;18-21", ""), ("sex", "m", ""), ("cities", "1", HOSTILE))
        )  # fmt: skip
        db.execute("UPDATE post SET likes = 3, reposts = 1, comments = 2")
    cards: list[Card] = []
    monkeypatch.setattr(
        chart_card, "downloads", lambda card, **forms: None if forms else cards.append(card)
    )
    since = console.today() - timedelta(days=9)
    screen = open_section(section, period=f"{since}..{console.today()}", compare="previous")
    drawn = alts(screen)
    assert [card.about.title for card in cards] == drawn and drawn
    with speaking("en"):
        for card in cards:
            frame = card.table()
            assert len(frame)
            assert card.about.period in csv_of(frame, card.about).decode("utf-8-sig")
            book = openpyxl.load_workbook(
                io.BytesIO(xlsx_of(frame, card.about, zone="UTC", kinds=card.kinds))
            )
            assert book.worksheets[0].max_row == len(frame) + 1
            drawing = picture(card.draw(PAPER), card.about, form="svg").decode()
            words = re.sub("<[^>]+>", " ", drawing)
            assert all(word in words for word in card.about.period.split()), card.key
            # What citizens and VK wrote stands in texts and labels only.
            elements = {
                element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawing).iter()
            }
            assert elements <= {"svg", "g", "path", "text", "tspan", "rect", "line", "defs", "clipPath",
                                "linearGradient", "stop"}, elements  # fmt: skip
            assert not re.search(r"<[^>]*\s(xlink:)?href=", re.sub('"[^"]*"', '""', drawing))
