"""One SELECT of anybody's over the views, guarded: what comes of it, or what is wrong with it and where.

What keeps it in: it is read here (one statement, no hidden characters), then carried out in a process of its
own (`lib.explore.cage`) on a connection that can only read, with an authorizer that knows the views and a list
of functions, with limits of SQLite, of time and of memory.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.explore.cage.pool import cages
from lib.explore.choice import Column, columns_of
from lib.explore.complaints import complaint
from lib.explore.errors import QueryError
from lib.explore.tokens import (
    COMMENT,
    NAME,
    NUMBER,
    PARAMETER,
    STRING,
    Token,
    parameters,
    place_of,
    place_of_token,
    spoken,
    tokens,
)
from lib.explore.words import FUNCTIONS, VIEWS
from lib.store import Store

Value = str | int | float | None
"""What a parameter may be."""
MB = 1024 * 1024
LONGEST = 20_000
"""Characters of a question."""
MOST_ROWS = 10_000
MOST_SECONDS = 30.0
_FOREIGN_BLANK = re.compile(r"[^\S \t\n\r\f]")
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


@dataclass(frozen=True)
class Limits:
    """`seconds` for the whole question (at most `MOST_SECONDS`), `rows` that are handed back (at most
    `MOST_ROWS`)."""

    seconds: float = 1.0
    rows: int = 1000


@dataclass(frozen=True)
class Result:
    """`rows` hold text, whole and other numbers, None; columns have names that are all different.

    `truncated`: there were more rows than the limit. `seconds` is how long it took.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    truncated: bool
    seconds: float

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def run(
    store: Store,
    sql: str,
    *,
    actor: Actor,
    values: Mapping[str, Value] | None = None,
    limits: Limits | None = None,
) -> Result:
    """Carry out one SELECT; `values` are those of its parameters `:name`.

    Raises `Forbidden`, and `QueryError` with its kinds `TooSlow`, `TooLarge`, `Busy`. Never holds the caller
    longer than the limit plus 0.3 s once it has its turn.
    """
    require(actor, "explore.ask")
    limits = limits or Limits()
    given = dict(values or {})
    text = checked(sql, given)
    seconds = min(max(limits.seconds, 0.05), MOST_SECONDS)
    answer = cages.ask(
        {
            "address": f"{store.path.resolve().as_uri()}?mode=ro",
            "sql": text,
            "values": given,
            "seconds": seconds,
            "rows": min(max(limits.rows, 1), MOST_ROWS),
            "cells": 200_000,
            "bytes": 8 * MB,
            "heap": 96 * MB,
            "memory": 190 * MB,
            "length": 300_000,
            "views": [view.name for view in VIEWS],
            "functions": sorted(function.name for function in FUNCTIONS),
        },
        seconds=seconds,
    )
    if "error" in answer:
        raise complaint(text, answer, seconds=seconds)
    rows = tuple(tuple(_cell(cell) for cell in row) for row in answer["rows"])
    columns = tuple(columns_of(_different(answer["columns"]), rows))
    return Result(columns, rows, bool(answer["truncated"]), float(answer["seconds"]))


def checked(sql: str, values: Mapping[str, Value]) -> str:
    """The text as it is carried out, of the same length as `sql`. Raises `QueryError` with the place.

    Blanks of other kinds (as word processors write them) become plain ones outside of quotes.
    """
    if len(sql) > LONGEST:
        raise QueryError(N_("The question is longer than {n} characters."), n=LONGEST)
    found, text = tokens(sql), sql
    _no_hidden_characters(sql, found)
    if _FOREIGN_BLANK.search(sql):
        text = _plain_blanks(found)
        found = tokens(text)
    _remarks_end(text, found)
    said = spoken(found)
    if not said:
        raise QueryError(
            N_("There is no question yet. Write a SELECT, or choose a ready question.")
        )
    _begins_as_a_question(text, said[0])
    _one_statement(text, said)
    _no_schema(text, said)
    _closed(text, said)
    _days_are_texts(text, said)
    _values_for_all(text, said, values)
    return text


