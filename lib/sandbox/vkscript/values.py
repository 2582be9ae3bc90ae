"""Values of VKScript: what they are, how one becomes another, what is inside them, how they leave.

A value is None, bool, int (32 bits in arithmetic), float, str, list or dict. Lists and dicts are one type of
the language, a PHP-like ordered map: a `list` is the map with keys 0..n-1, a `dict` (string keys) any other.
No container is ever changed in place: a change makes a new one, so values can be shared freely and answers
of API calls enter a script without a copy. What a script itself makes is a `List` or a `Map`, which tells
`exported` how deep it has to look.

Sources: vk-facts section 7 (official list and a reimplementation measured against VK in 2019). Where these
are silent, the comment says "own choice".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from lib.sandbox.vkscript.errors import RuntimeFailure

Value = Any

MAX_SIZE = 1 << 24
"""Characters of a string or elements of a container that a script may hold: keeps a doubling loop from
eating the machine. Own choice; VK's limit is not known."""

MAX_NODES = 300_000
"""Elements that a script may itself have put into its answer, VK's 5 MB being its real limit. Own choice."""
MAX_NESTING = 200

_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*\Z")
_REAL = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*\Z")
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")


class List(list[Value]):
    """A list that a script made."""

    __slots__ = ()


class Map(dict[str, Value]):
    """A map that a script made."""

    __slots__ = ()


def wrap(number: int) -> int:
    """The 32-bit signed integer with the same low bits."""
    return ((number + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def number(value: Value) -> int | float:
    """The value as a number. Raises `RuntimeFailure` where it is none."""
    kind = type(value)
    if kind is int or kind is float:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return int(value)
    if isinstance(value, str):
        if _WHOLE.match(value):
            return wrap(_bounded_int(value))
        if _REAL.match(value):
            return float(value)
    raise RuntimeFailure("Numeric value is expected")


def _bounded_int(digits: str) -> int:
    # Python refuses to read more than 4300 digits; beyond 18 only a wrapped remainder could matter.
    stripped = digits.strip()
    return int(stripped) if len(stripped) <= 1000 else 0


def whole(value: Value) -> int:
    """The number without its fraction, wrapped."""
    result = number(value)
    if isinstance(result, float):
        if not math.isfinite(result):
            raise RuntimeFailure("Numeric value is expected")
        return wrap(int(result))
    return wrap(result)


def text(value: Value) -> str:
    """null and false are empty, true is 1, containers are joined with commas."""
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, float):
        # Own choice, as PHP and JavaScript write it: 3.0 is "3".
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, dict)):
        return joined(",", _leaves(value))
    return str(value)


def joined(mark: str, parts: Iterable[str]) -> str:
    """`parts` with `mark` between them. Raises `RuntimeFailure` where that is too long."""
    gathered, size = [], 0
    for part in parts:
        size += len(part) + len(mark)
        check_size(size)
        gathered.append(part)
    return mark.join(gathered)


def _leaves(value: Value) -> Iterable[str]:
    left = MAX_NODES
    pending = [value]
    while pending:
        left -= 1
        if left < 0:
            raise RuntimeFailure("Too many operations")
        top = pending.pop()
        if isinstance(top, list):
            pending.extend(reversed(top))
        elif isinstance(top, dict):
            pending.extend(reversed(top.values()))
        else:
            yield text(top)


# --- containers ---------------------------------------------------------------------------------------


def is_index(name: str) -> bool:
    """Whether a key is the number of an element, as PHP tells: "7", but not "07"."""
    return _INDEX.match(name) is not None


def member(value: Value, name: str) -> Value:
    """`value.name`; null where there is none."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return len(value) if name == "length" else None
    if isinstance(value, list):
        if is_index(name):
            index = int(name)
            return value[index] if index < len(value) else None
        return len(value) if name == "length" else None
    if isinstance(value, str) and name == "length":
        return len(value)
    return None


def element(value: Value, key: Value) -> Value:
    """`value[key]`; null where there is none."""
    if type(key) is int and isinstance(value, list):
        return value[key] if 0 <= key < len(value) else None
    return member(value, text(key))


def each(value: Value, name: str) -> Value:
    """`value@.name`: the field of every element, null where absent; the keys stay."""
    if isinstance(value, list):
        return List(row.get(name) if isinstance(row, dict) else None for row in value)
    if isinstance(value, dict):
        return Map(
            (key, row.get(name) if isinstance(row, dict) else None) for key, row in value.items()
        )
    return List()


def as_map(value: list[Value] | dict[str, Value]) -> Map:
    """A new map of the value; a list gets the keys "0", "1", …"""
    if isinstance(value, dict):
        return Map(value)
    return Map((str(index), row) for index, row in enumerate(value))


def with_member(value: Value, name: str, new: Value) -> Value:
    """A copy of `value` in which `name` is `new`."""
    if isinstance(value, list):
        index = int(name) if is_index(name) else -1
        if 0 <= index <= len(value):
            changed = List(value)
            changed[index : index + 1] = [new]
            return changed
        value = as_map(value)
        value[name] = new
        return value
    if isinstance(value, dict):
        copy = Map(value)
        copy[name] = new
        return copy
    raise RuntimeFailure(f"setting field [{name}] on not array variable")


def without_member(value: Value, name: str) -> Value:
    """A copy of `value` that lacks `name`; the other keys stay."""
    if isinstance(value, list):
        if not is_index(name) or int(name) >= len(value):
            return value
        if int(name) == len(value) - 1:
            return List(value[:-1])
        value = as_map(value)
        del value[name]
        return value
    if isinstance(value, dict):
        return Map((key, row) for key, row in value.items() if key != name)
    raise RuntimeFailure(f"deleting field [{name}] on not array variable")


def check_size(size: int) -> None:
    """Raises `RuntimeFailure` where a string or container would be larger than `MAX_SIZE`."""
    if size > MAX_SIZE:
        raise RuntimeFailure("response size is too big")


def exported(value: Value) -> Value:
    """The value as JSON knows it: a map with keys 0..n-1 is a list, a number that is not finite is null.

    Containers that came from an API call are handed on as they are.
    """
    return _Export().out(value, MAX_NESTING)


class _Export:
    def __init__(self) -> None:
        self.left = MAX_NODES

    def out(self, value: Value, nesting: int) -> Value:
        kind = type(value)
        if kind is not List and kind is not Map:
            return None if kind is float and not math.isfinite(value) else value
        self.left -= len(value)
        if self.left < 0 or nesting == 0:
            raise RuntimeFailure("response size is too big")
        if kind is List:
            return [self.out(row, nesting - 1) for row in value]
        rows = {key: self.out(row, nesting - 1) for key, row in value.items()}
        if all(key == str(index) for index, key in enumerate(rows)):
            return list(rows.values())
        return rows
