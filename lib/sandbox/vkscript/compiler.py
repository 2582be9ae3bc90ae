"""VKScript text -> Python closures over numbered variables.

There are no functions in the language, so every declaration has one cell for the whole run and names are
resolved while compiling: an unknown name is a compile error, as in VK.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from lib.sandbox.vkscript import methods, values
from lib.sandbox.vkscript.errors import CompileError, RuntimeFailure
from lib.sandbox.vkscript.values import List, Map, Value

MAX_DEPTH = 100
"""Nesting of expressions and blocks; keeps compiling and running within Python's own stack."""


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

_Node = Tree[Token]

_BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "+": values.add,
    "-": values.subtract,
    "*": values.multiply,
    "/": values.divide,
    "%": values.remainder,
    "<<": values.shift_left,
    ">>": values.shift_right,
    "&": values.bit_and,
    "|": values.bit_or,
    "==": values.equal,
    "!=": values.not_equal,
    "===": values.identical,
    "!==": values.not_identical,
    "<": values.less,
    "<=": values.less_or_equal,
    ">": values.greater,
    ">=": values.greater_or_equal,
}

_UNARY: dict[str, Callable[[Value], Value]] = {
    "!": lambda value: not value,
    "~": lambda value: values.wrap(~values.whole(value)),
    "-": lambda value: values.subtract(0, value),
    "+": values.number,
}

_FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "parseInt": methods.parse_int,
    "parseDouble": methods.parse_double,
}

_RESERVED = frozenset({"API", "Args", *_FUNCTIONS})

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@dataclass(frozen=True)
class Program:
    body: Step
    cells: int

    def run(self, machine: Machine) -> Value:
        machine.cells = [None] * self.cells
        ended = self.body(machine)
        return ended[0] if ended else None


@functools.lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=True)


@functools.lru_cache(maxsize=256)
def compiled(code: str) -> Program:
    """Raises CompileError, and nothing else, on any text."""
    try:
        tree = _parser().parse(code)
    except LarkError as error:
        line, column = getattr(error, "line", -1), getattr(error, "column", -1)
        where = (
            f" on line {line} (char {column})" if line and line > 0 else " at the end of the code"
        )
        raise CompileError(f"syntax error{where}") from error
    compiler = _Compiler()
    body = compiler.sequence(tree.children)
    return Program(body, compiler.cells)


def unescaped(literal: str) -> str:
    """The text of a quoted literal, with JavaScript's escapes; half a surrogate pair becomes U+FFFD."""

    def one(match: re.Match[str]) -> str:
        mark = match[1]
        if mark[0] in "ux" and len(mark) > 1:
            return chr(int(mark[1:], 16))
        return _ESCAPED.get(mark, mark)

    body = literal[1:-1]
    if "\\" in body:
        body = _ESCAPE.sub(one, body)
    if any("\ud800" <= letter <= "\udfff" for letter in body):
        body = body.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return body


