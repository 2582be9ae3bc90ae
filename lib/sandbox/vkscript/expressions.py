"""Expressions -> closures."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lark import Token, Tree

from lib.sandbox.vkscript import arithmetic, methods, operators, values
from lib.sandbox.vkscript.errors import CompileError
from lib.sandbox.vkscript.machine import Code, Machine
from lib.sandbox.vkscript.syntax import Node, unescaped
from lib.sandbox.vkscript.values import List, Map, Value

MAX_DEPTH = 100
"""Nesting of expressions and blocks; keeps compiling and running within Python's own stack."""

_FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "parseInt": methods.parse_int,
    "parseDouble": methods.parse_double,
}

_RESERVED = frozenset({"API", "Args", *_FUNCTIONS})


@dataclass
class Place:
    """Something that can be assigned to: a variable and the way into it."""

    cell: int
    keys: list[Code]

    def ways(self, machine: Machine) -> list[str]:
        return [values.text(key(machine)) for key in self.keys]

    def read(self, machine: Machine, ways: list[str]) -> Value:
        return functools.reduce(values.member, ways, machine.cells[self.cell])

    def write(self, machine: Machine, ways: list[str], new: Value) -> None:
        machine.cells[self.cell] = _put(machine.cells[self.cell], ways, new)

    def delete(self, machine: Machine, ways: list[str]) -> None:
        machine.cells[self.cell] = _drop(machine.cells[self.cell], ways)


def _put(value: Value, ways: list[str], new: Value) -> Value:
    if not ways:
        return new
    if len(ways) == 1:
        return values.with_member(value, ways[0], new)
    inner = _put(values.member(value, ways[0]), ways[1:], new)
    return values.with_member(value, ways[0], inner)


def _drop(value: Value, ways: list[str]) -> Value:
    if len(ways) == 1:
        return values.without_member(value, ways[0])
    inner = _drop(values.member(value, ways[0]), ways[1:])
    return values.with_member(value, ways[0], inner)


