"""One call with one key: when it leaves (the pace), how often it is tried (retries), and what it teaches."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tenacity

from lib.vk.errors import NoAnswer, QuotaUsed, Refused, TimedOut, TooFast, Unreachable
from lib.vk.memory import Memory
from lib.vk.methods import Kind
from lib.vk.refusals import codes
from lib.vk.transport import READ_TIMEOUT, Transport

READ_ATTEMPTS = 3
TOO_FAST_ATTEMPTS = 5
TOO_FAST_PAUSE = 0.5
PASSING = codes("again")
"""VK's own trouble, of which VK says nothing more than that; worth another try where a try harms nobody."""


@dataclass(frozen=True)
class Request:
    """One call on its way; `written` are its parameters as a form has them."""

    method: str
    written: Mapping[str, Any]
    timeout: float | None
    """Seconds; None: as usual."""
    reading: bool
    """A read harms nobody when it is repeated; a write is repeated only where VK says that it did nothing."""
    patient: bool
    """Repeated here; else the caller knows better what to do about VK's own trouble."""
    inner: tuple[str, ...]
    """Methods that an `execute` calls."""


class Sender:
    """Sends calls over one `transport`. Safe to share by threads; gives up once `closing` is set.

    In the `background` its calls let those of people go first.
    """

    def __init__(
        self,
        transport: Transport,
        keys: Mapping[Kind, str],
        memory: Memory,
        closing: threading.Event,
        *,
        background: bool = False,
    ) -> None:
        self._transport = transport
        self._keys = keys
        self._memory = memory
        self._closing = closing
        self._background = background

    def send(self, request: Request, kind: Kind) -> dict[str, Any]:
        """VK's envelope with its `response`. Raises `Unreachable`, `NoAnswer` and refusals."""
        for attempt in tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: _again(error, request)),
            stop=lambda state: self._enough(state) or bool(self._memory.hung(request.method, kind)),
            wait=tenacity.wait_exponential_jitter(multiplier=TOO_FAST_PAUSE, max=5, jitter=0.3),
            sleep=self._pause,
            reraise=True,
        ):
            with attempt:
                return self._once(request, kind)
        raise AssertionError("unreachable: tenacity returns or raises")

    def _enough(self, state: tenacity.RetryCallState) -> bool:
        failed = state.outcome.exception() if state.outcome else None
        attempts = TOO_FAST_ATTEMPTS if isinstance(failed, TooFast) else READ_ATTEMPTS
        return self._closing.is_set() or state.attempt_number >= attempts

    def _pause(self, seconds: float) -> None:
        self._closing.wait(seconds)

    def _once(self, request: Request, kind: Kind) -> dict[str, Any]:
        with self._memory.humans.gate(kind, request.method) as more:
            return self._sent(request, kind, more)

    def _sent(self, request: Request, kind: Kind, more: Mapping[str, str]) -> dict[str, Any]:
        memory, method = self._memory, request.method
        memory.limits[kind].wait(yielding=self._background)
        began = time.monotonic()
        try:
            answer = self._transport.method(
                method,
                key=self._keys[kind],
                params={**request.written, **more},
                timeout=READ_TIMEOUT if request.timeout is None else request.timeout,
                writing=not request.reading,
            )
        except TooFast:
            # VK did nothing and counts nothing.
            memory.limits[kind].hold(TOO_FAST_PAUSE)
            memory.hangs.answered(method, kind)
            raise
        except NoAnswer as failure:
            if isinstance(failure, TimedOut):
                memory.hangs.hung(method, kind, since=began)
            self._count(request, kind)
            raise
        except Refused as refused:
            memory.hangs.answered(method, kind)
            self._count(request, kind, refused=1)
            if isinstance(refused, QuotaUsed):
                refused.opening(memory.tally.rest(method, kind, refused.code))
            raise
        memory.hangs.answered(method, kind)
        self._count(request, kind)
        return answer

    def _count(self, request: Request, kind: Kind, *, refused: int = 0) -> None:
        self._memory.tally.add(request.method, kind, refused=refused)
        for method in request.inner:
            self._memory.tally.add(method, kind)


def _again(error: BaseException, request: Request) -> bool:
    """Whether another try may help, and harms nobody."""
    if isinstance(error, TooFast):
        return True
    if not request.reading:
        return False
    if isinstance(error, Refused):
        return request.patient and error.code in PASSING
    return isinstance(error, Unreachable) or (request.patient and isinstance(error, NoAnswer))
