"""A call to VK as data, and how its parameters are written in a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call: `Call("wall.getComments", {"owner_id": -1, "post_id": 7})`."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict)


def form(params: Mapping[str, Any]) -> dict[str, str | int | float]:
    """`params` as VK reads them: booleans 1 and 0, lists joined by commas, `None` left out.

    vk_api and requests would send the words "True" and "False", whose meaning to VK nobody knows.
    """
    return {name: _written(value) for name, value in params.items() if value is not None}


def _written(value: Any) -> str | int | float:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | str):
        return value
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple | set | frozenset):
        if any(isinstance(item, Mapping) for item in value):
            return json.dumps(list(value), ensure_ascii=False)
        return ",".join(str(_written(item)) for item in value)
    raise TypeError(f"no way to send {type(value).__name__} to VK")
