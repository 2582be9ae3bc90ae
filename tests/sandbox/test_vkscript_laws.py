"""VKScript by law: what holds for every number, value and text."""

from __future__ import annotations

import ctypes
import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lib.sandbox.vkscript import CompileError, RuntimeFailure, run

ints = st.integers(-(2**31), 2**31 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.text("abcxyz_ ж0", min_size=1, max_size=5)
scalars = (
    st.none() | st.booleans() | ints | st.floats(allow_nan=False, allow_infinity=False) | texts
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)


def answer(code: str, **answers: Any) -> Any:
    """Runs `code`; `API.give.NAME()` answers `answers[NAME]`."""
    return run(code, args={}, call=lambda method, params: answers[method.removeprefix("give.")])


def as_php(value: Any) -> Any:
    """JSON as the language sees it: an object whose keys are 0..n-1 is a list."""
    if isinstance(value, list):
        return [as_php(row) for row in value]
    if isinstance(value, dict):
        rows = {key: as_php(row) for key, row in value.items()}
        listed = all(key == str(index) for index, key in enumerate(rows))
        return list(rows.values()) if listed else rows
    return value


def int32(number: int) -> int:
    return ctypes.c_int32(number).value


@given(ints, ints)
def test_integers_wrap_like_int32(a: int, b: int) -> None:
    code = f"var a = {a}, b = {b}; return [a + b, a - b, a * b, -a, ~a, a & b, a | b, a ** 3];"
    expected = [a + b, a - b, a * b, -a, ~a, a & b, a | b, a**3]
    assert answer(code) == [int32(number) for number in expected]


@given(ints, st.integers(0, 31))
def test_shifts_wrap_like_int32(a: int, by: int) -> None:
    assert answer(f"var a = {a}; return [a << {by}, a >> {by}];") == [int32(a << by), a >> by]


@given(ints, ints.filter(bool))
def test_division_and_remainder_belong_together(a: int, b: int) -> None:
    quotient, rest = answer(f"var a = {a}, b = {b}; return [a / b, a % b];")
    assert rest == int(math.fmod(a, b))
    assert quotient == (int32(a // b) if a % b == 0 else a / b)


@given(ints, ints)
def test_comparisons_are_those_of_numbers(a: int, b: int) -> None:
    code = f"var a = {a}, b = {b}; return [a == b, a != b, a < b, a <= b, a > b, a >= b];"
    assert answer(code) == [a == b, a != b, a < b, a <= b, a > b, a >= b]


@given(trees)
def test_a_json_literal_comes_back(value: Any) -> None:
    for ascii_only in (True, False):
        assert answer(f"return {json.dumps(value, ensure_ascii=ascii_only)};") == as_php(value)


@given(trees)
def test_an_answer_of_a_call_comes_back(value: Any) -> None:
    assert answer("return API.give.it();", it=value) == value


CHANGES = [
    "a.push(1);",
    "a.pop();",
    "a.shift();",
    "a.unshift(0);",
    "a.splice(0, 1, 'x');",
    "a[0] = 'new';",
    "a.x = 'new';",
    "delete a[0];",
    "a = a + a;",
    "a[0] = a;",
    "a.b = [1]; a.b.push(2);",
]


@given(
    st.lists(trees, max_size=4) | st.dictionaries(keys, trees, max_size=4),
    st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5),
    st.booleans(),
)
def test_changing_a_copy_never_changes_the_original(
    value: Any, changes: list[str], literal: bool
) -> None:
    before = json.dumps(value)
    source = before if literal else "API.give.it()"
    code = f"var b = {source}, a = b, c = [b]; {''.join(changes)} return [b, c];"
    original, held = answer(code, it=value)
    assert as_php(original) == as_php(value)
    assert as_php(held) == [as_php(value)]
    assert json.dumps(value) == before


@given(
    st.lists(ints, max_size=3) | st.dictionaries(keys, ints, max_size=3),
    texts | st.integers(-2, 12).map(str) | st.sampled_from(["0x", "00", "length", "9" * 12, "٣"]),
)
def test_what_is_put_under_a_key_is_found_there_and_can_be_taken_away(value: Any, key: str) -> None:
    quoted = json.dumps(key)
    code = f"""
        var a = {json.dumps(value)}, had = a.length, old = a[{quoted}], new = a;
        new[{quoted}] = 'new';
        var found = new[{quoted}], without = new;
        delete without[{quoted}];
        return [found, without[{quoted}], new, a, had];
    """
    found, gone, new, kept, size = answer(code)
    assert found == "new"
    assert gone == (None if key != "length" else size)
    assert as_php(kept) == as_php(value)
    assert len(new) - size in (0, 1)


@given(st.lists(trees, max_size=5), st.lists(trees, max_size=5))
def test_lists_join_end_to_end(first: list[Any], second: list[Any]) -> None:
    assert answer("return API.give.a() + API.give.b();", a=first, b=second) == first + second


@given(st.lists(ints, max_size=8), st.integers(-10, 10), st.none() | st.integers(-10, 10))
def test_slice_is_that_of_python(rows: list[int], start: int, end: int | None) -> None:
    given_end = "" if end is None else f", {end}"
    assert answer(f"return {json.dumps(rows)}.slice({start}{given_end});") == rows[start:end]


@given(texts)
def test_text_splits_and_is_found(source: str) -> None:
    quoted = json.dumps(source)
    parts, at, whole = answer(
        f"var s = {quoted}; return [s.split('a'), s.indexOf('a'), s.substr(0)];"
    )
    assert parts == source.split("a")
    assert at == source.find("a")
    assert whole == source


words = st.sampled_from(
    [
        *["var", "if", "else", "while", "return", "delete", "API", "Args", "true", "null"],
        *["a", "b", "length", "push", "slice", "1", "2.5", "'x'", '"y"', "//", "/*", "*/"],
        *["{", "}", "(", ")", "[", "]", ";", ",", ".", "@.", "=", "?", ":", "!", "~"],
        *["==", "!=", "===", "<", "<<", "+", "-", "*", "/", "%", "&&", "||", "&", "|", "**"],
    ]
)


@given(st.text(max_size=60) | st.lists(words, max_size=30).map(" ".join))
def test_any_text_compiles_or_is_refused(code: str) -> None:
    try:
        result = run(code, args={}, call=lambda method, params: None, operations=500)
    except (CompileError, RuntimeFailure):
        return
    json.dumps(result, allow_nan=False)
