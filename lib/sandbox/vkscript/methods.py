"""Methods of strings and arrays, `parseInt` and `parseDouble`.

A method takes the receiver and its arguments and answers (value of the call, receiver afterwards). JavaScript
decides where neither the official list nor measurements say what a call is worth.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from lib.sandbox.vkscript import arithmetic, values
from lib.sandbox.vkscript.errors import RuntimeFailure
from lib.sandbox.vkscript.values import List, Map, Value

Outcome = tuple[Value, Value]

_INT_PREFIX = re.compile(r"\s*([+-]?[0-9]{1,100})")
_REAL_PREFIX = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")


def invoke(receiver: Value, method: str, arguments: Sequence[Value]) -> Outcome:
    """Raises RuntimeFailure with VK's texts for an unknown method, a wrong receiver or number of arguments."""
    known = _METHODS.get(method)
    if known is None:
        raise RuntimeFailure("Bad method name")
    function, least, most = known
    if not least <= len(arguments) <= most:
        raise RuntimeFailure(f"Bad argument count for method {method}")
    return function(receiver, *arguments)


def parse_int(value: Value) -> int:
    """The whole number that the text starts with, else 0."""
    match = _INT_PREFIX.match(values.text(value))
    return values.wrap(int(match[1])) if match else 0


def parse_double(value: Value) -> float:
    match = _REAL_PREFIX.match(values.text(value))
    return float(match[1]) if match else 0.0


def _rows(receiver: Value, method: str) -> list[Value]:
    if isinstance(receiver, list):
        return receiver
    if isinstance(receiver, dict):
        return [row for key, row in receiver.items() if values.is_index(key)]
    raise RuntimeFailure(f"Method {method} requires an array")


def _named(receiver: Value) -> list[tuple[str, Value]]:
    """The fields of a map that are not elements; they stay when elements move."""
    if isinstance(receiver, dict):
        return [(key, row) for key, row in receiver.items() if not values.is_index(key)]
    return []


def _rebuilt(rows: Sequence[Value], named: list[tuple[str, Value]]) -> Value:
    if not named:
        return List(rows)
    return Map([*((str(index), row) for index, row in enumerate(rows)), *named])


def _slice(receiver: Value, start: Value, end: Value = None) -> Outcome:
    rows = _rows(receiver, "slice")
    stop = len(rows) if end is None else values.whole(end)
    return List(rows[values.whole(start) : stop]), receiver


def _splice(receiver: Value, start: Value, count: Value, *inserted: Value) -> Outcome:
    rows = list(_rows(receiver, "splice"))
    begin = values.whole(start)
    begin = max(len(rows) + begin, 0) if begin < 0 else min(begin, len(rows))
    end = begin + max(values.whole(count), 0)
    removed = List(rows[begin:end])
    rows[begin:end] = inserted
    return removed, _rebuilt(rows, _named(receiver))


def _push(receiver: Value, new: Value) -> Outcome:
    if isinstance(receiver, list):
        longer = List(receiver)
        longer.append(new)
        return len(longer), longer
    if isinstance(receiver, dict):
        used = [int(key) for key in receiver if values.is_index(key)]
        changed = values.with_member(receiver, str(max(used, default=-1) + 1), new)
        return len(changed), changed
    raise RuntimeFailure("Method push requires an array")


def _pop(receiver: Value) -> Outcome:
    """Takes away what was put in last, whatever its key."""
    if isinstance(receiver, list):
        return (receiver[-1], List(receiver[:-1])) if receiver else (None, receiver)
    if isinstance(receiver, dict):
        shorter = Map(receiver)
        return (shorter.popitem()[1], shorter) if shorter else (None, receiver)
    raise RuntimeFailure("Method pop requires an array")


def _shift(receiver: Value) -> Outcome:
    rows = _rows(receiver, "shift")
    if not rows:
        return None, receiver
    return rows[0], _rebuilt(rows[1:], _named(receiver))


def _unshift(receiver: Value, new: Value) -> Outcome:
    rows = [new, *_rows(receiver, "unshift")]
    return len(rows), _rebuilt(rows, _named(receiver))


def _index_of(receiver: Value, sought: Value) -> Outcome:
    if isinstance(receiver, str):
        return receiver.find(values.text(sought)), receiver
    for index, row in enumerate(_rows(receiver, "indexOf")):
        if not isinstance(row, (list, dict)) and not isinstance(sought, (list, dict)):
            try:
                if arithmetic.equal(row, sought):
                    return index, receiver
            except RuntimeFailure:  # "a" and 5 cannot be compared, so they are not the same
                continue
    return -1, receiver


def _text_of(receiver: Value, method: str) -> str:
    if isinstance(receiver, (list, dict)) or receiver is None or isinstance(receiver, bool):
        raise RuntimeFailure(f"Method {method} requires a string")
    return values.text(receiver)


def _substr(receiver: Value, start: Value, length: Value = None) -> Outcome:
    """A negative start counts from the end, a negative length leaves that many off, as in PHP."""
    source = _text_of(receiver, "substr")
    begin = values.whole(start)
    begin = max(len(source) + begin, 0) if begin < 0 else begin
    if length is None:
        return source[begin:], receiver
    size = values.whole(length)
    end = len(source) + size if size < 0 else begin + size
    return source[begin : max(end, begin)], receiver


def _split(receiver: Value, separator: Value) -> Outcome:
    source, mark = _text_of(receiver, "split"), values.text(separator)
    return List(source.split(mark) if mark else source), receiver


# --- not known to exist in VK; vkbottle's converter sends them ---------------------------------------


def _join(receiver: Value, other: Value = ",") -> Outcome:
    """`list.join(mark)` and, as the converter writes Python's join, `mark.join(list)`."""
    if isinstance(receiver, str):
        return values.joined(receiver, map(values.text, _rows(other, "join"))), receiver
    parts = map(values.text, _rows(receiver, "join"))
    return values.joined(values.text(other), parts), receiver


def _sort(receiver: Value) -> Outcome:
    def order(left: Value, right: Value) -> int:
        return arithmetic.greater(left, right) - arithmetic.less(left, right)

    ordered = List(sorted(_rows(receiver, "sort"), key=functools.cmp_to_key(order)))
    return ordered, ordered


def _strip(receiver: Value) -> Outcome:
    return _text_of(receiver, "strip").strip(), receiver


def _to_string(receiver: Value) -> Outcome:
    return values.text(receiver), receiver


_METHODS: dict[str, tuple[Callable[..., Outcome], int, int]] = {
    "slice": (_slice, 1, 2),
    "splice": (_splice, 2, 10_000),
    "push": (_push, 1, 1),
    "pop": (_pop, 0, 0),
    "shift": (_shift, 0, 0),
    "unshift": (_unshift, 1, 1),
    "indexOf": (_index_of, 1, 1),
    "substr": (_substr, 1, 2),
    "split": (_split, 1, 1),
    "join": (_join, 0, 1),
    "sort": (_sort, 0, 0),
    "strip": (_strip, 0, 0),
    "toString": (_to_string, 0, 0),
}

MUTATING = frozenset({"splice", "push", "pop", "shift", "unshift", "sort"})
