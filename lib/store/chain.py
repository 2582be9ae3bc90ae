"""The chain of the journal: every entry carries the hash of itself and of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FIRST = ""
"""What stands before the first entry."""

_WORDS = ("at", "actor", "action", "subject", "outcome", "detail")


def link(before: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry (a row of `journal`, `detail` as its JSON text) behind the hash `before`."""
    words = json.dumps(
        [before, *(entry[name] for name in _WORDS)], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(words.encode()).hexdigest()
