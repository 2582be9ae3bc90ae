"""The door: who asks (which key), what may be asked now, and what is remembered of a refusal."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from lib.base.clock import Clock, system_clock
from lib.base.settings import Settings
from lib.vk import batches, methods, overlap
from lib.vk.calls import Call, form
from lib.vk.errors import (
    HumanNeeded,
    Hung,
    KeyDead,
    KeyMissing,
    NoRight,
    QuotaUsed,
    Refused,
)
from lib.vk.files import Body
from lib.vk.humans import Humans
from lib.vk.limits import A_SECOND, Limiter
from lib.vk.memory import Memory
from lib.vk.methods import KINDS, Kind
from lib.vk.quotas import Tally
from lib.vk.sending import Request, Sender
from lib.vk.transport import Transport

log = logging.getLogger(__name__)
T = TypeVar("T")


class Vk:
    """VK as one community's console sees it. Safe to share by threads. See `connect`."""

    def __init__(
        self,
        *,
        base: str,
        group_id: int,
        keys: Mapping[Kind, str],
        clock: Clock = system_clock,
        limits: Mapping[Kind, Limiter] | None = None,
        denied: Iterable[tuple[str, Kind]] = (),
        memory: Memory | None = None,
        background: bool = False,
        humans: Humans | None = None,
    ) -> None:
        self.group_id = group_id
        self.clock = clock
        self._base = base
        self._keys = dict(keys)
        self._closing = threading.Event()
        self._memory = memory or Memory(
            limits=dict(limits) if limits else {kind: Limiter(A_SECOND[kind]) for kind in keys},
            tally=Tally(clock),
            denied=set(denied),
            humans=humans or Humans(),
        )
        self._background = background
        self._transport = Transport(base)
        self._sender = Sender(
            self._transport, self._keys, self._memory, self._closing, background=background
        )

    @property
    def humans(self) -> Humans:
        """Where VK wants a person before it goes on."""
        return self._memory.humans

    @property
    def tally(self) -> Tally:
        """What has been called today."""
        return self._memory.tally

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of the keys that are set: "community", "service", "user"."""
        return frozenset(self._keys)

    def able(self, method: str, params: Mapping[str, Any] | None = None) -> tuple[Kind, ...]:
        """Kinds of keys that are set and able to make this call, the preferred first.

        Reads leave out a key that VK has just called dead while another one can read the same.
        """
        able = tuple(
            kind
            for kind in methods.kinds_for(method, params or {})
            if kind in self._keys and (method, kind) not in self._memory.denied
        )
        if method not in methods.READS and method != "execute":
            return able
        now = time.monotonic()
        alive = tuple(kind for kind in able if self._memory.dead.get(kind, now) <= now)
        return alive if alive or method == "execute" else able

    def key_for(self, method: str, **params: Any) -> Kind | None:
        """The kind of key with which `method` would be called, or None. Some parameters matter:
        `key_for("wall.get", filter="postponed")`."""
        return next(iter(self.able(method, params)), None)

    def can(self, method: str, **params: Any) -> bool:
        """Whether a key is set that can call `method`, as far as the table and VK's refusals tell."""
        return self.key_for(method, **params) is not None

    def call(
        self, method: str, *, key: str | None = None, timeout: float | None = None, **params: Any
    ) -> Any:
        """Calls `method` and answers its `response`.

        `key` names a kind instead of leaving the choice to the table; `timeout` is in seconds (10 by
        default). Booleans, lists and `None` among `params` are written as VK reads them.

        Reads are repeated a few times when VK is away or stumbles; writes only on error 6, where VK did
        nothing. Raises `KeyMissing`, `Unreachable`, `NoAnswer` and the kinds of `Refused`.
        """
        reading = method in methods.READS
        return self.envelope(method, params, key=key, timeout=timeout, reading=reading)["response"]

    def envelope(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        key: str | None = None,
        timeout: float | None = None,
        reading: bool,
        patient: bool = True,
        inner: Sequence[str] = (),
    ) -> dict[str, Any]:
        """The same as `call`, with VK's whole envelope (`execute_errors` stand beside `response`).

        `patient=False` leaves `NoAnswer` and VK's own stumbling to the caller at once. `inner` are the
        methods that an `execute` calls.
        """
        kinds = self._named(method, key) if key else self.able(method, params)
        if not kinds:
            raise KeyMissing(method, methods.kinds_for(method, params))
        if reading:
            kinds = self._open(method, kinds)
        request = Request(method, form(params), timeout, reading, patient, tuple(inner))
        for kind in kinds:
            if not reading and (hung := self._memory.hung(method, kind)):
                raise hung
            try:
                answer = self._sender.send(request, kind)
                self._memory.dead.pop(kind, None)
                return answer
            except KeyDead:
                self.note_dead(kind)
                if not reading or kind == kinds[-1]:
                    raise
            except HumanNeeded:
                # What is written speaks with the key that was chosen for it, and waits.
                if not reading or kind == kinds[-1]:
                    raise
            except NoRight as refused:
                self.note_refusal(refused, kind)
                if kind == kinds[-1] or (method, kind) not in self._memory.denied:
                    raise
            except QuotaUsed:
                if not reading or kind == kinds[-1]:
                    raise
        raise AssertionError("unreachable: the loop returns or raises")

    def open(self, method: str, kind: Kind) -> bool:
        """Whether a read of `method` may be tried now: its day is not used up, and VK does not let it hang."""
        return self._memory.closed(method, kind, background=self._background) is None

    def note_inner(self, refused: Refused, kind: Kind) -> None:
        """A call inside an `execute` was refused."""
        self.tally.add(refused.method, kind, calls=0, refused=1)
        if isinstance(refused, QuotaUsed):
            refused.opening(self.tally.rest(refused.method, kind, refused.code))

    def note_dead(self, kind: Kind) -> None:
        """Remembers for a while that VK does not accept this key any more."""
        self._memory.bury(kind)

    def note_refusal(self, refused: Refused, kind: Kind) -> None:
        """Remembers that this kind of key cannot call this method at all, so that it is not tried again."""
        whole_method = (
            refused.code in {3, 5, 20, 21, 23, 27, 28, 1051}
            # Elsewhere 15 and its like may be about the one post or community asked for.
            or refused.subcode in {1133, 1134}
            or refused.method == "execute"
        )
        if whole_method and (refused.method, kind) not in self._memory.denied:
            # Learning it is no trouble: who needed the answer says so. The examination of keys asks on purpose.
            log.info("VK lets no %s key call %s: %s", kind, refused.method, refused.text)
            self._memory.denied.add((refused.method, kind))

    def learn(self, method: str, kind: Kind, *, able: bool) -> None:
        """Remember what was found out about a method on purpose, until it is found out anew."""
        if able:
            self._memory.denied.discard((method, kind))
        else:
            self._memory.denied.add((method, kind))

    def batch(self, calls: Sequence[Call], *, key: str | None = None) -> list[Any | Refused]:
        """Answers of reads, one for each call in its place; a refused one is the `Refused` itself.

        Up to 25 travel in one `execute` where a key is set that has it, else one by one. Raises as `call`
        does when VK is away, or refuses the whole.
        """
        return [answer for _call, answer in self.batches(calls, key=key)]

    def batches(
        self, calls: Iterable[Call], *, key: str | None = None
    ) -> Iterator[tuple[Call, Any | Refused]]:
        """`batch` for a stream that may be long: each call with its answer, in order, as they come."""
        return batches.stream(self, calls, key=key, sizes=self._memory.sizes)

    def overlapping(self, source: overlap.Source[T]) -> Iterator[list[tuple[T, Any | Refused]]]:
        """Answers of reads, request by request as they come, with several under way at once.

        Takes the calls from `source` (see `lib.vk.overlap.Source`) until it has none while none is under way.
        Raises as `batch` does.
        """
        return overlap.stream(self, source)

    def fitting(self, calls: Sequence[Call]) -> int:
        """How many of `calls`, from the first on, one request carries now."""
        return batches.fitting(self, calls, key=None, sizes=self._memory.sizes)

    def poll(self, url: str, params: Mapping[str, Any], *, timeout: float) -> dict[str, Any]:
        """One request of a long poll; `url` is the server that VK named."""
        return self._transport.poll(url, params, timeout=timeout)

    def upload(self, url: str, body: Body) -> dict[str, Any]:
        """What the upload server at `url`, which VK named, answers to a file: see `lib.vk.uploads`."""
        return self._transport.upload(url, body)

    def rest(self, seconds: float) -> bool:
        """Waits, but not past `close`; answers whether this is closed."""
        return self._closing.wait(seconds)

    def apart(self, *, background: bool | None = None) -> Vk:
        """The same VK, keys and pace over connections of its own, to be closed by themselves.

        In the `background` reading leaves a reserve of VK's daily numbers to what people do, and lets their
        calls go first; None: as here.
        """
        return Vk(
            base=self._base,
            group_id=self.group_id,
            keys=self._keys,
            clock=self.clock,
            memory=self._memory,
            background=self._background if background is None else background,
        )

    def close(self) -> None:
        """Cuts what is under way and lets nothing more out; repeated calls give up at once."""
        self._closing.set()
        self._transport.close()

    def _named(self, method: str, key: str) -> tuple[Kind, ...]:
        kind = next((known for known in KINDS if known == key), None)
        if kind is None:
            raise LookupError(f"no such kind of key: {key}")
        if kind not in self._keys:
            raise KeyMissing(method, (kind,))
        return (kind,)

    def _open(self, method: str, kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
        """Those of `kinds` with which `method` may be read now. Raises `QuotaUsed` or `Hung` where none may."""
        found: list[Kind] = []
        reasons: list[QuotaUsed | Hung] = []
        for kind in kinds:
            reason = self._memory.closed(method, kind, background=self._background)
            if reason is None:
                found.append(kind)
            else:
                reasons.append(reason)
        if not found:
            raise reasons[0]
        return tuple(found)


def connect(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    paced: bool = True,
    denied: Iterable[tuple[str, Kind]] = (),
    background: bool = False,
) -> Vk:
    """The door to the VK of `settings`. Nothing is sent yet: see `lib.vk.examine`.

    `paced=False` is for a local VK without VK's limits; `denied` are methods known to be closed to a key;
    `background` as in `Vk.apart`.
    """
    keys = {
        "community": settings.community_key,
        "service": settings.service_key,
        "user": settings.user_key,
    }
    return Vk(
        base=settings.vk_url,
        group_id=settings.group_id,
        keys={kind: secret.reveal() for kind in KINDS if (secret := keys[kind])},
        clock=clock,
        limits=None if paced else {kind: Limiter(1000) for kind in KINDS},
        denied=denied,
        background=background,
    )
