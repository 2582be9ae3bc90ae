"""Signing in, staying in, guessing, links of invitations."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access import invitations
from lib.access.invitations import InvitationError
from lib.access.people import Person
from lib.access.permissions import Actor, Forbidden
from lib.access.sessions import (
    SESSION_SECONDS,
    SignInError,
    end_session,
    living_sessions,
    session_of,
    sign_in,
    sign_out,
)
from lib.access.signing import signed, token_in
from lib.store import Store
from tests.access.conftest import GOOD, T


def enter(
    store: Store, name: str = "Ольга", password: str = GOOD, *, now: int = T, address: str = "1"
) -> str:
    return sign_in(store, name, password, address=address, device="Chrome", now=now)


def test_name_and_password_open_a_session_with_role_and_end(store: Store, owner: Person) -> None:
    token = enter(store, "ольга")
    found = session_of(store, token, now=T)
    assert found is not None
    assert found.actor == Actor("Ольга", "owner", owner.person_id, None)
    assert session_of(store, token, now=T + SESSION_SECONDS) is None
    assert token.encode() not in store.path.read_bytes()


@pytest.mark.parametrize(
    ("name", "password"), [("Ольга", "не то слово"), ("Никто", GOOD), ("", "")]
)
def test_what_was_wrong_is_not_told(store: Store, owner: Person, name: str, password: str) -> None:
    with pytest.raises(SignInError) as caught:
        enter(store, name, password)
    assert str(caught.value) == "The name or the password is wrong."


def test_guessing_is_slowed_down_more_and_more_and_a_wait_helps(
    store: Store, owner: Person
) -> None:
    now = T
    for _ in range(5):
        with pytest.raises(SignInError):
            enter(store, password="мимо", now=now)
    with pytest.raises(SignInError) as caught:
        enter(store, now=now)
    assert caught.value.values == {"seconds": 2}
    assert enter(store, now=now + 2, address="2")


def test_one_address_that_tries_many_names_is_slowed_down_too(store: Store, owner: Person) -> None:
    for number in range(8):
        with pytest.raises(SignInError):
            enter(store, f"Имя {number}", "мимо", now=T + 1000 * number)
    with pytest.raises(SignInError) as caught:
        enter(store, now=T + 7001)
    assert "seconds" in caught.value.values


def test_signing_out_ends_this_session_only(store: Store, owner: Person) -> None:
    here, there = enter(store), enter(store)
    sign_out(store, here, now=T)
    sign_out(store, here, now=T)
    assert session_of(store, here, now=T) is None
    assert session_of(store, there, now=T) is not None


def test_sessions_are_listed_and_ended_by_their_person_and_the_owner(
    store: Store, owner: Person, moderator: Person
) -> None:
    enter(store)
    theirs = enter(store, "Иван")
    assert len(living_sessions(store, actor=owner.actor, now=T)) == 2
    [own] = living_sessions(store, actor=moderator.actor, now=T)
    with pytest.raises(Forbidden):
        end_session(store, own.session_id, actor=Actor("Чужой", "moderator", 99), now=T)
    end_session(store, own.session_id, actor=owner.actor, now=T)
    assert session_of(store, theirs, now=T) is None


@given(st.text(max_size=60))
def test_no_cookie_but_our_own_holds_a_token(
    tmp_path_factory: pytest.TempPathFactory, raw: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert token_in(folder, raw) is None
    assert token_in(folder, signed(folder, raw)) == raw


@pytest.mark.parametrize("cookie", [None, "", 7, object(), "abc.def", ["x"]])
def test_a_cookie_of_the_wrong_kind_is_nobody(tmp_path: Path, cookie: object) -> None:
    assert token_in(tmp_path, cookie) is None


def test_a_new_secret_makes_old_cookies_void(tmp_path: Path) -> None:
    old = signed(tmp_path, "token")
    (tmp_path / "cookie.secret").unlink()
    assert token_in(tmp_path, old) is None
    assert (tmp_path / "cookie.secret").stat().st_mode & 0o777 == 0o600


# Invitations


def guest(store: Store, *, hours: int = 2) -> tuple[int, str]:
    with store.writer() as db:
        person_id = invitations.add_guest(db, "Врач Белова", role="specialist", now=T)
        token = invitations.invite(
            db, person_id, scope="chat:7", expires_at=T + hours * 3600,
            actor=Actor("Ольга", "owner"), now=T,
        )  # fmt: skip
    return person_id, token


def test_a_link_lets_in_once_until_its_end(store: Store) -> None:
    person_id, link = guest(store)
    assert invitations.look(store, link, now=T).name == "Врач Белова"
    assert invitations.look(store, link, now=T).used_at is None  # looking uses nothing up
    session, until = invitations.accept(store, link, device="Safari, iPhone", now=T + 5)
    found = session_of(store, session, now=T + 5)
    assert found is not None
    assert found.actor == Actor("Врач Белова", "specialist", person_id, "chat:7")
    assert until == T + 7200
    assert session_of(store, session, now=T + 7200) is None
    with pytest.raises(InvitationError, match="used already"):
        invitations.accept(store, link, device="other", now=T + 6)
    assert invitations.belongs(store, link, session_id=found.session_id)


def test_of_many_who_press_at_once_one_gets_in(store: Store) -> None:
    _, link = guest(store)
    got: list[str] = []
    barrier = threading.Barrier(8)

    def press() -> None:
        barrier.wait()
        try:
            got.append(invitations.accept(store, link, device="x", now=T)[0])
        except InvitationError:
            return

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_void_links_say_why(store: Store) -> None:
    person_id, link = guest(store)
    with pytest.raises(InvitationError, match="not valid"):
        invitations.look(store, link + "x", now=T)
    with pytest.raises(InvitationError, match="expired"):
        invitations.look(store, link, now=T + 7200)
    with store.writer() as db:
        invitations.revoke(db, person_id, actor=Actor("Ольга", "owner"), now=T)
    with pytest.raises(InvitationError, match="taken back"):
        invitations.look(store, link, now=T)


def test_taking_a_link_back_puts_its_guest_out_at_once(store: Store) -> None:
    person_id, link = guest(store)
    session, _ = invitations.accept(store, link, device="x", now=T)
    with store.writer() as db:
        invitations.revoke(db, person_id, actor=Actor("Ольга", "owner"), now=T)
    assert session_of(store, session, now=T) is None


def test_a_new_link_voids_the_earlier_one(store: Store) -> None:
    person_id, first = guest(store)
    with store.writer() as db:
        second = invitations.invite(
            db, person_id, scope="chat:7", expires_at=T + 60, actor=Actor("Ольга", "owner"), now=T
        )
    with pytest.raises(InvitationError):
        invitations.look(store, first, now=T)
    assert invitations.look(store, second, now=T).person_id == person_id
    assert second.encode() not in store.path.read_bytes()


def test_moved_hours_prolong_links_and_those_inside(store: Store) -> None:
    _, link = guest(store)
    session, _ = invitations.accept(store, link, device="x", now=T)
    with store.writer() as db:
        invitations.prolong(db, "chat:7", expires_at=T + 9000)
    assert session_of(store, session, now=T + 8000) is not None
