"""What SQLite said of a question, in plain words with the place."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from lib.base.language import N_
from lib.explore.errors import Place, QueryError, TooLarge, TooSlow
from lib.explore.tokens import NAME, Token, place_of, place_of_token, spoken, tokens
from lib.explore.words import FUNCTIONS, VIEWS

NO_COLUMN = N_("There is no column “{word}” here.")
NO_VIEW = N_("There is no view “{word}”.")
NO_FUNCTION = N_("There is no function “{word}”.")
_OVER_ROWS = N_("“{word}” counts over many rows and cannot stand here; for groups there is HAVING.")
_NEIGHBOURS = N_("“{word}” looks at neighbouring rows and cannot stand here.")
_NO_GROUPS = N_("HAVING needs a GROUP BY before it.")

# What a person reads -> what SQLite says. The first group is the word to look for in the text.
_SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("The question cannot be read from “{word}” on."), (r'near "(.+)": syntax error',)),
    (
        N_("“{word}” cannot be read: a sign is out of place or not closed."),
        (r'unrecognized token: "(.+)"',),
    ),
    (
        N_("The question is not finished: something is missing at its end."),
        (r"incomplete input",),
    ),
    (NO_COLUMN, (r"no such column: (.+)",)),
    (NO_VIEW, (r"no such table: (.+)", r"no such table-valued function: (.+)")),
    (NO_FUNCTION, (r"no such function: (.+)", r"unknown function: (.+)\(\)")),
    (
        N_("“{word}” stands in more than one view: write the view before it, as in v_posts.day."),
        (r"ambiguous column name: (.+)",),
    ),
    (
        N_("“{word}” was given too few or too many values in its brackets."),
        (r"wrong number of arguments to function (.+)\(\)",),
    ),
    (
        _OVER_ROWS,
        (
            r"misuse of aggregate(?: function)?:? (.+?)(?:\(\))?",
            r"misuse of aliased aggregate (.+)",
        ),
    ),
    (
        _NEIGHBOURS,
        (
            r"misuse of window function (.+)\(\)",
            r"misuse of aliased window function (.+)",
        ),
    ),
    (
        N_("GROUP BY takes columns, no function that counts over many rows."),
        (r"(?:aggregate|window) functions are not allowed in the GROUP BY clause",),
    ),
    (
        _NO_GROUPS,
        (
            r"a GROUP BY clause is required before HAVING",
            r"HAVING clause on a non-aggregate query",
        ),
    ),
    (
        N_("A question in brackets must answer exactly one column here."),
        (r"sub-select returns \d+ columns - expected \d+",),
    ),
    (
        N_("The questions on both sides of {word} must have as many columns as each other."),
        (r"SELECTs to the left and right of (.+) do not have the same number of result columns",),
    ),
    (
        N_("{word} stands too early: it belongs at the very end."),
        (r"(.+) clause should come after (?:.+) not before",),
    ),
    (
        N_("{word} BY names a column by a number that is not there."),
        (r"\d+\w\w (ORDER|GROUP) BY term out of range - should be between 1 and \d+",),
    ),
    (
        N_("{word} BY must name a column of the answer here."),
        (r"\d+\w\w (ORDER) BY term does not match any column in the result set",),
    ),
    (
        N_("“{word}” asks for itself."),
        (
            r"circular reference: (.+)",
            r"recursive reference in a subquery: (.+)",
            r"multiple references to recursive table: (.+)",
        ),
    ),
    (
        N_("The name “{word}” is given twice behind WITH."),
        (r"duplicate WITH table name: (.+)",),
    ),
    (N_("There is no window “{word}”."), (r"no such window: (.+)",)),
    (
        N_("“{word}” has another number of columns than was said."),
        (r"table (.+) has \d+ values for \d+ columns",),
    ),
    (N_("* needs a FROM with a view."), (r"no tables specified",)),
    (N_("This way of joining views is not possible."), (r"no query solution",)),
    (N_("A number became too large."), (r"integer overflow",)),
    (N_("A text became longer than is allowed."), (r"string or blob too big",)),
    (
        N_("The pattern behind LIKE is too long."),
        (r"LIKE or GLOB pattern too complex", r"user-defined function raised exception"),
    ),
    (N_("LIMIT and OFFSET take whole numbers."), (r"datatype mismatch",)),
    (
        N_("The question is too large or too deeply nested. Make it simpler."),
        (
            r"too many .*",
            r"Expression tree is too large.*",
            r"parser stack overflow",
            r"at most \d+ tables in a join",
            r".* - max \d+.*",
        ),
    ),
    (N_("Several values in brackets cannot stand here."), (r"row value misused",)),
    (
        N_("The database is busy. Try again in a few seconds."),
        (r"database is locked", r"disk I/O error", r"unable to open database file"),
    ),
)


def complaint(sql: str, answer: Mapping[str, Any], *, seconds: float) -> QueryError:
    """The error for what `lib.explore.cage.inside` answered."""
    said, kind = str(answer["error"]), answer["kind"]
    if kind == "time":
        return TooSlow(seconds)
    if kind in {"memory", "SQLITE_NOMEM", "MemoryError"} or said == "out of memory":
        return TooLarge()
    if kind == "ended":
        return TooLarge() if "MemoryError" in said else TooSlow(seconds)
    if kind == "no select":
        return QueryError(
            N_("A question starts with SELECT or WITH. Nothing can be changed from here.")
        )
    if answer.get("denied"):
        return _denied(sql, *answer["denied"])
    for message, patterns in _SAID:
        for pattern in patterns:
            if found := re.fullmatch(pattern, said, re.DOTALL):
                word = found[1] if found.groups() else ""
                return _plain(sql, message, word, answer.get("at"))
    return QueryError(N_("The question cannot be carried out: {reason}"), reason=said)


def _plain(sql: str, message: str, word: str, at: list[int] | None) -> QueryError:
    place = place_of(sql, at[0], at[1]) if at else _find(sql, word)
    near = _near(word.rpartition(".")[2], message)
    hint = N_("Did you mean {near}?") if near else None
    return QueryError(message, place=place, hint=hint, word=word, near=near or "")


def _denied(sql: str, action: int, one: str, two: str) -> QueryError:
    if action == sqlite3.SQLITE_FUNCTION:
        return QueryError(
            N_("The function “{word}” is not among those that may be used here."),
            place=_find(sql, two),
            word=two,
        )
    if action == sqlite3.SQLITE_READ and _find(sql, one):
        near = _near(one, NO_VIEW)
        return QueryError(
            N_(
                "“{word}” is not among the views that may be asked. The list stands beside the field."
            ),
            place=_find(sql, one),
            hint=N_("Did you mean {near}?") if near else None,
            word=one,
            near=near or "",
        )
    place = _find(sql, one) or _find(sql, two)
    if place is None:
        # SQLite stopped at something of its own, on the way to what was asked for.
        return QueryError(N_("Only the views and functions of the list may be used here."))
    return QueryError(
        N_("Questions may only read. “{word}” is not allowed here."), place=place, word=place.word
    )


def _find(sql: str, word: str) -> Place | None:
    """Where `word` (a name, perhaps with a view before it, or a sign) stands first."""
    if not word:
        return None
    said = spoken(tokens(sql))
    wanted = [part.lower() for part in word.split(".")][-2:]
    names = [_meant(token) for token in said]
    spread = [part for name in wanted for part in (".", name)][1:]
    for number in range(len(said) - len(spread) + 1):
        if names[number : number + len(spread)] == spread:
            last = said[number + len(spread) - 1]
            return place_of(sql, said[number].start, last.end)
    for token in said:
        if _meant(token) == wanted[-1] or token.text == word:
            return place_of_token(sql, token)
    return None


def _meant(token: Token) -> str:
    return token.name.lower() if token.kind == NAME else token.text.strip("'").lower()


def _near(word: str, message: str) -> str | None:
    """A known name that is written nearly so."""
    known = {
        NO_COLUMN: [column.name for view in VIEWS for column in view.columns],
        NO_VIEW: [view.name for view in VIEWS],
        NO_FUNCTION: [function.name for function in FUNCTIONS],
    }.get(message, [])
    found = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return found[0] if found and found[0] != word.lower() else None
