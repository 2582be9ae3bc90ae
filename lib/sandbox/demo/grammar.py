"""Texts from templates: choices, slots with grammatical forms, numbers that agree with their noun.

A template is text with four marks, which nest:

    {a|b|c}             one of these, an empty one allowed
    <name> <name.form>  a form of a slot (`nom` where none is named)
    <name:он|она>       by the sex of the slot: man's form first, woman's second
    <#3-9 день|дня|дней>  a number from the range and its noun
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

WOMAN, MAN = 1, 2


@dataclass(frozen=True)
class Word:
    """A slot's value: its grammatical forms by name (`nom` always there) and the sex behind it."""

    forms: Mapping[str, str] = field(hash=False)
    sex: int = MAN

    def form(self, name: str) -> str:
        return self.forms[name]


Slots = Mapping[str, Word]


def word(text: str) -> Word:
    """A slot that has one form only."""
    return Word({"nom": text})


def plural(n: int, one: str, few: str, many: str) -> str:
    """The Russian noun form after the number `n`."""
    if n % 10 == 1 and n % 100 != 11:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many


def expand(template: str, rng: Random, slots: Slots) -> str:
    """The template as one text, sentences begun with capitals. Raises KeyError for an unknown slot."""
    return begin_sentences(tidy(_say(_parsed(template), rng, slots)))


def tidy(text: str) -> str:
    """Without the doubled blanks that empty choices leave."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ([,.!?;:](?:\s|$))", r"\1", text)
    return re.sub(r" *\n *", "\n", text).strip()


def begin_sentences(text: str) -> str:
    return _BEGIN.sub(lambda found: found.group(1) + found.group(2).upper(), text)


_BEGIN = re.compile(r"(^[^\w#]{0,4}|(?<=\w\w[.!?…])\s+|[!?…]\s+|\d[.!?]\s+|\n\W{0,3})([a-zа-яё])")

# A node is a text, a choice (list of sequences), or a slot (name, form or pair of forms, or number).
_Node = str | list["_Sequence"] | tuple[str, ...]
_Sequence = tuple[_Node, ...]


@cache
def _parsed(template: str) -> _Sequence:
    sequence, end = _sequence(template, 0, "")
    if end != len(template):
        raise ValueError(f"Unbalanced template at {end}: {template}")
    return sequence


def _sequence(text: str, at: int, stops: str) -> tuple[_Sequence, int]:
    nodes: list[_Node] = []
    plain: list[str] = []

    def flush() -> None:
        if plain:
            nodes.append("".join(plain))
            plain.clear()

    while at < len(text) and text[at] not in stops:
        sign = text[at]
        if sign == "{":
            flush()
            options: list[_Sequence] = []
            while True:
                option, at = _sequence(text, at + 1, "|}")
                if at >= len(text):
                    raise ValueError(f"Choice without an end: {text}")
                options.append(option)
                if text[at] == "}":
                    break
            nodes.append(options)
            at += 1
        elif sign == "<":
            flush()
            end = text.index(">", at)
            nodes.append(_slot(text[at + 1 : end]))
            at = end + 1
        else:
            plain.append(sign)
            at += 1
    flush()
    return tuple(nodes), at


def _slot(inner: str) -> tuple[str, ...]:
    if inner.startswith("#"):
        span, forms = inner[1:].split(" ", 1)
        low, high = span.split("-")
        one, few, many = forms.split("|")
        return ("#", low, high, one, few, many)
    if ":" in inner:
        name, forms = inner.split(":", 1)
        man, woman = forms.split("|")
        return (":", name, man, woman)
    name, _dot, form = inner.partition(".")
    return (".", name, form or "nom")


def _say(sequence: _Sequence, rng: Random, slots: Slots) -> str:
    said: list[str] = []
    for node in sequence:
        if isinstance(node, str):
            said.append(node)
        elif isinstance(node, list):
            said.append(_say(node[int(rng.random() * len(node))], rng, slots))
        elif node[0] == "#":
            n = rng.randint(int(node[1]), int(node[2]))
            said.append(f"{n} {plural(n, *node[3:])}")
        elif node[0] == ":":
            said.append(node[2] if slots[node[1]].sex == MAN else node[3])
        else:
            said.append(slots[node[1]].form(node[2]))
    return "".join(said)
