"""What VK says once and what may stand nowhere: the key of a broadcast.

An action's row, the journal and the log never see it. It stays in the memory of this process until the screen
that asked for it takes it, or for `KEPT_SECONDS`; a screen of another process never gets it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

KEPT_SECONDS = 900.0

_lock = threading.Lock()
_kept: dict[str, tuple[float, Mapping[str, str]]] = {}


def whisper(guid: str, words: Mapping[str, str]) -> None:
    """Keep what VK said to the action with this guid."""
    with _lock:
        _forget()
        _kept[guid] = (time.monotonic(), dict(words))


def hear(guid: str) -> Mapping[str, str] | None:
    """Take it away: whoever asks first gets it, and nobody after."""
    with _lock:
        _forget()
        found = _kept.pop(guid, None)
    return None if found is None else found[1]


def _forget() -> None:
    now = time.monotonic()
    for guid, (at, _words) in list(_kept.items()):
        if now - at > KEPT_SECONDS:
            del _kept[guid]
