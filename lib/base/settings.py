"""What the console was started with: environment, `.streamlit/secrets.toml`, the keys file beside the data."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.secret import Secret

ROOT = Path(__file__).resolve().parents[2]
VK_URL = "https://api.vk.ru"
EMBEDDED_PORT = 8502
DEMO_GROUP_ID = 1
DEMO_KEYS = {
    "community_key": "demo-community",
    "service_key": "demo-service",
    "user_key": "demo-user",
}
KEY_NAMES = tuple(DEMO_KEYS)
KEYS_FILE = "keys.toml"
HOOK_NAMES = ("hooks_url", "hooks_secret", "hooks_code")
HOOKS_PATH = "/hooks/vk"
EXPIRY = "user_key_expires_at"
CALLBACK_PATH = "/enter/oidc/callback"
"""Where the organisation's own sign-in sends people back to."""


class SettingsError(PultError):
    """A setting cannot be used as it stands."""


@dataclass(frozen=True)
class Provider:
    """The organisation's own sign-in (OIDC), as `[auth]` of `secrets.toml` names it."""

    redirect_uri: str
    """Our own address as people's browsers see it, with `CALLBACK_PATH`."""
    client_id: str
    client_secret: Secret
    server_metadata_url: str
    title: str
    """What people call it: the words on the button; empty: the host of the provider."""

    @property
    def name(self) -> str:
        return self.title or urlsplit(self.server_metadata_url).hostname or ""


@dataclass(frozen=True)
class Settings:
    """Where the data is, which VK to talk to, as whom."""

    data: Path
    vk_url: str
    group_id: int
    community_key: Secret | None = None
    service_key: Secret | None = None
    user_key: Secret | None = None
    zone: str = "Europe/Moscow"
    login: str = "auto"
    embedded: bool = False
    """Neither VK, nor a key, nor a community was named: the console brings its own local VK."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where the address, the number and each key come from: environment, secrets, file or rehearsal."""
    user_key_expires_at: int | None = None
    """When the user key ends, seconds UTC, as VK said when it was issued; 0: never; None: not known."""

    hooks_url: str | None = None
    """The address to which VK brings events (Callback API), path and all; None: long poll alone."""
    hooks_secret: Secret | None = None
    """What VK sends along, so that we know it is VK."""
    hooks_code: str | None = None
    """Confirmation code (PULT_HOOKS_CODE) of a server that a person put down in VK; else VK is asked for it."""
    backup_folder: Path | None = None
    backup_days: int = 14
    """Backups are deleted after so many days, but for the newest."""
    provider: Provider | None = None
    """Who else vouches for people, beside their passwords here."""

    @property
    def database(self) -> Path:
        return self.data / "pult.db"

    @property
    def backups(self) -> Path:
        """Where the nightly backups lie; better on another disk than the database."""
        return self.backup_folder or self.data / "backups"

    @property
    def worker_lock(self) -> Path:
        """Held by the one console that works with VK."""
        return self.data / "worker.lock"

    @property
    def rehearsal(self) -> bool:
        """The VK behind `vk_url` is a local one; what is published there reaches nobody."""
        return is_loopback(self.vk_url)

    @property
    def newcomer(self) -> bool:
        """Nobody has given this console a key yet: it plays with the keys of the demo community."""
        return any(self.sources.get(name) == "rehearsal" for name in KEY_NAMES)

    @property
    def demo_keys(self) -> bool:
        """No key in force opens anything but the local VK."""
        keys = [key for name in KEY_NAMES if (key := getattr(self, name)) is not None]
        return all(key.reveal() in DEMO_KEYS.values() for key in keys)


def is_loopback(url: str) -> bool:
    """Whether `url` leads back to this machine."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


def read_settings(
    environ: Mapping[str, str] | None = None, *, secrets: Path | None = None
) -> Settings:
    """Settings in force. The environment wins over `secrets.toml`, which wins over `DATA/keys.toml`.

    Raises `SettingsError` on a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    data = Path(environ.get("PULT_DATA") or ROOT / "data").expanduser().resolve()
    named = vk_section(data / KEYS_FILE)
    sources = dict.fromkeys(named, "file")
    secrets = secrets or ROOT / ".streamlit" / "secrets.toml"
    secret = vk_section(secrets)
    named |= secret
    sources |= dict.fromkeys(secret, "secrets")
    for name in ("vk_url", "group_id", *KEY_NAMES, *HOOK_NAMES):
        if value := environ.get(f"PULT_{name.upper()}", "").strip():
            named[name], sources[name] = value, "environment"

    keys = {name: named[name] for name in KEY_NAMES if named.get(name)}
    embedded = not keys and not {"vk_url", "group_id"} & named.keys()
    vk_url = named.get("vk_url") or (f"http://127.0.0.1:{EMBEDDED_PORT}" if embedded else VK_URL)
    if urlsplit(vk_url).scheme not in {"http", "https"} or not urlsplit(vk_url).hostname:
        raise SettingsError(
            N_("PULT_VK_URL must be an address such as http://127.0.0.1:8502, not “{value}”."),
            value=vk_url,
        )
    if not keys and is_loopback(vk_url):
        keys = DEMO_KEYS
        sources |= dict.fromkeys(DEMO_KEYS, "rehearsal")
        named.setdefault("group_id", str(DEMO_GROUP_ID))
    return Settings(
        data=data,
        vk_url=vk_url.rstrip("/"),
        group_id=_group_id(named.get("group_id", "")),
        zone=_zone(environ.get("PULT_ZONE") or "Europe/Moscow"),
        login=_login(environ.get("PULT_LOGIN") or "auto"),
        embedded=embedded,
        sources=sources,
        user_key_expires_at=_expiry(named, sources),
        hooks_url=_hooks_url(named.get("hooks_url", ""), rehearsal=is_loopback(vk_url)),
        hooks_secret=_hooks_secret(named.get("hooks_secret", "")),
        hooks_code=named.get("hooks_code"),
        backup_folder=_folder(environ.get("PULT_BACKUPS", "")),
        backup_days=_days(environ.get("PULT_BACKUP_DAYS") or "14"),
        provider=_provider(_section(secrets, "auth")),
        **{name: Secret(value) for name, value in keys.items()},
    )


