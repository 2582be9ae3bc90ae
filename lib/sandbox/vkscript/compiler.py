"""VKScript text -> a program: Python closures over numbered variables.

There are no functions in the language, so every declaration has one cell for the whole run and names are
resolved while compiling: an unknown name is a compile error, as in VK.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from lark import Tree

from lib.sandbox.vkscript.errors import CompileError
from lib.sandbox.vkscript.expressions import Expressions
from lib.sandbox.vkscript.machine import Machine, Step
from lib.sandbox.vkscript.syntax import Node, parsed
from lib.sandbox.vkscript.values import Value


@dataclass(frozen=True)
class Program:
    """A compiled script; `cells` are the places of its variables."""

    body: Step
    cells: int

    def run(self, machine: Machine) -> Value:
        machine.cells = [None] * self.cells
        ended = self.body(machine)
        return ended[0] if ended else None


@functools.lru_cache(maxsize=256)
def compiled(code: str) -> Program:
    """Raises CompileError, and nothing else, on any text."""
    compiler = _Compiler()
    body = compiler.sequence(parsed(code).children)
    return Program(body, compiler.cells)


class _Compiler(Expressions):
    """Statements."""

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

    def statement(self, tree: Node) -> Step:
        self.deeper()
        step: Step = getattr(self, f"_do_{tree.data}")(tree)
        self.depth -= 1
        return step

    def _do_block(self, tree: Node) -> Step:
        self.scopes.append({})
        step = self.sequence(tree.children)
        self.scopes.pop()
        return step

    def _do_empty(self, tree: Node) -> Step:
        return lambda machine: None

    def _do_declarations(self, tree: Node) -> Step:
        self.nodes = 0
        made = []
        for declaration in tree.children:
            assert isinstance(declaration, Tree)
            name, initial = declaration.children
            code = self.expression(initial) if initial is not None else self.constant(None)
            made.append((self.declare(str(name)), code))
        cost = self.nodes + len(made)

        def run(machine: Machine) -> None:
            machine.spend(cost)
            for cell, code in made:
                machine.cells[cell] = code(machine)

        return run

    def _do_if(self, tree: Node) -> Step:
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

    def _do_while(self, tree: Node) -> Step:
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

    def _do_return(self, tree: Node) -> Step:
        self.nodes = 0
        result = tree.children[0]
        code = self.expression(result) if result is not None else self.constant(None)
        cost = self.nodes

        def run(machine: Machine) -> tuple[Value]:
            machine.spend(cost)
            return (code(machine),)

        return run

    def _do_run(self, tree: Node) -> Step:
        self.nodes = 0
        code = self.expression(tree.children[0])
        cost = self.nodes + 1

        def run(machine: Machine) -> None:
            machine.spend(cost)
            code(machine)

        return run

    def _do_delete(self, tree: Node) -> Step:
        self.nodes = 0
        place = self.place(tree.children[0])
        if place is None or not place.keys:
            raise CompileError("delete needs a field of a variable")
        cost = self.nodes + 1

        def run(machine: Machine) -> None:
            machine.spend(cost)
            place.delete(machine, place.ways(machine))

        return run

    def _scoped(self, tree: Any) -> Step:
        self.scopes.append({})
        step = self.statement(tree)
        self.scopes.pop()
        return step
