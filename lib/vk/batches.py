"""Many reads in one request: `execute` with up to 25 calls, of a size that follows what VK can bear.

In an answer of `execute` a call that failed is `false`, and so is a call that truly answered false;
`execute_errors` lists the failures in order, with their methods but without their places. Where that leaves a
doubt, the doubtful calls are asked again one by one: they are reads.

What VK chokes on is asked again in smaller parts, down to single calls (`lib.vk.sizes`). A single call that
VK chokes on by itself, while it answers others, is answered with `Choked`, and the stream goes on.
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
from lib.vk.errors import (
    Choked,
    HumanNeeded,
    KeyDead,
    NoAnswer,
    NoRight,
    QuotaUsed,
    Refused,
    TimedOut,
    VkError,
    refusal,
)
from lib.vk.methods import EXECUTE, Kind
from lib.vk.refusals import codes
from lib.vk.sizes import MOST, Sizes

log = logging.getLogger(__name__)

TOO_MUCH = codes("smaller", "again")
"""Refusals of a whole `execute` that a smaller one may not meet: too long or too big a script or answer,
too many calls or operations, no time left, and VK's own stumbling, which heavy answers bring about."""
CHOKED_IN_A_ROW = 5
"""So many single calls one after the other are no accident of single calls any more."""

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
        inner: Sequence[str] = (),
    ) -> dict[str, Any]: ...

    def open(self, method: str, kind: Kind) -> bool: ...

    def note_inner(self, refused: Refused, kind: Kind) -> None: ...

    def note_refusal(self, refused: Refused, kind: Kind) -> None: ...

    def note_dead(self, kind: Kind) -> None: ...


def stream(
    vk: Door, calls: Iterable[Call], *, key: str | None, sizes: Sizes
) -> Iterator[tuple[Call, Any | Refused]]:
    """See `Vk.batches`. A call that is no read raises `ValueError` before anything of its part is sent."""
    waiting: list[Call] = []
    source = iter(calls)
    while True:
        waiting += itertools.islice(source, MOST - len(waiting))
        if not waiting:
            return
        kind = _executor(vk, waiting[0], key)
        part = waiting[: _count(vk, waiting, kind, key, sizes)]
        if len(part) == 1:
            answer = _alone(
                vk, part[0], key, sizes, bearable=sizes.choked_in_a_row < CHOKED_IN_A_ROW
            )
            choked = isinstance(answer, Choked)
            sizes.choked_in_a_row = sizes.choked_in_a_row + 1 if choked else 0
            yield part[0], answer
            waiting = waiting[1:]
            if kind and not choked:
                sizes.grow(kind, part)
            continue
        assert kind is not None
        answers = _together(vk, part, kind, sizes, key)
        if answers is not None:
            sizes.choked_in_a_row = 0
            yield from zip(part, answers, strict=True)
            waiting = waiting[len(part) :]


def fitting(vk: Door, calls: Sequence[Call], *, key: str | None, sizes: Sizes) -> int:
    """How many of `calls`, from the first on, one request carries now; 0 where there are none."""
    if not calls:
        return 0
    return _count(vk, calls, _executor(vk, calls[0], key), key, sizes)


def _count(
    vk: Door, calls: Sequence[Call], kind: Kind | None, key: str | None, sizes: Sizes
) -> int:
    """How many of `calls`, of which there are some, an `execute` with the key of `kind` carries now."""
    if kind is None:
        return 1
    # One execute has one key, so the part ends where another key is needed. Other threads may learn meanwhile
    # that the key can no longer carry even the first call; then VK says so.
    return max(1, sizes.fitting(kind, _alike(vk, calls, kind, key)))


def single(vk: Door, call: Call, *, key: str | None = None) -> Any | Refused:
    """One read, a refusal being an answer; but that a person is needed says nothing of the call: raised."""
    try:
        return vk.envelope(call.method, call.params, key=key, reading=True)["response"]
    except HumanNeeded:
        raise
    except Refused as refused:
        return refused


