"""Operators: what they do, and how a flat chain of them gets its precedence."""

from __future__ import annotations

import functools
from collections.abc import Callable

from lib.sandbox.vkscript import arithmetic, values
from lib.sandbox.vkscript.machine import Code, Machine
from lib.sandbox.vkscript.values import Value

_BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "%": arithmetic.remainder,
    "<<": arithmetic.shift_left,
    ">>": arithmetic.shift_right,
    "&": arithmetic.bit_and,
    "|": arithmetic.bit_or,
    "==": arithmetic.equal,
    "!=": arithmetic.not_equal,
    "===": arithmetic.identical,
    "!==": arithmetic.not_identical,
    "<": arithmetic.less,
    "<=": arithmetic.less_or_equal,
    ">": arithmetic.greater,
    ">=": arithmetic.greater_or_equal,
}

_LEVELS = (
    ("||",),
    ("&&",),
    ("|",),
    ("&",),
    ("==", "!=", "===", "!=="),
    ("<", "<=", ">", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
_PRECEDENCE = {operator: level for level, row in enumerate(_LEVELS) for operator in row}
"""From the weakest to the strongest, as vk-facts section 7 lists them."""

UNARY: dict[str, Callable[[Value], Value]] = {
    "!": lambda value: not value,
    "~": lambda value: values.wrap(~values.whole(value)),
    "-": lambda value: arithmetic.subtract(0, value),
    "+": values.number,
}


def chain(operands: list[Code], operators: list[str]) -> Code:
    """The code of `operands[0] operators[0] operands[1] ...` by precedence.

    Splits the chain at its weakest operators, the parts at theirs, and so on.
    """
    if not operators:
        return operands[0]
    weakest = min(_PRECEDENCE[operator] for operator in operators)
    cuts = [at for at, operator in enumerate(operators) if _PRECEDENCE[operator] == weakest]
    parts = [
        chain(operands[begin : end + 1], operators[begin:end])
        for begin, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(operators)], strict=True)
    ]
    at_cuts = [operators[cut] for cut in cuts]
    if at_cuts[0] == "||":
        return _first_that(parts, holds=True)
    if at_cuts[0] == "&&":
        return _first_that(parts, holds=False)
    if at_cuts[0] == "**":
        return _from_the_right(parts)
    return _from_the_left(parts[0], [_BINARY[operator] for operator in at_cuts], parts[1:])


def _first_that(parts: list[Code], *, holds: bool) -> Code:
    """`||` and `&&` answer the operand that decided."""

    def run(machine: Machine) -> Value:
        value = None
        for part in parts:
            value = part(machine)
            if bool(value) is holds:
                break
        return value

    return run


def _from_the_left(
    first: Code, operators: list[Callable[[Value, Value], Value]], rest: list[Code]
) -> Code:
    if len(rest) == 1:
        operator, second = operators[0], rest[0]
        return lambda machine: operator(first(machine), second(machine))
    steps = list(zip(operators, rest, strict=True))

    def run(machine: Machine) -> Value:
        value = first(machine)
        for operator, part in steps:
            value = operator(value, part(machine))
        return value

    return run


def _from_the_right(parts: list[Code]) -> Code:
    def run(machine: Machine) -> Value:
        operands = [part(machine) for part in parts]
        return functools.reduce(lambda right, left: arithmetic.power(left, right), operands[::-1])

    return run
