"""What may come next at the cursor, with words in the person's language. Pure: text in, offers out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.base.language import _
from lib.explore.tokens import COMMENT, NAME, NUMBER, SPACE, STRING, Token, spoken, tokens
from lib.explore.words import FUNCTIONS, KEYWORDS, VIEWS, View, view

MOST = 50
VIEW, COLUMN, FUNCTION, KEYWORD, NAMED = "view", "column", "function", "keyword", "named"


@dataclass(frozen=True)
class Completion:
    """An offer: `text` replaces what stands from `start` to `end`; `words` say what it is, translated."""

    text: str
    kind: str
    words: str
    start: int
    end: int


def completions(sql: str, cursor: int) -> list[Completion]:
    """Offers at `cursor` (an index into `sql`), what fits best first; none inside of a text or a comment."""
    found = tokens(sql)
    at = next((token for token in found if token.start < cursor <= token.end), None)
    if at is not None and _is_inside(at, cursor):
        return []
    word = at if at is not None and at.kind == NAME and not at.quoted else None
    start, end = (word.start, word.end) if word else (cursor, cursor)
    typed = sql[start:cursor].lower()
    before = [token for token in spoken(found) if token.end <= start]
    offers = _offers(before, spoken(found))
    made = [
        Completion(text, kind, words, start, end)
        for text, kind, words in offers
        if _fits(text, typed)
    ]
    # What begins as typed comes before what has it inside; the order among equals stays.
    made.sort(key=lambda one: not one.text.lower().startswith(typed))
    return made[:MOST]


def _is_inside(token: Token, cursor: int) -> bool:
    if token.kind == COMMENT:
        return token.text.startswith("--") or cursor < token.end or not token.text.endswith("*/")
    if token.kind == STRING or token.quoted:
        return cursor < token.end or len(token.text) < 2 or token.text[-1] not in "'\"`]"
    return token.kind not in {NAME, SPACE} and token.text[-1:].isalnum()


def _offers(before: Sequence[Token], every: Sequence[Token]) -> Iterable[tuple[str, str, str]]:
    last = before[-1] if before else None
    named = _named(every)
    if last is None:
        yield from ((name, KEYWORD, _(KEYWORDS[name])) for name in ("SELECT", "WITH"))
        return
    if last.text == "." and len(before) > 1:
        found = view(named.get(before[-2].name.lower(), before[-2].name))
        yield from _columns([found] if found else [])
        return
    if last.is_word("FROM", "JOIN") or (last.text == "," and _clause(before) == "FROM"):
        yield from _views(every)
        return
    keywords = ((name, KEYWORD, _(words)) for name, words in KEYWORDS.items())
    if _ends_a_thought(last):
        yield from keywords
    yield from _columns(_views_used(every) or list(VIEWS))
    yield from ((name, NAMED, _("a name given in this question")) for name in _given(every))
    yield from ((one.form, FUNCTION, _(one.words)) for one in FUNCTIONS)
    yield from keywords
    yield from ((one.name, VIEW, _(one.words)) for one in VIEWS)


def _ends_a_thought(token: Token) -> bool:
    """Whether a key word may follow, because a column, a value or a bracket has just ended."""
    plain = token.kind == NAME and (token.quoted or token.text.upper() not in _KEYS)
    return plain or token.kind in {STRING, NUMBER} or token.text in {")", "*"}


def _columns(views: Sequence[View]) -> Iterable[tuple[str, str, str]]:
    seen: set[str] = set()
    for one in views:
        for column in one.columns:
            if column.name not in seen:
                seen.add(column.name)
                yield column.name, COLUMN, _(column.words)


def _views(every: Sequence[Token]) -> Iterable[tuple[str, str, str]]:
    yield from ((one.name, VIEW, _(one.words)) for one in VIEWS)
    for place, token in enumerate(every[:-1]):
        if token.kind == NAME and every[place + 1].is_word("AS") and place + 2 < len(every):
            if every[place + 2].text == "(":
                yield token.name, NAMED, _("a name given in this question")


def _views_used(every: Sequence[Token]) -> list[View]:
    """Views behind FROM and JOIN, in order."""
    found = [view(token.name) for token in every if token.kind == NAME]
    return [one for place, one in enumerate(found) if one is not None and one not in found[:place]]


def _named(every: Sequence[Token]) -> dict[str, str]:
    """Other names of views: `FROM v_posts AS p`, `FROM v_posts p`."""
    names = {}
    for place, token in enumerate(every):
        if token.kind != NAME or view(token.name) is None:
            continue
        rest = [one for one in every[place + 1 : place + 3] if not one.is_word("AS")]
        if rest and rest[0].kind == NAME and rest[0].text.upper() not in _KEYS:
            names[rest[0].name.lower()] = token.name
    return names


def _given(every: Sequence[Token]) -> list[str]:
    """Names given to columns by AS."""
    found = [
        token.name
        for token, before in zip(every[1:], every, strict=False)
        if before.is_word("AS") and token.kind == NAME
    ]
    return list(dict.fromkeys(found))


def _clause(before: Sequence[Token]) -> str:
    """The clause in which the last token stands."""
    depth = 0
    for token in reversed(before):
        depth += {")": 1, "(": -1}.get(token.text, 0)
        if depth < 0:
            return ""
        if depth == 0 and token.is_word("SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER"):
            return token.text.upper()
    return ""


def _fits(text: str, typed: str) -> bool:
    lower = text.lower()
    return lower.startswith(typed) or (len(typed) >= 2 and f"_{typed}" in f"_{lower}")


_KEYS = frozenset(part for name in KEYWORDS for part in name.split()) | {
    "INNER", "CROSS", "NATURAL", "FULL", "RIGHT", "OUTER", "EXCEPT", "INTERSECT", "WINDOW", "BY",
}  # fmt: skip
