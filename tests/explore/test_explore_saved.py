"""Questions that people keep: private until shared, one's own to change, in the journal."""

from __future__ import annotations

import json

import pytest

from lib.access.journal import Search, entries
from lib.access.permissions import Actor, Forbidden
from lib.explore.choice import ChartChoice
from lib.explore.errors import ExploreError
from lib.explore.run import run
from lib.explore.saved import (
    Saved,
    delete_question,
    export_questions,
    note_export,
    pin_question,
    pinned_questions,
    save_question,
    saved_questions,
    share_question,
    shared_question,
)
from lib.store import Store
from tests.explore.test_explore_run import refusal

NOW = 1_790_000_000


@pytest.fixture
def people(store: Store) -> tuple[Actor, Actor]:
    with store.writer() as db:
        for number, name in ((1, "Иван"), (2, "Анна")):
            db.table("person").insert(
                {
                    "person_id": number,
                    "name": name,
                    "name_key": name,
                    "role": "analyst",
                    "created_at": 1,
                }
            )
    return Actor("Иван", "moderator", 1), Actor("Анна", "analyst", 2)


def save(store: Store, actor: Actor, title: str = "Охват по рубрикам", **more: object) -> Saved:
    given: dict[str, object] = {"kind": "sql", "text": "SELECT :n", "params": {"n": 5}} | more
    return save_question(store, title, actor=actor, now=NOW, **given)  # type: ignore[arg-type]


def titles(store: Store, actor: Actor) -> list[str]:
    with store.reader() as db:
        return [one.title for one in saved_questions(db, actor=actor)]


