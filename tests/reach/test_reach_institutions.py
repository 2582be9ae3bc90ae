"""Institutions: whom people name, the list people keep, and the conversation about each."""

from __future__ import annotations

from datetime import date

import pytest

from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.reach.institutions import (
    NameTaken,
    NoName,
    drop_institution,
    institutions,
    keep_institution,
)
from lib.reach.norm import NoNorm, change_norm, norm
from lib.reach.periods import Period
from lib.reach.talk.figures import talk_by_institution, talk_of
from lib.store import Store
from lib.store.talk import differences
from lib.sync.intake import take_comments

AT = 1_790_000_000
PERIOD = Period(date(2026, 9, 1), date(2026, 9, 30))


def say(store: Store, *texts: str, first: int = 1) -> None:
    with store.writer() as db:
        items = [
            {"id": first + n, "post_id": 1, "from_id": 7, "date": AT + n, "text": text}
            for n, text in enumerate(texts)
        ]
        take_comments(db, items, group_id=1, now=AT, told="new")


def told(store: Store) -> dict[str | None, tuple[int, int]]:
    with store.reader() as db:
        assert differences(db.conn) == {}
        return {
            row.name: (row.counts.comments, row.counts.questions)
            for row in talk_by_institution(db, PERIOD)
        }


def test_names_are_found_in_any_case_before_and_after_they_were_listed(store: Store) -> None:
    say(
        store,
        "Когда в Озёрнинской районной больнице будет невролог?",
        "В ОЗЕРНИНСКУЮ РАЙОННУЮ БОЛЬНИЦУ не дозвониться",
        "Районная больница хорошая",
        "В городской поликлинике №3 очередь, а в поликлинике № 31 нет!",
    )
    lake = keep_institution(store, "Озёрнинская районная больница", ["ОРБ"], actor=MODERATOR, now=1)
    keep_institution(store, "Городская поликлиника № 3", actor=MODERATOR, now=1)
    assert told(store) == {
        "Озёрнинская районная больница": (2, 1),
        "Городская поликлиника № 3": (1, 0),
    }
    say(store, "А в ОРБ?", "Ходил в орбиту", first=10)
    assert told(store)["Озёрнинская районная больница"] == (3, 2)
    with store.reader() as db:
        assert talk_of(db, PERIOD, part="institution", part_id=lake).questions == 2
        assert institutions(db)[1].names == ("Озёрнинская районная больница", "ОРБ")


def test_other_names_are_looked_for_again_and_a_dropped_one_is_forgotten(store: Store) -> None:
    say(store, "Были в ЦРБ", "Были в центральной больнице")
    one = keep_institution(store, "ЦРБ", actor=MODERATOR, now=1)
    assert told(store) == {"ЦРБ": (1, 0)}
    keep_institution(store, "Центральная больница", institution_id=one, actor=MODERATOR, now=2)
    assert told(store) == {"Центральная больница": (1, 0)}
    keep_institution(
        store, "Центральная больница", ["ЦРБ", "цРБ "], institution_id=one, actor=MODERATOR, now=3
    )
    assert told(store) == {"Центральная больница": (2, 0)}
    drop_institution(store, one, actor=MODERATOR, now=4)
    drop_institution(store, one, actor=MODERATOR, now=5)
    assert told(store) == {}
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM named").fetchone()[0] == 0
        assert [row["action"] for row in db.query("SELECT action FROM journal")] == [
            *["institution.keep"] * 3,
            "institution.drop",
        ]


@pytest.mark.parametrize("name", ["", "  ", "№", "!!!", "а" * 201])
def test_a_name_must_have_something_to_look_for(store: Store, name: str) -> None:
    with pytest.raises(NoName):
        keep_institution(store, name, actor=MODERATOR, now=1)


def test_two_institutions_have_two_names(store: Store) -> None:
    keep_institution(store, "ЦРБ", actor=MODERATOR, now=1)
    with pytest.raises(NameTaken):
        keep_institution(store, " ЦРБ", actor=MODERATOR, now=1)
    with pytest.raises(NoName):
        keep_institution(store, "Много", [f"Имя {n}" for n in range(20)], actor=MODERATOR, now=1)


def test_hostile_names_are_only_names(store: Store) -> None:
    say(store, 'DROP TABLE "comment"; больница OR NOT')
    keep_institution(store, '"comment"; --', ["OR NOT", "* NEAR(", "a'b"], actor=MODERATOR, now=1)
    assert told(store) == {'"comment"; --': (1, 0)}


def test_the_norm_is_a_setting(store: Store) -> None:
    with store.reader() as db:
        assert norm(db) == 86_400
    change_norm(store, 9 * 3600, actor=MODERATOR, now=1)
    with store.reader() as db:
        assert norm(db) == 9 * 3600
    for seconds in (0, 59, 31 * 86_400):
        with pytest.raises(NoNorm):
            change_norm(store, seconds, actor=MODERATOR, now=1)
    with pytest.raises(Forbidden):
        change_norm(store, 3600, actor=Actor("Аналитик", "analyst"), now=1)
