"""People who sign in: making, ending, roles, passwords."""

from __future__ import annotations

import pytest

from lib.access.passwords import WeakPassword, hash_password, is_password
from lib.access.people import (
    PeopleError,
    Person,
    add_person,
    change_email,
    change_role,
    end_person,
    make_first_owner,
    needs_owner,
    people,
    set_password,
)
from lib.access.permissions import Actor, Forbidden
from lib.access.sessions import session_of, sign_in
from lib.store import Store
from tests.access.conftest import GOOD, T


def enter(store: Store, name: str, password: str = GOOD, now: int = T) -> str:
    return sign_in(store, name, password, address="10.0.0.1", device="Chrome", now=now)


def test_a_new_console_needs_an_owner_and_takes_one_only(store: Store) -> None:
    assert needs_owner(store)
    made = make_first_owner(store, "  Ольга   Петровна ", password=GOOD, now=T)
    assert (made.name, made.role) == ("Ольга Петровна", "owner")
    assert not needs_owner(store)
    with pytest.raises(PeopleError):
        make_first_owner(store, "Другой", password=GOOD, now=T)


@pytest.mark.parametrize(
    "password",
    ["", "коротк", "пароль123456", "Qwerty123456", "11111111111111", "Ольга Ольга Ольга", "а" * 300,
     "минздрав2024!"],
)  # fmt: skip
def test_passwords_that_would_be_guessed_are_refused(store: Store, password: str) -> None:
    with pytest.raises((WeakPassword, PeopleError)):
        make_first_owner(store, "Ольга", password=password, now=T)
    assert needs_owner(store)


@pytest.mark.parametrize("password", [GOOD, "tr0mbone-Kasha-91", "вчера шёл мелкий дождь"])
def test_long_phrases_are_taken(store: Store, password: str) -> None:
    make_first_owner(store, "Ольга", password=password, now=T)
    assert enter(store, "Ольга", password)


def test_only_the_hash_of_a_password_is_kept(store: Store, owner: Person) -> None:
    assert GOOD.encode() not in store.path.read_bytes()
    assert is_password(GOOD, hash_password(GOOD))
    assert not is_password(GOOD + " ", hash_password(GOOD))
    assert not is_password(GOOD, None)
    assert not is_password(GOOD, "not a hash")


@pytest.mark.parametrize("name", ["ольга", "ОЛЬГА", " Ольга "])
def test_two_living_people_do_not_share_a_name(store: Store, owner: Person, name: str) -> None:
    with pytest.raises(PeopleError):
        add_person(store, name, role="editor", actor=owner.actor, now=T, password=GOOD)


def test_a_person_who_was_ended_frees_the_name(
    store: Store, owner: Person, moderator: Person
) -> None:
    end_person(store, moderator.person_id, actor=owner.actor, now=T)
    again = add_person(store, "Иван", role="editor", actor=owner.actor, now=T, password=GOOD)
    names = [(one.name, one.role, one.ended_at) for one in people(store, actor=owner.actor)]
    assert names == [("Иван", "editor", None), ("Ольга", "owner", None), ("Иван", "moderator", T)]
    assert again.person_id != moderator.person_id


def test_ending_a_person_ends_every_session_at_once(
    store: Store, owner: Person, moderator: Person
) -> None:
    first, second = enter(store, "Иван"), enter(store, "Иван")
    end_person(store, moderator.person_id, actor=owner.actor, now=T)
    assert session_of(store, first, now=T) is None
    assert session_of(store, second, now=T) is None


def test_the_last_owner_stays(store: Store, owner: Person, moderator: Person) -> None:
    with pytest.raises(PeopleError):
        end_person(store, owner.person_id, actor=owner.actor, now=T)
    with pytest.raises(PeopleError):
        change_role(store, owner.person_id, role="editor", actor=owner.actor, now=T)
    change_role(store, moderator.person_id, role="owner", actor=owner.actor, now=T)
    change_role(store, owner.person_id, role="editor", actor=owner.actor, now=T)


@pytest.mark.parametrize("role", ["moderator", "editor", "analyst", "specialist", "head", ""])
def test_only_an_owner_manages_people(store: Store, owner: Person, role: str) -> None:
    stranger = Actor("Кто-то", role, 99)
    for command in (
        lambda: add_person(store, "Новый", role="owner", actor=stranger, now=T, password=GOOD),
        lambda: end_person(store, owner.person_id, actor=stranger, now=T),
        lambda: change_role(store, owner.person_id, role="editor", actor=stranger, now=T),
        lambda: set_password(store, owner.person_id, GOOD + "!", actor=stranger, now=T),
        lambda: people(store, actor=stranger),
    ):
        with pytest.raises(Forbidden):
            command()


def test_a_new_password_signs_out_everywhere_but_here(store: Store, moderator: Person) -> None:
    here, there = enter(store, "Иван"), enter(store, "Иван")
    mine = session_of(store, here, now=T)
    assert mine is not None
    set_password(
        store, moderator.person_id, "совсем другая фраза", actor=moderator.actor, now=T,
        keep=mine.session_id,
    )  # fmt: skip
    assert session_of(store, here, now=T) is not None
    assert session_of(store, there, now=T) is None
    assert enter(store, "Иван", "совсем другая фраза")


def test_an_address_belongs_to_one_person_and_is_kept_as_it_is_compared(
    store: Store, owner: Person, moderator: Person
) -> None:
    def change(one: Person, email: str) -> None:
        change_email(store, one.person_id, email, actor=owner.actor, now=T)

    change(moderator, " Ivan@Example.ru ")
    assert {one.name: one.email for one in people(store, actor=owner.actor)}["Иван"] == (
        "ivan@example.ru"
    )
    with pytest.raises(PeopleError):
        change(owner, "IVAN@example.ru")
    for wrong in ("ivan", "a b@example.ru", "a@b@c", "@example.ru", "ivan@"):
        with pytest.raises(PeopleError):
            change(owner, wrong)
        with pytest.raises(PeopleError):
            add_person(store, "Новый", role="editor", actor=owner.actor, now=T, email=wrong)
    change(moderator, "")
    change(owner, "ivan@example.ru")


def test_nobody_is_left_without_a_way_in(store: Store, owner: Person) -> None:
    one = add_person(store, "Анна", role="editor", actor=owner.actor, now=T, email="a@example.ru")
    with pytest.raises(PeopleError):
        change_email(store, one.person_id, "", actor=owner.actor, now=T)
