"""How long to leave VK alone after what it said."""

from __future__ import annotations

from typing import Any

from lib.outbox.kinds import INTERNAL_ERRORS
from lib.vk.errors import (
    Flood,
    HumanNeeded,
    KeyMissing,
    NoAnswer,
    QuotaUsed,
    Refused,
    TooFast,
    Unreachable,
)

FLOOD_SECONDS = 300
QUOTA_SECONDS = 3 * 3600
HUMAN_SECONDS = 10
"""The door lets nothing out meanwhile, so that asking it costs VK nothing; see `lib.vk.humans`."""
LONGEST_AWAY = 30
"""Seconds; VK comes back without telling, and people wait."""

LONGEST_DOUBT = 300
"""Seconds between repetitions of a call that VK does not answer: that is how it limits a method."""

Error = Unreachable | NoAnswer | KeyMissing | Refused


def pause(error: Error, tries: int) -> tuple[str, int]:
    """The kind of reason and the seconds to wait after the `tries`-th time that nothing was done."""
    if isinstance(error, TooFast):
        return "too_fast", 1
    if isinstance(error, Flood):
        return "flood", min(FLOOD_SECONDS * tries, 3600)
    if isinstance(error, QuotaUsed):
        return "quota", QUOTA_SECONDS
    if isinstance(error, HumanNeeded):
        return "human", HUMAN_SECONDS
    return "away", backoff(tries, LONGEST_AWAY)


def backoff(tries: int, longest: int) -> int:
    """2, 4, 8 ... `longest` seconds."""
    return int(min(2 ** min(tries, 20), longest))


def failed_inside(error: Error) -> bool:
    """VK's own trouble: unlike any other refusal, it does not mean that nothing was done."""
    return isinstance(error, Refused) and error.code in INTERNAL_ERRORS


def plain_words(error: Error) -> dict[str, Any]:
    """What a person should read of it, to be put into a language when it is shown."""
    return {"message": error.message, "values": dict(error.values)}


def own_words(error: Error) -> str:
    """What VK, or the network, said."""
    if isinstance(error, KeyMissing):
        return error.method
    return error.text if isinstance(error, Refused) else str(error.values["reason"])