@dataclass
class _Place:
    """Something that can be assigned to: a variable and the way into it."""

    cell: int
    keys: list[Code]

    def ways(self, machine: Machine) -> list[str]:
        return [values.text(key(machine)) for key in self.keys]


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
class _Compiler:
    cells: int = 0
    scopes: list[dict[str, int]] = field(default_factory=lambda: [{}])
    constants: dict[Code, Value] = field(default_factory=dict)
    depth: int = 0
    nodes: int = 0
    """Expression nodes since the last statement began: what the statement costs to run."""

    # --- statements -----------------------------------------------------------------------------------

    def sequence(self, children: list[Any]) -> Step:
        steps = [self.statement(child) for child in children]
        if len(steps) == 1:
            return steps[0]

        def run(machine: Machine) -> tuple[Value] | None:
            for step in steps:
                ended = step(machine)
                if ended is not None:
                    return ended
            return None

        return run

    def statement(self, tree: _Node) -> Step:
        self._deeper()
        step: Step = getattr(self, f"_do_{tree.data}")(tree)
        self.depth -= 1
        return step

    def _do_block(self, tree: _Node) -> Step:
        self.scopes.append({})
        step = self.sequence(tree.children)
        self.scopes.pop()
        return step

    def _do_empty(self, tree: _Node) -> Step:
        return lambda machine: None

    def _do_declarations(self, tree: _Node) -> Step:
        self.nodes = 0
        made = []
        for declaration in tree.children:
            assert isinstance(declaration, Tree)
            name, initial = declaration.children
            code = self.expression(initial) if initial is not None else self._constant(None)
            made.append((self._declare(str(name)), code))
        cost = self.nodes + len(made)

        def run(machine: Machine) -> None:
            machine.spend(cost)
            for cell, code in made:
                machine.cells[cell] = code(machine)

        return run

    def _do_if(self, tree: _Node) -> Step:
        condition, then, otherwise = tree.children
        self.nodes = 0
        test = self.expression(condition)
        cost = self.nodes + 1
        yes = self._scoped(then)
        no = self._scoped(otherwise) if otherwise is not None else None

        def run(machine: Machine) -> tuple[Value] | None:
            machine.spend(cost)
            if test(machine):
                return yes(machine)
            return no(machine) if no is not None else None

        return run

    def _do_while(self, tree: _Node) -> Step:
        condition, repeated = tree.children
        self.nodes = 0
        test = self.expression(condition)
        cost = self.nodes + 1
        body = self._scoped(repeated)

        def run(machine: Machine) -> tuple[Value] | None:
            while True:
                machine.spend(cost)
                if not test(machine):
                    return None
                ended = body(machine)
                if ended is not None:
                    return ended

        return run

    def _do_return(self, tree: _Node) -> Step:
        self.nodes = 0
        result = tree.children[0]
        code = self.expression(result) if result is not None else self._constant(None)
        cost = self.nodes

        def run(machine: Machine) -> tuple[Value]:
            machine.spend(cost)
            return (code(machine),)

        return run

    def _do_run(self, tree: _Node) -> Step:
        self.nodes = 0
        code = self.expression(tree.children[0])
        cost = self.nodes + 1

        def run(machine: Machine) -> None:
            machine.spend(cost)
            code(machine)

        return run

    def _do_delete(self, tree: _Node) -> Step:
        self.nodes = 0
        place = self._place(tree.children[0])
        if place is None or not place.keys:
            raise CompileError("delete needs a field of a variable")
        cost = self.nodes + 1

        def run(machine: Machine) -> None:
            machine.spend(cost)
            ways = place.ways(machine)
            machine.cells[place.cell] = _drop(machine.cells[place.cell], ways)

        return run

    def _scoped(self, tree: Any) -> Step:
        self.scopes.append({})
        step = self.statement(tree)
        self.scopes.pop()
        return step

    def _declare(self, name: str) -> int:
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

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CompileError("the code is nested too deeply")

    # --- expressions ----------------------------------------------------------------------------------

    def expression(self, tree: Any) -> Code:
        self._deeper()
        self.nodes += 1
        code: Code = getattr(self, f"_on_{tree.data}")(tree)
        self.depth -= 1
        return code

    def _constant(self, value: Value) -> Code:
        def run(machine: Machine) -> Value:
            return value

        self.constants[run] = value
        return run

    def _on_null(self, tree: _Node) -> Code:
        return self._constant(None)

    def _on_true(self, tree: _Node) -> Code:
        return self._constant(True)

    def _on_false(self, tree: _Node) -> Code:
        return self._constant(False)

    def _on_int(self, tree: _Node) -> Code:
        digits = str(tree.children[0])
        if len(digits) > 100:
            raise CompileError("a number is too long")
        return self._constant(values.wrap(int(digits)))

    def _on_float(self, tree: _Node) -> Code:
        return self._constant(float(str(tree.children[0])))

    def _on_string(self, tree: _Node) -> Code:
        return self._constant(unescaped(str(tree.children[0])))

    def _on_array(self, tree: _Node) -> Code:
        codes = [self.expression(child) for child in tree.children if child is not None]
        if all(code in self.constants for code in codes):
            return self._constant(List(self.constants[code] for code in codes))
        return lambda machine: List([code(machine) for code in codes])

    def _on_object(self, tree: _Node) -> Code:
        pairs = []
        for pair in tree.children:
            if isinstance(pair, Tree):
                key, value = pair.children
                assert isinstance(key, Token)
                name = unescaped(str(key)) if key.type == "STRING" else str(key)
                pairs.append((name, self.expression(value)))
        if all(code in self.constants for _, code in pairs):
            return self._constant(Map((name, self.constants[code]) for name, code in pairs))
        return lambda machine: Map([(name, code(machine)) for name, code in pairs])

    def _on_name(self, tree: _Node) -> Code:
        name = str(tree.children[0])
        if name in _RESERVED:
            raise CompileError(f"{name} is not a value")
        cell = self._cell(name)
        return lambda machine: machine.cells[cell]

    def _on_assignment(self, tree: _Node) -> Code:
        target, source = tree.children
        place = self._place(target)
        if place is None:
            raise CompileError("only a variable or a field of it can be assigned to")
        code = self.expression(source)
        cell = place.cell

        def run(machine: Machine) -> Value:
            ways = place.ways(machine)
            value = code(machine)
            machine.cells[cell] = _put(machine.cells[cell], ways, value)
            return value

        return run

    def _on_ternary(self, tree: _Node) -> Code:
        test, yes, no = (self.expression(child) for child in tree.children)
        return lambda machine: yes(machine) if test(machine) else no(machine)

    def _on_or(self, tree: _Node) -> Code:
        codes = [self.expression(child) for child in tree.children]

        def run(machine: Machine) -> Value:
            value = None
            for code in codes:
                value = code(machine)
                if value:
                    break
            return value

        return run

    def _on_and(self, tree: _Node) -> Code:
        codes = [self.expression(child) for child in tree.children]

        def run(machine: Machine) -> Value:
            value = None
            for code in codes:
                value = code(machine)
                if not value:
                    break
            return value

        return run

    def _on_chain(self, tree: _Node) -> Code:
        """Binary operators of one level of precedence, from left to right."""
        first = self.expression(tree.children[0])
        rest = [
            (_BINARY[str(operator)], self.expression(operand))
            for operator, operand in zip(tree.children[1::2], tree.children[2::2], strict=True)
        ]
        self.nodes += len(rest) - 1
        if len(rest) == 1:
            (apply, second) = rest[0]
            return lambda machine: apply(first(machine), second(machine))

        def run(machine: Machine) -> Value:
            value = first(machine)
            for operator, operand in rest:
                value = operator(value, operand(machine))
            return value

        return run

    def _on_power(self, tree: _Node) -> Code:
        codes = [self.expression(child) for child in tree.children]

        def run(machine: Machine) -> Value:
            operands = [code(machine) for code in codes]
            return functools.reduce(lambda right, left: values.power(left, right), operands[::-1])

        return run

    def _on_unary(self, tree: _Node) -> Code:
        *signs, operand = tree.children
        code = self.expression(operand)
        operators = [_UNARY[str(sign)] for sign in reversed(signs)]
        self.nodes += len(operators) - 1
        if code in self.constants and len(operators) == 1 and str(signs[0]) == "-":
            value = self.constants[code]
            if isinstance(value, (int, float)):
                return self._constant(values.subtract(0, value))

        def run(machine: Machine) -> Value:
            value = code(machine)
            for operator in operators:
                value = operator(value)
            return value

        return run

    def _on_member(self, tree: _Node) -> Code:
        owner, token = tree.children
        name = str(token)
        if _is_name(owner, "Args"):
            return lambda machine: machine.args.get(name)
        code = self.expression(owner)
        return lambda machine: values.member(code(machine), name)

    def _on_element(self, tree: _Node) -> Code:
        owner, key = (self.expression(child) for child in tree.children)
        return lambda machine: values.element(owner(machine), key(machine))

    def _on_each(self, tree: _Node) -> Code:
        owner, token = tree.children
        name = str(token)
        code = self.expression(owner)
        return lambda machine: values.each(code(machine), name)

    def _on_call(self, tree: _Node) -> Code:
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
        given = self.expression(arguments[0]) if arguments else self._constant(Map())

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

    def _method(self, callee: _Node, arguments: list[Any]) -> Code:
        owner, token = callee.children
        name = str(token)
        place = self._place(owner) if name in methods.MUTATING else None
        codes = [self.expression(argument) for argument in arguments]
        if place is not None:
            cell = place.cell

            def change(machine: Machine) -> Value:
                ways = place.ways(machine)
                receiver = machine.cells[cell]
                for way in ways:
                    receiver = values.member(receiver, way)
                value, after = methods.invoke(receiver, name, [code(machine) for code in codes])
                machine.cells[cell] = _put(machine.cells[cell], ways, after)
                return value

            return change
        code = self.expression(owner)
        return lambda machine: methods.invoke(
            code(machine), name, [argument(machine) for argument in codes]
        )[0]

    def _place(self, tree: Any) -> _Place | None:
        """Where an expression lives, or None for a passing value."""
        keys: list[Code] = []
        while isinstance(tree, Tree) and tree.data in ("member", "element"):
            self.nodes += 1
            tree, key = tree.children
            keys.append(
                self._constant(str(key)) if isinstance(key, Token) else self.expression(key)
            )
        if not isinstance(tree, Tree) or tree.data != "name" or str(tree.children[0]) in _RESERVED:
            return None
        return _Place(self._cell(str(tree.children[0])), keys[::-1])


def _is_name(tree: Any, name: str) -> bool:
    return isinstance(tree, Tree) and tree.data == "name" and str(tree.children[0]) == name


def _api_path(callee: Any) -> list[str] | None:
    """["users", "get"] of `API.users.get`, None for anything that does not start with API."""
    path: list[str] = []
    while isinstance(callee, Tree) and callee.data == "member":
        callee, token = callee.children
        path.append(str(token))
    return path[::-1] if _is_name(callee, "API") else None
