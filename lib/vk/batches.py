"""Many reads in one request: `execute` with up to 25 calls, of a size that follows what VK can bear.

In an answer of `execute` a call that failed is `false`, and so is a call that truly answered false;
`execute_errors` lists the failures in order, with their methods but without their places. Where that leaves a
doubt, the doubtful calls are asked again one by one: they are reads.
"""

from __future__ import annotations

import itertools
import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from lib.vk import methods
from lib.vk.calls import Call, form
from lib.vk.errors import KeyDead, NoAnswer, NoRight, Refused, refusal
from lib.vk.methods import EXECUTE, Kind

log = logging.getLogger(__name__)

MOST = 25
"""Calls that one `execute` may make (VK's page on execute)."""

INT32 = range(-(2**31), 2**31)


class Door(Protocol):
    """What a batch needs of `lib.vk.door.Vk`."""

    def able(self, method: str, params: Mapping[str, Any] | None = None) -> tuple[Kind, ...]: ...

    def envelope(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        key: str | None = None,
        reading: bool,
        patient: bool = True,
    ) -> dict[str, Any]: ...

    def note_refusal(self, refused: Refused, kind: Kind) -> None: ...

    def note_dead(self, kind: Kind) -> None: ...


class Size:
    """How many calls go into one `execute` now: halved when VK chokes, then slowly back."""

    def __init__(self) -> None:
        self.now = MOST

    def shrink(self) -> None:
        self.now = max(1, self.now // 2)

    def grow(self) -> None:
        self.now = min(MOST, self.now + 1)


def stream(
    vk: Door, calls: Iterable[Call], *, key: str | None, sizes: Mapping[Kind, Size]
) -> Iterator[tuple[Call, Any | Refused]]:
    """See `Vk.batches`. A call that is no read raises `ValueError` before anything of its part is sent."""
    waiting: list[Call] = []
    source = iter(calls)
    while True:
        waiting += itertools.islice(source, MOST - len(waiting))
        if not waiting:
            return
        kind = _executor(vk, waiting[0], key)
        size = sizes[kind].now if kind else 1
        # One execute has one key, so the part ends where another key is needed.
        part = _alike(vk, waiting[:size], kind, key)
        if kind is None or len(part) == 1:
            yield part[0], single(vk, part[0], key=key)
            waiting = waiting[1:]
            if kind:
                sizes[kind].grow()
            continue
        answers = _together(vk, part, kind, sizes[kind], key)
        if answers is not None:
            yield from zip(part, answers, strict=True)
            waiting = waiting[len(part) :]


def single(vk: Door, call: Call, *, key: str | None = None) -> Any | Refused:
    """One read, a refusal being an answer."""
    try:
        return vk.envelope(call.method, call.params, key=key, reading=True)["response"]
    except Refused as refused:
        return refused


def script(calls: Sequence[Call]) -> str:
    """VKScript that makes `calls` and answers the list of their results."""
    inner = ",".join(f"API.{call.method}({_literal(call.params)})" for call in calls)
    return f"return [{inner}];"


def _literal(params: Mapping[str, Any]) -> str:
    # Whole numbers of VKScript have 32 bits and wrap.
    safe = {
        name: str(value) if isinstance(value, int) and value not in INT32 else value
        for name, value in form(params).items()
    }
    return json.dumps(safe, ensure_ascii=False, separators=(",", ":"))


def _executor(vk: Door, call: Call, key: str | None) -> Kind | None:
    """The key whose `execute` can carry this call."""
    if call.method not in methods.READS:
        raise ValueError(f"{call.method} is no read and does not go into a batch")
    able = vk.able(call.method, call.params)
    executing = [kind for kind in vk.able("execute") if kind in EXECUTE]
    if key is not None:
        return next((kind for kind in executing if kind == key), None)
    return next((kind for kind in executing if kind in able), None)


def _alike(vk: Door, calls: Sequence[Call], kind: Kind | None, key: str | None) -> list[Call]:
    return list(itertools.takewhile(lambda call: _executor(vk, call, key) == kind, calls))


def _together(
    vk: Door, part: Sequence[Call], kind: Kind, size: Size, key: str | None
) -> list[Any | Refused] | None:
    """Answers to `part`, or None where it must be tried anew: smaller, or without `execute`."""
    try:
        envelope = vk.envelope(
            "execute", {"code": script(part)}, key=kind, reading=True, patient=False
        )
    except NoAnswer as error:
        log.warning("execute with %d calls: %s", len(part), error)
        size.shrink()
        return None
    except NoRight as refused:
        vk.note_refusal(refused, kind)
        if kind in vk.able("execute"):
            raise
        return None
    except KeyDead:
        # `able` passes over the key from now on, unless the caller insists on it.
        if key is not None or not any(other != kind for other in vk.able(part[0].method)):
            raise
        return None
    except Refused as refused:
        if refused.code != 13:
            raise
        log.info("execute with %d calls: %s", len(part), refused.text)
        size.shrink()
        return None
    results = envelope["response"]
    if not isinstance(results, list) or len(results) != len(part):
        size.shrink()
        return None
    size.grow()
    return _matched(vk, part, results, envelope.get("execute_errors") or [], kind, key)


def _matched(
    vk: Door,
    part: Sequence[Call],
    results: list[Any],
    errors: Sequence[Mapping[str, Any]],
    kind: Kind,
    key: str | None,
) -> list[Any | Refused]:
    """Each `false` with its error; see the head of this module."""
    failed = Counter(str(error.get("method")) for error in errors)
    falses = Counter(
        call.method for call, result in zip(part, results, strict=True) if result is False
    )
    queues = {
        method: iter([e for e in errors if str(e.get("method")) == method]) for method in failed
    }
    answers: list[Any | Refused] = []
    for call, result in zip(part, results, strict=True):
        if result is not False or not failed[call.method]:
            answers.append(result)
        elif failed[call.method] != falses[call.method]:
            answers.append(single(vk, call, key=key))
        else:
            refused = refusal(next(queues[call.method]), method=call.method)
            answers.append(_settled(vk, call, refused, kind, key))
    return answers


def _settled(vk: Door, call: Call, refused: Refused, kind: Kind, key: str | None) -> Any | Refused:
    """A refusal that another try or another key may turn into an answer gets that try."""
    if isinstance(refused, NoRight):
        vk.note_refusal(refused, kind)
        return refused if kind in vk.able(call.method) or key else single(vk, call)
    if refused.code in {1, 6, 10}:
        return single(vk, call, key=key)
    return refused