@dataclass
class Expressions:
    """Names in scope and the code of expressions; `compiler` adds the statements."""

    cells: int = 0
    scopes: list[dict[str, int]] = field(default_factory=lambda: [{}])
    constants: dict[Code, Value] = field(default_factory=dict)
    depth: int = 0
    nodes: int = 0
    """Expression nodes since the last statement began: what the statement costs to run."""

    def declare(self, name: str) -> int:
        if name in _RESERVED:
            raise CompileError(f"{name} is a reserved name")
        scope = self.scopes[-1]
        if name not in scope:
            scope[name] = self.cells
            self.cells += 1
        return scope[name]

    def _cell(self, name: str) -> int:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        raise CompileError(f"undefined variable {name}")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CompileError("the code is nested too deeply")

    def expression(self, tree: Any) -> Code:
        self.deeper()
        self.nodes += 1
        code: Code = getattr(self, f"_on_{tree.data}")(tree)
        self.depth -= 1
        return code

    def constant(self, value: Value) -> Code:
        def run(machine: Machine) -> Value:
            return value

        self.constants[run] = value
        return run

    def _on_null(self, tree: Node) -> Code:
        return self.constant(None)

    def _on_true(self, tree: Node) -> Code:
        return self.constant(True)

    def _on_false(self, tree: Node) -> Code:
        return self.constant(False)

    def _on_int(self, tree: Node) -> Code:
        digits = str(tree.children[0])
        if len(digits) > 100:
            raise CompileError("a number is too long")
        return self.constant(values.wrap(int(digits)))

    def _on_float(self, tree: Node) -> Code:
        return self.constant(float(str(tree.children[0])))

    def _on_string(self, tree: Node) -> Code:
        return self.constant(unescaped(str(tree.children[0])))

    def _on_array(self, tree: Node) -> Code:
        codes = [self.expression(child) for child in tree.children if child is not None]
        if all(code in self.constants for code in codes):
            return self.constant(List(self.constants[code] for code in codes))
        return lambda machine: List([code(machine) for code in codes])

    def _on_object(self, tree: Node) -> Code:
        pairs = []
        for pair in tree.children:
            if isinstance(pair, Tree):
                key, value = pair.children
                assert isinstance(key, Token)
                name = unescaped(str(key)) if key.type == "STRING" else str(key)
                pairs.append((name, self.expression(value)))
        if all(code in self.constants for _, code in pairs):
            return self.constant(Map((name, self.constants[code]) for name, code in pairs))
        return lambda machine: Map([(name, code(machine)) for name, code in pairs])

    def _on_name(self, tree: Node) -> Code:
        name = str(tree.children[0])
        if name in _RESERVED:
            raise CompileError(f"{name} is not a value")
        cell = self._cell(name)
        return lambda machine: machine.cells[cell]

    def _on_assignment(self, tree: Node) -> Code:
        target, source = tree.children
        place = self.place(target)
        if place is None:
            raise CompileError("only a variable or a field of it can be assigned to")
        code = self.expression(source)

        def run(machine: Machine) -> Value:
            ways = place.ways(machine)
            value = code(machine)
            place.write(machine, ways, value)
            return value

        return run

    def _on_ternary(self, tree: Node) -> Code:
        test, yes, no = (self.expression(child) for child in tree.children)
        return lambda machine: yes(machine) if test(machine) else no(machine)

    def _on_chain(self, tree: Node) -> Code:
        operands = [self.expression(child) for child in tree.children[::2]]
        signs = [str(operator) for operator in tree.children[1::2]]
        self.nodes += len(signs) - 1
        return operators.chain(operands, signs)

    def _on_unary(self, tree: Node) -> Code:
        *signs, operand = tree.children
        code = self.expression(operand)
        steps = [operators.UNARY[str(sign)] for sign in reversed(signs)]
        self.nodes += len(steps) - 1
        if code in self.constants and len(steps) == 1 and str(signs[0]) == "-":
            value = self.constants[code]
            if isinstance(value, (int, float)):
                return self.constant(arithmetic.subtract(0, value))

        def run(machine: Machine) -> Value:
            value = code(machine)
            for step in steps:
                value = step(value)
            return value

        return run

    def _on_member(self, tree: Node) -> Code:
        owner, token = tree.children
        name = str(token)
        if _is_name(owner, "Args"):
            return lambda machine: machine.args.get(name)
        code = self.expression(owner)
        return lambda machine: values.member(code(machine), name)

    def _on_element(self, tree: Node) -> Code:
        owner, key = (self.expression(child) for child in tree.children)
        return lambda machine: values.element(owner(machine), key(machine))

    def _on_each(self, tree: Node) -> Code:
        owner, token = tree.children
        name = str(token)
        code = self.expression(owner)
        return lambda machine: values.each(code(machine), name)

    def _on_call(self, tree: Node) -> Code:
        callee, *given = tree.children
        arguments = [child for child in given if child is not None]
        if not isinstance(callee, Tree):
            raise CompileError("only API methods and methods of values can be called")
        if callee.data == "name":
            return self._function(str(callee.children[0]), arguments)
        if callee.data != "member":
            raise CompileError("only API methods and methods of values can be called")
        path = _api_path(callee)
        if path is not None:
            return self._api_call(path, arguments)
        return self._method(callee, arguments)

    def _function(self, name: str, arguments: list[Any]) -> Code:
        function = _FUNCTIONS.get(name)
        if function is None:
            raise CompileError(f"undefined function {name}")
        if len(arguments) != 1:
            raise CompileError(f"{name} takes one argument")
        code = self.expression(arguments[0])
        return lambda machine: function(code(machine))

    def _api_call(self, path: list[str], arguments: list[Any]) -> Code:
        if not path or len(arguments) > 1:
            raise CompileError("an API method takes one object")
        method = ".".join(path)
        given = self.expression(arguments[0]) if arguments else self.constant(Map())

        def run(machine: Machine) -> Value:
            handed = values.exported(given(machine))
            if isinstance(handed, list):
                handed = dict(values.as_map(handed))
            params = handed if isinstance(handed, dict) else {}
            try:
                return machine.call(method, dict(params))
            except machine.failure:
                return False

        return run

    def _method(self, callee: Node, arguments: list[Any]) -> Code:
        owner, token = callee.children
        name = str(token)
        place = self.place(owner) if name in methods.MUTATING else None
        codes = [self.expression(argument) for argument in arguments]
        if place is not None:

            def change(machine: Machine) -> Value:
                ways = place.ways(machine)
                receiver = place.read(machine, ways)
                value, after = methods.invoke(receiver, name, [code(machine) for code in codes])
                place.write(machine, ways, after)
                return value

            return change
        code = self.expression(owner)
        return lambda machine: methods.invoke(
            code(machine), name, [argument(machine) for argument in codes]
        )[0]

    def place(self, tree: Any) -> Place | None:
        """Where an expression lives, or None for a passing value."""
        keys: list[Code] = []
        while isinstance(tree, Tree) and tree.data in ("member", "element"):
            self.nodes += 1
            if len(keys) == MAX_DEPTH:
                raise CompileError("the code is nested too deeply")
            tree, key = tree.children
            keys.append(self.constant(str(key)) if isinstance(key, Token) else self.expression(key))
        if not isinstance(tree, Tree) or tree.data != "name" or str(tree.children[0]) in _RESERVED:
            return None
        return Place(self._cell(str(tree.children[0])), keys[::-1])


def _is_name(tree: Any, name: str) -> bool:
    return isinstance(tree, Tree) and tree.data == "name" and str(tree.children[0]) == name


def _api_path(callee: Any) -> list[str] | None:
    """["users", "get"] of `API.users.get`, None for anything that does not start with API."""
    path: list[str] = []
    while isinstance(callee, Tree) and callee.data == "member":
        callee, token = callee.children
        path.append(str(token))
    return path[::-1] if _is_name(callee, "API") else None
