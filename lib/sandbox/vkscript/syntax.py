"""VKScript text -> lark tree; grammar.lark beside this file is the grammar."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from lib.sandbox.vkscript.errors import CompileError

Node = Tree[Token]

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@functools.lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=True)


def parsed(code: str) -> Node:
    """Raises CompileError, and nothing else, on any text."""
    try:
        return _parser().parse(code)
    except LarkError as error:
        line, column = getattr(error, "line", -1), getattr(error, "column", -1)
        where = (
            f" on line {line} (char {column})" if line and line > 0 else " at the end of the code"
        )
        raise CompileError(f"syntax error{where}") from error


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
