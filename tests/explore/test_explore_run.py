"""One SELECT of anybody's: what it answers, what is said when it cannot, and with which place."""

from __future__ import annotations

import os
import threading

import pytest

from lib.access.permissions import Actor, Forbidden
from lib.explore.cage.pool import Cages, cages
from lib.explore.errors import Busy, QueryError, TooLarge, TooSlow
from lib.explore.run import Limits, Result, run, wanted_values
from lib.store import Store
from tests.explore.conftest import MODERATOR


def ask(store: Store, sql: str, **values: str | int | float | None) -> Result:
    return run(store, sql, actor=MODERATOR, values=values)


def refusal(store: Store, sql: str, **values: str | int | float | None) -> QueryError:
    with pytest.raises(QueryError) as caught:
        ask(store, sql, **values)
    return caught.value


def test_an_answer_has_columns_with_kinds_and_rows(past: Store) -> None:
    found = ask(past, "SELECT day, count(*) AS n, avg(er_view), 'x' FROM v_posts GROUP BY day")
    assert found.names == ["day", "n", "avg(er_view)", "'x'"]
    assert [column.kind for column in found.columns] == ["day", "number", "number", "text"]
    assert not found.truncated
    assert len(found.rows) > 200
    assert 0 < found.seconds < 1


def test_columns_of_one_name_are_told_apart(past: Store) -> None:
    assert ask(past, "SELECT 1 AS a, 2 AS a, 3 AS a").names == ["a", "a 2", "a 3"]


def test_parameters_are_values_and_never_sql(past: Store) -> None:
    sql = "SELECT :word AS word, count(*) FROM v_posts WHERE rubric = :word OR :word IS NULL"
    assert wanted_values(sql) == ["word"]
    hostile = "x' OR 1=1; DROP TABLE post; --"
    assert ask(past, sql, word=hostile).rows == ((hostile, 0),)
    assert (
        ask(past, sql, word=None).rows[0][1] == ask(past, "SELECT count(*) FROM v_posts").rows[0][0]
    )
    assert "large" in str(refusal(past, sql, word=2**63))
    assert "large" in str(refusal(past, sql, word=float("nan")))


def test_more_rows_than_the_limit_are_cut_and_that_is_said(past: Store) -> None:
    sql = "SELECT * FROM v_comments"
    found = run(past, sql, actor=MODERATOR, limits=Limits(rows=10))
    assert len(found.rows) == 10
    assert found.truncated
    many = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x WHERE n < 1000000) SELECT n FROM x"
    assert run(past, many, actor=MODERATOR, limits=Limits(rows=10**9)).truncated
    wide = f"SELECT {', '.join(['text'] * 150)} FROM v_posts"
    found = run(past, wide, actor=MODERATOR, limits=Limits(rows=10_000))
    assert len(found.rows) * 150 <= 200_000


def test_russian_letters_have_no_case(past: Store) -> None:
    found = ask(past, "SELECT lower('ЖКХ Ёж'), upper('горячо'), 'Ёлка ГОРИТ' LIKE '%елка%гор_т'")
    assert found.rows == (("жкх ёж", "ГОРЯЧО", 1),)
    like = "SELECT 'a%b' LIKE 'a\\%_' ESCAPE '\\', 'axb' LIKE 'a\\%b' ESCAPE '\\', NULL LIKE ''"
    assert ask(past, like).rows == ((1, 0, None),)
    edges = "SELECT '' LIKE '%', '' LIKE '', 'a' LIKE '', 'aa' LIKE 'a%a', 'a' LIKE 'a%a', 'abc' LIKE '%%c'"
    assert ask(past, edges).rows == ((1, 1, 0, 1, 0, 1),)


def test_median_and_percentile(past: Store) -> None:
    numbers = "(SELECT 1 AS x UNION ALL SELECT 4 UNION ALL SELECT 2 UNION ALL SELECT NULL UNION ALL SELECT 9)"
    found = ask(
        past,
        f"SELECT median(x), percentile(x, 0), percentile(x, 100), percentile(x, 25) FROM {numbers}",
    )
    assert found.rows == ((3.0, 1.0, 9.0, 1.75),)
    nothing = ask(past, "SELECT median(NULL), percentile(1, 101), median('x')")
    assert nothing.rows == ((None, None, None),)


