"""What every page reaches for: settings, the store, who acts, the time."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.access.permissions import MODERATOR, Actor, NotSignedIn
from lib.access.sessions import Session, session_of
from lib.access.signing import COOKIE, token_in
from lib.base.clock import local_day, system_clock
from lib.base.settings import Settings, read_settings
from lib.store import Store

_settings: Settings | None = None


def use(settings: Settings | None) -> None:
    """Say which settings are in force for this process; None: read them again when next asked for."""
    global _settings
    _settings = settings


def settings() -> Settings:
    """Settings in force. Raises `SettingsError` on a value that cannot be used."""
    if _settings is None:
        use(read_settings())
    assert _settings is not None
    return _settings


def store() -> Store:
    """The database of this console."""
    return Store(settings().database)


def open_door() -> bool:
    """Nobody signs in: a rehearsal with the local VK's own keys, which only this machine reaches."""
    found = settings()
    here = st.get_option("server.address") in {"127.0.0.1", "localhost", "::1"}
    return found.login == "auto" and found.rehearsal and found.demo_keys and here


def session_in(cookie: object) -> Session | None:
    """The living sign-in behind the value of the cookie, if there is one. Raises `StoreError`."""
    token = token_in(settings().data, cookie)
    return None if token is None else session_of(store(), token, now=now())


def session() -> Session | None:
    """The sign-in of whoever is at the screen; None in a rehearsal, and for nobody."""
    return session_in(st.context.cookies.get(COOKIE))


def actor() -> Actor:
    """Who is at the screen, asked anew each time: a sign-in may have been ended meanwhile.

    Raises `NotSignedIn`, `StoreError`.
    """
    found = actor_with(st.context.cookies.get(COOKIE))
    if found is None:
        raise NotSignedIn
    return found


def actor_with(cookie: object) -> Actor | None:
    """Who acts with this value of the cookie; None: nobody. Raises `StoreError`."""
    found = session_in(cookie)
    if found is not None:
        return found.actor
    # Whoever was let in by a link and then put out does not become the moderator of the rehearsal.
    return MODERATOR if open_door() and token_in(settings().data, cookie) is None else None


def now() -> int:
    """Seconds UTC."""
    return int(system_clock())


def zone() -> str:
    """The region's time zone, such as `Europe/Moscow`."""
    return settings().zone


def today() -> date:
    """The calendar day in the region's zone."""
    return local_day(now(), zone=zone())
