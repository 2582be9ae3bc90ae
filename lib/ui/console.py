"""What every page reaches for: settings, the store, who acts, the time."""

from __future__ import annotations

from datetime import date

from lib.access.permissions import MODERATOR, Actor
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


def actor() -> Actor:
    """Who is at the screen."""
    return MODERATOR


def now() -> int:
    """Seconds UTC."""
    return int(system_clock())


def zone() -> str:
    """The region's time zone, such as `Europe/Moscow`."""
    return settings().zone


def today() -> date:
    """The calendar day in the region's zone."""
    return local_day(now(), zone=zone())