@pytest.mark.parametrize(
    ("sql", "line", "column", "word", "says"),
    [
        ("SELEKT 1", 1, 1, "SELEKT", "starts with SELECT"),
        ("SELECT dya FROM v_posts", 1, 8, "dya", "no column “dya”"),
        ("SELECT day\nFROM v_psts", 2, 6, "v_psts", "no view “v_psts”"),
        ("SELECT day\nFROM v_posts\nWHERE p.x = 1", 3, 7, "p.x", "no column “p.x”"),
        ("SELECT meddian(views) FROM v_posts", 1, 8, "meddian", "no function “meddian”"),
        ("SELECT day FROM v_posts WHERE AND 1", 1, 31, "AND", "from “AND” on"),
        ("SELECT 1 AS d FROM v_posts d WHERE 'AND' = 'x' AND AND 1", 1, 52, "AND", "from “AND” on"),
        ("SELECT raw FROM\n  comment", 2, 3, "comment", "among the views"),
        ("SELECT printf('x')", 1, 8, "printf", "not among those"),
        ("SELECT 1; SELECT 2", 1, 11, "SELECT", "one question at a time"),
        ("SELECT :a", 1, 8, ":a", "no value"),
        ("SELECT ?", 1, 8, "?", "with a colon"),
        ("SELECT 'x", 1, 8, "'", "not closed"),
        ("SELECT day\u200b FROM v_posts", 1, 11, "\u200b", "invisible"),
        ("SELECT day FROM v_posts, v_days", 1, 8, "day", "more than one view"),
        ("SELECT sum(count(*)) FROM v_days", 1, 12, "count", "counts over many rows"),
        ("SELECT round() FROM v_days", 1, 8, "round", "too few"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    past: Store, sql: str, line: int, column: int, word: str, says: str
) -> None:
    error = refusal(past, sql)
    assert says.lower() in str(error).lower()
    assert error.place is not None
    assert (error.place.line, error.place.column, error.place.word) == (line, column, word)
    assert sql[error.place.start : error.place.end] == word


def test_a_day_without_quotation_marks_is_not_subtracted_in_silence(past: Store) -> None:
    error = refusal(past, "SELECT count(*) FROM v_posts\nWHERE day > 2026-11-01")
    assert error.place is not None and error.values["day"] == "2026-11-01"
    assert (error.place.line, error.place.column, error.place.word) == (2, 13, "2026-11-01")
    assert ask(past, "SELECT 2026 - 11 - 01, '2026-11-01', 10-11-01").rows == (
        (2014, "2026-11-01", -2),
    )


def test_a_near_name_is_offered(past: Store) -> None:
    assert refusal(past, "SELECT dya FROM v_posts").values["near"] == "day"
    assert refusal(past, "SELECT 1 FROM posts").values["near"] == "v_posts"
    assert refusal(past, "SELECT 1 FROM v_answer").hint is not None
    assert refusal(past, "SELECT meddian(1)").values["near"] == "median"


def test_blanks_of_word_processors_are_blanks(past: Store) -> None:
    assert ask(past, "SELECT\u00a01\u2009AS x").rows == ((1,),)
    assert ask(past, "SELECT 'a\u00a0b' AS x").rows == (("a\u00a0b",),)
    assert ask(past, "SELECT '👩\u200d⚕' AS x").rows == (("👩\u200d⚕",),)


def test_slow_questions_are_stopped_and_large_ones_too(past: Store) -> None:
    with pytest.raises(TooSlow):
        run(
            past,
            "SELECT count(*) FROM v_days a, v_days b, v_days c, v_days d",
            actor=MODERATOR,
            limits=Limits(seconds=0.2),
        )
    # One comparison of two texts that no clock is looked at in.
    one_call = (
        "WITH RECURSIVE x(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM x WHERE length(s) < 200000)"
        " SELECT instr(max(s), substr(max(s), 1, 130000) || 'b') FROM x"
    )
    with pytest.raises(TooSlow):
        run(past, one_call, actor=MODERATOR, limits=Limits(seconds=0.2))
    with pytest.raises((TooLarge, TooSlow)):
        run(
            past,
            "SELECT count(*) FROM (SELECT a.text || b.text || c.day AS s FROM v_posts a, v_posts b, v_days c"
            " ORDER BY s)",
            actor=MODERATOR,
            limits=Limits(seconds=5),
        )


def test_keys_in_the_environment_are_not_given_to_the_cage(
    past: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULT_COMMUNITY_KEY", "vk1.secret")
    cages.close()
    cages.warm()
    spare = cages._spare
    assert spare is not None
    if os.path.exists(f"/proc/{spare.pid}/environ"):
        with open(f"/proc/{spare.pid}/environ", "rb") as file:
            assert b"vk1.secret" not in file.read()
    assert ask(past, "SELECT 1").rows == ((1,),)


def test_many_ask_at_once(past: Store) -> None:
    answers: list[object] = []

    def one(number: int) -> None:
        sql = "SELECT :n * count(*) FROM v_days WHERE day > '2020'"
        patient = Limits(seconds=20)
        answers.append(run(past, sql, actor=MODERATOR, values={"n": number}, limits=patient).rows)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 8


def test_a_question_sees_what_was_just_written(store: Store) -> None:
    assert ask(store, "SELECT count(*) FROM v_days").rows == ((0,),)
    with store.writer() as db:
        db.table("day_stat").insert(
            {"day": "2026-09-01", "reach": 7, "raw": "{}", "measured_at": 1}
        )
        # Not while it is still being written.
        assert ask(store, "SELECT count(*) FROM v_days").rows == ((0,),)
    assert ask(store, "SELECT day, reach, views FROM v_days").rows == (("2026-09-01", 7, None),)


@pytest.mark.parametrize("role", ["specialist", "head", ""])
def test_guests_may_not_ask(past: Store, role: str) -> None:
    with pytest.raises(Forbidden):
        run(past, "SELECT 1", actor=Actor("x", role))


def test_who_comes_while_every_place_is_taken_is_told(
    past: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Cages(at_once=1)
    monkeypatch.setattr("lib.explore.run.cages", alone)
    endless = "SELECT count(*) FROM v_days a, v_days b, v_days c, v_days d"
    ended: list[str] = []

    def hold() -> None:
        with pytest.raises(TooSlow):
            run(past, endless, actor=MODERATOR, limits=Limits(seconds=3))
        ended.append("stopped")

    holding = threading.Thread(target=hold)
    holding.start()
    try:
        while alone._turns.acquire(blocking=False):
            alone._turns.release()
        with pytest.raises(Busy):
            run(past, "SELECT 1", actor=MODERATOR, limits=Limits(seconds=0.2))
    finally:
        holding.join()
    assert ended == ["stopped"]
    assert run(past, "SELECT 1", actor=MODERATOR, limits=Limits(seconds=10)).rows == ((1,),)
    alone.close()
