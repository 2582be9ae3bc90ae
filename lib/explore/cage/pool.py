"""The outside of the cage: starts the process, hands it one request, ends it when the time is over.

SQLite cannot be stopped inside one of its own functions, however long that takes (a search for a long text in a
long one, a sort), and counts memory for the whole process. So a foreign SELECT runs in a process of its own: it
ends itself in time wherever SQLite allows it, and is ended from here `GRACE` later where not. A process serves
one request, so nothing of one question reaches the next; a spare one is kept warm, because starting takes some
30 ms.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lib.explore.errors import Busy, TooSlow

GRACE = 0.1
"""Seconds that a process gets beyond its limit, to tell what it has."""
AT_ONCE = 4
"""So many questions run at the same time; the next one waits for as long as it would be given itself."""
_INSIDE = Path(__file__).with_name("inside.py")


class Cages:
    """Hands out processes; safe for threads. One for the whole console."""

    def __init__(self, *, at_once: int = AT_ONCE) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._spare: subprocess.Popen[bytes] | None = None

    def ask(self, request: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
        """The answer of `inside.py` to a request. Raises `TooSlow`, `Busy`."""
        if not self._turns.acquire(timeout=seconds):
            raise Busy()
        try:
            return self._ask(json.dumps(request).encode() + b"\n", seconds=seconds)
        finally:
            self._turns.release()

    def warm(self) -> None:
        """Have a process ready, if none is."""
        with self._lock:
            if self._spare is None or self._spare.poll() is not None:
                _end(self._spare)
                self._spare = _start()

    def close(self) -> None:
        """End the spare process."""
        with self._lock:
            _end(self._spare)
            self._spare = None

    def _ask(self, line: bytes, *, seconds: float) -> dict[str, Any]:
        process = self._take()
        try:
            said, trouble = process.communicate(line, timeout=seconds + GRACE)
        except subprocess.TimeoutExpired as error:
            raise TooSlow(seconds) from error
        finally:
            _end(process)
        # Not after one that was ended: whoever asked that has waited long enough.
        self.warm()
        if not said:
            # Ended by the system: a bound of memory or of the processor's time was reached.
            return {"error": trouble.decode(errors="replace")[-500:], "kind": "ended"}
        answer: dict[str, Any] = json.loads(said)
        return answer

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None and spare.poll() is None:
            return spare
        _end(spare)
        return _start()


def _start() -> subprocess.Popen[bytes]:
    # -I and -S: neither the environment nor installed packages are looked at; keys may stand in the
    # environment, so the process is given none of it.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", str(_INSIDE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=kept,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console flashes up
    )


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
    process.wait()


cages = Cages()
"""The console's own."""
atexit.register(cages.close)
