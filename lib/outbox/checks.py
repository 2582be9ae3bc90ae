"""What a payload must have before it is queued; each check raises `OutboxError`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lib.base.language import N_
from lib.outbox.actions import OutboxError

Check = Callable[[Mapping[str, Any]], None]

TEXT_LIMIT = 16_384
"""Characters of a post or a comment. Our own; VK's limit is not documented (15,895 and 16,384 are told)."""


def check_ids(*names: str, unknown: str = N_("It is not known what this is about.")) -> Check:
    """A check that the payload has these numbers; `unknown` is said where it does not (a message id)."""

    def check(payload: Mapping[str, Any]) -> None:
        for name in names:
            if not isinstance(payload.get(name), int):
                raise OutboxError(unknown)

    return check


def check_text(
    *, empty: str, too_long: str, limit: int = TEXT_LIMIT, attachments_suffice: bool = False
) -> Check:
    """A check of the payload's `text`, at most `limit` characters.

    `empty` and `too_long` (which names {length} and {limit}) are message ids. `attachments_suffice`: what has
    an attachment needs no text.
    """

    def check(payload: Mapping[str, Any]) -> None:
        text = str(payload.get("text", ""))
        if not text.strip() and not (attachments_suffice and payload.get("attachments")):
            raise OutboxError(empty)
        if len(text) > limit:
            raise OutboxError(too_long, length=len(text), limit=limit)

    return check


def all_of(*checks: Check) -> Check:
    """These checks, one after the other."""

    def check(payload: Mapping[str, Any]) -> None:
        for one in checks:
            one(payload)

    return check
