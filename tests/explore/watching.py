"""How much memory the processes of the cage take at most, where /proc tells it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


class Watched:
    """While it is open, `mb` is the largest resident size of any process of `pool`, in megabytes; None where
    the system does not tell. A process that answers tells it itself; one that is ended is looked at before."""

    def __init__(self, pool: ModuleType) -> None:
        self.mb: float | None = None
        self._pool = pool
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> Watched:
        end, ask = self._pool._end, self._pool.cages.ask

        def look_and_end(process: subprocess.Popen[bytes] | None) -> None:
            if process is not None and process.poll() is None:
                self._look(process.pid)
            end(process)

        def ask_and_note(request: Any, *, seconds: float) -> Any:
            answer = ask(request, seconds=seconds)
            self._note(answer.get("peak"))
            return answer

        self._patch.setattr(self._pool, "_end", look_and_end)
        self._patch.setattr(self._pool.cages, "ask", ask_and_note)
        return self

    def __exit__(self, *trouble: Any) -> None:
        self._patch.undo()

    def _look(self, pid: int) -> None:
        status = Path(f"/proc/{pid}/status")
        if not status.exists():
            return
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                self._note(int(line.split()[1]))

    def _note(self, kilobytes: int | None) -> None:
        if kilobytes is not None:
            self.mb = max(self.mb or 0, kilobytes / 1024)
