"""VKScript: the language of `execute`.

`run` compiles a script (compiled scripts are kept) and carries it out. What is known about the language,
and how well, stands in `values` and `methods`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lib.sandbox.vkscript.compiler import compiled
from lib.sandbox.vkscript.errors import CallFailed, CompileError, RuntimeFailure
from lib.sandbox.vkscript.machine import Machine
from lib.sandbox.vkscript.values import exported

__all__ = ["OPERATIONS", "CallFailed", "CompileError", "RuntimeFailure", "run"]

OPERATIONS = 10_000
"""Steps that VK grants a script: about as many as vk-facts 1.3 reports; a node of an expression is one."""


def run(
    code: str,
    *,
    args: Mapping[str, Any],
    call: Callable[[str, dict[str, Any]], Any],
    failure: type[Exception] | tuple[type[Exception], ...] = CallFailed,
    operations: int = OPERATIONS,
) -> Any:
    """Carries out `code` and answers what it returned as JSON values; null without a `return`.

    `args` is what `Args.name` reads. `call(method, params)` makes an API call and answers JSON values, which
    are not changed; params are JSON values too (numbers, booleans, null, lists), not the strings of a form.
    When it raises `failure` the value of the call is `false` and the script goes on; anything else goes
    through. The caller counts the calls, collects `execute_errors` and measures the answer's size.

    Raises CompileError (VK's error 12) and RuntimeFailure (13).
    """
    program = compiled(code)
    machine = Machine([], args, call, failure, operations)
    return exported(program.run(machine))
