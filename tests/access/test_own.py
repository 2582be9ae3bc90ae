"""What everybody does with their own sign-in."""

from __future__ import annotations

import pytest

from lib.access.own import change_own_password, end_other_sessions, own_sessions
from lib.access.passwords import WeakPassword, check_password, made_password
from lib.access.people import Person, people
from lib.access.permissions import NotSignedIn
from lib.access.sessions import Session, SignInError, session_of, sign_in
from lib.store import Store
from tests.access.conftest import GOOD, T

OTHER = "вчера шёл мелкий дождь"


def entered(store: Store, name: str, password: str = GOOD, now: int = T) -> tuple[str, Session]:
    token = sign_in(store, name, password, address="10.0.0.1", device="Chrome", now=now)
    found = session_of(store, token, now=now)
    assert found is not None
    return token, found


def test_a_new_password_takes_the_old_one_and_ends_the_other_browsers(
    store: Store, moderator: Person
) -> None:
    here, session = entered(store, "Иван")
    elsewhere, _other = entered(store, "Иван")
    with pytest.raises(SignInError):
        change_own_password(store, "не тот пароль", OTHER, session=session, now=T)
    with pytest.raises(WeakPassword):
        change_own_password(store, GOOD, "12345", session=session, now=T)
    assert session_of(store, elsewhere, now=T)
    change_own_password(store, GOOD, OTHER, session=session, now=T)
    assert session_of(store, here, now=T)
    assert session_of(store, elsewhere, now=T) is None
    with pytest.raises(SignInError):
        entered(store, "Иван", GOOD)
    entered(store, "Иван", OTHER)


def test_guessing_the_old_password_at_an_open_screen_is_slowed_down(
    store: Store, moderator: Person
) -> None:
    _token, session = entered(store, "Иван")
    for _try in range(5):
        with pytest.raises(SignInError):
            change_own_password(store, "не тот пароль", OTHER, session=session, now=T)
    with pytest.raises(SignInError, match="Too many"):
        change_own_password(store, GOOD, OTHER, session=session, now=T)
    change_own_password(store, GOOD, OTHER, session=session, now=T + 10)


def test_nobody_has_no_password_to_change(store: Store, owner: Person) -> None:
    with pytest.raises(NotSignedIn):
        change_own_password(store, GOOD, OTHER, session=None, now=T)
    with pytest.raises(NotSignedIn):
        end_other_sessions(store, session=None, now=T)


def test_ending_the_others_leaves_this_one_and_other_people(
    store: Store, owner: Person, moderator: Person
) -> None:
    here, session = entered(store, "Ольга")
    elsewhere, _other = entered(store, "Ольга")
    ivan, _his = entered(store, "Иван")
    assert len(own_sessions(store, actor=session.actor, now=T)) == 2
    assert end_other_sessions(store, session=session, now=T) == 1
    assert session_of(store, here, now=T) and session_of(store, ivan, now=T)
    assert session_of(store, elsewhere, now=T) is None


def test_made_passwords_are_good_and_never_the_same() -> None:
    made = {made_password(name="Ольга") for _n in range(20)}
    assert len(made) == 20
    for password in made:
        check_password(password, name="Ольга")


def test_when_somebody_was_last_here_is_told(
    store: Store, owner: Person, moderator: Person
) -> None:
    entered(store, "Иван", now=T + 50)
    seen = {one.name: one.seen_at for one in people(store, actor=owner.actor)}
    assert seen == {"Ольга": None, "Иван": T + 50}