def vk_section(file: Path) -> dict[str, str]:
    """What stands under `[vk]` of a settings file; empty where there is none. Raises `SettingsError`."""
    return _section(file, "vk")


def _section(file: Path, name: str) -> dict[str, str]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            N_("The file {file} cannot be read: {reason}"), file=file.name, reason=str(error)
        ) from error
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise SettingsError(
            N_("The file {file} cannot be read: {reason}"),
            file=file.name,
            reason=f"{name} ≠ [{name}]",
        )
    return {key: str(value).strip() for key, value in section.items() if str(value).strip()}


def _provider(named: Mapping[str, str]) -> Provider | None:
    if not named:
        return None
    needed = ("redirect_uri", "client_id", "client_secret", "server_metadata_url")
    if missing := [name for name in needed if name not in named]:
        raise SettingsError(
            N_("[auth] in secrets.toml lacks: {names}. Fill it in, or remove all of [auth]."),
            names=", ".join(missing),
        )
    for name in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(named[name])
        safe = address.scheme == "https" or (address.scheme == "http" and is_loopback(named[name]))
        if not safe or not address.hostname:
            raise SettingsError(
                N_("{name} in [auth] must be an address that begins with https://, not “{value}”."),
                name=name,
                value=named[name],
            )
    if urlsplit(named["redirect_uri"])[2:] != (CALLBACK_PATH, "", ""):
        raise SettingsError(
            N_("redirect_uri in [auth] must end in {path}, not “{value}”."),
            path=CALLBACK_PATH,
            value=named["redirect_uri"],
        )
    return Provider(
        redirect_uri=named["redirect_uri"],
        client_id=named["client_id"],
        client_secret=Secret(named["client_secret"]),
        server_metadata_url=named["server_metadata_url"],
        title=named.get("title", "")[:60],
    )


def _expiry(named: Mapping[str, str], sources: Mapping[str, str]) -> int | None:
    """The end of the user key, where it was noted with the very key that is in force."""
    noted = named.get(EXPIRY, "")
    same = sources.get("user_key") == sources.get(EXPIRY)
    return int(noted) if same and noted.isdecimal() else None


def _group_id(value: str) -> int:
    # People copy the id from an address, where it stands behind "club" or "public", or with a minus.
    digits = value.lower().removeprefix("club").removeprefix("public").removeprefix("-")
    if not digits.isdecimal() or int(digits) == 0:
        raise SettingsError(
            N_("PULT_GROUP_ID must be the number of the community, not “{value}”."), value=value
        )
    return int(digits)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(N_("There is no time zone “{value}”."), value=value) from error
    return value


def _login(value: str) -> str:
    if value not in {"auto", "always"}:
        raise SettingsError(N_("PULT_LOGIN is “auto” or “always”, not “{value}”."), value=value)
    return value


def _folder(value: str) -> Path | None:
    return Path(value.strip()).expanduser().resolve() if value.strip() else None


def _days(value: str) -> int:
    if not value.strip().isdecimal() or not 1 <= int(value) <= 3650:
        raise SettingsError(
            N_("PULT_BACKUP_DAYS is a number of days from 1 to 3650, not “{value}”."), value=value
        )
    return int(value)


def _hooks_url(value: str, *, rehearsal: bool) -> str | None:
    if not value:
        return None
    address = urlsplit(value)
    local = rehearsal and address.scheme == "http" and is_loopback(value)
    if not address.hostname or not (address.scheme == "https" or local) or address.query:
        raise SettingsError(
            N_(
                "PULT_HOOKS_URL must be a public address such as https://pult.example.ru, not “{value}”."
            ),
            value=value,
        )
    return value.rstrip("/").removesuffix(HOOKS_PATH) + HOOKS_PATH


def _hooks_secret(value: str) -> Secret | None:
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{8,50}", value):
        # Its value is not shown: it is a secret all the same.
        raise SettingsError(N_("PULT_HOOKS_SECRET must be 8 to 50 Latin letters and digits."))
    return Secret(value) if value else None