def _alone(
    vk: Door, call: Call, key: str | None, sizes: Sizes, *, bearable: bool = True
) -> Any | Refused:
    """`single`, and `Choked` where VK has no answer to this one call but answers another."""
    try:
        return single(vk, call, key=key)
    except NoAnswer as failure:
        if not bearable or not _answers(vk, key):
            sizes.forget()
            raise
        # Only numbers: other parameters may hold what is nobody's business.
        about = {name: value for name, value in call.params.items() if isinstance(value, int)}
        log.warning("%s %s: %s", call.method, about, failure)
        return Choked(failure, method=call.method)


def _answers(vk: Door, key: str | None) -> bool:
    """Whether VK answers the lightest of calls."""
    try:
        vk.envelope("users.get", {"user_ids": 1}, key=key, reading=True, patient=False)
    except Refused:
        return True
    except VkError:
        return False
    return True


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
    executing = [
        kind
        for kind in vk.able("execute")
        if kind in EXECUTE and vk.open("execute", kind) and vk.open(call.method, kind)
    ]
    if key is not None:
        return next((kind for kind in executing if kind == key), None)
    return next((kind for kind in executing if kind in able), None)


def _alike(vk: Door, calls: Sequence[Call], kind: Kind | None, key: str | None) -> list[Call]:
    return list(itertools.takewhile(lambda call: _executor(vk, call, key) == kind, calls))


def _together(
    vk: Door, part: Sequence[Call], kind: Kind, sizes: Sizes, key: str | None
) -> list[Any | Refused] | None:
    """Answers to `part`, or None where it must be tried anew: smaller, or without `execute`."""
    try:
        envelope = vk.envelope(
            "execute",
            {"code": script(part)},
            key=kind,
            reading=True,
            patient=False,
            inner=[call.method for call in part],
        )
    except NoAnswer as error:
        log.warning("execute with %d calls: %s", len(part), error)
        # Timeouts are too long to halve one's way down when it is VK that is away.
        if isinstance(error, TimedOut) and not _answers(vk, key):
            sizes.forget()
            raise
        sizes.shrink(kind, part)
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
        if refused.code not in TOO_MUCH:
            raise
        log.info("execute with %d calls: %s", len(part), refused.text)
        sizes.shrink(kind, part)
        return None
    results = envelope["response"]
    if not isinstance(results, list) or len(results) != len(part):
        sizes.shrink(kind, part)
        return None
    sizes.grow(kind, part)
    return _matched(vk, part, results, envelope.get("execute_errors"), kind, sizes, key)


def _matched(
    vk: Door,
    part: Sequence[Call],
    results: list[Any],
    told: object,
    kind: Kind,
    sizes: Sizes,
    key: str | None,
) -> list[Any | Refused]:
    """Each `false` with its error of those `told`; see the head of this module."""
    listed = told if isinstance(told, list) else []
    known = {call.method for call in part}
    errors = [e for e in listed if isinstance(e, Mapping) and e.get("method") in known]
    # A list of another shape leaves every `false` in doubt.
    unsure = bool(told) and (not listed or len(errors) != len(listed))
    failed = Counter(str(error.get("method")) for error in errors)
    falses = Counter(
        call.method for call, result in zip(part, results, strict=True) if result is False
    )
    queues = {
        method: iter([e for e in errors if str(e.get("method")) == method]) for method in failed
    }
    answers: list[Any | Refused] = []
    for call, result in zip(part, results, strict=True):
        if result is not False or not (failed[call.method] or unsure):
            answers.append(result)
        elif unsure or failed[call.method] != falses[call.method]:
            answers.append(_alone(vk, call, key, sizes))
        else:
            refused = refusal(next(queues[call.method]), method=call.method)
            vk.note_inner(refused, kind)
            answers.append(_settled(vk, call, refused, kind, sizes, key))
    return answers


def _settled(
    vk: Door, call: Call, refused: Refused, kind: Kind, sizes: Sizes, key: str | None
) -> Any | Refused:
    """A refusal that another try or another key may turn into an answer gets that try."""
    if isinstance(refused, NoRight):
        vk.note_refusal(refused, kind)
        able = vk.able(call.method, call.params)
        return refused if key or not able or kind in able else _alone(vk, call, None, sizes)
    # Where no other key is open, the day's number that is used up is told with when it opens.
    if isinstance(refused, QuotaUsed) and key is None:
        return _alone(vk, call, None, sizes)
    if refused.code in {1, 6, 10} or isinstance(refused, HumanNeeded):
        return _alone(vk, call, key, sizes)
    return refused
