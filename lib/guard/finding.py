"""What the guard says of a text: where, which words, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STOP, HINT = "stop", "hint"


@dataclass(frozen=True)
class Finding:
    """`text[start:end] == words`, indices of code points.

    `kind` is a word for the journal such as `phone`; `severity` is `stop` (nothing goes out until a person
    overrides it by name) or `hint`. `message` and `advice` are gettext ids, `values` fill both.
    """

    kind: str
    severity: str
    start: int
    end: int
    words: str
    message: str
    advice: str
    values: Mapping[str, object] = field(default_factory=dict)
