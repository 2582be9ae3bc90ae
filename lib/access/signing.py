"""The signature on the cookie: made with a secret that lies beside the data and never in the database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from lib.base.errors import PultError
from lib.base.language import N_

COOKIE = "pult_session"
_FILE = "cookie.secret"


class SecretError(PultError):
    """The file with the secret of the cookies cannot be used."""


def signed(folder: Path, token: str) -> str:
    """The value of the cookie for a session's token. Raises `SecretError`."""
    return str(_serializer(folder).dumps(token))


def token_in(folder: Path, cookie: object) -> str | None:
    """The token in a cookie; None for anything that was not signed here, with today's secret."""
    if not isinstance(cookie, str) or not cookie:
        return None
    try:
        token = _serializer(folder).loads(cookie)
    except BadSignature:
        return None
    return token if isinstance(token, str) else None


def signed_errand(folder: Path, errand: Mapping[str, Any]) -> str:
    """The value of a short-lived cookie: what a browser is to bring back. Raises `SecretError`."""
    return str(_errands(folder).dumps(dict(errand)))


def errand_in(folder: Path, cookie: object, *, seconds: int) -> dict[str, Any] | None:
    """What `signed_errand` put down at most so many seconds ago; None for anything else."""
    if not isinstance(cookie, str) or not cookie:
        return None
    try:
        errand = _errands(folder).loads(cookie, max_age=seconds)
    except BadSignature:
        return None
    return errand if isinstance(errand, dict) else None


def _errands(folder: Path) -> URLSafeTimedSerializer:
    # Another salt: neither cookie can be passed off as the other.
    return URLSafeTimedSerializer(_secret(folder / _FILE), salt="errand")


def _serializer(folder: Path) -> URLSafeSerializer:
    return URLSafeSerializer(_secret(folder / _FILE), salt="session")


def _secret(file: Path) -> str:
    # Read every time: whoever deletes the file signs everybody out at once.
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        return _new_secret(file)
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(file, error) from error


def _new_secret(file: Path) -> str:
    made = secrets.token_urlsafe(48)
    draft = file.with_suffix(f".{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.write(made)
        try:
            # A link, unlike a rename, does not replace what another process has just put there.
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return file.read_text(encoding="ascii")
    except OSError as error:
        raise _unusable(file, error) from error


def _unusable(file: Path, error: Exception) -> SecretError:
    return SecretError(
        N_("The file {file} in the data folder cannot be used: {reason}. Check its permissions."),
        file=file.name,
        reason=str(getattr(error, "strerror", None) or error),
    )
