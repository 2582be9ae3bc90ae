"""What is offered at the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.language import set_resolver
from lib.explore.completion import MOST, Completion, completions
from lib.explore.tokens import tokens


def offered(marked: str) -> list[Completion]:
    """Offers at the | of a text."""
    return completions(marked.replace("|", ""), marked.index("|"))


def texts(marked: str) -> list[str]:
    return [one.text for one in offered(marked)]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("|", "SELECT"),
        ("SEL|", "SELECT"),
        ("SELECT er| FROM v_posts", "er_view"),
        ("SELECT day FROM v_po|", "v_posts"),
        ("SELECT day FROM |", "v_posts"),
        ("SELECT 1 FROM v_posts JOIN v_d|", "v_days"),
        ("SELECT p.reach_| FROM v_posts AS p", "reach_subscribers"),
        ("SELECT p.wai| FROM v_questions p", "waited_hours"),
        ("SELECT v_chats.to| FROM v_chats", "topic"),
        ("SELECT med|", "median(x)"),
        ("SELECT day FROM v_days gro|", "GROUP BY"),
        ("SELECT day, gro| FROM v_days", "growth"),
        ("SELECT day FROM v_days GROUP|", "GROUP BY"),
        ("SELECT count(*) AS shown FROM v_days ORDER BY sho|", "shown"),
        ("WITH best AS (SELECT 1) SELECT * FROM be|", "best"),
        ("SELECT hours| FROM v_questions", "waited_hours"),
    ],
)
def test_what_fits_comes_first(marked: str, first: str) -> None:
    assert texts(marked)[0] == first


@pytest.mark.parametrize(
    "marked",
    ["SELECT 'v_po|'", "SELECT 1 -- v_po|", "SELECT /* v_po| */ 1", 'SELECT "v_p|"', "SELECT 12|"],
)
def test_nothing_is_offered_inside_of_texts_and_remarks(marked: str) -> None:
    assert texts(marked) == []


def test_behind_a_point_stand_the_columns_of_that_view_alone() -> None:
    assert {one.kind for one in offered("SELECT v_chats.| FROM v_chats, v_days")} == {"column"}
    assert "reach" not in texts("SELECT v_chats.| FROM v_chats, v_days")
    assert texts("SELECT nothing.| FROM v_chats") == []


def test_columns_are_those_of_the_views_that_are_asked() -> None:
    assert "planned_minutes" not in texts("SELECT p| FROM v_days")
    assert "posts" in texts("SELECT p| FROM v_days")


def test_an_offer_replaces_the_word_at_the_cursor() -> None:
    found = offered("SELECT re|ach FROM v_days")[0]
    assert (found.start, found.end) == (7, 12)
    assert "SELECT reach FROM v_days"[found.start : found.end] == "reach"


def test_words_are_in_the_language_of_the_screen() -> None:
    russian = offered("SELECT day FROM v_pos|")[0].words
    set_resolver(lambda: "en")
    try:
        assert offered("SELECT day FROM v_pos|")[0].words == "Published posts, one row each"
    finally:
        set_resolver(lambda: "ru")
    assert russian == "Опубликованные записи, по строке на каждую"


@given(
    st.text(alphabet="SELCTfromv_posts.,()'\"`[]-/*\n ;:?0159 день", max_size=60),
    st.integers(0, 70),
)
def test_any_text_is_taken_at_any_place(sql: str, cursor: int) -> None:
    found = completions(sql, min(cursor, len(sql)))
    assert len(found) <= MOST
    assert all(0 <= one.start <= one.end <= len(sql) for one in found)


@given(st.text(max_size=80))
def test_tokens_lose_no_character(sql: str) -> None:
    assert "".join(token.text for token in tokens(sql)) == sql
