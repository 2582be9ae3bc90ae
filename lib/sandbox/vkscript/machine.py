"""One run of a program, and what compiled code looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lib.sandbox.vkscript.errors import RuntimeFailure
from lib.sandbox.vkscript.values import Value


@dataclass
class Machine:
    """One run of a program."""

    cells: list[Value]
    args: Mapping[str, Any]
    call: Callable[[str, dict[str, Any]], Any]
    failure: type[Exception] | tuple[type[Exception], ...]
    operations: int

    def spend(self, count: int) -> None:
        self.operations -= count
        if self.operations < 0:
            raise RuntimeFailure("Too many operations")


Code = Callable[[Machine], Value]
Step = Callable[[Machine], tuple[Value] | None]
"""A statement; it answers a tuple with the result where the script ends."""
