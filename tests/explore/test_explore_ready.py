"""The ready questions: each answers, with a chart that fits, and the same as SQL by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest

from lib.access.permissions import Actor, Forbidden
from lib.base.language import set_resolver
from lib.explore import asked as explore_asked
from lib.explore.asked import Wanted
from lib.explore.choice import completed
from lib.explore.errors import ExploreError
from lib.explore.ready.answer import Answered, answer, first_values, sql_of
from lib.explore.ready.questions import HEADS, READY, Ready, ready
from lib.explore.run import run
from lib.store import Store
from tests.explore.conftest import MODERATOR
from tests.explore.past import END, SECRET, TODAY

ZONE = "Europe/Moscow"
ANALYST = Actor("Анна", "analyst", 501)


def asked(store: Store, key: str, actor: Actor = MODERATOR, **values: object) -> Answered:
    question = ready(key)
    assert question is not None
    return answer(store, question, values, actor=actor, today=TODAY)


def test_there_are_at_least_twelve_with_names_of_their_own() -> None:
    assert len(READY) >= 12
    assert all(count == 1 for count in Counter(one.key for one in READY).values())
    assert all(count == 1 for count in Counter(one.title for one in READY).values())


@pytest.mark.parametrize("question", READY, ids=[one.key for one in READY])
def test_each_answers_with_words_and_a_chart(past: Store, question: Ready) -> None:
    found = answer(past, question, {}, actor=MODERATOR, today=TODAY)
    names = found.result.names
    assert found.result.rows
    assert set(names) <= set(HEADS)
    # The chart is drawn as it is meant, none of its columns replaced.
    assert completed(found.chart, found.result.columns) == found.chart


@pytest.mark.parametrize("question", READY, ids=[one.key for one in READY])
def test_each_can_be_taken_over_as_sql(past: Store, question: Ready) -> None:
    values = first_values(question, today=TODAY)
    through_the_door = run(past, sql_of(question), actor=ANALYST, values=values)
    if not question.names:
        assert (
            through_the_door.rows
            == answer(past, question, {}, actor=ANALYST, today=TODAY).result.rows
        )
    assert SECRET not in repr(through_the_door.rows)


@pytest.mark.parametrize("question", READY, ids=[one.key for one in READY])
def test_an_empty_store_answers_nothing_and_nothing_breaks(store: Store, question: Ready) -> None:
    found = answer(store, question, {}, actor=MODERATOR, today=TODAY)
    # A heat map keeps its empty cells.
    assert all(row[2] in (0, None) for row in found.result.rows)
    past_the_end = {"since": "2090-02-27", "until": "2090-03-01"}
    assert (
        answer(store, question, past_the_end, actor=MODERATOR, today=TODAY).values["since"]
        == "2090-02-27"
    )


def test_names_are_shown_to_those_who_talk_with_people_alone(past: Store) -> None:
    by_name = asked(past, "who_asks")
    assert by_name.result.names[0] == "name"
    assert all(SECRET in str(row[0]) for row in by_name.result.rows)
    by_number = asked(past, "who_asks", ANALYST)
    assert SECRET not in repr(by_number.result.rows)
    assert [row[1:] for row in by_number.result.rows] == [row[1:] for row in by_name.result.rows]


def test_figures_are_those_of_the_store(past: Store) -> None:
    with past.reader() as db:
        rows = db.execute(
            "SELECT rubric.name, count(*), max(views) FROM post JOIN rubric USING (rubric_id)"
            " WHERE state = 'published' GROUP BY 1"
        ).fetchall()
    wanted = {str(row[0]): int(row[1]) for row in rows}
    long = {"since": "2020-01-01", "until": TODAY.isoformat()}
    found = asked(past, "rubrics_reach", **long).result
    assert {row[0]: row[1] for row in found.rows if row[0]} == wanted
    shares = [float(str(row[found.names.index("share_of_measured")])) for row in found.rows]
    assert sum(shares) == pytest.approx(100, abs=1)
    written = asked(past, "when_written", **long).result
    with past.reader() as db:
        comments = db.execute("SELECT count(*) FROM talk WHERE kind > 0").fetchone()[0]
    assert len(written.rows) == 7 * 24
    assert sum(int(str(row[2])) for row in written.rows) == comments


def test_shares_of_reach_are_held_against_the_posts_that_have_reach(past: Store) -> None:
    found = asked(past, "rubrics_reach", since="2020-01-01", until=TODAY.isoformat()).result
    rows = [dict(zip(found.names, map(str, row), strict=True)) for row in found.rows]
    measured = sum(int(row["measured"]) for row in rows)
    assert 0 < measured < sum(int(row["posts"]) for row in rows)
    for row in rows:
        wanted = 100 * int(row["measured"]) / measured
        assert float(row["share_of_measured"]) == pytest.approx(wanted, abs=0.051)


def test_the_best_hour_never_mixes_people_with_showings(past: Store) -> None:
    found = asked(past, "best_time", since="2020-01-01", until=TODAY.isoformat()).result
    with past.reader() as db:
        there = db.execute("SELECT weekday, hour, views, reach FROM v_posts").fetchall()
    for place, row in enumerate(found.rows):
        told = dict(zip(found.names, row, strict=True))
        mine = [one for one in there if one[:2] == (place // 24 + 1, place % 24)]
        for name, column, known in (
            ("median_views", 2, "posts"), ("median_reach", 3, "measured")
        ):  # fmt: skip
            values = [one[column] for one in mine if one[column] is not None]
            assert told[name] == (median(values) if len(values) >= 3 else None)
            assert told[known] == (len(mine) if known == "posts" else len(values))


def test_days_are_whole_and_months_begin_with_their_first(past: Store) -> None:
    for question in READY:
        single_posts = question.key in {"discussed", "length"}
        until = (TODAY if single_posts else TODAY - timedelta(days=1)).isoformat()
        assert first_values(question, today=TODAY)["until"] == until
        kept = Wanted("ready", question.key, {"period": "30"})
        values = explore_asked.asked(past, kept, actor=MODERATOR, now=END, zone=ZONE).values
        by_month = question.key in {"share_answered", "growth", "rhythm"}
        since = date(2026, 8, 1) if by_month else TODAY - timedelta(days=30)
        assert (values["since"], values["until"]) == (since.isoformat(), until)


def test_weekdays_speak_the_language_of_the_screen(past: Store) -> None:
    assert asked(past, "when_written").result.rows[0][:2] == ("пн", "00:00")
    set_resolver(lambda: "en")
    try:
        assert asked(past, "when_written").result.rows[24][:2] == ("Tue", "00:00")
    finally:
        set_resolver(lambda: "ru")


def test_values_that_cannot_be_are_refused(past: Store) -> None:
    later = (TODAY + timedelta(days=1)).isoformat()
    for values in (
        {"since": later, "until": TODAY.isoformat()},
        {"since": "1900-01-01"},
        {"since": "2026-02-30"},
        {"since": "'; DROP TABLE post"},
        {"n": 0},
        {"n": 1000},
        {"n": True},
        {"n": "5"},
    ):
        with pytest.raises(ExploreError):
            asked(past, "who_asks", **values)
    with pytest.raises(ExploreError):
        asked(past, "discussed", rubric=5)
    assert asked(past, "discussed", rubric="нет такой").result.rows == ()
    one_day = asked(past, "discussed", since="2024-02-29", until="2024-02-29")
    assert one_day.values["since"] == date(2024, 2, 29).isoformat()


def test_guests_may_not_ask(past: Store) -> None:
    with pytest.raises(Forbidden):
        asked(past, "rhythm", Actor("x", "specialist", 7, "chat:1"))
