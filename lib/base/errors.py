"""The root of Pult's own errors.

PultError                 a person should read this; `str(error)` is an English message id
├── lib.base.settings.SettingsError
├── lib.store.StoreError
├── lib.base.keys_file.KeysFileError, lib.base.pasted.NotAKey, NotACommunity
├── lib.reach.errors.ReachError
├── lib.explore.errors.ExploreError, QueryError
├── lib.vk.errors.VkError
├── lib.outbox.OutboxError
└── lib.access.permissions.Forbidden
"""

from __future__ import annotations


class PultError(Exception):
    """Bad input or a broken surrounding, told in plain words and with what to do next.

    `message` is a gettext message id; `values` fill its `{placeholders}` after translation, so that the
    same error reads in the language of whoever looks at it.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values) if self.values else self.message
