"""What the operators of VKScript do with two values: sums and products, bits, comparisons.

Numbers are 32-bit integers that wrap round, or doubles. Sources: as in `values`.
"""

from __future__ import annotations

import math
from typing import Any

from lib.sandbox.vkscript.errors import RuntimeFailure
from lib.sandbox.vkscript.values import (
    List,
    Value,
    as_map,
    check_size,
    number,
    text,
    whole,
    wrap,
)

INCOMPARABLE = "Comparing values of different or unsupported types"


def add(left: Value, right: Value) -> Value:
    """Numbers add; lists join end to end; maps merge; anything else becomes text."""
    if isinstance(left, (list, dict)) and isinstance(right, (list, dict)):
        check_size(len(left) + len(right))
        if isinstance(left, list) and isinstance(right, list):
            joined = List(left)
            joined.extend(right)
            return joined
        if not left:
            return right
        merged = as_map(left)
        merged.update(as_map(right))
        return merged
    if _is_number(left) and _is_number(right):
        total = left + right
        return total if isinstance(total, float) else wrap(total)
    if isinstance(left, (list, dict)) and _is_number(right):
        raise RuntimeFailure("Numeric value is expected")
    if isinstance(right, (list, dict)) and _is_number(left):
        raise RuntimeFailure("Numeric value is expected")
    head, tail = text(left), text(right)
    check_size(len(head) + len(tail))
    return head + tail


def subtract(left: Value, right: Value) -> int | float:
    result = number(left) - number(right)
    return result if isinstance(result, float) else wrap(result)


def multiply(left: Value, right: Value) -> int | float:
    result = number(left) * number(right)
    return result if isinstance(result, float) else wrap(result)


def divide(left: Value, right: Value) -> int | float:
    """An int where two ints divide evenly, else a double, as in PHP (own choice)."""
    top, bottom = number(left), number(right)
    if bottom == 0:
        raise RuntimeFailure("Division by zero")
    if isinstance(top, int) and isinstance(bottom, int) and top % bottom == 0:
        return wrap(top // bottom)
    return top / bottom


def remainder(left: Value, right: Value) -> int | float:
    """The sign follows the dividend, as in C, PHP and JavaScript."""
    top, bottom = number(left), number(right)
    if bottom == 0:
        raise RuntimeFailure("Division by zero")
    if isinstance(top, int) and isinstance(bottom, int):
        return wrap(int(math.copysign(1, top)) * (abs(top) % abs(bottom)))
    if not math.isfinite(top):
        raise RuntimeFailure("Numeric value is expected")
    return math.fmod(top, bottom)


def power(left: Value, right: Value) -> int | float:
    base, exponent = number(left), number(right)
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        return wrap(pow(base, exponent, 1 << 32))
    if base == 0 and exponent < 0:
        raise RuntimeFailure("Division by zero")
    try:
        result = float(base) ** float(exponent)
    except OverflowError:
        return math.inf
    return result if isinstance(result, float) else math.nan


def shift_left(left: Value, right: Value) -> int:
    return wrap(whole(left) << (whole(right) & 31))


def shift_right(left: Value, right: Value) -> int:
    return whole(left) >> (whole(right) & 31)


def bit_and(left: Value, right: Value) -> int:
    return wrap(whole(left) & whole(right))


def bit_or(left: Value, right: Value) -> int:
    return wrap(whole(left) | whole(right))


def equal(left: Value, right: Value) -> bool:
    """null equals only null; a container is never comparable; text and number compare as numbers."""
    if isinstance(left, (list, dict)) or isinstance(right, (list, dict)):
        raise RuntimeFailure(INCOMPARABLE)
    if left is None or right is None:
        return left is right
    first, second = _comparable(left, right)
    return bool(first == second)


def not_equal(left: Value, right: Value) -> bool:
    return not equal(left, right)


def identical(left: Value, right: Value) -> bool:
    """`===`: not known to exist in VK, sent by vkbottle's converter."""
    if isinstance(left, (list, dict)) or isinstance(right, (list, dict)):
        raise RuntimeFailure(INCOMPARABLE)
    if _is_number(left) and _is_number(right):
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)


def not_identical(left: Value, right: Value) -> bool:
    return not identical(left, right)


def less(left: Value, right: Value) -> bool:
    first, second = _comparable(left, right)
    return bool(first < second)


def less_or_equal(left: Value, right: Value) -> bool:
    first, second = _comparable(left, right)
    return bool(first <= second)


def greater(left: Value, right: Value) -> bool:
    return less(right, left)


def greater_or_equal(left: Value, right: Value) -> bool:
    return less_or_equal(right, left)


def _comparable(left: Value, right: Value) -> tuple[Any, Any]:
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    try:
        return number(left), number(right)
    except RuntimeFailure:
        raise RuntimeFailure(INCOMPARABLE) from None


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
