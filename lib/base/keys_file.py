"""The keys file beside the data: read by `read_settings`, written from the screen."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.secret import Secret
from lib.base.settings import KEYS_FILE, Settings, vk_section


class KeysFileError(PultError):
    """The keys file cannot be written."""


def keys_file(data: Path) -> Path:
    """The file of the keys in force that were given on the screen."""
    return data / KEYS_FILE


def change_keys(file: Path, changes: Mapping[str, str | int | None]) -> None:
    """Put `changes` into the `[vk]` section of `file`, None taking a line away; whole or not at all.

    The file is made where there is none, and only its owner may read it (mode 0600). Raises `KeysFileError`
    where it cannot be written, or holds what this would lose; `SettingsError` where it cannot be read.
    """
    values: dict[str, str | int] = dict(vk_section(file))
    if file.exists() and set(tomllib.loads(file.read_text(encoding="utf-8"))) - {"vk"}:
        raise KeysFileError(
            N_("The file {file} holds more than keys. Change it by hand."), file=file.name
        )
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    lines = [f"{name} = {_toml(value)}" for name, value in sorted(values.items())]
    write_private(file, "\n".join(["[vk]", *lines, ""]))


def with_hooks_secret(settings: Settings) -> Settings:
    """The settings with a secret for VK's callbacks, made once and kept in the keys file where one is needed.

    Raises `KeysFileError` or `SettingsError` where it cannot be kept.
    """
    if settings.hooks_url is None or settings.hooks_secret is not None:
        return settings
    made = secrets.token_hex(20)
    change_keys(keys_file(settings.data), {"hooks_secret": made})
    return replace(settings, hooks_secret=Secret(made))


def _toml(value: str | int) -> str:
    # A string of JSON is a string of TOML as well, but for one character that only TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read; a reader finds the old text or the new one, never half.

    Raises `KeysFileError`.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp gives the file mode 0600 before the first byte is in it.
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as written:
                written.write(text)
                written.flush()
                os.fsync(written.fileno())
            os.replace(name, file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise KeysFileError(
            N_("The file {file} cannot be written ({reason}). Check the data folder."),
            file=file.name,
            reason=error.strerror or str(error),
        ) from error
