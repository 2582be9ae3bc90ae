"""The one door to VK: keys and what each can do, pace, calls, batches, long poll, typed errors."""

from lib.vk.calls import Call
from lib.vk.door import Vk, connect
from lib.vk.errors import (
    Choked,
    Flood,
    HumanNeeded,
    Hung,
    KeyDead,
    KeyMissing,
    NoAnswer,
    NoRight,
    QuotaUsed,
    Refused,
    TooFast,
    UnfitFile,
    Unreachable,
    UploadFailed,
    VkError,
)

__all__ = [
    "Call",
    "Choked",
    "Flood",
    "HumanNeeded",
    "Hung",
    "KeyDead",
    "KeyMissing",
    "NoAnswer",
    "NoRight",
    "QuotaUsed",
    "Refused",
    "TooFast",
    "UnfitFile",
    "Unreachable",
    "UploadFailed",
    "Vk",
    "VkError",
    "connect",
]