def _no_hidden_characters(sql: str, found: Sequence[Token]) -> None:
    # Emoji in a rubric's name have invisible joints, so between quotation marks they may stand.
    for token in found:
        if token.text.isascii() and token.text.isprintable():
            continue
        refused = {"Cc", "Cs"} if token.kind == STRING else {"Cc", "Cf", "Cs", "Co", "Cn"}
        for place, character in enumerate(token.text, token.start):
            if unicodedata.category(character) in refused and character not in "\t\n\r\f":
                raise QueryError(
                    N_("There is an invisible character here ({code}). Delete it."),
                    place=place_of(sql, place, place + 1),
                    code=f"U+{ord(character):04X}",
                )


def _plain_blanks(found: Sequence[Token]) -> str:
    return "".join(
        token.text if token.kind == STRING or token.quoted else _FOREIGN_BLANK.sub(" ", token.text)
        for token in found
    )


def _begins_as_a_question(sql: str, first: Token) -> None:
    if not first.is_word("SELECT", "WITH"):
        raise QueryError(
            N_("A question starts with SELECT or WITH. Nothing can be changed from here."),
            place=place_of_token(sql, first),
        )


def _one_statement(sql: str, said: Sequence[Token]) -> None:
    for number, token in enumerate(said):
        if token.text == ";" and number + 1 < len(said) and said[number + 1].text != ";":
            raise QueryError(
                N_("Only one question at a time: a second one begins here."),
                place=place_of_token(sql, said[number + 1]),
            )


def _no_schema(sql: str, said: Sequence[Token]) -> None:
    # The cage counts on it: "main" is written in its own texts alone.
    for token, following in pairwise(said):
        name = token.name if token.kind == NAME else token.text.strip("'")
        if name.lower() in {"main", "temp"} and following.text == ".":
            raise QueryError(
                N_("Write the view without “{word}.” before it."),
                place=place_of_token(sql, token),
                word=name,
            )


def _closed(sql: str, said: Sequence[Token]) -> None:
    for token in said:
        ends = {"'": "'", '"': '"', "`": "`", "[": "]"}.get(token.text.lstrip("xX")[:1])
        quoted = token.kind == STRING or token.quoted
        if quoted and ends and (len(token.text) < 2 or token.text[-1] != ends):
            raise QueryError(
                N_("The quotation mark that opens here is not closed."),
                place=place_of(sql, token.start, token.start + 1),
            )


def _remarks_end(sql: str, found: Sequence[Token]) -> None:
    for token in found:
        if token.kind == COMMENT and token.text.startswith("/*") and not token.text.endswith("*/"):
            raise QueryError(
                N_("The remark that begins here is not closed: */ is missing."),
                place=place_of(sql, token.start, token.start + 2),
            )


def _days_are_texts(sql: str, said: Sequence[Token]) -> None:
    # 2026-11-01 is 2014 to SQLite, and every day is larger than a number: the answer would be wrong in silence.
    for first, last in zip(said, said[4:], strict=False):
        day = sql[first.start : last.end]
        if first.kind == NUMBER and _DAY.fullmatch(day):
            raise QueryError(
                N_(
                    "A day stands between quotation marks: '{day}'. Without them it is a subtraction."
                ),
                place=place_of(sql, first.start, last.end),
                day=day,
            )


def _values_for_all(sql: str, said: Sequence[Token], values: Mapping[str, Value]) -> None:
    for token in said:
        if token.kind == PARAMETER and not token.text.startswith(":"):
            raise QueryError(
                N_("Parameters are written with a colon and a name, as in :rubric."),
                place=place_of_token(sql, token),
            )
        if token.kind == PARAMETER and token.text[1:] not in values:
            raise QueryError(
                N_("The parameter {name} has no value."),
                place=place_of_token(sql, token),
                name=token.text,
            )
    for name, value in values.items():
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise QueryError(N_("The number given for :{name} is too large."), name=name)
        if isinstance(value, float) and not math.isfinite(value):
            raise QueryError(N_("The number given for :{name} is too large."), name=name)


def wanted_values(sql: str) -> list[str]:
    """Names of the parameters that a question asks for, in order."""
    return parameters(sql)


def _different(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        wanted, number = name, 2
        while wanted in found:
            wanted, number = f"{name} {number}", number + 1
        found.append(wanted)
    return found


def _cell(cell: Any) -> Value:
    # Bytes are in no view; a question can still write x'00'.
    return None if isinstance(cell, dict) else cell
