"""«Анализ»: the gallery, an answer, a question opened by its address, pins on «Сегодня»."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.permissions import MODERATOR
from lib.base.settings import ROOT
from lib.explore.ready.questions import READY
from lib.explore.saved import pin_question, save_question, share_question
from lib.store import Store
from tests.explore.past import END, fill
from tests.pages.screens import open_screen, pressed, said

EVIL = "![x](http://evil.example/x.png) **bold**"


@pytest.fixture
def filled(screen_store: Store, tmp_path: Path) -> Store:
    """The console's own database with a year's past."""
    with screen_store.reader() as db:
        name = db.execute("PRAGMA database_list").fetchone()[2]
    Path(name).unlink()
    return fill(Path(name), posts=60, comments=200)


def opened_at(**address: str) -> AppTest:
    screen = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=30)
    screen.run()
    for name, value in address.items():
        screen.query_params[name] = value
    screen.switch_page("explore.py").run()
    assert not screen.exception, screen.exception
    return screen


def test_the_gallery_shows_every_ready_question(screen_store: Store) -> None:
    text = said(open_screen("explore"))
    assert all(question.title.replace("’", "’") in text for question in READY)


def test_a_question_of_an_empty_console_says_what_to_do(screen_store: Store) -> None:
    screen = pressed(open_screen("explore"), "ready_choose_chats")
    assert "There was no open chat with questions in this period." in said(screen)


def test_a_chosen_question_is_answered_at_once(filled: Store) -> None:
    screen = pressed(open_screen("explore"), "ready_choose_rubrics_reach")
    assert screen.dataframe and screen.get("vega_lite_chart")


def test_what_a_query_answers_cannot_draw_on_the_page(filled: Store) -> None:
    screen = open_screen("explore")
    saved = save_question(
        filled,
        EVIL,
        kind="sql",
        text=f"SELECT '{EVIL}' AS \"{EVIL}\", 5 AS n",
        actor=MODERATOR,
        now=END,
    )
    screen = opened_at(q=saved.token)
    text = said(screen)
    assert "![" not in text and "**bold**" not in text and "evil" in text


def test_an_unknown_link_says_so(screen_store: Store) -> None:
    screen = opened_at(q="nonsense")
    assert "There is no such question" in said(screen)


def test_a_pinned_question_stands_on_today_and_nothing_where_there_is_none(filled: Store) -> None:
    assert "Pinned questions" not in said(open_screen("today"))
    saved = save_question(
        filled, "Reach", kind="ready", text="rubrics_reach", params={"period": "1825"},
        actor=MODERATOR, now=END,
    )  # fmt: skip
    share_question(filled, saved.question_id, actor=MODERATOR, now=END)
    pin_question(filled, saved.question_id, actor=MODERATOR, now=END)
    screen = open_screen("today")
    assert "Pinned questions" in said(screen)
    assert len(screen.get("vega_lite_chart")) == 1
    broken = save_question(
        filled, "Broken", kind="sql", text="SELECT nothing", actor=MODERATOR, now=END
    )
    pin_question(filled, broken.question_id, actor=MODERATOR, now=END)
    assert "nothing" in said(open_screen("today"))


def test_each_section_opens_by_its_address(filled: Store) -> None:
    built = opened_at(view="build")
    assert built.get("vega_lite_chart") and "rows in total" in said(built)
    assert "Read-only. Shows up to" in said(opened_at(view="sql"))
    assert "Nothing saved yet" in said(opened_at(view="saved"))
    assert said(opened_at(view="nonsense")).count("Ask") == said(open_screen("explore")).count(
        "Ask"
    )