def test_a_second_press_is_no_second_question(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, other = people
    first = save(store, mine)
    assert save(store, mine, "охват  по рубрикам") == first
    drawn = save(store, mine, chart=ChartChoice("bar", "rubric", "n"))
    assert (drawn.question_id, drawn.chart) == (
        first.question_id,
        ChartChoice("bar", "rubric", "n"),
    )
    # Another question under this name would throw the first one away.
    for changed in ({"params": {"n": 6}}, {"text": "SELECT 1"}):
        with pytest.raises(ExploreError):
            save(store, mine, **changed)
    assert titles(store, mine) == ["Охват по рубрикам"]
    assert save(store, other).question_id != first.question_id


def test_a_question_is_kept_as_it_was(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, _other = people
    chart = ChartChoice("bar", "rubric", "n")
    made = save(store, mine, "  Охват   по рубрикам ", chart=chart)
    assert (made.title, made.kind, made.text, made.params) == (
        "Охват по рубрикам",
        "sql",
        "SELECT :n",
        {"n": 5},
    )
    assert made.chart == chart
    assert (made.mine, made.shared, made.pinned) == (True, False, False)
    changed = save_question(
        store,
        "Иначе",
        kind="ready",
        text="rhythm",
        actor=mine,
        now=NOW + 5,
        question_id=made.question_id,
    )
    assert (changed.token, changed.title, changed.updated_at) == (made.token, "Иначе", NOW + 5)
    assert titles(store, mine) == ["Иначе"]


def test_nobody_else_sees_it_until_it_is_shared(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, other = people
    made = save(store, mine, "Чужое")
    assert titles(store, other) == []
    with store.reader() as db, pytest.raises(ExploreError):
        shared_question(db, made.token, actor=other)
    with pytest.raises(ExploreError):
        pin_question(store, made.question_id, actor=other, now=NOW)
    for sql in ("SELECT title FROM saved_question", "SELECT count(*) FROM saved_question"):
        assert "views" in str(refusal(store, sql))
    share_question(store, made.question_id, actor=mine, now=NOW)
    assert titles(store, other) == ["Чужое"]
    with store.reader() as db:
        seen = shared_question(db, made.token, actor=other)
    assert (seen.owner, seen.mine, seen.shared) == ("Иван", False, True)
    share_question(store, made.question_id, actor=mine, now=NOW, shared=False)
    assert titles(store, other) == []


def test_only_its_owner_changes_it(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, other = people
    made = save(store, mine)
    share_question(store, made.question_id, actor=mine, now=NOW)
    with pytest.raises(ExploreError, match="Иван"):
        save(store, other, "x", question_id=made.question_id)
    with pytest.raises(ExploreError):
        delete_question(store, made.question_id, actor=other, now=NOW)
    with pytest.raises(ExploreError):
        share_question(store, made.question_id, actor=other, now=NOW, shared=False)
    # Under the other's own name it is another question.
    copy = save(store, other)
    assert copy.question_id != made.question_id
    assert titles(store, other) == ["Охват по рубрикам"] * 2


def test_one_has_no_two_questions_of_a_name(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, _other = people
    first = save(store, mine, "Охват")
    with pytest.raises(ExploreError, match="охват"):
        save(store, mine, "охват", text="SELECT 2")
    second = save(store, mine, "Иное")
    with pytest.raises(ExploreError):
        save(store, mine, "ОХВАТ", question_id=second.question_id)
    assert save(store, mine, "ОХВАТ", question_id=first.question_id).title == "ОХВАТ"
    delete_question(store, first.question_id, actor=mine, now=NOW)
    assert save(store, mine, "Охват").title == "Охват"


def test_each_person_pins_for_oneself(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, other = people
    made = save(store, mine)
    share_question(store, made.question_id, actor=mine, now=NOW)
    pin_question(store, made.question_id, actor=other, now=NOW)
    pin_question(store, made.question_id, actor=other, now=NOW)

    def pinned(actor: Actor) -> list[int]:
        with store.reader() as db:
            return [one.question_id for one in pinned_questions(db, actor=actor)]

    assert (pinned(mine), pinned(other)) == ([], [made.question_id])
    share_question(store, made.question_id, actor=mine, now=NOW, shared=False)
    assert pinned(other) == []
    share_question(store, made.question_id, actor=mine, now=NOW)
    pin_question(store, made.question_id, actor=other, now=NOW, pinned=False)
    assert pinned(other) == []
    pin_question(store, made.question_id, actor=other, now=NOW)
    delete_question(store, made.question_id, actor=mine, now=NOW)
    assert pinned(other) == []


def test_a_rehearsal_has_one_person(store: Store) -> None:
    alone = Actor("moderator", "owner")
    made = save(store, alone)
    pin_question(store, made.question_id, actor=alone, now=NOW)
    assert titles(store, alone) == [made.title]
    with pytest.raises(ExploreError):
        save(store, alone, text="SELECT 2")
    assert titles(store, Actor("Анна", "analyst", 2)) == []


def test_all_is_exported_and_in_the_journal(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, _other = people
    save(store, mine, "Б")
    save(store, mine, "А", kind="ready", text="rhythm")
    told = json.loads(export_questions(store, actor=mine, now=NOW))["questions"]
    assert [one["title"] for one in told] == ["А", "Б"]
    note_export(store, form="x.csv", rows=5, title="А", actor=mine, now=NOW)
    with store.reader() as db:
        kept = [(one.action, one.actor) for one in entries(db, Search())]
    assert kept == [(f"explore.{verb}", "Иван") for verb in ("hand_out", "export", "save", "save")]


def test_what_cannot_be_kept(store: Store, people: tuple[Actor, Actor]) -> None:
    mine, _other = people
    for title, more in (
        ("", {}),
        (" ", {}),
        ("x" * 121, {}),
        ("x", {"text": " "}),
        ("x", {"text": "x" * 20_001}),
        ("x", {"kind": "other"}),
    ):
        with pytest.raises(ExploreError):
            save(store, mine, title, **more)
    with pytest.raises(ExploreError):
        delete_question(store, 99, actor=mine, now=NOW)
    for guest in (Actor("x", "specialist", 9, "chat:1"), Actor("x", "head", 9), Actor("", "")):
        with pytest.raises(Forbidden):
            save(store, guest)
        with store.reader() as db, pytest.raises(Forbidden):
            saved_questions(db, actor=guest)


def test_a_saved_question_runs_with_its_values(store: Store, people: tuple[Actor, Actor]) -> None:
    made = save(store, people[0])
    assert run(store, made.text, actor=people[0], values=dict(made.params)).rows == ((5,),)
