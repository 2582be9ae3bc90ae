"""SQL as SQLite reads it, cut into words with their places. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lib.explore.errors import Place

NAME, STRING, NUMBER, PARAMETER, COMMENT, SPACE, SIGN = (
    "name",
    "string",
    "number",
    "parameter",
    "comment",
    "space",
    "sign",
)

# The order matters: x'00' is a blob and no name, -- is no sign.
_TOKEN = re.compile(
    r"(?P<space>[ \t\n\f\r]+)"
    r"|(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<string>[xX]?'(?:[^']|'')*(?:'|\Z))"
    r"|(?P<quoted>\"(?:[^\"]|\"\")*(?:\"|\Z)|`(?:[^`]|``)*(?:`|\Z)|\[[^\]]*(?:\]|\Z))"
    r"|(?P<number>(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[A-Za-z0-9_$]*)"
    r"|(?P<parameter>\?\d*|[:@#$][A-Za-z0-9_$\u0080-\U0010ffff]+)"
    r"|(?P<name>[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*)"
    r"|(?P<sign>\|\||<=|>=|<>|<<|>>|!=|==|->>|->|.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """`text` stands at `start` to `end`; `name` is what an identifier means without its quotes, else empty."""

    kind: str
    text: str
    start: int
    end: int
    name: str = ""
    quoted: bool = False

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these key words (upper case)."""
        return self.kind == NAME and not self.quoted and self.text.upper() in words


def tokens(sql: str) -> list[Token]:
    """Every token, blanks and comments included: their texts joined are `sql`."""
    found = []
    for match in _TOKEN.finditer(sql):
        kind, text = str(match.lastgroup), match[0]
        if kind == "quoted":
            mark = text[0]
            inner = text[1:-1] if len(text) > 1 and text[-1] in '"`]' else text[1:]
            name = inner if mark == "[" else inner.replace(mark * 2, mark)
            found.append(Token(NAME, text, match.start(), match.end(), name, quoted=True))
        else:
            name = text if kind == NAME else ""
            found.append(Token(kind, text, match.start(), match.end(), name))
    return found


def spoken(found: Sequence[Token]) -> list[Token]:
    """Those that say something: no blanks, no comments."""
    return [token for token in found if token.kind not in {SPACE, COMMENT}]


def place_of(sql: str, start: int, end: int) -> Place:
    """The place of `sql[start:end]`, for a person."""
    line = sql.count("\n", 0, start) + 1
    column = start - (sql.rfind("\n", 0, start) + 1) + 1
    return Place(line, column, start, end, sql[start:end])


def place_of_token(sql: str, token: Token) -> Place:
    """The place of a token."""
    return place_of(sql, token.start, token.end)


def parameters(sql: str) -> list[str]:
    """Names of the parameters `:name`, each once, in order."""
    names = [
        token.text[1:]
        for token in tokens(sql)
        if token.kind == PARAMETER and token.text.startswith(":")
    ]
    return list(dict.fromkeys(names))
