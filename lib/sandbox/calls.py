"""From a request to an answer: key, rights, pace, the method; and a record of it all."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.sandbox import human, rights, shapes, vkscript
from lib.sandbox.errors import ApiFailure, envelope, refusal
from lib.sandbox.faults import AROUND, STANDING, Fault, Faults, failure_of
from lib.sandbox.limits import Limits
from lib.sandbox.methods import METHODS
from lib.sandbox.methods.call import Call, as_params
from lib.sandbox.rights import Key, Profile
from lib.sandbox.world import World

INNER_CALLS = 25
LARGEST_ANSWER = 5 * 1024 * 1024
"""Bytes of JSON an execute may answer."""
_KEPT_CALLS = 20_000
_KEPT_VALUE = 1000
"""Characters of a parameter's value that a record keeps."""
_OLDEST_VERSION = (5, 81)


@dataclass
class Record:
    """One request, for `/_world/calls`."""

    key: str | None
    method: str
    time: float
    inner: list[str] = field(default_factory=list)
    error: int | None = None
    params: dict[str, str] = field(default_factory=dict)


Witness = Callable[[str | None, str, Mapping[str, str]], None]
"""Told of each request, and of each call inside an execute: kind of key, method, parameters as they came."""


class Office:
    """Answers calls on one world, in one profile of rights, with or without VK's pace."""

    def __init__(
        self, world: World, *, address: str, pace: bool = False, profile: Profile = "observed"
    ) -> None:
        self.world = world
        self.address = address
        self.profile = profile
        self.faults = Faults()
        self.guard = human.Guard()
        self.limits = Limits(pace=pace)
        self.witness: Witness | None = None
        self._lock = threading.Lock()
        self._records: deque[Record] = deque(maxlen=_KEPT_CALLS)

    def records(self) -> list[Record]:
        with self._lock:
            return list(self._records)

    def forget_records(self) -> None:
        with self._lock:
            self._records.clear()

    def answer(self, method: str, params: Mapping[str, str], token: str | None) -> dict[str, Any]:
        """The whole JSON body, `response` or `error`. Faults that come before a call are the server's part.

        Raises Silence where VK answers nothing.
        """
        record = self.record(method, params, token)
        try:
            if method not in METHODS and method != "execute":
                raise refusal(3)
            _check_version(params.get("v"))
            key = rights.authorize(self.world.keys, token)
            self.limits.admit(key)
            if method == "execute":
                rights.check(key, method, profile=self.profile)
                return self._execute(key, params, record)
            return {"response": self._call(key, method, params)}
        except ApiFailure as failure:
            record.error = failure.code
            return envelope(failure, method=method, params=params)

    def stopped(
        self, fault: Fault, *, method: str, params: Mapping[str, str], token: str | None
    ) -> ApiFailure | None:
        """The refusal that a planned fault stands for; None where a person has passed it for this call."""
        if fault.kind not in STANDING:
            return failure_of(fault)
        now = self.world.clock()
        given = params.get("success_token", "")
        if self.guard.passes(fault, key=token, method=method, success_token=given, now=now):
            self.faults.passed(fault)
            return None
        session_token = self.guard.ask(fault, key=token, method=method, now=now)
        kind: human.Kind = "captcha" if fault.kind == "captcha" else "validation"
        page = human.address(kind, session_token, local_vk=self.address)
        return human.refused(kind, page, legacy=bool(fault.details.get("legacy")))

    def record(self, method: str, params: Mapping[str, str], token: str | None) -> Record:
        known = self.world.keys.get(token or "")
        given = {name: value for name, value in params.items() if name != "access_token"}
        kept = {name: value[:_KEPT_VALUE] for name, value in given.items()}
        made = Record(known.kind if known else None, method, self.world.clock(), params=kept)
        self._tell(made.key, method, given)
        with self._lock:
            self._records.append(made)
        return made

    def _tell(self, kind: str | None, method: str, params: Mapping[str, str]) -> None:
        if self.witness is not None:
            self.witness(kind, method, params)

    def _call(self, key: Key, method: str, params: Mapping[str, str]) -> Any:
        """One method under the world's lock; raises ApiFailure."""
        function = METHODS.get(method)
        if function is None:
            raise refusal(3)
        rights.check(key, method, profile=self.profile)
        if self.faults.take(method, AROUND & {"drop_attachments"}):
            params = {name: value for name, value in params.items() if name != "attachments"}
        with (
            self.world.turn(),
            self.limits.spending(key, method, params, now=self.world.now()),
        ):
            made = function(Call(self.world, key, params, self.address, self.profile))
        return shapes.absolute(made, self.address)

    def _execute(self, key: Key, params: Mapping[str, str], record: Record) -> dict[str, Any]:
        """A script; inner failures become `false` and are listed in the order of the calls."""
        code = params.get("code", "")
        if not code:
            raise refusal(100, "code is undefined")
        errors: list[dict[str, Any]] = []

        def call(method: str, values: dict[str, Any]) -> Any:
            if len(record.inner) >= INNER_CALLS:
                raise vkscript.RuntimeFailure("Too many API calls")
            record.inner.append(method)
            given = as_params(values)
            self._tell(key.kind, method, given)
            try:
                fault = self.faults.take(method, frozenset({"error"}), named=True)
                if fault is not None:
                    raise failure_of(fault)
                return self._call(key, method, given)
            except ApiFailure as failure:
                errors.append(
                    {"method": method, "error_code": failure.code, "error_msg": failure.message}
                )
                raise

        try:
            made = vkscript.run(code, args=dict(params), call=call, failure=ApiFailure)
        except vkscript.CompileError as error:
            raise refusal(12, str(error)) from None
        except vkscript.RuntimeFailure as error:
            raise refusal(13, str(error)) from None
        if len(json.dumps(made, ensure_ascii=False).encode()) > LARGEST_ANSWER:
            raise refusal(13, "response size is too big")
        return {"response": made} | ({"execute_errors": errors} if errors else {})


def _check_version(version: str | None) -> None:
    if not version:
        raise refusal(8, "v (version) is required")
    try:
        major, minor = (int(part) for part in version.split("."))
    except ValueError:
        raise refusal(8, "v (version) is invalid") from None
    if (major, minor) < _OLDEST_VERSION:
        raise refusal(
            8,
            'versions below 5.81 are deprecated. Version param should be passed as "v". '
            '"version" param is invalid and not supported. For more information go to '
            "https://vk.com/dev/constant_version_updates",
        )
