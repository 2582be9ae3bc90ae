"""What to break next: planned faults, taken one by one by the calls they match."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.sandbox.errors import ApiFailure, refusal

BEFORE = frozenset({"error", "http", "html", "hang", "captcha", "validation"})
STANDING = frozenset({"captcha", "validation"})
"""Kinds of BEFORE that stay until a person has passed them, each pass lowering the count by one."""
AROUND = frozenset({"slow", "drop_after", "half", "drop_attachments"})
POLLING = frozenset({"failed", "duplicate", "reorder", "skip"})
KINDS = BEFORE | AROUND | POLLING
LONG_POLL = "longpoll"
CALLBACK = "callback"
UPLOAD = "upload"


@dataclass
class Fault:
    """`kind` is one of KINDS; `method` a method's name, `longpoll`, `upload`, `callback`, or `*`: every method.

    error {code, text}; http {status}; html; hang {seconds}: no answer and nothing done;
    slow {seconds}: done and answered, but late; drop_after: done, the connection is cut instead of an answer;
    half: done, the answer is cut in the middle; drop_attachments; captcha {legacy}; validation;
    failed {code: 1|2|3|4} of the long poll; duplicate, reorder, skip of events
    (duplicate and skip of a `callback` too).
    `having` in a fault that comes before the call: only where a parameter's value contains this text.
    """

    method: str
    kind: str
    times: int = 1
    details: dict[str, Any] = field(default_factory=dict)


class Faults:
    """The plan. Adding an empty list clears it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def plan(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Adds `rows`; an empty list clears the plan. Answers how many are planned; ValueError for nonsense."""
        made = []
        for row in rows:
            rest = {k: v for k, v in row.items() if k not in {"method", "kind", "times"}}
            fault = Fault(
                str(row.get("method", "*")), str(row["kind"]), int(row.get("times", 1)), rest
            )
            if fault.kind not in KINDS:
                raise ValueError(f"unknown kind of fault: {fault.kind}")
            made.append(fault)
        with self._lock:
            self._planned = [*self._planned, *made] if made else []
            return len(self._planned)

    def take(
        self,
        method: str,
        kinds: frozenset[str],
        *,
        named: bool = False,
        params: Mapping[str, str] | None = None,
    ) -> Fault | None:
        """The first planned fault for `method` of one of `kinds`; unless it is STANDING, its count is lowered.

        `named`: only those planned for this very method, not for `*`.
        """
        with self._lock:
            for fault in self._planned:
                everywhere = fault.method == "*" and method not in {LONG_POLL, UPLOAD} and not named
                meant = fault.kind in kinds and (everywhere or fault.method == method)
                if meant and _has(params or {}, fault.details.get("having")):
                    if fault.kind not in STANDING:
                        self._lower(fault)
                    return fault
        return None

    def passed(self, fault: Fault) -> None:
        """A person has passed a STANDING fault once."""
        with self._lock:
            self._lower(fault)

    def _lower(self, fault: Fault) -> None:
        fault.times -= 1
        self._planned = [f for f in self._planned if f.times > 0]


def _has(params: Mapping[str, str], text: str | None) -> bool:
    return text is None or any(text in value for value in params.values())


def failure_of(fault: Fault) -> ApiFailure:
    """The refusal that a fault `error` stands for."""
    code = int(fault.details.get("code", 10))
    text = fault.details.get("text")
    if text is None:
        return refusal(code)
    return ApiFailure(code, str(text))
